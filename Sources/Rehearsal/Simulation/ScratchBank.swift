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

/// A whole bank in a scratch folder: a head office, a branch and two outlets with their people, on a simulated clock
/// and seeded randomness. Everything goes through its desks, as the pages do.
final class ScratchBank {
  static let head = InstitutionID(100_000)
  static let branch = InstitutionID(110_000)
  static let outlets = [InstitutionID(110_101), InstitutionID(110_102)]
  static let password = "Correct-Horse-42"
  static let firstCash = Money(minor: 5_000_000_000_00, .cny)

  struct Person {
    let number: String
    let posts: Set<Post>
    let place: InstitutionID
    let id: StaffID
  }

  let clock: SimulatedClock
  let store = SimulatedStore()
  let entropy: SeededEntropy
  let keys: KeyRing
  let people: [Person]
  private let path: String
  private let plan: SimulationPlan
  private let press = Press(name: "simulation", threads: 1, limit: 64)
  private let catalog: ServiceCatalog
  private let fonts: FontSet
  let rota: SlipPaper.Rota
  private let door: AccessDoor
  private(set) var desks: Desks
  var keeper: CaseKeeper { CaseKeeper(desks.cases) }
  var house: House { desks.house }

  static func found(_ plan: SimulationPlan, on date: BusinessDate) async throws -> ScratchBank {
    let bank = try await ScratchBank(plan, on: date)
    try await bank.found(on: date)
    return bank
  }

  private init(_ plan: SimulationPlan, on date: BusinessDate) async throws {
    self.plan = plan
    clock = SimulatedClock(SimulatedClock.morning(of: date))
    entropy = SeededEntropy(seed: plan.seed &* 0x9E37_79B9 &+ 1)
    path = plan.folder + "/bank.sqlite"
    try KeyRing.create(
      directory: plan.folder + "/keys", bankName: "模拟银行", now: clock.now.adding(seconds: -86_400),
      entropy: SystemEntropy())
    keys = try KeyRing(directory: plan.folder + "/keys")
    catalog = try ServiceCatalog(files: plan.services, permissions: Set(Permission.allCases.map(\.rawValue)))
    fonts = try FontSet(directory: plan.fonts)
    rota = SlipPaper.Rota(every: plan.realVoucherEvery)
    let database = plan.store(try SQLiteDatabase(path: path))
    try await database.migrate(House.schemas)
    store.open(database)
    // The door keeps no state that a restart must lose but who was idle; making one costs a password hash.
    door = try AccessDoor(
      office: AccessOffice(audit: AuditBook(), isDemo: true), database: store, press: press, time: clock,
      entropy: entropy)
    people = Self.hired(at: clock.now, entropy)
    desks = Desks(
      Self.house(store, clock, entropy, keys, catalog, door, press, VoucherPress(fonts: fonts, press: press), rota))
  }

  private static func hired(at now: Moment, _ entropy: SeededEntropy) -> [Person] {
    func hire(_ number: String, _ posts: Set<Post>, _ place: InstitutionID) -> Person {
      Person(number: number, posts: posts, place: place, id: StaffID(at: now, from: entropy))
    }
    return [hire("A0001", [.administrator], head)]
      + outlets.enumerated().flatMap { index, outlet in
        [hire("S000\(index + 1)", [.supervisor], outlet), hire("K000\(index + 1)", [.accountant], outlet)]
          + (1...2).map { hire("T00\(index + 1)\($0)", [.teller, .rehearsal], outlet) }
      }
  }

  private static func house(
    _ store: SimulatedStore, _ clock: SimulatedClock, _ entropy: SeededEntropy, _ keys: KeyRing,
    _ catalog: ServiceCatalog, _ door: AccessDoor, _ press: Press, _ voucher: VoucherPress, _ rota: SlipPaper.Rota
  ) -> House {
    let (audit, ledger) = (AuditBook(), LedgerBooks())
    return House(
      database: store, time: clock, entropy: entropy, keys: keys, catalog: catalog, door: door, ledger: ledger,
      banking: BankBooks(ledger: ledger, audit: audit, field: keys.field, blind: keys.blind), archive: ArchiveRoom(),
      voucher: voucher, images: HashedPages(), audit: audit, press: press,
      settings: HouseSettings(
        bankName: Bilingual(zh: "模拟银行", en: "Simulated Bank"), publicAddress: "http://127.0.0.1:8080", isDemo: true),
      crash: { store.reached($0) }, paperwork: { SlipPaper(house: $0, rota: rota) })
  }

