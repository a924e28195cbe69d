import Primitives
import Storage

/// Important blank vouchers (重要空白凭证): kept by number, used in order without skipping, spoiled ones voided and kept
/// until two persons destroy them. A register off the balance sheet: nothing is posted.
///
/// The law: received − used − void = left, per institution and kind, at every commit.
package struct VoucherStock: Sendable {
  package static let mostAtOnce: Int64 = 100_000
  package static let largestNumber: Int64 = 999_999_999_999
  /// So many lots are listed at once.
  package static let mostListed = 1000

  /// Numbers that lie together with one holder.
  package struct Lot: Sendable, Equatable {
    package let id: LotID
    package let kind: String
    /// nil: the institution's stock.
    package let holder: StaffID?
    /// The first one left, and the last.
    package let next: Int64
    package let last: Int64

    package var left: Int64 { last - next + 1 }
  }

  /// How one kind stands at an institution.
  package struct Sheet: Sendable, Equatable {
    package let kind: String
    package let received: Int64
    package let used: Int64
    /// Voided, whether destroyed yet or not.
    package let void: Int64
    package let left: Int64

    package var agrees: Bool { received - used - void == left }
  }

  package enum End: String, Sendable {
    case used, void
  }

  let ground: TillGround

  /// Takes numbers into the institution's stock.
  ///
  /// - Throws: `Refusal` `voucher.kind`, `voucher.range`, `voucher.overlaps`, `voucher.exists`.
  package func receive(
    _ kind: String, _ range: ClosedRange<Int64>, id: LotID, by actor: CounterActor, at now: Moment,
    in tx: any WriteTransaction
  ) throws {
    try Self.check(kind)
    guard range.lowerBound > 0, range.upperBound <= Self.largestNumber, range.count <= Self.mostAtOnce else {
      throw VoucherRefusal.range
    }
    let bounds: [Value] = [.text(kind), .int(range.lowerBound), .int(range.upperBound)]
    if let other = try tx.first(VoucherTables.overlapping, bounds) { throw VoucherRefusal.overlaps(try other.int(0)) }
    try insert(kind, range, holder: nil, received: true, id: id, by: actor, at: now, in: tx)
    try record(actor, "voucher.received", kind, range, at: now, in: tx)
  }

  /// Hands the next numbers of the institution's stock to a teller.
  ///
  /// - Throws: `Refusal` `voucher.kind`, `voucher.none`, `voucher.too-few`, `voucher.range`, `voucher.changed`.
  @discardableResult
  package func hand(
    _ kind: String, pieces: Int64, to teller: StaffID, id: LotID, by actor: CounterActor, at now: Moment,
    in tx: any WriteTransaction
  ) throws -> ClosedRange<Int64> {
    try Self.check(kind)
    guard (1...Self.mostAtOnce).contains(pieces) else { throw VoucherRefusal.range }
    let lot = try next(kind, of: nil, at: actor.institution, in: tx)
    guard lot.left >= pieces else { throw VoucherRefusal.tooFew(lot.left) }
    let range = lot.next...(lot.next + pieces - 1)
    try take(lot, upTo: range.upperBound + 1, at: actor.institution, in: tx)
    try insert(kind, range, holder: teller, received: false, id: id, by: actor, at: now, in: tx)
    try record(actor, "voucher.handed-out", kind, range, at: now, in: tx)
    return range
  }

  /// Gives a teller's remaining numbers of one range back to the institution's stock, as at the end of a day.
  ///
  /// - Throws: `Refusal` `voucher.kind`, `voucher.none`, `voucher.changed`, `voucher.exists`.
  @discardableResult
  package func handIn(
    _ kind: String, id: LotID, by actor: CounterActor, at now: Moment, in tx: any WriteTransaction
  ) throws -> ClosedRange<Int64> {
    try Self.check(kind)
    let lot = try next(kind, of: actor.staff, at: actor.institution, in: tx)
    try take(lot, upTo: lot.last + 1, at: actor.institution, in: tx)
    try insert(kind, lot.next...lot.last, holder: nil, received: false, id: id, by: actor, at: now, in: tx)
    try record(actor, "voucher.handed-in", kind, lot.next...lot.last, at: now, in: tx)
    return lot.next...lot.last
  }

  /// The teller uses his next number, or voids it because it is spoiled. No other number is possible.
  ///
  /// - Parameter purpose: what it was used for, or why it is void.
  /// - Throws: `Refusal` `voucher.kind`, `voucher.purpose`, `voucher.none`, `voucher.not-next`, `voucher.changed`.
  package func end(
    _ kind: String, _ number: Int64, _ end: End, purpose: String, by actor: CounterActor, at now: Moment,
    in tx: any WriteTransaction
  ) throws {
    try Self.check(kind)
    guard (1...100).contains(purpose.count) else { throw VoucherRefusal.purpose }
    let lot = try next(kind, of: actor.staff, at: actor.institution, in: tx)
    guard lot.next == number else { throw VoucherRefusal.notNext(lot.next) }
    try take(lot, upTo: number + 1, at: actor.institution, in: tx)
    let made = try tx.query(
      VoucherTables.insertUse,
      [
        .institution(actor.institution), .text(kind), .int(number), .text(end.rawValue), .id(actor.staff),
        .text(purpose), .date(try ground.today(actor, in: tx)), .moment(now),
      ])
    guard !made.isEmpty else { throw VoucherRefusal.changed }
    try record(actor, "voucher.\(end.rawValue)", kind, number...number, at: now, in: tx)
  }

  /// Two persons destroy a voided voucher.
  ///
  /// - Throws: `Refusal` `voucher.kind`, `till.second-person`, `voucher.not-void`.
  package func destroy(
    _ kind: String, _ number: Int64, second: SecondPerson, by actor: CounterActor, at now: Moment,
    in tx: any WriteTransaction
  ) throws {
    try Self.check(kind)
    guard second.staff != actor.staff else { throw TillRefusal.samePerson }
    let done = try tx.query(
      VoucherTables.destroy,
      [
        .institution(actor.institution), .text(kind), .int(number), .id(actor.staff), .id(second.staff), .moment(now),
      ])
    guard !done.isEmpty else { throw VoucherRefusal.notVoid }
    try record(actor, "voucher.destroyed", kind, number...number, at: now, ["second": second.number], in: tx)
  }

  /// The teller's own count of one kind at the end of a day; blind.
  ///
  /// - Throws: `Refusal` `voucher.kind`, `voucher.count-differs`.
  package func count(
    _ kind: String, pieces: Int64, by actor: CounterActor, at now: Moment, in tx: any WriteTransaction
  ) throws {
    try Self.check(kind)
    let left = try tx.first(
      VoucherTables.leftWithTeller, [.institution(actor.institution), .text(kind), .id(actor.staff)])
    guard try left?.optionalInt(0) ?? 0 == pieces else { throw VoucherRefusal.countDiffers(kind) }
    let today = try ground.today(actor, in: tx)
    try tx.execute(
      VoucherTables.insertCount,
      [
        .institution(actor.institution), .date(today), .id(actor.staff), .text(kind), .int(pieces), .moment(now),
      ])
    try ground.audit.append(
      actor.entry("voucher.counted", "voucher:\(kind)", at: now, today, ["pieces": "\(pieces)"]), in: tx)
  }

  /// What is left, range by range: the institution's and every teller's.
  package func lots(at institution: InstitutionID, in tx: any ReadTransaction) throws -> [Lot] {
    try tx.query(VoucherTables.leftAtInstitution, [.institution(institution), .int(Self.mostListed)]).map(Self.lot)
  }

  /// The sheet of every kind the institution ever received; one that does not agree is broken data.
  package func sheets(at institution: InstitutionID, in tx: any ReadTransaction) throws -> [Sheet] {
    let place: [Value] = [.institution(institution)]
    var left: [String: Int64] = [:]
    for row in try tx.query(VoucherTables.left, place) { left[try row.text(0)] = try row.int(1) }
    var ends: [String: [String: Int64]] = [:]
    for row in try tx.query(VoucherTables.countUses, place) {
      ends[try row.text(0), default: [:]][try row.text(1)] = try row.int(2)
    }
    return try tx.query(VoucherTables.received, place).map { row in
      let kind = try row.text(0)
      let end = ends[kind] ?? [:]
      return Sheet(
        kind: kind, received: try row.int(1), used: end["used"] ?? 0,
        void: (end["void"] ?? 0) + (end["destroyed"] ?? 0),
        left: left[kind] ?? 0)
    }
  }
}

