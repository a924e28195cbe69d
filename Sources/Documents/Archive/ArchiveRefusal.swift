import Primitives

/// The "no" of the archive.
package enum ArchiveRefusal {
  static func tooLarge(_ size: Int) -> Refusal {
    Refusal(
      .tooLarge, "archive.too-large", limit: "\(SealedFile.largest)",
      zh: "文件为 \(size) 字节，档案只收 1 至 \(SealedFile.largest) 字节。",
      en: "The file has \(size) bytes; the archive takes 1 to \(SealedFile.largest).",
      remedyZh: "请减少附件或页数。", remedyEn: "Use fewer attachments or pages.")
  }

  package static let notFound = Refusal(
    .notFound, "archive.not-found", zh: "档案中没有这份凭证。", en: "The archive has no such document.",
    remedyZh: "请核对编号，或按流水号、账号重新查询。", remedyEn: "Check the number, or search by journal number or account.")

  static let destroyed = Refusal(
    .notFound, "archive.destroyed", zh: "该凭证保管期已满，内容已销毁。",
    en: "Retention of this document has ended; its content was destroyed.",
    remedyZh: "仅可查看登记信息。", remedyEn: "Only its entry can be seen.")

  static let draftGone = Refusal(
    .notFound, "archive.draft-gone", zh: "草稿已不存在。", en: "The draft no longer exists.",
    remedyZh: "请重新办理该业务。", remedyEn: "Start the transaction again.")
}
