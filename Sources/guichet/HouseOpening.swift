import Access
import Audit
import Banking
import Catalog
import Desk
import Documents
import Foundation
import Ledger
import Primitives
import SQLiteStorage
import Seals
import Storage

/// Puts the house together: the one place where engines, keys, clock and randomness meet.
struct HouseOpening {
  let folder: BankFolder
  let share: ShareFolder

  /// Threads for drawing, signing and passwords: as many as the machine has processors, at least two.
  static var pressThreads: Int { max(2, ProcessInfo.processInfo.activeProcessorCount) }

  /// Opens the bank for business: brings the schema up to date, takes the lock.
  func open(crash: @escaping @Sendable (CrashPoint) -> Void = { _ in }) async throws -> House {
    let settings = try folder.settings()
    let database = try SQLiteDatabase(path: folder.database)
    try await database.migrate(House.schemas)
    return try build(database, settings, crash: crash)
  }

  /// Looks at a bank that another program may be serving.
  func view() throws -> House {
    let settings = try folder.settings()
    return try build(SQLiteViewer(path: folder.database), settings) { _ in }
  }

  private func build(
    _ database: any Database, _ settings: BankFolder.Settings, crash: @escaping @Sendable (CrashPoint) -> Void
  ) throws -> House {
    let keys = try KeyRing(directory: folder.keys)
    let (time, entropy, audit, ledger) = (SystemTime(), SystemEntropy(), AuditBook(), LedgerBooks())
    let press = Press(name: "press", threads: Self.pressThreads, limit: 1024)
    let office = AccessOffice(audit: audit, isDemo: settings.demo)
    return House(
      database: database, time: time, entropy: entropy, keys: keys, catalog: try Self.catalog(share),
      door: try AccessDoor(office: office, database: database, press: press, time: time, entropy: entropy),
      ledger: ledger, banking: BankBooks(ledger: ledger, audit: audit, field: keys.field, blind: keys.blind),
      archive: ArchiveRoom(), voucher: VoucherPress(fonts: try FontSet(directory: share.fonts), press: press),
      images: PageImages(executable: Self.executable, workers: 2), audit: audit, press: press,
      settings: settings.house, crash: crash)
  }

  static func catalog(_ share: ShareFolder) throws -> ServiceCatalog {
    do {
      return try ServiceCatalog(
        files: try share.serviceFiles(), permissions: Set(Permission.allCases.map(\.rawValue)))
    } catch let problems as CatalogProblems {
      throw Fault("roof.services", problems.problems.map(\.description).joined(separator: "\n"))
    }
  }

  private static var executable: String {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
  }
}

extension PageImages: PageRenderer {}
