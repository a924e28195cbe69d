import Access
import Audit
import Banking
import Catalog
import Documents
import Ledger
import Primitives
import Seals
import Storage

/// Everything the desk touches, on one screen. The roof builds it once.
package struct House: Sendable {
  package let database: any Database
  package let time: any Timekeeper
  package let entropy: any Entropy
  package let keys: KeyRing
  package let catalog: ServiceCatalog
  package let door: AccessDoor
  package let ledger: LedgerBooks
  package let banking: BankBooks
  package let archive: ArchiveRoom
  package let voucher: VoucherPress
  package let images: any PageRenderer
  package let audit: AuditBook
  package let press: Press
  package let live: LiveBoard
  package let settings: HouseSettings
  package var access: AccessOffice { door.office }
  package let crash: @Sendable (CrashPoint) -> Void
  /// nil: real pages.
  let paperwork: (@Sendable (House) -> any Paperwork)?

  package init(
    database: any Database, time: any Timekeeper, entropy: any Entropy, keys: KeyRing, catalog: ServiceCatalog,
    door: AccessDoor, ledger: LedgerBooks, banking: BankBooks, archive: ArchiveRoom, voucher: VoucherPress,
    images: any PageRenderer, audit: AuditBook, press: Press, settings: HouseSettings,
    crash: @escaping @Sendable (CrashPoint) -> Void = { _ in },
    paperwork: (@Sendable (House) -> any Paperwork)? = nil
  ) {
    self.database = database
    self.time = time
    self.entropy = entropy
    self.keys = keys
    self.catalog = catalog
    self.door = door
    self.ledger = ledger
    self.banking = banking
    self.archive = archive
    self.voucher = voucher
    self.images = images
    self.audit = audit
    self.press = press
    self.live = LiveBoard()
    self.settings = settings
    self.crash = crash
    self.paperwork = paperwork
  }

  /// The schemas of all rooms, in the order of the floors.
  package static var schemas: [Schema] {
    [
      StorageSchema.schema, AuditBook.schema, AccessOffice.schema, LedgerBooks.schema, BankBooks.schema,
      AccountProxies.schema, MigrationIntake.schema,
      ArchiveRoom.schema, CaseTables.schema,
    ]
  }

  /// Jobs, deadlines and resumption write to this audit chain (DECISIONS 7).
  package static let serverChain = ChainName.server("desk")
}

/// What is fixed when a bank is created.
package struct HouseSettings: Sendable {
  package let bankName: Bilingual
  /// `http://127.0.0.1:8080`, without a slash at the end; printed in receipts (DECISIONS 27).
  package let publicAddress: String
  /// A bank for rehearsal: scripted ink and demo sign-ons are possible.
  package let isDemo: Bool
  /// A drafted case that nobody finishes is released after so many seconds.
  package let caseDeadlineSeconds: Int64

  package init(bankName: Bilingual, publicAddress: String, isDemo: Bool, caseDeadlineSeconds: Int64 = 1800) {
    self.bankName = bankName
    self.publicAddress = publicAddress
    self.isDemo = isDemo
    self.caseDeadlineSeconds = caseDeadlineSeconds
  }
}

/// Renders the very bytes that will be signed, one page at a time, and reads images that strangers made.
package protocol PageRenderer: Sendable {
  /// PNG of page `page` (from 1) at `dpi`.
  func png(of pdf: [UInt8], page: Int, dpi: Int) async throws -> [UInt8]
  /// An image of a customer's paper, decoded and encoded anew.
  func clean(_ file: [UInt8]) async throws -> CleanImage
}

/// More than one thing was wrong; each refusal stands at its field.
package struct RefusalList: Error, Sendable, Equatable {
  package let refusals: [Refusal]

  package init(_ refusals: [Refusal]) {
    precondition(!refusals.isEmpty, "an empty list of refusals")
    self.refusals = refusals
  }
}
