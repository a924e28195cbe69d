import Access
import Banking
import Ledger
import Primitives
import Storage

/// A teller's cash that no customer stands before: draws and hand-ups, cash between colleagues, exchanges, seals, the
/// two-step close. Who must agree proves it at the teller's screen by number and password.
package struct TillDesk: Sendable {
  let cases: CaseDesk
  var house: House { cases.house }
  private var banking: BankBooks { house.banking }

  package init(_ cases: CaseDesk) { self.cases = cases }

  // MARK: Vault and till

  /// Draws more cash from the vault. `counts`: one per currency, `CNY 100*50,50*20`.
  ///
  /// - Throws: `Refusal` of `TillMoves.draw`, `cash.format`, `till.currency`.
  @discardableResult
  package func draw(counts: [String], by signOn: SignOn) async throws -> JournalNumber {
    let (deed, counts) = (try deed(signOn), try CounterDesk.counts(counts))
    return try await house.database.write { [banking] tx in try banking.tillMoves.draw(counts, deed, in: tx) }
  }

  /// Hands cash to the vault.
  ///
  /// - Throws: `Refusal` of `TillMoves.handUp`, `cash.format`, `till.currency`.
  @discardableResult
  package func handUp(counts: [String], by signOn: SignOn) async throws -> JournalNumber {
    let (deed, counts) = (try deed(signOn), try CounterDesk.counts(counts))
    return try await house.database.write { [banking] tx in try banking.tillMoves.handUp(counts, deed, in: tx) }
  }

  /// Pieces against pieces; each count as `CNY 100*1`.
  ///
  /// - Throws: `Refusal` of `TillMoves.exchange`, `cash.format`, `till.currency`.
  @discardableResult
  package func exchange(received: String, given: String, by signOn: SignOn) async throws -> JournalNumber {
    let deed = try deed(signOn)
    let both = try CounterDesk.counts([received, given])
    return try await house.database.write { [banking] tx in
      try banking.tillMoves.exchange(received: both[0], given: both[1], deed, in: tx)
    }
  }

  /// The fewest free pieces of the teller's till for an amount; nil when they cannot make it up.
  ///
  /// - Throws: `Refusal` `till.closed`, `till.currency`, those of `Money(parsing:)`.
  package func change(_ amount: String, _ currency: String, by signOn: SignOn) async throws -> CashCount? {
    try signOn.require(.tillOperate)
    guard let currency = Currency(code: currency) else { throw CounterRefusal.currency }
    let amount = try Money(parsing: amount, currency, field: "amount")
    let free = try await house.database.read { [banking] tx in
      try banking.tillMoves.free(banking.tills.view(of: signOn.staff.id, in: tx), in: tx)
    }
    return free.first { $0.currency == currency }.flatMap { ChangeMaker($0).fewest(amount) }
  }

  /// What the open till holds above its limits, and what it moved today by its teller's hand.
  package func book(by signOn: SignOn) async throws -> (excess: [Money], moves: [TillMovement]) {
    try await house.database.read { [banking] tx in
      let today = try banking.calendar.businessDate(of: signOn.institution.id, in: tx)
      let open = try banking.tills.box(of: signOn.staff.id, in: tx)
      return (
        try open == nil ? [] : banking.tillMoves.excess(banking.tills.view(of: signOn.staff.id, in: tx), in: tx),
        try banking.tillMoves.book(of: signOn.staff.id, at: signOn.institution.id, on: today, in: tx)
      )
    }
  }

  // MARK: Colleagues

  /// A colleague of the same outlet with an open till, to whom cash can be given.
  package struct Colleague: Sendable, Equatable {
    package let staff: Staff
    package let box: Int64
  }

  package func colleagues(by signOn: SignOn) async throws -> [Colleague] {
    let place = signOn.institution.id
    return try await house.database.read { [house, banking] tx in
      try banking.tills.boxes(place, in: tx).compactMap { box in
        guard let teller = box.teller, teller != signOn.staff.id,
          let staff = try house.access.staff(teller, at: place, in: tx)
        else { return nil }
        return Colleague(staff: staff, box: box.box)
      }
    }
  }

  /// Holds cash out to a colleague by staff number.
  ///
  /// - Throws: `Refusal` of `TillOffers.offer`, `offer.receiver-closed` for an unknown number.
  @discardableResult
  package func offer(count: String, to number: String, by signOn: SignOn) async throws -> TillOffer {
    let deed = try deed(signOn)
    let pieces = try CounterDesk.counts([count])[0]
    let id = OfferID(at: deed.at, from: house.entropy)
    return try await house.database.write { [house, banking] tx in
      guard let receiver = try house.access.staff(number: number, in: tx) else { throw CounterRefusal.colleague }
      return try banking.tillOffers.offer(pieces, to: receiver.id, id: id, by: deed.actor, at: deed.at, in: tx)
    }
  }

  /// Open offers made by or to the teller.
  package func offers(by signOn: SignOn) async throws -> [TillOffer] {
    try signOn.require(.tillOperate)
    return try await house.database.read { [banking] tx in
      try banking.tillOffers.waiting(for: signOn.staff.id, at: signOn.institution.id, in: tx)
    }
  }

  package enum OfferAnswer: String, Sendable, CaseIterable {
    case accept, refuse, withdraw
  }

  /// - Throws: `Refusal` of `TillOffers.accept`, `.refuse`, `.withdraw`.
  package func answer(_ id: OfferID, _ answer: OfferAnswer, by signOn: SignOn) async throws {
    let deed = try deed(signOn)
    try await house.database.write { [banking] tx in
      switch answer {
      case .accept: try banking.tillOffers.accept(id, deed, in: tx)
      case .refuse: try banking.tillOffers.refuse(id, by: deed.actor, at: deed.at, in: tx)
      case .withdraw: try banking.tillOffers.withdraw(id, by: deed.actor, at: deed.at, in: tx)
      }
    }
  }

  // MARK: Closing and sealing

  /// Hands the box in by a blind count; a differing one is on record when it is refused.
  ///
  /// - Throws: `Refusal` of `TillCounting.close`, `till.count-differs`.
  package func close(counts: [String], by signOn: SignOn) async throws -> TillView {
    let (deed, counts) = (try deed(signOn), try CounterDesk.counts(counts))
    let outcome = try await house.database.write { [banking] tx in
      try banking.tillCounting.close(counts, deed, in: tx)
    }
    return try outcome.receipt().view
  }

  /// Differing counts of the open till as it is now.
  package func differingCounts(by signOn: SignOn) async throws -> Int {
    try await house.database.read { [banking] tx in
      guard try banking.tills.box(of: signOn.staff.id, in: tx) != nil else { return 0 }
      return try banking.tillCounting.differingCounts(of: banking.tills.view(of: signOn.staff.id, in: tx), in: tx)
    }
  }

  /// Closes by the last differing count; a supervisor agrees beside the teller.
  ///
  /// - Throws: `Refusal` of `TillCounting.closeWithDifference`, `access.sign-on-failed`,
  ///   `access.outside-institution`, `till.authority`.
  package func closeWithDifference(
    supervisor number: String, password: String, reason: String, by signOn: SignOn
  ) async throws -> TillView {
    let deed = try deed(signOn)
    let supervisor = try await vouched(number, password, .tillSupervise, beside: signOn)
    return try await house.database.write { [banking] tx in
      try banking.tillCounting.closeWithDifference(supervisor, reason: reason, deed, in: tx)
    }.view
  }

  /// - Throws: `Refusal` of `TillCounting.seal`, `till.count-differs`.
  package func seal(counts: [String], seal: String, by signOn: SignOn) async throws -> TillView {
    let (deed, counts) = (try deed(signOn), try CounterDesk.counts(counts))
    let outcome = try await house.database.write { [banking] tx in
      try banking.tillCounting.seal(counts, seal: seal, deed, in: tx)
    }
    return try outcome.receipt().view
  }

  /// - Throws: `Refusal` of `TillCounting.openSealed`, `till.count-differs`.
  package func openSealed(box: Int64, counts: [String], by signOn: SignOn) async throws -> TillView {
    let (deed, counts) = (try deed(signOn), try CounterDesk.counts(counts))
    let outcome = try await house.database.write { [banking] tx in
      try banking.tillCounting.openSealed(box, counts, deed, in: tx)
    }
    return try outcome.receipt().view
  }

  /// A box of the outlet that lies sealed: which currencies are in it, never how much.
  package struct SealedBox: Sendable, Equatable {
    package let box: TillBox
    package let currencies: [Currency]
  }

  package func sealedBoxes(by signOn: SignOn) async throws -> [SealedBox] {
    try await house.database.read { [banking] tx in
      try banking.tills.boxes(signOn.institution.id, in: tx).filter(\.isSealed).map {
        SealedBox(box: $0, currencies: try banking.tills.currencies(of: $0, in: tx))
      }
    }
  }

  // MARK: Counterfeits

  /// One piece as it was typed.
  package struct FalseNote: Sendable {
    package let denomination: String
    package let serial: String
    package let kind: CounterfeitRegister.Note.Kind

    package init(denomination: String, serial: String, kind: CounterfeitRegister.Note.Kind) {
      self.denomination = denomination
      self.serial = serial
      self.kind = kind
    }
  }

  /// Takes counterfeit money in, with a second person beside the teller.
  ///
  /// - Throws: `Refusal` of `CounterfeitRegister.holder`, `.takeIn`, `access.sign-on-failed`, `till.authority`.
  package func takeInCounterfeits(
    _ notes: [FalseNote], currency: String, document: (type: DocumentType, number: String), name: String,
    second number: String, password: String, by signOn: SignOn
  ) async throws -> CounterfeitRegister.Entry {
    let deed = try deed(signOn)
    guard let currency = Currency(code: currency) else { throw CounterRefusal.currency }
    let pieces = try notes.map {
      CounterfeitRegister.Note(
        try Money(parsing: $0.denomination, currency, field: "notes").minor, currency, serial: $0.serial, kind: $0.kind)
    }
    let holder = try banking.counterfeits.holder(
      document.type, document.number, name: name, id: CounterfeitID(at: deed.at, from: house.entropy),
      entropy: house.entropy)
    let second = try await vouched(number, password, .tillOperate, beside: signOn)
    return try await house.database.write { [banking] tx in
      try banking.counterfeits.takeIn(pieces, from: holder, second: second, by: deed.actor, at: deed.at, in: tx)
    }
  }

  /// The counterfeit register of today, or of one serial number.
  package func counterfeits(serial: String?, by signOn: SignOn) async throws -> [CounterfeitRegister.Entry] {
    guard signOn.may(.tillSupervise) || signOn.may(.tillOperate) else {
      try signOn.require(.tillOperate)
      return []
    }
    let place = signOn.institution.id
    return try await house.database.read { [banking] tx in
      if let serial { return try banking.counterfeits.find(serial: serial, at: place, in: tx) }
      return try banking.counterfeits.day(at: place, on: banking.calendar.businessDate(of: place, in: tx), in: tx)
    }
  }

  // MARK: Steps

  func deed(_ signOn: SignOn, _ permission: Permission = .tillOperate) throws -> CashDeed {
    try signOn.require(permission)
    let now = house.time.now
    return CashDeed(
      actor: CounterActor(signOn), journal: JournalID(at: now, from: house.entropy),
      key: IdempotencyKey(at: now, from: house.entropy), at: now)
  }

  /// Somebody beside the person signed on proves who he is and has the authority; a supervisor may always stand
  /// in for a teller.
  func vouched(
    _ number: String, _ password: String, _ permission: Permission, beside signOn: SignOn
  ) async throws -> SecondPerson {
    let staff = try await house.door.vouch(number: number, password: password, at: signOn.institution.id)
    guard staff.may(permission) || staff.may(.tillSupervise) else { throw CounterRefusal.authority }
    return SecondPerson(staff: staff.id, number: staff.number)
  }
}
