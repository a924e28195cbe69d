import Primitives
import Storage

/// A head office, branch or outlet.
package struct Institution: Sendable, Equatable {
  package enum Level: Int64, Sendable, CaseIterable {
    case headOffice = 1
    case branch = 2
    case outlet = 3
  }

  package let id: InstitutionID
  package let level: Level
  /// nil only for the head office.
  package let parent: InstitutionID?
  package let nameZh: String
  package let nameEn: String

  package init(id: InstitutionID, level: Level, parent: InstitutionID?, nameZh: String, nameEn: String) {
    self.id = id
    self.level = level
    self.parent = parent
    self.nameZh = nameZh
    self.nameEn = nameEn
  }

  package var name: Bilingual { Bilingual(zh: nameZh, en: nameEn) }
}

extension AccessOffice {
  /// Adds one institution below its parent; the head office is the first and has none.
  ///
  /// - Throws: `Refusal` `access.institution-shape`, `access.institution-exists`,
  ///   `access.outside-institution`.
  package func addInstitution(_ new: Institution, at now: Moment, by actor: AccessActor, in tx: any WriteTransaction)
    throws
  {
    let names = [new.nameZh, new.nameEn].allSatisfy { (1...60).contains($0.count) }
    guard names, (1...999_999).contains(new.id.code) else { throw AccessRefusal.institutionShape }
    let above = try new.parent.flatMap { try institution($0, in: tx) }
    switch new.level {
    case .headOffice: guard new.parent == nil else { throw AccessRefusal.institutionShape }
    case .branch, .outlet:
      guard let above, above.level.rawValue == new.level.rawValue - 1 else { throw AccessRefusal.institutionShape }
    }
    if let above { try requireWithin(above.id, actor, in: tx) }
    let added = try tx.query(
      AccessTables.addInstitution,
      [
        .institution(new.id), .int(new.level.rawValue), .int(new.parent?.code), .text(new.nameZh), .text(new.nameEn),
        .moment(now),
      ])
    guard !added.isEmpty else { throw AccessRefusal.institutionExists(new.id) }
    try note("institution.added", "\(new.id)", ["level": "\(new.level.rawValue)"], at: new.id, now, actor, in: tx)
  }

  package func institution(_ id: InstitutionID, in tx: any ReadTransaction) throws -> Institution? {
    try tx.first(AccessTables.institution, [.institution(id)]).map { try Self.institution($0, from: 0) }
  }

  /// All institutions, in order of their numbers.
  package func institutions(in tx: any ReadTransaction) throws -> [Institution] {
    try tx.query(AccessTables.institutions).map { try Self.institution($0, from: 0) }
  }

  /// This institution and everything below it.
  package func institutions(below top: InstitutionID, in tx: any ReadTransaction) throws -> [Institution] {
    let all = try institutions(in: tx)
    let parents = Dictionary(uniqueKeysWithValues: all.map { ($0.id, $0.parent) })
    return all.filter { institution in
      var place: InstitutionID? = institution.id
      for _ in Institution.Level.allCases {
        if place == top { return true }
        place = place.flatMap { parents[$0] ?? nil }
      }
      return false
    }
  }

  /// - Throws: `Refusal` `access.outside-institution` unless `institution` is the actor's own or below it.
  func requireWithin(_ institution: InstitutionID, _ actor: AccessActor, in tx: any ReadTransaction) throws {
    guard let top = actor.institution else { return }
    guard try institutions(below: top, in: tx).contains(where: { $0.id == institution }) else {
      throw AccessRefusal.outsideInstitution
    }
  }

  /// Five columns from `first` on: id, level, parent, both names.
  static func institution(_ row: Row, from first: Int) throws -> Institution {
    guard let level = Institution.Level(rawValue: try row.int(first + 1)) else {
      throw Fault("access.row", "an institution has an unknown level")
    }
    return Institution(
      id: try row.institution(first), level: level,
      parent: try row.optionalInt(first + 2).map { InstitutionID($0) }, nameZh: try row.text(first + 3),
      nameEn: try row.text(first + 4))
  }
}
