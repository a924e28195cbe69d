import Access
import Primitives

/// What the door asks the rooms before it lets anybody in.
protocol Reception: Sendable {
  var now: Moment { get }

  /// - Parameter isDeed: done by a person's hand; live events keep nobody awake.
  /// - Throws: `Refusal` of kind `unauthenticated` for an unknown, ended or idle sign-on.
  func staff(token: String, isDeed: Bool) async throws -> SignOn

  /// A sign-on, locked or not.
  ///
  /// - Throws: `Refusal` of kind `unauthenticated` for an unknown or ended sign-on.
  func sleeping(token: String) async throws -> SignOn

  /// - Throws: `Refusal` of kind `unauthenticated` for an unknown display.
  func display(token: String) async throws -> TerminalID

  /// - Throws: `Refusal` of kind `forbidden`; the denial is in the audit trail then.
  func admit(_ signOn: SignOn, to permission: Permission, route: String) async throws
}
