import Access
import Banking
import Desk
import HTTPTypes
import Hummingbird
import Primitives

/// The customer of an account in clear, for a moment and on purpose: a POST, audited, and never in an address.
struct RevealPages: Sendable {
  let kit: PageKit

  private var desks: Desks { kit.desks }
  /// How long it stays on the screen, seconds.
  static let seconds = 15

  var routes: [Route] {
    [
      Route(
        .post, "/accounts/{number}/reveal", .permission(.customerReveal), "显示客户信息", "Show the customer in clear",
        body: .form
      ) { [self] call in try await reveal(call) }
    ]
  }

  /// A part of a page for the script, which masks it again; a page of its own, which leaves by itself, without script.
  private func reveal(_ call: Call) async throws -> Response {
    let reader = kit.form(call)
    let number = try AccountNumber(parsing: try call.parameter("number"))
    let detail = try await desks.records.reveal("\(number)", by: try call.signOn)
    let kind = detail.card.documentType
    let context: PageContext = [
      "customer": [
        "name": detail.name, "documentKind": reader(Bilingual(zh: kind.titleZh, en: kind.titleEn)),
        "documentNumber": detail.documentNumber, "phone": detail.phone ?? "—",
      ] as PageContext, "seconds": Self.seconds, "number": Masking.grouped("\(number)"),
      "backHref": "/accounts/\(number)",
    ]
    if call.isHTMX {
      return Answer.html(kit.shelf.render("account/revealed", context, language: call.language))
    }
    return try await kit.page(
      "account/reveal", call, at: .accounts, title: reader.text("reveal_title"), context)
  }
}
