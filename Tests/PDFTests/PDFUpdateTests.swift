import PDF
import Primitives
import Testing

@Suite struct PDFUpdateTests {
  private let id: ([UInt8], [UInt8]) = ([UInt8](repeating: 1, count: 16), [UInt8](repeating: 2, count: 16))

  private func updated() throws -> [UInt8] {
    let base = classicFile(plainObjects)
    var update = try PDFUpdate(try PDFFile(base))
    let stream = update.addStream([("Type", .name("XObject"))], Array("0 0 m 1 1 l S".utf8))
    let number = update.newNumber()
    update.put(
      number,
      .dictionary(
        PDFDictionary([
          ("Text", .text("a (b) \\")), ("Plain", .text("abc")), ("Look", .reference(stream)),
          ("Name", .name("A#B/C")), ("Flags", .array([.boolean(false), .null, .real("1.5")])),
        ])))
    return base + update.write(id: id).bytes
  }

  @Test("what is written reads back the same, and only appends")
  func roundTrip() throws {
    let bytes = try updated()
    let file = try PDFFile(bytes)
    #expect(bytes.starts(with: classicFile(plainObjects)))
    #expect(file.revisions.count == 2)
    let dictionary = try #require(file.object(5)?.value.dictionary)
    #expect(dictionary["Text"] == .text("a (b) \\"))
    #expect(dictionary["Name"] == .name("A#B/C"))
    let stream = try #require(file.object(4))
    #expect(try file.decodedStream(stream, limit: 100) == Array("0 0 m 1 1 l S".utf8))
  }

  @Test("the same objects give the same bytes")
  func deterministic() throws {
    #expect(try updated() == updated())
  }

  private func isCanonical(_ bytes: [UInt8]) throws -> Bool { PDFUpdate.isCanonical(try PDFFile(bytes), revision: 1) }

  @Test("any other spelling of an increment is not canonical")
  func canonical() throws {
    let bytes = try updated()
    #expect(try isCanonical(bytes))
    let text = "/Flags [false null 1.5]"
    let place = try #require(
      (0..<bytes.count - text.utf8.count).first { bytes[$0..<($0 + text.utf8.count)].elementsEqual(text.utf8) })
    var tab = bytes
    tab[place + 6] = 0x09
    #expect(try isCanonical(tab) == false)
    var lineEnd = bytes
    lineEnd[place + 6] = 0x0A
    #expect(try isCanonical(lineEnd) == false)
  }

  @Test("inflate stops at its limit, at broken data and at bytes behind the stream")
  func inflateLimits() throws {
    let bomb = Flate.deflate([UInt8](repeating: 0, count: 1_000_000))
    #expect(bomb.count < 2000)
    #expect(throws: Refusal.self) { try Flate.inflate(bomb[...], limit: 999_999) }
    #expect(try Flate.inflate(bomb[...], limit: 1_000_000).count == 1_000_000)
    #expect(throws: Refusal.self) { try Flate.inflate(bomb.dropLast(4), limit: 1_000_000) }
    #expect(throws: Refusal.self) { try Flate.inflate((bomb + [0])[...], limit: 1_000_000) }
    #expect(throws: Refusal.self) { try Flate.inflate([1, 2, 3], limit: 10) }
    #expect(try Flate.inflate(Flate.deflate([])[...], limit: 0) == [])
  }

  @Test("numbers are written with at most two decimals")
  func numbers() {
    #expect(PDFNumber.text(12) == "12")
    #expect(PDFNumber.text(-0.05) == "-0.05")
    #expect(PDFNumber.text(1.5) == "1.5")
    #expect(PDFNumber.text(99.999) == "100")
    #expect(PDFNumber.text(0.001) == "0")
  }
}
