import Access
import Audit
import Banking
import Desk
import Foundation
import Primitives
import Seals
import Storage

/// Makes a new bank in an empty folder: keys, schema, institutions, first people, first cash in the vault.
struct BankFounding {
  struct Place {
    let id: Int64
    let level: Institution.Level
    let parent: Int64?
    let nameZh: String
    let nameEn: String
  }

  struct Person {
    let number: String
    let name: String
    let posts: Set<Post>
    let institution: Int64
    /// The demo's printed sign-ons need no change; all others must be changed at first sign-on.
    let mustChange: Bool
  }

  struct FirstSignOn {
    let person: Person
    let password: String
  }

  /// Cash of 200,000 yuan and more is ordered a day ahead (large cash, older notices of the PBOC); a bank that asks
  /// from 50,000 on sets its own parameter.
  static let appointmentFrom = "20000000"

  let folder: BankFolder
  let share: ShareFolder
  let settings: BankFolder.Settings
  /// nil: a file in the folder.
  let store: StorePlace?
  let places: [Place]
  let people: [Person]
  /// Cash for the vault of every outlet.
  let vault: [Money]
  let businessDate: BusinessDate

  /// Makes everything beside the folder and gives it its name at the very end: a bank is there whole or not at all.
  ///
  /// - Parameter finish: what belongs into the folder besides, such as the demo's credentials.
  /// - Returns: every person with a random password, shown once.
  /// - Throws: `Fault` `roof.bank-exists` when the folder holds anything.
  func found(finish: (BankFolder, [FirstSignOn]) throws -> Void = { _, _ in }) async throws -> [FirstSignOn] {
    guard !folder.isOccupied else {
      throw Fault("roof.bank-exists", "\(folder.url.path) already holds something; choose another --data")
    }
    let draft = BankFolder(path: folder.url.path + ".new-" + Hex.encode(SystemEntropy().bytes(6)))
    do {
      let signOns = try await found(in: draft)
      try finish(draft, signOns)
      guard rename(draft.url.path, folder.url.path) == 0 else {
        throw Fault("roof.write", "cannot make \(folder.url.path)")
      }
      return signOns
    } catch {
      try? FileManager.default.removeItem(at: draft.url)
      throw error
    }
  }

  private func found(in folder: BankFolder) async throws -> [FirstSignOn] {
    try folder.create(settings)
    let now = SystemTime().now
    try KeyRing.create(
      directory: folder.keys, bankName: settings.bankNameZh, now: now, entropy: SystemEntropy())
    let house = try await HouseOpening(
      folder: folder, share: share, store: store ?? .file(folder.database)
    ).open()
    do {
      let signOns = try await people(house)
      try await write(signOns, house, at: now)
      await house.database.close()
      return signOns.map(\.signOn)
    } catch {
      await house.database.close()
      throw error
    }
  }

  private func people(_ house: House) async throws -> [(staff: Staff, hash: String, signOn: FirstSignOn)] {
    var all: [(Staff, String, FirstSignOn)] = []
    for person in people {
      let password = PasswordPolicy.first(from: house.entropy)
      let hash = try await house.press.run { try PasswordSeal.hash(password, entropy: SystemEntropy()) }
      let staff = Staff(
        id: StaffID(at: house.time.now, from: house.entropy), institution: InstitutionID(person.institution),
        number: person.number, name: person.name, posts: person.posts, state: .active,
        mustChangePassword: person.mustChange)
      all.append((staff, hash, FirstSignOn(person: person, password: password)))
    }
    return all
  }

  private func write(
    _ signOns: [(staff: Staff, hash: String, signOn: FirstSignOn)], _ house: House, at now: Moment
  ) async throws {
    let actor = AccessActor.server("init")
    let institutions = places.map {
      Institution(
        id: InstitutionID($0.id), level: $0.level, parent: $0.parent.map { InstitutionID($0) }, nameZh: $0.nameZh,
        nameEn: $0.nameEn)
    }
    let outlets = institutions.filter { $0.level == .outlet }.map(\.id)
    let founder = signOns[0].staff.id
    let fundings = outlets.flatMap { outlet in vault.map { (outlet, $0) } }.map { outlet, amount in
      VaultFunding(
        actor: CounterActor(staff: founder, number: "init", institution: outlet, chain: .server("init")),
        amount: amount, journal: JournalID(at: now, from: house.entropy),
        key: IdempotencyKey(at: now, from: house.entropy), at: now)
    }
    let staff = signOns.map { ($0.staff, $0.hash) }
    try await house.database.write { [businessDate, store] tx in
      guard try house.access.institutions(in: tx).isEmpty else {
        throw Fault(
          "roof.bank-exists", "\(store?.description ?? "the store") already holds a bank; name an empty database")
      }
      try house.banking.parameters.set(
        CounterPapers.appointmentKey(.cny), Self.appointmentFrom, from: businessDate, in: tx)
      for institution in institutions {
        try house.access.addInstitution(institution, at: now, by: actor, in: tx)
        try house.banking.calendar.start(institution.id, on: businessDate, in: tx)
      }
      for (person, hash) in staff { try house.access.addStaff(person, passwordHash: hash, at: now, by: actor, in: tx) }
      for funding in fundings { _ = try house.banking.tills.fundVault(funding, in: tx) }
      _ = try house.audit.checkpoint(at: now, key: house.keys.checkpoint, in: tx)
    }
  }
}
