import Access
import Audit
import Primitives
import Seals
import Storage
import TestHouse

/// A small bank: head office 1, branches 100 and 200, outlet 10001 below 100, outlet 20001 below 200.
struct TestBranch: Sendable {
  let database: any Database
  let time = FixedTime()
  let office: AccessOffice
  let door: AccessDoor
  let press: Press
  static let password = "Right-Horse-7"
  static let outlet = InstitutionID(10_001)
  static let otherOutlet = InstitutionID(20_001)

  init(isDemo: Bool = false, seed: UInt64 = 11) async throws {
    database = try await TestVault.temporary(schemas: [AuditBook.schema, AccessOffice.schema])
    office = AccessOffice(audit: AuditBook(), isDemo: isDemo)
    press = Press(name: "argon", threads: 2, limit: 200)
    door = try AccessDoor(
      office: office, database: database, press: press, time: time, entropy: SeededEntropy(seed: seed))
    let tree: [(Int64, Institution.Level, Int64?)] = [
      (1, .headOffice, nil), (100, .branch, 1), (200, .branch, 1), (10_001, .outlet, 100), (20_001, .outlet, 200),
    ]
    let (office, now) = (office, time.now)
    try await database.write { tx in
      for (id, level, parent) in tree {
        try office.addInstitution(
          Institution(
            id: InstitutionID(id), level: level, parent: parent.map { InstitutionID($0) }, nameZh: "机构\(id)",
            nameEn: "Institution \(id)"), at: now, by: .server("init"), in: tx)
      }
    }
  }

  /// Adds a person with the usual password that need not be changed.
  @discardableResult
  func hire(
    _ number: String, _ posts: Set<Post> = [.teller], at institution: InstitutionID = outlet, mustChange: Bool = false
  ) async throws -> Staff {
    let hash = Self.hash
    let (office, now) = (office, time.now)
    let staff = Staff(
      id: StaffID(at: now, from: SystemEntropy()), institution: institution, number: number, name: "员工", posts: posts,
      state: .active, mustChangePassword: mustChange)
    try await database.write { tx in
      try office.addStaff(staff, passwordHash: hash, at: now, by: .server("init"), in: tx)
    }
    return staff
  }

  /// Enrols a workstation and returns its token.
  func station(at institution: InstitutionID = outlet) async throws -> String {
    let code = EnrolmentCode(from: SystemEntropy())
    let (office, now) = (office, time.now)
    try await database.write { tx in
      try office.issueEnrolmentCode(code, for: institution, at: now, by: .server("init"), in: tx)
    }
    return try await door.enrol(code: code.shown, name: "Counter").stationToken
  }

  /// A teller signed on at a new workstation.
  func teller(_ number: String = "T0001", _ posts: Set<Post> = [.teller]) async throws -> SignOn {
    try await hire(number, posts)
    return try await door.signOn(number: number, password: Self.password, stationToken: try await station()).signOn
  }

  func signOn(_ number: String, _ password: String = password, at station: String? = nil) async throws -> SignOn {
    try await door.signOn(number: number, password: password, stationToken: station).signOn
  }

  /// The code of the refusal that `body` ends with; nil when it succeeds.
  func refusal(_ body: () async throws -> Void) async throws -> String? {
    do {
      try await body()
      return nil
    } catch let refusal as Refusal {
      return Wording.verdict(refusal)
    }
  }

  func audited(_ action: String) async throws -> Int {
    try await database.read { tx in
      try AuditBook().page(AuditFilter(actionPrefix: action), limit: 500, in: tx).count
    }
  }

  private static let hash: String = {
    guard let hash = try? PasswordSeal.hash(password, entropy: SeededEntropy(seed: 1)) else { return "" }
    return hash
  }()
}
