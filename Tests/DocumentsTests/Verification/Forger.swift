import Documents
import Foundation
import PDF
import Primitives
import Seals
import Testing

/// Makes the files an attacker would make.
enum Forger {
  /// Appends an update that nobody signed.
  static func append(_ pdf: [UInt8], _ stage: (inout PDFUpdate, PDFFile) throws -> Void) throws -> [UInt8] {
    let file = try PDFFile(pdf)
    var update = try PDFUpdate(file)
    try stage(&update, file)
    return pdf + update.write(id: identifiers(file)).bytes
  }

  /// Appends an update and signs it properly, as somebody inside could.
  static func appendSigned(
    _ pdf: [UInt8], by identity: SignerIdentity, _ stage: (inout PDFUpdate, PDFFile) throws -> Void
  ) throws -> [UInt8] {
    let file = try PDFFile(pdf)
    var update = try PDFUpdate(file)
    try stage(&update, file)
    let written = update.write(id: identifiers(file))
    var out = pdf + written.bytes
    let gap = try #require(written.contents)
    let range = try #require(written.byteRange)
    let text = "[0 \(gap.lowerBound) \(gap.upperBound) \(out.count - gap.upperBound)"
    out.replaceSubrange(
      range, with: "\(text)\(String(repeating: " ", count: range.count - text.utf8.count - 1))]".utf8)
    let digest = Digest.sha256(parts: [out[..<gap.lowerBound], out[gap.upperBound...]])
    let hex = Array(Hex.encode(try CAdES.sign(contentDigest: digest, by: identity)).utf8)
    out.replaceSubrange((gap.lowerBound + 1)..<(gap.lowerBound + 1 + hex.count), with: hex)
    return out
  }

  static func identifiers(_ file: PDFFile) -> ([UInt8], [UInt8]) {
    let ids = file.revisions[file.last].trailer["ID"]?.array?.compactMap(\.string) ?? []
    return (ids.first ?? [UInt8](repeating: 1, count: 16), [UInt8](repeating: 9, count: 16))
  }

  /// The signature dictionary of `field`, its value emptied; further keys as told.
  static func signature(_ pdf: [UInt8], _ field: String) throws -> PDFDictionary {
    let file = try PDFFile(pdf)
    let number = try #require(try widget(file, field).signature)
    let old = try #require(file.object(number)?.value.dictionary)
    let zeros = [UInt8](repeating: 0, count: 2000)
    return PDFDictionary(
      old.entries.map { entry in
        switch entry.key {
        case "Contents": (entry.key, .string(zeros))
        case "ByteRange": (entry.key, .array([.integer(0), .integer(0), .integer(0), .integer(0)]))
        default: (entry.key, entry.value)
        }
      })
  }

  static func widget(_ file: PDFFile, _ field: String) throws -> SignatureWidget {
    let widgets = try #require(try SignatureWidget.all(of: file, after: file.last))
    return try #require(widgets.first { $0.field == field })
  }

  /// Fills `field` with a signature dictionary and, unless told otherwise, an ink stream.
  static func fill(
    _ update: inout PDFUpdate, _ file: PDFFile, _ field: String, _ dictionary: PDFDictionary,
    ink: String? = "q 0 0 1 rg 1 1 m 9 9 l f Q"
  ) throws {
    let widget = try widget(file, field)
    let number = update.newNumber()
    var pairs: [(String, PDFValue)] = [("V", .reference(number))]
    if let ink {
      let look = update.addStream(
        [
          ("Type", .name("XObject")), ("Subtype", .name("Form")),
          ("BBox", PDFRectangle(left: 0, bottom: 0, right: 10, top: 10).value),
          ("Resources", .dictionary(PDFDictionary())),
        ], Array(ink.utf8))
      pairs.append(("AP", .dictionary(PDFDictionary([("N", .reference(look))]))))
    }
    update.put(widget.number, .dictionary(widget.dictionary.adding(pairs)))
    update.put(number, .dictionary(dictionary))
  }

  /// Replaces the content of the first page by another text.
  static func overlay(_ update: inout PDFUpdate, _ file: PDFFile) throws {
    let page = try file.pageNumbers(after: file.last)[0]
    let dictionary = try #require(file.object(page)?.value.dictionary)
    let content = update.addStream([], Array("BT /f-0 40 Tf 60 700 Td (9999999.00) Tj ET".utf8))
    update.put(page, .dictionary(dictionary.without(["Contents"]).adding([("Contents", .reference(content))])))
  }

  /// Replaces the first occurrence after `start` by as many bytes, filled up with spaces.
  static func patch(_ pdf: [UInt8], _ find: String, _ put: String, last: Bool = true) throws -> [UInt8] {
    let data = Data(pdf)
    let range = try #require(data.range(of: Data(find.utf8), options: last ? .backwards : []))
    var out = pdf
    let padded = put + String(repeating: " ", count: find.utf8.count - put.utf8.count)
    out.replaceSubrange(range.lowerBound..<range.upperBound, with: padded.utf8)
    return out
  }

  /// The last literal `<hex>` of a signature, brackets included.
  static func lastGap(_ pdf: [UInt8]) throws -> Range<Int> {
    let data = Data(pdf)
    let key = try #require(data.range(of: Data("/Contents <".utf8), options: .backwards))
    let end = try #require(data.range(of: Data(">".utf8), in: key.upperBound..<data.count))
    return (key.upperBound - 1)..<end.upperBound
  }
}
