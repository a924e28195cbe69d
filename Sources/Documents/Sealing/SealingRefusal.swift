import Primitives

/// Why a document is not prepared or signed.
package enum SealingRefusal {
  package static func places(_ what: String, _ zh: String, _ en: String) -> Refusal {
    Refusal(
      .invalid, "sealing.places", field: "signatures", limit: what, zh: zh, en: en, remedyZh: "请更正业务模板的签名列表。",
      remedyEn: "Correct the list of signatures in the service's template.")
  }
  package static func page(_ what: String, _ zh: String, _ en: String) -> Refusal {
    Refusal(
      .invalid, "sealing.page", field: "file", limit: what, zh: zh, en: en, remedyZh: "请更正单据模板后重新制作。",
      remedyEn: "Correct the template and draw the document again.")
  }
  package static func order(_ field: String, _ expected: String) -> Refusal {
    Refusal(
      .conflict, "sealing.order", field: field, limit: expected, zh: "签名顺序不对：现在应签“\(expected)”，而不是“\(field)”。",
      en: "Signatures come in order: the next one is \(expected), not \(field).", remedyZh: "请按顺序签署。",
      remedyEn: "Sign in the order of the document.")
  }
  package static func complete() -> Refusal {
    Refusal(
      .conflict, "sealing.complete", field: "file", zh: "所有签名都已完成。", en: "All signatures are in place already.",
      remedyZh: "无需再签。", remedyEn: "Nothing is left to sign.")
  }
  package static func notPrepared() -> Refusal {
    Refusal(
      .invalid, "sealing.not-prepared", field: "file", zh: "文件没有预备的签名栏。",
      en: "The file has no prepared signature fields.",
      remedyZh: "请由柜员先认证单据。", remedyEn: "Let the teller certify the document first.")
  }
  package static func otherDocument() -> Refusal {
    Refusal(
      .conflict, "sealing.other-document", field: "file", zh: "签名证书是为另一份文件签发的。",
      en: "The certificate was made for another document.", remedyZh: "请重新制作单据并重新签名。",
      remedyEn: "Draw the document anew and sign again.")
  }
  package static func evidence() -> Refusal {
    Refusal(
      .invalid, "sealing.evidence", field: "evidence", zh: "手写签名的证据不完整。",
      en: "The evidence of the handwritten signature is incomplete.", remedyZh: "请重新签名。", remedyEn: "Sign again.")
  }
  package static func appearance(_ limit: Int) -> Refusal {
    Refusal(
      .invalid, "sealing.appearance", field: "ink", limit: "\(limit)", zh: "签名图形为空、超过 \(limit) 字节，或含有线条以外的内容。",
      en: "The drawn signature is empty, larger than \(limit) bytes, or holds more than lines.", remedyZh: "请重新签名。",
      remedyEn: "Sign again.")
  }
}
