import Access
import Desk
import Primitives

/// The reception that the desks keep.
struct DeskReception: Reception {
  let desks: Desks

  var now: Moment { desks.house.time.now }

  func staff(token: String, isDeed: Bool) async throws -> SignOn { try await desks.door.session(token, isDeed: isDeed) }

  func sleeping(token: String) async throws -> SignOn { try await desks.door.sleeping(token) }

  func display(token: String) async throws -> TerminalID { try await desks.counter.display(token: token) }

  func admit(_ signOn: SignOn, to permission: Permission, route: String) async throws {
    try await desks.counter.admit(signOn, to: permission, route: route)
  }
}
