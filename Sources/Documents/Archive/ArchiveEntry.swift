import Primitives

/// What the archive knows about one sealed file without opening it: enough to find it, nothing more personal
/// than that.
package struct ArchiveEntry: Sendable, Equatable {
  package enum State: String, Sendable {
    /// The content can be read.
    case kept
    /// Its key was destroyed at the end of retention; this entry is all that is left.
    case destroyed
  }

  package let id: DocumentID
  package let institution: InstitutionID
  package let caseID: CaseID
  package let journalNumber: String
  /// The service's id in the catalog: `cash-deposit`.
  package let service: String
  package let customer: CustomerID?
  package let account: String?
  package let businessDate: BusinessDate
  /// The teller's staff number.
  package let teller: String
  /// Bytes of the sealed PDF.
  package let size: Int
  /// SHA-256 of the sealed PDF.
  package let hash: [UInt8]
  package let archivedAt: Moment
  package let state: State
  /// When and why the key was destroyed.
  package let destroyedAt: Moment?
  package let destroyedWhy: String?
}

/// What is handed in for a new entry; size and hash come from the sealed file.
package struct NewArchiveEntry: Sendable {
  package let id: DocumentID
  package let institution: InstitutionID
  package let caseID: CaseID
  package let journalNumber: String
  package let service: String
  package let customer: CustomerID?
  package let account: String?
  /// Blind-index values under which the file can be found too (ID number, name, phone; DECISIONS 6).
  package let blind: [[UInt8]]
  package let businessDate: BusinessDate
  package let teller: String
  package let archivedAt: Moment

  package init(
    id: DocumentID, institution: InstitutionID, caseID: CaseID, journalNumber: String, service: String,
    customer: CustomerID?, account: String?, blind: [[UInt8]] = [], businessDate: BusinessDate, teller: String,
    archivedAt: Moment
  ) {
    self.id = id
    self.institution = institution
    self.caseID = caseID
    self.journalNumber = journalNumber
    self.service = service
    self.customer = customer
    self.account = account
    self.blind = blind
    self.businessDate = businessDate
    self.teller = teller
    self.archivedAt = archivedAt
  }
}

/// What to look for; every part that is given must hold.
package struct ArchiveFilter: Sendable, Equatable {
  /// Only these; nil: all of them. At most 500.
  package var institutions: [InstitutionID]?
  package var caseID: CaseID?
  package var journalNumber: String?
  package var customer: CustomerID?
  package var account: String?
  /// A value of the blind index.
  package var blind: [UInt8]?
  package var from: BusinessDate?
  package var through: BusinessDate?
  package var teller: String?
  package var service: String?

  package init(
    institutions: [InstitutionID]? = nil, caseID: CaseID? = nil, journalNumber: String? = nil,
    customer: CustomerID? = nil, account: String? = nil, blind: [UInt8]? = nil, from: BusinessDate? = nil,
    through: BusinessDate? = nil, teller: String? = nil, service: String? = nil
  ) {
    self.institutions = institutions
    self.caseID = caseID
    self.journalNumber = journalNumber
    self.customer = customer
    self.account = account
    self.blind = blind
    self.from = from
    self.through = through
    self.teller = teller
    self.service = service
  }
}

/// A page of results, newest first.
package struct ArchivePage: Sendable, Equatable {
  package let entries: [ArchiveEntry]
  /// Give it as `before` for the next page; nil at the end.
  package let next: DocumentID?

  package init(entries: [ArchiveEntry], next: DocumentID?) {
    self.entries = entries
    self.next = next
  }
}

/// What `check` found.
package struct ArchiveCheck: Sendable, Equatable {
  package struct Problem: Sendable, Equatable {
    /// The document, or nil for a draft, an image or a blob without an entry.
    package let document: DocumentID?
    /// The content hash, hexadecimal.
    package let hash: String
    /// `archive.missing`, `archive.unreadable`, `archive.altered`, `archive.stray`.
    package let code: String
  }

  package var entries = 0
  package var destroyed = 0
  package var drafts = 0
  package var images = 0
  package var bytes: Int64 = 0
  package var problems: [Problem] = []
  package var isClean: Bool { problems.isEmpty }
}
