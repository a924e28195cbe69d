import Primitives

/// An incremental update (ISO 32000-1 §7.5.6): objects appended behind a file that stays as it is.
/// Deterministic: the same objects give the same bytes.
package struct PDFUpdate: Sendable {
  private struct Staged: Sendable {
    let number: Int
    let value: PDFValue
    let stream: [UInt8]?
  }

  /// Where the update is written: absolute offsets in the whole file.
  package struct Written: Sendable {
    /// The increment alone.
    package var bytes: [UInt8]
    /// The hexadecimal string of `/Contents`, with its brackets; nil when nothing is signed.
    package let contents: Range<Int>?
    /// The array of `/ByteRange`, with its brackets.
    package let byteRange: Range<Int>?
  }

  private let start: Int
  private let previous: Int
  private let root: PDFReference
  private let info: PDFValue?
  private var size: Int
  private var staged: [Staged] = []

  package init(_ file: PDFFile) throws {
    let revision = file.revisions[file.last]
    guard let root = revision.trailer["Root"]?.reference, let size = revision.trailer["Size"]?.integer else {
      throw PDFRefusal.crossReference(revision.crossReference, "Root")
    }
    self.init(
      start: revision.range.upperBound, previous: revision.crossReference, root: root, info: revision.trailer["Info"],
      size: size)
  }

  private init(start: Int, previous: Int, root: PDFReference, info: PDFValue?, size: Int) {
    self.start = start
    self.previous = previous
    self.root = root
    self.info = info
    self.size = size
  }

  /// A number no object has yet.
  package mutating func newNumber() -> Int {
    defer { size += 1 }
    return size
  }

  /// Adds an object, or puts a new version in the place of an old one.
  ///
  /// - Parameter stream: its bytes as stored; `/Length` must be in the dictionary already.
  package mutating func put(_ number: Int, _ value: PDFValue, stream: [UInt8]? = nil) {
    precondition(!staged.contains { $0.number == number }, "object \(number) staged twice")
    staged.append(Staged(number: number, value: value, stream: stream))
  }

  /// A FlateDecode stream under a new number.
  package mutating func addStream(_ pairs: [(String, PDFValue)], _ content: [UInt8]) -> Int {
    let number = newNumber()
    let stored = Flate.deflate(content)
    let head = PDFDictionary(pairs + [("Filter", .name("FlateDecode")), ("Length", .integer(stored.count))])
    put(number, .dictionary(head), stream: stored)
    return number
  }

  /// - Parameter id: the two 16-byte identifiers of the trailer (§14.4); the first never changes.
  package func write(id: ([UInt8], [UInt8])) -> Written {
    let sorted = staged.sorted { $0.number < $1.number }
    var writer = PDFWriter()
    var offsets: [(Int, Int)] = []
    var marks: [String: Range<Int>] = [:]
    for object in sorted {
      offsets.append((object.number, start + writer.bytes.count))
      let before = writer.marks["Contents"]
      writer.raw("\(object.number) 0 obj\n")
      writer.value(object.value)
      if let stream = object.stream {
        writer.raw("\nstream\n")
        writer.raw(stream)
        writer.raw("\nendstream")
      }
      writer.raw("\nendobj\n")
      if writer.marks["Contents"] != before { marks = writer.marks }
    }
    let table = start + writer.bytes.count
    writeTable(&writer, offsets)
    var trailer: [(String, PDFValue)] = [("Size", .integer(size)), ("Root", .reference(root))]
    if let info { trailer.append(("Info", info)) }
    trailer.append(("ID", .array([.string(id.0), .string(id.1)])))
    trailer.append(("Prev", .integer(previous)))
    writer.raw("trailer\n")
    writer.dictionary(PDFDictionary(trailer))
    writer.raw("\nstartxref\n\(table)\n%%EOF\n")
    func absolute(_ range: Range<Int>?) -> Range<Int>? {
      range.map { ($0.lowerBound + start)..<($0.upperBound + start) }
    }
    return Written(
      bytes: writer.bytes, contents: absolute(marks["Contents"]), byteRange: absolute(marks["ByteRange"]))
  }

  private func writeTable(_ writer: inout PDFWriter, _ offsets: [(Int, Int)]) {
    writer.raw("xref\n")
    var index = 0
    while index < offsets.count {
      var end = index + 1
      while end < offsets.count, offsets[end].0 == offsets[end - 1].0 + 1 { end += 1 }
      writer.raw("\(offsets[index].0) \(end - index)\n")
      for (_, offset) in offsets[index..<end] {
        let digits = String(offset)
        writer.raw("\(String(repeating: "0", count: 10 - digits.count))\(digits) 00000 n \n")
      }
      index = end
    }
  }

  /// Whether revision `index` (not the base) is byte for byte what this writer would have written.
  package static func isCanonical(_ file: PDFFile, revision index: Int) -> Bool {
    let (old, new) = (file.revisions[index - 1], file.revisions[index])
    guard let root = new.trailer["Root"]?.reference, let size = new.trailer["Size"]?.integer,
      let id = new.trailer["ID"]?.array, id.count == 2, let first = id[0].string, let second = id[1].string
    else { return false }
    var update = PDFUpdate(
      start: old.range.upperBound, previous: old.crossReference, root: root, info: new.trailer["Info"], size: size)
    for object in new.objects {
      update.put(object.reference.number, object.value, stream: object.stream.map { Array(file.bytes[$0]) })
    }
    return file.bytes[new.range].elementsEqual(update.write(id: (first, second)).bytes)
  }
}