package enum LotKind {}
package typealias LotID = EntityID<LotKind>

// MARK: - Steps

extension VoucherStock {
  private static func check(_ kind: String) throws {
    let isWord = kind.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
    guard (1...40).contains(kind.utf8.count), isWord else { throw VoucherRefusal.kind }
  }

  /// - Parameter holder: nil: the institution.
  private func next(
    _ kind: String, of holder: StaffID?, at institution: InstitutionID, in tx: any WriteTransaction
  ) throws -> Lot {
    let place: [Value] = [.institution(institution), .text(kind)]
    let row =
      if let holder {
        try tx.first(VoucherTables.nextLotOfTeller, place + [.id(holder)], lock: true)
      } else {
        try tx.first(VoucherTables.nextLotOfInstitution, place, lock: true)
      }
    guard let row else { throw VoucherRefusal.none(kind) }
    return try Self.lot(row)
  }

  private func take(_ lot: Lot, upTo next: Int64, at institution: InstitutionID, in tx: any WriteTransaction) throws {
    let taken = try tx.query(
      VoucherTables.takeFromLot, [.institution(institution), .id(lot.id), .int(lot.next), .int(next)])
    guard !taken.isEmpty else { throw VoucherRefusal.changed }
  }

  private func insert(
    _ kind: String, _ range: ClosedRange<Int64>, holder: StaffID?, received: Bool, id: LotID, by actor: CounterActor,
    at now: Moment, in tx: any WriteTransaction
  ) throws {
    let made = try tx.query(
      VoucherTables.insertLot,
      [
        .institution(actor.institution), .id(id), .text(kind), .id(holder), .int(range.lowerBound),
        .int(range.upperBound), .bool(received), .id(actor.staff), .date(try ground.today(actor, in: tx)),
        .moment(now),
      ])
    guard !made.isEmpty else { throw VoucherRefusal.exists }
  }

  private func record(
    _ actor: CounterActor, _ action: String, _ kind: String, _ range: ClosedRange<Int64>, at now: Moment,
    _ more: [String: String] = [:], in tx: any WriteTransaction
  ) throws {
    let detail = ["first": "\(range.lowerBound)", "last": "\(range.upperBound)"].merging(more) { one, _ in one }
    try ground.audit.append(
      actor.entry(action, "voucher:\(kind)", at: now, try ground.today(actor, in: tx), detail), in: tx)
  }

  private static func lot(_ row: Row) throws -> Lot {
    Lot(
      id: try row.id(0), kind: try row.text(1), holder: try row.optionalID(2), next: try row.int(5),
      last: try row.int(4))
  }
}
