import Access
import Primitives

extension CaseDesk {
  /// Shows a drafted case again that the customer's display has lost, from its first page with a new nonce.
  /// Nothing happens when it is shown already.
  ///
  /// - Throws: `Refusal` `case.other-terminal`, `case.not-now`, `case.no-display`.
  package func showAgain(_ id: CaseID, by signOn: SignOn) async throws {
    let record = try await view(id, by: signOn)
    guard record.teller == signOn.staff.id, record.terminal == signOn.terminal else { throw CaseRefusal.otherTerminal }
    guard record.state == .drafted else { throw CaseRefusal.notNow }
    guard house.live.isPaired(record.terminal) else { throw CaseRefusal.noDisplay }
    try await session(id, at: record.institution).resume()
  }
}
