import Access
import Banking
import Primitives
import Storage

/// The front door of the institutions: a new one gets its place in the tree and its business date in one step.
package struct InstitutionDesk: Sendable {
  private let house: House

  init(_ house: House) { self.house = house }

  /// Adds an institution below that of the person signed on; its first day is the furthest business date of the bank.
  ///
  /// - Throws: `Refusal` `access.forbidden`, `access.institution-shape`, `access.institution-exists`,
  ///   `access.no-institution`, `access.outside-institution`.
  package func add(_ new: Institution, by signOn: SignOn) async throws {
    try signOn.require(.staffManage)
    let now = house.time.now
    try await house.database.write { [house] tx in
      try house.access.addInstitution(new, at: now, by: AccessActor(signOn), in: tx)
      try house.banking.calendar.start(new.id, on: try house.banking.calendar.latest(in: tx), in: tx)
    }
  }
}
