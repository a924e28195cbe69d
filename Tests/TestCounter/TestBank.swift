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
import TestHouse

/// A small bank for tests: real vault, real keys, real services, real pages; only the page images are
/// stand-ins (a child process draws the real ones).
package struct TestBank: Sendable {
  package let desks: Desks
  package let database: any Database
  package let time: FixedTime
  package let folder: String
  package let outlet: InstitutionID
  package let other: InstitutionID
  /// Sign-on numbers of tellers, administrator and auditor, all with this password.
  package static let password = "Correct-Horse-42"
  package static let press = Press(name: "test-press", threads: 2, limit: 256)
  /// `share` of the checkout.
  package static let share = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "share")
  private static let fonts = Result { try FontSet(directory: share.appending(path: "fonts").path) }

  package static func open(isDemo: Bool = true) async throws -> TestBank {
    let folder = try TestVault.directory()
    let time = FixedTime()
    try KeyRing.create(directory: folder + "/keys", bankName: "试验银行", now: time.now, entropy: SystemEntropy())
    let bank = try await reopen(folder, time: time, isDemo: isDemo)
    try await bank.found()
    return bank
  }

  /// A bank whose commits can be put in doubt.
  package static func openDoubtful() async throws -> (bank: TestBank, vault: DoubtfulDatabase) {
    let first = try await open()
    await first.database.close()
    let vault = DoubtfulDatabase(try await TestVault.open(first.folder + "/bank.sqlite", schemas: House.schemas))
    return (try reopen(first.folder, vault, time: first.time), vault)
  }

  /// Opens the same bank again, as after a restart.
  package static func reopen(_ folder: String, time: FixedTime, isDemo: Bool = true) async throws -> TestBank {
    let database = try await TestVault.open(folder + "/bank.sqlite", schemas: House.schemas)
    return try reopen(folder, database, time: time, isDemo: isDemo)
  }

  private static func reopen(
    _ folder: String, _ database: any Database, time: FixedTime, isDemo: Bool = true
  ) throws -> TestBank {
    let keys = try KeyRing(directory: folder + "/keys")
    let audit = AuditBook()
    let ledger = LedgerBooks()
    let entropy = SystemEntropy()
    let fonts = try fonts.get()
    let door = try AccessDoor(
      office: AccessOffice(audit: audit, isDemo: isDemo), database: database, press: press, time: time,
      entropy: entropy)
    let house = House(
      database: database, time: time, entropy: entropy, keys: keys,
      catalog: try ServiceCatalog(files: serviceFiles(), permissions: Set(Permission.allCases.map(\.rawValue))),
      door: door, ledger: ledger,
      banking: BankBooks(ledger: ledger, audit: audit, field: keys.field, blind: keys.blind), archive: ArchiveRoom(),
      voucher: VoucherPress(fonts: fonts, press: press), images: PlainPages(), audit: audit, press: press,
      settings: HouseSettings(
        bankName: Bilingual(zh: "试验银行", en: "Test Bank"), publicAddress: "http://127.0.0.1:8080", isDemo: isDemo))
    return TestBank(
      desks: Desks(house), database: database, time: time, folder: folder, outlet: InstitutionID(110_101),
      other: InstitutionID(110_102))
  }

  package static func serviceFiles() throws -> [ServiceFile] {
    let root = share.deletingLastPathComponent().appending(path: "Services")
    return try FileManager.default.contentsOfDirectory(atPath: root.path).sorted().flatMap { folder in
      try FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path).sorted()
        .filter { $0.hasSuffix(".yaml") }.map { name in
          ServiceFile(
            service: folder, name: name,
            text: try String(contentsOf: root.appending(path: "\(folder)/\(name)"), encoding: .utf8))
        }
    }
  }

  private func found() async throws {
    let house = desks.house
    let now = time.now
    let hash = try PasswordSeal.hash(Self.password, entropy: SystemEntropy())
    let actor = AccessActor.server("init")
    let people: [(String, String, Set<Post>, InstitutionID)] = [
      ("T0001", "柜员甲", [.teller], outlet), ("T0002", "柜员乙", [.teller, .rehearsal], outlet),
      ("T0003", "柜员丙", [.teller], other), ("S0001", "主管", [.supervisor], outlet),
      ("A0001", "管理员", [.administrator], InstitutionID(100_000)), ("U0001", "审计员", [.auditor], InstitutionID(100_000)),
      ("K0002", "产品经理", [.accountant], InstitutionID(100_000)), ("K0003", "会计", [.accountant], outlet),
      ("S0002", "总行主管", [.supervisor, .accountant], InstitutionID(100_000)),
    ]
    let staff = people.map { number, name, posts, place in
      Staff(
        id: StaffID(at: now, from: house.entropy), institution: place, number: number, name: name, posts: posts,
        state: .active, mustChangePassword: false)
    }
    let funds = [outlet, other].flatMap { place in [Currency.cny, .czk].map { (place, $0) } }.map { place, currency in
      VaultFunding(
        actor: CounterActor(staff: staff[4].id, number: "init", institution: place, chain: .server("init")),
        amount: Money(minor: 100_000_000_00, currency), journal: JournalID(at: now, from: house.entropy),
        key: IdempotencyKey(at: now, from: house.entropy), at: now)
    }
    try await database.write { [outlet, other] tx in
      let tree: [(Int64, Institution.Level, Int64?, String)] = [
        (100_000, .headOffice, nil, "试验银行总行"), (110_000, .branch, 100_000, "试验银行北京分行"),
        (110_101, .outlet, 110_000, "建国路支行"), (110_102, .outlet, 110_000, "长安街支行"),
      ]
      for (id, level, parent, name) in tree {
        try house.access.addInstitution(
          Institution(
            id: InstitutionID(id), level: level, parent: parent.map { InstitutionID($0) }, nameZh: name,
            nameEn: "Institution \(id)"), at: now, by: actor, in: tx)
      }
      for person in staff { try house.access.addStaff(person, passwordHash: hash, at: now, by: actor, in: tx) }
      let today = now.parts(offsetMinutes: 480).date
      for place in [outlet, other] { try house.banking.calendar.start(place, on: today, in: tx) }
      for fund in funds { _ = try house.banking.tills.fundVault(fund, in: tx) }
    }
  }
}

/// Stands for the child process that draws page images.
struct PlainPages: PageRenderer {
  func png(of pdf: [UInt8], page: Int, dpi: Int) async throws -> [UInt8] {
    Digest.sha256(pdf + [UInt8(page)])
  }

  func clean(_ file: [UInt8]) async throws -> CleanImage { try ImageCleaning.clean(file) }
}
