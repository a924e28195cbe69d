/// A 16-byte identifier that sorts by time of creation (48 bits of milliseconds, 80 random bits), so
/// that new rows land at the end of an index. `Kind` keeps journal ids and case ids apart.
package struct EntityID<Kind>: Hashable, Sendable, Comparable {
  package let high: UInt64
  package let low: UInt64

  package init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// Draws a new identifier; time and randomness are injected.
  package init(at moment: Moment, from entropy: any Entropy) {
    let random = entropy.bytes(10)
    let time = UInt64(bitPattern: moment.milliseconds) & 0xFFFF_FFFF_FFFF
    high = time << 16 | UInt64(random[0]) << 8 | UInt64(random[1])
    low = random[2...].reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// nil unless exactly 16 bytes.
  package init?(bytes: [UInt8]) {
    guard bytes.count == 16 else { return nil }
    high = bytes[0..<8].reduce(0) { $0 << 8 | UInt64($1) }
    low = bytes[8..<16].reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// nil unless 32 hexadecimal digits.
  package init?(_ text: String) {
    guard text.utf8.count == 32, let bytes = Hex.decode(text) else { return nil }
    self.init(bytes: bytes)
  }

  package var bytes: [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: high >> (56 - 8 * $0)) }
      + (0..<8).map { UInt8(truncatingIfNeeded: low >> (56 - 8 * $0)) }
  }

  package static func < (left: EntityID, right: EntityID) -> Bool {
    (left.high, left.low) < (right.high, right.low)
  }
}

extension EntityID: CustomStringConvertible {
  /// 32 lower-case hexadecimal digits.
  package var description: String { Hex.encode(bytes) }
}

package enum CaseKind {}
package enum JournalKind {}
package enum ReservationKind {}
package enum CustomerKind {}
package enum StaffKind {}
package enum TerminalKind {}
package enum DocumentKind {}
package enum KeyKind {}

/// One request of a customer, from opening to receipt.
package typealias CaseID = EntityID<CaseKind>
/// One balanced set of ledger entries.
package typealias JournalID = EntityID<JournalKind>
package typealias ReservationID = EntityID<ReservationKind>
package typealias CustomerID = EntityID<CustomerKind>
package typealias StaffID = EntityID<StaffKind>
package typealias TerminalID = EntityID<TerminalKind>
package typealias DocumentID = EntityID<DocumentKind>
/// 16 bytes that name one intention of a client; the same key never does a thing twice.
package typealias IdempotencyKey = EntityID<KeyKind>

/// A head office, branch or outlet (总行 / 分行 / 网点): the first part of every key.
package struct InstitutionID: Hashable, Sendable, Comparable, CustomStringConvertible {
  package let code: Int64

  /// - Parameter code: 1 to 999,999.
  package init(_ code: Int64) { self.code = code }

  package static func < (left: InstitutionID, right: InstitutionID) -> Bool { left.code < right.code }
  /// Six digits: `010001`.
  package var description: String {
    let text = String(code)
    return String(repeating: "0", count: max(0, 6 - text.count)) + text
  }
}

/// A ledger account: institution × 10^10 + sequence in one integer, so the key starts with the
/// institution and stays one machine word.
package struct LedgerAccountID: Hashable, Sendable, Comparable, CustomStringConvertible {
  package let number: Int64

  package init(number: Int64) { self.number = number }

  package init(_ institution: InstitutionID, sequence: Int64) {
    precondition((0..<10_000_000_000).contains(sequence), "ledger account sequence out of range")
    number = institution.code * 10_000_000_000 + sequence
  }

  package var institution: InstitutionID { InstitutionID(number / 10_000_000_000) }
  package var sequence: Int64 { number % 10_000_000_000 }
  package static func < (left: LedgerAccountID, right: LedgerAccountID) -> Bool { left.number < right.number }
  package var description: String { String(number) }
}
