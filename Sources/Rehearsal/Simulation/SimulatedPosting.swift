import Access
import Banking
import Desk
import Ledger
import Primitives

/// A posting of an interface, kept to be sent once more.
struct PostedBefore {
  let outlet: InstitutionID
  let request: PostingDesk.Request
  let journal: JournalID
}

/// What was posted lately.
struct PostedLately {
  private static let most = 64

  private(set) var sent: [PostedBefore] = []
  /// Journals that nobody has looked at yet.
  var news: [JournalID] = []

  mutating func keep(_ one: PostedBefore) {
    sent.append(one)
    if sent.count > Self.most { sent.removeFirst() }
    news.append(one.journal)
  }
}

/// Bookings of other systems between clearing accounts, with lost answers and second sends.
extension Simulation {
  static let clearingAccounts: Int64 = 20

  func post(at outlet: InstitutionID) async throws {
    guard let accountant = accountants[outlet] else { return }
    if plan.withFaults, chance.oneIn(12), let before = chance.pick(posted.sent.filter { $0.outlet == outlet }) {
      return try await sendAgain(before, accountant)
    }
    let burst = min(1 + chance.below(9), 1 + lastOfDay - operation)
    if burst > 1 { return try await post(burst: burst, accountant) }
    let request = request(at: outlet)
    if plan.withFaults {
      if chance.oneIn(100) { bank.store.plan(chance.oneIn(2) ? .crashBefore : .crashAfter) }
      if chance.oneIn(15) { bank.store.plan(chance.oneIn(2) ? .doubtLost : .doubtCommitted) }
    }
    keep(request, try await send(request, accountant), at: outlet)
  }

  /// Several at once, each an operation of its own: they share commits, and nothing goes wrong with them.
  private func post(burst: Int, _ accountant: SignOn) async throws {
    let (desk, outlet) = (desks.posting, accountant.institution.id)
    let requests = (0..<burst).map { _ in request(at: outlet) }
    let journals = try await withThrowingTaskGroup(of: (Int, JournalID).self) { group in
      for (index, request) in requests.enumerated() {
        group.addTask { (index, try await desk.post(request, by: accountant).journal.id) }
      }
      return try await group.reduce(into: [Int: JournalID]()) { $0[$1.0] = $1.1 }
    }
    for (index, request) in requests.enumerated() {
      guard let journal = journals[index] else { throw Broken("a posting had no answer") }
      keep(request, journal, at: outlet)
    }
    operation += burst - 1
    report.done[SimulatedOperation.posting.rawValue, default: 0] += burst - 1
  }

  private func request(at outlet: InstitutionID) -> PostingDesk.Request {
    let parties = 2 + chance.below(2)
    var numbers: [Int64] = []
    while numbers.count < parties {
      let number = 1 + Int64(chance.below(Int(Self.clearingAccounts)))
      if !numbers.contains(number) { numbers.append(number) }
    }
    let accounts = numbers.map { BankChart.clearing(outlet, $0) }
    let amounts = accounts.dropFirst().map { _ in 1 + Int64(chance.below(5_000_000)) }
    let legs =
      [Leg.debit(accounts[0], Money(minor: amounts.reduce(0, +), .cny))]
      + zip(accounts.dropFirst(), amounts).map { Leg.credit($0, Money(minor: $1, .cny)) }
    return PostingDesk.Request(key: chance.key(at: bank.clock.now), code: 9100 + chance.below(4), legs: legs)
  }

  private func keep(_ request: PostingDesk.Request, _ journal: JournalID, at outlet: InstitutionID) {
    for leg in request.legs {
      model.clearing[leg.account, default: 0] += leg.side == .credit ? leg.amount.minor : -leg.amount.minor
      model.touch(leg.account)
    }
    model.journals += 1
    report.postings += 1
    posted.keep(PostedBefore(outlet: outlet, request: request, journal: journal))
  }

  /// An interface asks again until it has an answer.
  private func send(_ request: PostingDesk.Request, _ accountant: SignOn) async throws -> JournalID {
    while true {
      do {
        let answer = try await desks.posting.post(request, by: accountant)
        bank.store.calm()
        return answer.journal.id
      } catch is InDoubt {
        report.doubts += 1
      } catch {
        guard bank.store.hasCrashed else { throw error }
        try await restart()
      }
    }
  }

  /// The same key: the same answer, and no second journal; other content under it is refused.
  private func sendAgain(_ before: PostedBefore, _ accountant: SignOn) async throws {
    report.secondClicks += 1
    let again = try await desks.posting.post(before.request, by: accountant)
    guard !again.isNew, again.journal.id == before.journal else {
      throw Broken("the key of journal \(before.journal) posted once more as \(again.journal.id)")
    }
    let other = PostingDesk.Request(
      key: before.request.key, code: before.request.code == 9100 ? 9101 : 9100, legs: before.request.legs)
    do {
      _ = try await desks.posting.post(other, by: accountant)
      throw Broken("one key posted two different things")
    } catch let refusal as Refusal where refusal.code == "ledger.key-reused" {
      report.refused[refusal.code, default: 0] += 1
    }
    for leg in before.request.legs { model.touch(leg.account) }
  }
}
