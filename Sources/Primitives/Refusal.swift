/// An expected "no": the request was understood and the rules forbid it. Nothing was done.
///
/// A refusal names what is wrong (`field`), the limit that was crossed (`limit`) and what the person
/// can do now (`remedy…`), in Chinese and English. It is safe to show to the person who asked: it
/// never holds personal data beyond what that person typed.
package struct Refusal: Error, Sendable, Equatable {
  /// What kind of "no" it is; only the web floor translates it into an HTTP status.
  package enum Kind: String, Sendable {
    case invalid, unauthenticated, forbidden, notFound, conflict, tooLarge, tooMany, busy
  }

  package let kind: Kind
  /// Stable, dotted: `ledger.insufficient-funds`.
  package let code: String
  package let field: String?
  package let limit: String?
  package let zh: String
  package let en: String
  package let remedyZh: String
  package let remedyEn: String

  package init(
    _ kind: Kind, _ code: String, field: String? = nil, limit: String? = nil, zh: String, en: String,
    remedyZh: String, remedyEn: String
  ) {
    self.kind = kind
    self.code = code
    self.field = field
    self.limit = limit
    self.zh = zh
    self.en = en
    self.remedyZh = remedyZh
    self.remedyEn = remedyEn
  }

  /// The same refusal, pointing at the field the person filled in.
  package func at(_ field: String) -> Refusal {
    Refusal(
      kind, code, field: field, limit: limit, zh: zh, en: en, remedyZh: remedyZh, remedyEn: remedyEn)
  }
}

extension Refusal: CustomStringConvertible {
  package var description: String {
    var text = "\(code): \(zh) \(en)"
    if let field { text += " [\(field)]" }
    if let limit { text += " (\(limit))" }
    return text + " → \(remedyZh) \(remedyEn)"
  }
}
