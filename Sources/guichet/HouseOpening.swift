import Access
import Audit
import Banking
import Catalog
import Desk
import Documents
import Foundation
import Ledger
import Primitives
import Seals
import Storage

/// Puts the house together: the one place where engines, keys, clock and randomness meet.
struct HouseOpening {
  let folder: BankFolder
  let share: ShareFolder
  let store: StorePlace

  /// Threads for drawing, signing and passwords: as many as the machine has processors, at least two.
  static var pressThreads: Int { max(2, ProcessInfo.processInfo.activeProcessorCount) }

  /// Opens the bank for business: brings the schema up to date, takes the lock.
  ///
  /// - Parameter isNew: false: a store without a bank is refused before anything is made in it.
  func open(
    isNew: Bool = true, crash: @escaping @Sendable (CrashPoint) -> Void = { _ in }
  ) async throws -> House {
    let settings = try folder.settings()
    let database = try store.open()
    do {
      if !isNew, try await database.tables().isEmpty { throw noBank }
      try await database.migrate(House.schemas)
      return try build(database, settings, crash: crash)
    } catch {
      await database.close()
      throw error
    }
  }

  /// The same for a bank that is there already, and no other one's data: its newest checkpoint is signed with the
  /// key of this folder.
  ///
  /// - Throws: `Fault` `roof.no-bank`, `roof.other-bank`.
  func openBank(crash: @escaping @Sendable (CrashPoint) -> Void = { _ in }) async throws -> House {
    let house = try await open(isNew: false, crash: crash)
    do {
      try await confirm(house)
      return house
    } catch {
      await house.database.close()
      throw error
    }
  }

  private var noBank: Fault {
    Fault("roof.no-bank", "\(store) holds no bank: move one there with `guichet store copy`")
  }

  private func confirm(_ house: House) async throws {
    let key = house.keys.checkpoint.publicKeyDER
    try await house.database.read { tx in
      guard try !house.access.institutions(in: tx).isEmpty else { throw noBank }
      if let newest = try house.audit.newestCheckpoint(in: tx), !newest.isSigned(by: key) {
        throw Fault("roof.other-bank", "\(store) holds the data of another bank than \(folder.url.path)")
      }
    }
  }

  /// Looks at a bank that another program may be serving.
  func view() throws -> House {
    let settings = try folder.settings()
    return try build(try store.view(), settings) { _ in }
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
