import Primitives

/// Why a file is not read. The codes are stable; the verifier shows them.
package enum PDFRefusal {
  package static func syntax(_ at: Int, _ what: String) -> Refusal {
    refusal(
      "pdf.syntax", at: at, "文件第 \(at) 字节处的 PDF 语法不合规（\(what)）。", "The PDF syntax at byte \(at) is wrong (\(what)).")
  }
  package static func header() -> Refusal {
    refusal("pdf.header", at: 0, "文件开头不是 PDF。", "The file does not begin as a PDF.")
  }
  package static func empty() -> Refusal {
    refusal("pdf.empty", at: nil, "文件为空。", "The file is empty.")
  }
  package static func tooLarge(_ limit: Int) -> Refusal {
    refusal(
      "pdf.too-large", at: nil, "文件超过 \(limit) 字节的上限。", "The file is larger than \(limit) bytes.", kind: .tooLarge,
      limit: "\(limit)")
  }
  package static func trailingBytes(_ at: Int) -> Refusal {
    refusal(
      "pdf.trailing-bytes", at: at, "文件结束标记之后（第 \(at) 字节起）还有内容：被追加，或更新被截断。",
      "There are bytes after the end marker, from byte \(at) on: something was appended, or an update was cut off.")
  }
  package static func noEnd() -> Refusal {
    refusal("pdf.no-end", at: nil, "文件没有结束标记，可能被截断。", "The file has no end marker; it may be cut off.")
  }
  package static func crossReference(_ at: Int, _ what: String) -> Refusal {
    refusal(
      "pdf.cross-reference", at: at, "第 \(at) 字节处的交叉引用表不合规（\(what)）。",
      "The cross-reference table at byte \(at) is wrong (\(what)).")
  }
  package static func crossReferenceStream(_ at: Int) -> Refusal {
    refusal(
      "pdf.xref-stream", at: at, "文件使用交叉引用流，本系统的凭证不使用。",
      "The file uses a cross-reference stream; vouchers of this system never do.")
  }
  package static func objectStream(_ at: Int) -> Refusal {
    refusal(
      "pdf.object-stream", at: at, "文件使用对象流，本系统的凭证不使用。",
      "The file uses object streams; vouchers of this system never do.")
  }
  package static func encrypted() -> Refusal {
    refusal("pdf.encrypted", at: nil, "文件已加密。", "The file is encrypted.")
  }
  package static func freedObject(_ number: Int) -> Refusal {
    refusal("pdf.freed-object", at: nil, "对象 \(number) 被标记为删除。", "Object \(number) is marked as deleted.")
  }
  package static func duplicateKey(_ key: String, _ at: Int) -> Refusal {
    refusal(
      "pdf.duplicate-key", at: at, "第 \(at) 字节处的字典中键 /\(key) 出现两次。",
      "The key /\(key) stands twice in the dictionary at byte \(at).")
  }
  package static func gap(_ at: Int) -> Refusal {
    refusal(
      "pdf.hidden-bytes", at: at, "第 \(at) 字节起有不属于任何对象的内容。",
      "From byte \(at) on there are bytes that belong to no object.")
  }
  package static func missingObject(_ number: Int) -> Refusal {
    refusal(
      "pdf.missing-object", at: nil, "引用的对象 \(number) 不存在。", "Object \(number) is referred to and does not exist.")
  }
  package static func pageTree(_ what: String) -> Refusal {
    refusal("pdf.page-tree", at: nil, "页面结构不合规（\(what)）。", "The page tree is wrong (\(what)).")
  }
  package static func stream(_ what: String) -> Refusal {
    refusal("pdf.stream", at: nil, "数据流无法解压（\(what)）。", "A stream cannot be decoded (\(what)).")
  }

  private static func refusal(
    _ code: String, at: Int?, _ zh: String, _ en: String, kind: Refusal.Kind = .invalid, limit: String? = nil
  ) -> Refusal {
    Refusal(
      kind, code, field: "file", limit: limit ?? at.map { "\($0)" }, zh: zh, en: en,
      remedyZh: "请使用银行交付的原始文件，不要另存、编辑或重新打印。",
      remedyEn: "Use the file exactly as the bank delivered it; do not save it again, edit it or print it to a file.")
  }
}
