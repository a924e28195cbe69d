import Primitives

/// Why a signature from a pad is not accepted.
enum InkRefusal {
  /// - Parameter detail: which part of the wire format is broken, in English for the developer of a display.
  static func malformed(_ detail: String) -> Refusal {
    Refusal(
      .invalid, "ink.malformed", field: "ink", limit: detail, zh: "签名数据格式不正确。",
      en: "The signature's data is malformed.", remedyZh: "请重新签名。", remedyEn: "Sign again.")
  }

  static func tooLarge(_ limit: String) -> Refusal {
    Refusal(
      .tooLarge, "ink.too-large", field: "ink", limit: limit, zh: "签名笔画过多或过长（上限 \(limit)）。",
      en: "The signature has too many strokes or points (at most \(limit)).", remedyZh: "请重签，书写简洁一些。",
      remedyEn: "Sign again, with fewer strokes.")
  }

  static let empty = Refusal(
    .invalid, "ink.empty", field: "ink", zh: "尚未签名，或只有一个点。", en: "There is no signature yet, or only a dot.",
    remedyZh: "请在签名区内书写姓名。", remedyEn: "Write your name on the pad.")
}
