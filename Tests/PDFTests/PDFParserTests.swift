import PDF
import Primitives
import TestHouse
import Testing

/// A classic file from its objects; the catalog is object 1, the page tree 2.
func classicFile(_ objects: [(Int, String)], trailer: String = "/Root 1 0 R", header: String = "%PDF-1.5\n") -> [UInt8]
{
  var out: [UInt8] = Array("\(header)%".utf8) + [0xB5, 0xED, 0xAE, 0xFB, 0x0A]
  var offsets: [Int: Int] = [:]
  for (number, body) in objects {
    offsets[number] = out.count
    out += Array("\(number) 0 obj\n\(body)\nendobj\n".utf8)
  }
  let table = out.count
  let last = offsets.keys.max() ?? 0
  out += Array("xref\n0 1\n0000000000 65535 f \n".utf8)
  for number in offsets.keys.sorted() {
    let digits = String(offsets[number] ?? 0)
    out += Array("\(number) 1\n\(String(repeating: "0", count: 10 - digits.count))\(digits) 00000 n \n".utf8)
  }
  return out + Array("trailer\n<< /Size \(last + 1) \(trailer) >>\nstartxref\n\(table)\n%%EOF\n".utf8)
}

let plainObjects: [(Int, String)] = [
  (1, "<< /Type /Catalog /Pages 2 0 R >>"), (2, "<< /Type /Pages /Kids [3 0 R] /Count 1 >>"),
  (3, "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"),
]

func refusalCode(_ bytes: [UInt8]) -> String {
  do {
    _ = try PDFFile(bytes)
    return "accepted"
  } catch let refusal as Refusal {
    return Wording.verdict(refusal)
  } catch {
    return "\(error)"
  }
}

@Suite struct PDFParserTests {
  private func value(_ text: String) throws -> PDFValue? {
    try PDFFile(classicFile(plainObjects + [(4, "<< /X \(text) >>")])).object(4)?.value.dictionary?["X"]
  }

  @Test("reads every kind of value as ISO 32000-1 §7.3 writes it")
  func values() throws {
    #expect(try value("null") == .null)
    #expect(try value("true") == .boolean(true))
    #expect(try value("-12") == .integer(-12))
    #expect(try value("+3") == .integer(3))
    #expect(try value("-.5") == .real("-.5"))
    #expect(try value("/A#42c") == .name("ABc"))
    #expect(try value("(a\\(b\\)\\\\(c)\\101\\n)") == .text("a(b)\\(c)A\n"))
    #expect(try value("<4A 6b>") == .string([0x4A, 0x6B]))
    #expect(
      try value("[1 2 0 R 0 0 595 3 0 R]")
        == .array([.integer(1), .reference(2), .integer(0), .integer(0), .integer(595), .reference(3)]))
    #expect(try value("<< /B % comment\n /C >>") == .dictionary(PDFDictionary([("B", .name("C"))])))
  }

  @Test(
    "refuses what a lenient reader would guess",
    arguments: [
      "<4A6>", "<zz>", "(open", "[1 2", "<< /A 1 /A 2 >>", "<< 1 2 >>", "12x", "--1", "1.2.3", "/A#4", "tru",
      "99999999999999999999999", "R", "}", "\\", "(\\400)",
    ])
  func broken(text: String) {
    #expect(refusalCode(classicFile(plainObjects + [(4, "<< /X \(text) >>")])) != "accepted")
  }

  @Test("nesting without end is refused and does not exhaust the stack")
  func nesting() {
    let deep = String(repeating: "[", count: 100_000)
    #expect(refusalCode(classicFile(plainObjects + [(4, deep)])) == "pdf.syntax")
  }

  @Test("each foreign form has its own reason")
  func reasons() {
    #expect(refusalCode(classicFile(plainObjects)) == "accepted")
    #expect(refusalCode([]) == "pdf.empty")
    #expect(refusalCode(Array("GIF89a".utf8)) == "pdf.no-end")
    #expect(refusalCode(classicFile(plainObjects, header: "%PDF-2.0\n")) == "pdf.header")
    #expect(refusalCode(classicFile(plainObjects, trailer: "/Root 1 0 R /Encrypt 3 0 R")) == "pdf.encrypted")
    #expect(refusalCode(classicFile(plainObjects, trailer: "/Root 1 0 R /XRefStm 20")) == "pdf.xref-stream")
    let packed = (4, "<< /Type /ObjStm /Length 0 >>\nstream\n\nendstream")
    #expect(refusalCode(classicFile(plainObjects + [packed])) == "pdf.object-stream")
    let table = (4, "<< /Type /XRef /Length 0 >>\nstream\n\nendstream")
    #expect(refusalCode(classicFile(plainObjects + [table])) == "pdf.xref-stream")
    #expect(
      refusalCode(classicFile(plainObjects + [(4, "<< /Length 9 0 R >>\nstream\n\nendstream")])) == "pdf.missing-object"
    )
    #expect(refusalCode(classicFile(plainObjects + [(4, "<< /Length 99999 >>\nstream\n\nendstream")])) == "pdf.syntax")
  }

  @Test("bytes between objects, under or beside them, are found")
  func hidden() {
    var bytes = classicFile(plainObjects)
    let text = String(decoding: bytes.dropFirst(15), as: UTF8.self)
    guard let range = text.range(of: "endobj\n2 0 obj") else { return #expect(Bool(false)) }
    let place = 15 + text.utf8.distance(from: text.startIndex, to: range.lowerBound) + 7
    bytes.insert(contentsOf: "% hidden\n".utf8, at: place)
    #expect(refusalCode(bytes) != "accepted")
  }

  @Test("a chain of /Prev that loops or points forward is refused")
  func loops() {
    let file = classicFile(plainObjects)
    let update =
      "xref\n3 1\n0000000000 00000 n \ntrailer\n<< /Size 4 /Root 1 0 R /Prev \(file.count) >>\nstartxref\n\(file.count)\n%%EOF\n"
    #expect(refusalCode(file + Array(update.utf8)) == "pdf.cross-reference")
  }

  @Test("a cyclic page tree is refused")
  func cycle() throws {
    var objects = plainObjects
    objects[1] = (2, "<< /Type /Pages /Kids [2 0 R] /Count 1 >>")
    let file = try PDFFile(classicFile(objects))
    #expect(throws: Refusal.self) { try file.pageNumbers(after: 0) }
  }

  @Test("open references and unreachable objects are told")
  func lint() throws {
    let file = try PDFFile(classicFile(plainObjects + [(4, "<< /X 9 0 R >>")]))
    #expect(file.danglingReference(after: 0) == 9)
    #expect(try file.unreachable(after: 0) == 4)
    let clean = try PDFFile(classicFile(plainObjects))
    #expect(clean.danglingReference(after: 0) == nil)
    #expect(try clean.unreachable(after: 0) == nil)
  }

  @Test("2000 random damages never crash and never hang")
  func damage() throws {
    let entropy = SeededEntropy(seed: 20)
    let file = classicFile(
      plainObjects + [(4, "<< /Length 3 >>\nstream\nabc\nendstream"), (5, "[(x) <41> /N 1.5 4 0 R]")])
    for _ in 0..<2000 {
      var copy = file
      for _ in 0...entropy.below(4) {
        let at = entropy.below(copy.count)
        switch entropy.below(3) {
        case 0: copy[at] = entropy.bytes(1)[0]
        case 1: copy.remove(at: at)
        default: copy.insert(entropy.bytes(1)[0], at: at)
        }
      }
      if let damaged = try? PDFFile(copy) { _ = try? damaged.pageNumbers(after: damaged.last) }
    }
  }
}
