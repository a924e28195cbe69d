import Access
import Banking
import Desk
import Ledger
import Primitives
import Seals
import Storage

/// Days of a whole bank by chance: customers, tellers, supervisors, interfaces, and everything that goes wrong. After
/// every operation the bank is compared with a model that keeps its own books, and at the end of each day thoroughly.
/// The same plan gives the same days, down to the hash over all journals.
package final class Simulation {
  package typealias Progress = @Sendable (_ done: Int, _ all: Int, _ what: String) -> Void

  let plan: SimulationPlan
  let model = BankModel()
  let bank: ScratchBank
  let calendar: SimulatedCalendar
  var chance: SimulatedChance
  var report = SimulationReport()
  var counters: [SimulatedCounter] = []
  /// Supervisors and accountants, by outlet.
  var supervisors: [InstitutionID: SignOn] = [:]
  var accountants: [InstitutionID: SignOn] = [:]
  var posted = PostedLately()
  /// Cases that ended and that nobody has looked at yet.
  var ended: [(record: Case, business: Business)] = []
  var day = 0
  var operation = 0
  /// The day ends with this operation.
  var lastOfDay = 0
  var what = "founding"
  /// Time between two operations, so that a day's work fits into a day.
  private let pace: Int64

  var today: BusinessDate { calendar.days[day] }
  var desks: Desks { bank.desks }

  /// Founds the bank in the plan's folder.
  package init(_ plan: SimulationPlan) async throws {
    self.plan = plan
    calendar = SimulatedCalendar(from: SimulatedCalendar.first, days: plan.days)
    chance = SimulatedChance(seed: plan.seed)
    pace = max(20, 6 * 3_600_000 / Int64(max(1, plan.operations / plan.days)))
    report.seed = plan.seed
    report.days = plan.days
    report.firstDay = "\(SimulatedCalendar.first)"
    bank = try await ScratchBank.found(plan, on: SimulatedCalendar.first)
  }

  /// Lives through all days.
  ///
  /// - Throws: `BrokenInvariant`, also for whatever the bank answers that no rule foresees.
  package func run(progress: Progress = { _, _, _ in }) async throws -> SimulationReport {
    do {
      try await live(progress)
      await bank.close()
      return report
    } catch {
      await bank.close()
      let sentence = (error as? Broken)?.sentence ?? "the bank answered what nobody foresaw: \(error)"
      throw BrokenInvariant(
        seed: plan.seed, day: day + 1, date: today, operation: operation, what: what, sentence: sentence)
    }
  }

  private func live(_ progress: Progress) async throws {
    try await furnish()
    var shown = 0
    for day in 0..<plan.days {
      self.day = day
      try await morning()
      lastOfDay = plan.operations * (day + 1) / plan.days
      while operation < lastOfDay {
        operation += 1
        try await step()
        if operation / 50 > shown { progress(operation, plan.operations, "\(today)") }
        shown = operation / 50
      }
      try await evening()
      progress(operation, plan.operations, "\(today)")
    }
    what = "journal hash"
    report.operations = operation
    report.lastDay = "\(today)"
    report.journals = model.journals
    report.journalHash = try await JournalHash.of(bank.house)
  }

  // MARK: Steps

  /// One operation by chance, and the look at what it touched.
  private func step() async throws {
    clock(ahead: Int64(chance.below(Int(2 * pace))) + 1)
    if plan.withFaults, chance.oneIn(120) { try await jump() }
    let counter = counters[chance.below(counters.count)]
    if counter.waiting != nil {
      what = "waiting case"
      try await takeUp(counter)
    } else {
      try await act(SimulatedOperation.draw(&chance), at: counter)
    }
    report.done[what, default: 0] += 1
    try await inspect()
  }

  private func clock(ahead milliseconds: Int64) { bank.clock.advance(milliseconds: milliseconds) }

  /// The clock is set: somewhat forward, or back. The server looks at deadlines every second.
  private func jump() async throws {
    report.clockJumps += 1
    let minutes = chance.oneIn(3) ? -chance.among(1...10) : chance.among(1...45)
    clock(ahead: Int64(minutes) * 60_000)
    what = "clock jump"
    try await sweep()
  }

  private func act(_ operation: SimulatedOperation, at counter: SimulatedCounter) async throws {
    what = operation.rawValue
    switch operation {
    case .posting: try await post(at: counter.outlet)
    case .drawCash, .handUp, .exchange: try await moveCash(operation, counter)
    case .surpriseCheck: try await surpriseCheck(counter)
    case .vaultMove: try await moveVault(at: counter)
    case .cancellation: try await cancel(at: counter)
    default:
      guard let business = try business(operation, counter) else {
        // Nobody has what it needs: a posting in its place keeps the count.
        what = SimulatedOperation.posting.rawValue
        return try await post(at: counter.outlet)
      }
      try await walk(business, at: counter)
    }
  }

  func business(_ operation: SimulatedOperation, _ counter: SimulatedCounter) throws -> Business? {
    if model.demandOrder.count < 6 { return openAccount(counter) }
    switch operation {
    case .openAccount: return model.demandOrder.count < 60 ? openAccount(counter) : try deposit(counter)
    case .deposit: return try deposit(counter)
    case .withdrawal: return try withdrawal(counter)
    case .transfer: return transfer(counter)
    case .openTerm: return openTerm(counter)
    case .drawTerm: return drawTerm(counter)
    case .giveNotice, .cancelNotice: return notice(operation, counter)
    case .reportLoss, .cancelLoss, .replaceCertificate: return certificate(operation, counter)
    case .freeze, .unfreeze: return freeze(operation, counter)
    default: return nil
    }
  }
}

/// What can happen next, and how often.
enum SimulatedOperation: String, CaseIterable {
  case posting = "posting"
  case deposit = "cash deposit"
  case withdrawal = "cash withdrawal"
  case transfer = "transfer"
  case openAccount = "account opening"
  case openTerm = "deposit opened"
  case drawTerm = "deposit drawn"
  case giveNotice = "notice given"
  case cancelNotice = "notice cancelled"
  case reportLoss = "loss reported"
  case cancelLoss = "loss cancelled"
  case replaceCertificate = "certificate replaced"
  case freeze = "account frozen"
  case unfreeze = "account released"
  case drawCash = "cash drawn"
  case handUp = "cash handed up"
  case exchange = "exchange"
  case surpriseCheck = "surprise check"
  case cancellation = "cancellation"
  case vaultMove = "vault move"

  private var weight: Int {
    switch self {
    case .posting: 130
    case .deposit: 170
    case .withdrawal: 110
    case .transfer: 110
    case .openAccount: 10
    case .openTerm: 30
    case .drawTerm: 15
    case .giveNotice: 8
    case .cancelNotice: 4
    case .reportLoss: 6
    case .cancelLoss: 4
    case .replaceCertificate: 4
    case .freeze, .unfreeze: 4
    case .drawCash, .handUp: 20
    case .exchange: 12
    case .surpriseCheck: 6
    case .cancellation: 2
    case .vaultMove: 1
    }
  }

  private static let weights = allCases.map(\.weight)

  static func draw(_ chance: inout SimulatedChance) -> SimulatedOperation { allCases[chance.weighted(weights)] }
}