  /// The killed program is started again on the data it left: a new house, nothing of the old one's memory.
  func reopen() async throws {
    await store.leave()?.close()
    let database = plan.store(try SQLiteDatabase(path: path))
    try await database.migrate(House.schemas)
    store.open(database)
    desks = Desks(
      Self.house(store, clock, entropy, keys, catalog, door, press, VoucherPress(fonts: fonts, press: press), rota))
    let kept = try await keeper.resume()
    guard kept.failures.isEmpty else { throw Broken("after a restart \(kept.failures.joined(separator: ", "))") }
  }

  func close() async {
    await store.close()
    press.stop(threads: 1)
  }

  func person(_ number: String) -> Person {
    guard let person = people.first(where: { $0.number == number }) else { preconditionFailure("nobody is \(number)") }
    return person
  }

  private func found(on date: BusinessDate) async throws {
    let (house, now, people) = (house, clock.now, people)
    let hash = try PasswordSeal.hash(Self.password, entropy: entropy)
    let actor = AccessActor.server("init")
    let staff = people.map {
      Staff(
        id: $0.id, institution: $0.place, number: $0.number, name: "职员\($0.number)", posts: $0.posts, state: .active,
        mustChangePassword: false)
    }
    let funds = Self.outlets.map { place in
      VaultFunding(
        actor: CounterActor(staff: staff[0].id, number: "init", institution: place, chain: .server("init")),
        amount: Self.firstCash, journal: JournalID(at: now, from: entropy), key: IdempotencyKey(at: now, from: entropy),
        at: now)
    }
    let closed = SimulatedCalendar(from: date, days: plan.days).holidays
    try await house.database.write { tx in
      let tree: [(InstitutionID, Institution.Level, InstitutionID?, String)] = [
        (Self.head, .headOffice, nil, "模拟银行总行"), (Self.branch, .branch, Self.head, "模拟银行北京分行"),
        (Self.outlets[0], .outlet, Self.branch, "建国路支行"), (Self.outlets[1], .outlet, Self.branch, "长安街支行"),
      ]
      for (id, level, parent, name) in tree {
        try house.access.addInstitution(
          Institution(id: id, level: level, parent: parent, nameZh: name, nameEn: "Institution \(id)"), at: now,
          by: actor, in: tx)
      }
      for person in staff { try house.access.addStaff(person, passwordHash: hash, at: now, by: actor, in: tx) }
      for place in Self.outlets { try house.banking.calendar.start(place, on: date, in: tx) }
      for day in closed { try house.banking.parameters.set(DayEnds.holidayKey(day), "1", from: date, in: tx) }
      for fund in funds { _ = try house.banking.tills.fundVault(fund, in: tx) }
      _ = try house.audit.checkpoint(at: now, key: house.keys.checkpoint, in: tx)
    }
  }
}

/// The business days of a simulation: three in a row, then closed for four weeks or until interest is settled. So few
/// days see quarters end and deposits mature.
struct SimulatedCalendar {
  static let first = BusinessDate(daysSince1970: 20_805)

  private(set) var days: [BusinessDate]
  private(set) var holidays: [BusinessDate] = []

  init(from first: BusinessDate, days count: Int) {
    days = [first]
    while days.count <= count {
      guard let last = days.last else { break }
      guard days.count % 3 == 0 else {
        days.append(last.adding(days: 1))
        continue
      }
      var next = last.adding(days: 1)
      while next < last.adding(days: 29), !Self.isSettlementDay(next) {
        holidays.append(next)
        next = next.adding(days: 1)
      }
      days.append(next)
    }
  }

  /// The 20th of a quarter's last month: by the simulation's own word.
  static func isSettlementDay(_ date: BusinessDate) -> Bool { date.day == 20 && date.month % 3 == 0 }

  /// The day after the last settlement day before this one.
  static func periodStart(of date: BusinessDate) -> BusinessDate {
    var day = date
    while !isSettlementDay(day.adding(days: -1)) { day = day.adding(days: -1) }
    return day
  }
}
