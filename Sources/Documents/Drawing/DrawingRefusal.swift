import Primitives

/// The "no" of the drawing table.
enum DrawingRefusal {
  static func tooLong(_ label: String) -> Refusal {
    Refusal(
      .tooLarge, "documents.too-long", field: label, zh: "「\(label)」的内容超过一页，无法打印。",
      en: "The content of “\(label)” is longer than one page.", remedyZh: "请缩短该项内容。",
      remedyEn: "Shorten this item.")
  }

  static func qrTooLong(_ count: Int) -> Refusal {
    Refusal(
      .tooLarge, "documents.qr-too-long", limit: "\(QRCode.longest)",
      zh: "二维码内容为 \(count) 字节，超过上限 \(QRCode.longest)。",
      en: "The QR code would hold \(count) bytes, more than \(QRCode.longest).", remedyZh: "请使用较短的地址。",
      remedyEn: "Use a shorter address.")
  }
}
