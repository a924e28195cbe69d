import Access
import Audit
import Banking
import Documents
import Primitives
import Seals
import Storage

/// Sealed files: finding, showing, handing out, verifying. A person sees what lies at or below the own
/// institution; every file that leaves is written into the audit chain.
package struct ArchiveDesk: Sendable {
  package let house: House

  package init(_ house: House) { self.house = house }

  /// What to look for; `documentNumber` finds the customer first (blind index, exact match).
  package struct Query: Sendable {
    package var filter = ArchiveFilter()
    package var documentType: String?
    package var documentNumber: String?
    package var before: DocumentID?
    package var limit = 50

    package init() {}
  }

  package func find(_ query: Query, by signOn: SignOn) async throws -> ArchivePage {
    try signOn.require(.archiveRead)
    return try await house.database.read { [house] tx in
      var filter = query.filter
      let places = try house.access.institutions(below: signOn.institution.id, in: tx).map(\.id)
      filter.institutions = places
      if let number = query.documentNumber, !number.isEmpty {
        let type = query.documentType.flatMap(DocumentType.init(rawValue:)) ?? .residentID
        guard let customer = try house.banking.customers.find(type, number, in: tx) else {
          return ArchivePage(entries: [], next: nil)
        }
        filter.customer = customer.id
      }
      return try house.archive.find(filter, before: query.before, limit: query.limit, in: tx)
    }
  }

  /// - Throws: `Refusal` `archive.not-found`, also for a file of another institution.
  package func entry(_ id: DocumentID, by signOn: SignOn) async throws -> ArchiveEntry {
    try signOn.require(.archiveRead)
    return try await house.database.read { [house] tx in try Self.visible(id, signOn, house, in: tx) }
  }

  /// The sealed file itself; the look is audited.
  ///
  /// - Parameter purpose: `view` or `print`.
  package func file(_ id: DocumentID, purpose: String, by signOn: SignOn) async throws -> [UInt8] {
    try signOn.require(.archiveRead)
    let now = house.time.now
    let stored = try await house.database.write { [house] tx in
      let entry = try Self.visible(id, signOn, house, in: tx)
      try house.audit.append(
        AuditEntry(
          chain: signOn.chain, institution: signOn.institution.id, at: now, actor: signOn.staff.number,
          action: "archive.read", subject: "\(id)", detail: ["purpose": purpose, "number": entry.journalNumber]),
        in: tx)
      return try house.archive.stored(entry, in: tx)
    }
    return try await house.press.run { [house] in try house.archive.open(stored, keys: house.keys) }
  }

  /// Verifies a file of the archive.
  package func verify(_ id: DocumentID, by signOn: SignOn) async throws -> VerificationReport {
    try signOn.require(.archiveRead)
    let stored = try await house.database.read { [house] tx in
      try house.archive.stored(try Self.visible(id, signOn, house, in: tx), in: tx)
    }
    return try await house.press.run { [house] in
      Self.verifier(house).verify(try house.archive.open(stored, keys: house.keys))
    }
  }

  /// Verifies bytes that somebody brought; nothing of them is kept.
  package func verify(_ pdf: [UInt8], by signOn: SignOn) async throws -> VerificationReport {
    try signOn.require(.archiveVerify)
    return try await house.press.run { [house] in Self.verifier(house).verify(pdf) }
  }

  private static func verifier(_ house: House) -> DocumentVerifier {
    DocumentVerifier(trust: [house.keys.authority.certificate])
  }

  private static func visible(
    _ id: DocumentID, _ signOn: SignOn, _ house: House, in tx: any ReadTransaction
  ) throws -> ArchiveEntry {
    let places = Set(try house.access.institutions(below: signOn.institution.id, in: tx).map(\.id))
    guard let entry = try house.archive.entry(id, in: tx), places.contains(entry.institution) else {
      throw ArchiveRefusal.notFound
    }
    return entry
  }
}
