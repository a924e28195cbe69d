import Primitives

/// The "no" of the page images.
enum PageImageRefusal {
  static func unreadable() -> Refusal {
    Refusal(
      .invalid, "page-images.unreadable", field: "file", zh: "无法读取该 PDF 文件。", en: "This PDF cannot be read.",
      remedyZh: "请确认文件完整且未加密。", remedyEn: "Make sure that the file is complete and not encrypted.")
  }

  static func tooLarge() -> Refusal {
    Refusal(
      .tooLarge, "page-images.too-large", field: "file",
      limit: "\(PageImageRequest.largestFile) B, \(PageImageRequest.mostPages) pages", zh: "文件过大、页数过多或页面尺寸过大。",
      en: "The file, the number of its pages or a page is too large.", remedyZh: "请使用较小的文件。",
      remedyEn: "Use a smaller file.")
  }

  static func noSuchPage(_ page: Int) -> Refusal {
    Refusal(
      .notFound, "page-images.no-such-page", field: "page", zh: "没有第 \(page) 页。", en: "There is no page \(page).",
      remedyZh: "请返回上一页。", remedyEn: "Go back a page.")
  }
}
