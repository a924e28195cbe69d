import Access
import Desk
import HTTPTypes
import Hummingbird
import Primitives

/// The payee directory beside the transfer form.
struct PayeePages: Sendable {
  let kit: PageKit

  private var desks: Desks { kit.desks }

  var routes: [Route] {
    [
      Route(
        .post, "/payees/removal", .permission(.transferInternal), "移除收款人", "Remove a payee", body: .form
      ) { [self] call in try await remove(call) }
    ]
  }

  private func remove(_ call: Call) async throws -> Response {
    guard let account = call.form.filled("account") else { throw WebRefusal.missing("account") }
    guard let payee = call.form.filled("payee") else { throw WebRefusal.missing("payee") }
    try await desks.records.removePayee(payee, of: account, by: try call.signOn)
    return Answer.seeOther(SignOnPages.safe(call.form["back"] ?? "/workbench"))
  }

  /// Rows for the customer card of a transfer.
  static func context(_ payees: [PayeeSight], account: String, back: String) -> PageContext {
    [
      "payeeAccountOf": account, "payeesBack": back,
      "payees": payees.map { payee in
        [
          "payee": "\(payee.number)", "payeeText": Masking.grouped("\(payee.number)"), "payeeName": payee.nameMasked,
        ] as PageContext
      }, "hasPayees": !payees.isEmpty,
    ]
  }
}
