import PDF
import Primitives
import TestHouse
import Testing

/// Forms of files that the parser's own tests refuse without naming the code: a teller meets them when a customer brings
/// a file to be verified.
@Suite("refusals of files") struct PDFRefusalTests {
  @Test("bytes behind an object that belong to none, and a file that is too large")
  func bytes() async throws {
    var objects = plainObjects
    objects[2].1 += "\nendobj\n% seen by nobody"
    #expect(try await met { _ = try PDFFile(classicFile(objects)) } == "pdf.hidden-bytes")
    let large = [UInt8](repeating: 0, count: PDFFile.largest + 1)
    #expect(try await met { _ = try PDFFile(large) } == "pdf.too-large")
  }

  @Test("a page tree that leads back to itself, has no pages, or whose root is something else")
  func pages() async throws {
    let trees = ["<< /Type /Pages /Kids [2 0 R] /Count 1 >>", "<< /Type /Pages /Kids [] >>", "<< /Type /Font >>"]
    for tree in trees {
      var objects = plainObjects
      objects[1].1 = tree
      let file = try PDFFile(classicFile(objects))
      #expect(try await met { _ = try file.pageNumbers(after: 0) } == "pdf.page-tree", "\(tree)")
    }
  }

  @Test("a stream that inflates to too much, is cut off, or is packed in another way")
  func streams() async throws {
    let packed = Flate.deflate([UInt8](repeating: 65, count: 1000))
    #expect(try await met { _ = try Flate.inflate(packed[...], limit: 999) } == "pdf.stream")
    #expect(try await met { _ = try Flate.inflate(packed.dropLast(3), limit: 1000) } == "pdf.stream")
    let other = (4, "<< /Length 1 /Filter /LZWDecode >>\nstream\nA\nendstream")
    let file = try PDFFile(classicFile(plainObjects + [other]))
    let stream = try #require(file.object(4))
    #expect(try await met { _ = try file.decodedStream(stream, limit: 10) } == "pdf.stream")
  }
}
