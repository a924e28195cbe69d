import Primitives

/// The "no" of images of papers.
package enum ImageRefusal {
  static let type = Refusal(
    .invalid, "image.type", field: "image", limit: "JPEG, PNG", zh: "文件不是 JPEG 或 PNG 图像。",
    en: "The file is no JPEG or PNG image.", remedyZh: "请用摄像头重新拍摄，或选择 JPEG、PNG 文件。",
    remedyEn: "Take it with the camera, or choose a JPEG or PNG file.")

  static let damaged = Refusal(
    .invalid, "image.damaged", field: "image", zh: "图像文件已损坏或不完整，无法读取。",
    en: "The image is damaged or not complete and cannot be read.", remedyZh: "请重新拍摄或重新导出该图像。",
    remedyEn: "Take it again, or export it anew.")

  static let tooLarge = Refusal(
    .tooLarge, "image.too-large", field: "image", limit: "\(ImageLimits.largestFile >> 20) MB",
    zh: "图像文件超过 \(ImageLimits.largestFile >> 20) MB。",
    en: "The image file is larger than \(ImageLimits.largestFile >> 20) MB.", remedyZh: "请降低分辨率后重新拍摄或选择。",
    remedyEn: "Take or choose it at a lower resolution.")

  static func tooManyPixels(_ width: Int, _ height: Int) -> Refusal {
    Refusal(
      .tooLarge, "image.too-many-pixels", field: "image",
      limit: "\(ImageLimits.longestSide) px, \(ImageLimits.mostPixels / 1_000_000) MP",
      zh:
        "图像为 \(width)×\(height) 像素，最长边不得超过 \(ImageLimits.longestSide) 像素，总数不得超过 \(ImageLimits.mostPixels / 1_000_000) MP（百万像素）。",
      en:
        "The image has \(width)×\(height) pixels; a side takes at most \(ImageLimits.longestSide), the whole \(ImageLimits.mostPixels / 1_000_000) MP.",
      remedyZh: "请降低分辨率后重新拍摄或选择。", remedyEn: "Take or choose it at a lower resolution.")
  }

  static func tooSmall(_ width: Int, _ height: Int) -> Refusal {
    Refusal(
      .invalid, "image.too-small", field: "image", limit: "\(ImageLimits.shortestSide) px",
      zh: "图像为 \(width)×\(height) 像素，短边至少需要 \(ImageLimits.shortestSide)，否则无法辨认。",
      en:
        "The image has \(width)×\(height) pixels; the shorter side needs \(ImageLimits.shortestSide) to be readable.",
      remedyZh: "请靠近拍摄或使用更高的分辨率。", remedyEn: "Go closer, or use a higher resolution.")
  }

  static func tooMany(_ limit: Int) -> Refusal {
    Refusal(
      .conflict, "image.too-many", field: "image", limit: "\(limit)", zh: "一笔业务最多 \(limit) 张影像。",
      en: "A case takes at most \(limit) images.", remedyZh: "请先删除不需要的影像。", remedyEn: "Remove one that is not needed.")
  }

  static func twice(_ kind: PaperKind) -> Refusal {
    Refusal(
      .conflict, "image.twice", field: "image", limit: kind.rawValue, zh: "同一张图像已作为“\(kind.title.zh)”保存。",
      en: "This very image is kept already as “\(kind.title.en)”.", remedyZh: "请选择另一张图像，或先删除原影像。",
      remedyEn: "Choose another image, or remove that one first.")
  }

  package static let unknown = Refusal(
    .notFound, "image.unknown", zh: "没有这张影像。", en: "There is no such image.", remedyZh: "请刷新页面。",
    remedyEn: "Refresh the page.")

  package static let fixed = Refusal(
    .conflict, "image.fixed", zh: "影像已随业务提交，不能删除。", en: "The image was submitted with the case and stays.",
    remedyZh: "如有错误，请补拍一张正确的影像。", remedyEn: "If it is wrong, add a right one beside it.")
}
