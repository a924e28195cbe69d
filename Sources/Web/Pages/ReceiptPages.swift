import Desk
import HTTPTypes
import Hummingbird
import Primitives

/// The page behind the QR code: for the customer's phone, without sign-on and without JavaScript.
struct ReceiptPages: Sendable {
  let kit: PageKit

  private var desks: Desks { kit.desks }

  var routes: [Route] {
    [
      Route(
        .get, "/r/{token}", .anyone, "电子回单", "The customer's receipt",
        query: [QueryMember("lang", .oneOf(["zh", "en"]), "language")]
      ) { [self] call in try await page(call) }
    ]
  }

  private func page(_ call: Call) async throws -> Response {
    let token = try call.parameter("token")
    let language = call.query["lang"] ?? call.language
    let reader = ReaderForm(language: language, texts: kit.shelf.texts)
    let found = try await desks.records.receipt(token: token)
    let bank = desks.house.settings.bankName
    var receipt: PageContext = [
      "inForce": found != nil, "notYet": found == nil, "title": reader.text("receipt_title"), "hasAmount": false,
      "outlet": reader(bank),
    ]
    if let found { receipt = receipt.merging(sheet(found, reader)) }
    let here = "/r/\(FormText.encode(token))"
    let context: PageContext = [
      "title": reader.text("receipt_title"), "zhHref": here + "?lang=zh", "enHref": here + "?lang=en",
      "receipt": receipt,
    ]
    let html = kit.shelf.render("receipt/page", context, language: language)
    return Answer.html(html, found == nil ? .notFound : .ok)
  }

  /// Hex in eight groups of eight, so that it can be read aloud and compared.
  private static func grouped(_ hash: [UInt8]) -> String {
    stride(from: 0, to: hash.count, by: 4).map { Hex.encode(Array(hash[$0..<min($0 + 4, hash.count)])) }
      .joined(separator: " ")
  }

  private func sheet(_ sight: ReceiptSight, _ reader: ReaderForm) -> PageContext {
    var facts: [(String, String)] = [(reader.text("account"), sight.accountMasked)]
    facts.append((reader.text("business_date"), reader.date(sight.businessDate)))
    return [
      "title": reader(sight.service), "hasAmount": sight.amount != nil, "amount": sight.amount.map(reader.money) ?? "",
      "capitals": sight.amount.map(ChineseCapitals.prefixed) ?? "",
      "facts": facts.map { ["label": $0.0, "value": $0.1, "bold": false] as PageContext }, "number": sight.number,
      "outlet": reader(sight.outlet), "when": reader.moment(sight.settledAt),
      "hash": sight.documentHash.map(Self.grouped) ?? "—", "verifyText": reader.text("receipt_verify_text"),
    ]
  }
}
