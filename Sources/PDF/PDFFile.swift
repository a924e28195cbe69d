import Primitives

/// A PDF read whole and strictly: classic cross-reference tables only, as cairo 1.16 and `PDFUpdate`
/// write them. Every byte belongs to a header, an object, a table or a trailer: there is no room for
/// hidden content. Anything else is refused with a reason.
package struct PDFFile: Sendable {
  package let bytes: [UInt8]
  /// Oldest first; the first is the base page, each further one an incremental update.
  package let revisions: [PDFRevision]

  /// Larger files are refused before they are read.
  package static let largest = 16 << 20
  /// More revisions are refused.
  package static let mostRevisions = 32
  /// More objects in one revision are refused.
  package static let mostObjects = 20_000

  /// - Throws: `Refusal` with a code of `PDFRefusal`.
  package init(_ bytes: [UInt8]) throws {
    guard !bytes.isEmpty else { throw PDFRefusal.empty() }
    guard bytes.count <= Self.largest else { throw PDFRefusal.tooLarge(Self.largest) }
    var sections: [PDFSection] = []
    var end = bytes.count
    while true {
      let section = try PDFSection.read(bytes, endingAt: end)
      sections.append(section)
      guard let previous = section.trailer["Prev"] else { break }
      guard let offset = previous.integer, offset > 0, offset < section.offset, sections.count < Self.mostRevisions
      else { throw PDFRefusal.crossReference(section.offset, "/Prev") }
      end = try PDFSection.end(bytes, of: offset, before: section.offset)
    }
    sections.reverse()
    var revisions: [PDFRevision] = []
    for (index, section) in sections.enumerated() {
      let start = try revisions.last?.range.upperBound ?? PDFSection.header(bytes)
      revisions.append(try PDFRevision.read(bytes, section: section, from: start, isBase: index == 0))
    }
    self.bytes = bytes
    self.revisions = revisions
  }

  /// Where the file stood after revision `index`.
  package func length(after index: Int) -> Int { revisions[index].range.upperBound }

  package var last: Int { revisions.count - 1 }

  /// The object as it stood after `revision` (default: now); nil when there was none.
  package func object(_ number: Int, after revision: Int? = nil) -> PDFObject? {
    for index in stride(from: revision ?? last, through: 0, by: -1) {
      if let object = revisions[index].object(number) { return object }
    }
    return nil
  }

  /// Follows a reference, once; a direct value comes back as it is.
  package func resolve(_ value: PDFValue?, after revision: Int? = nil) -> PDFValue? {
    guard case .reference(let reference)? = value else { return value }
    return object(reference.number, after: revision)?.value
  }

  /// Every object number in force after `revision`.
  package func numbers(after revision: Int) -> Set<Int> {
    Set(revisions[...revision].flatMap { $0.objects.map(\.reference.number) })
  }

  /// The number of the document catalog after `revision`.
  package func catalogNumber(after revision: Int) throws -> Int {
    guard let root = revisions[revision].trailer["Root"]?.reference, object(root.number, after: revision) != nil else {
      throw PDFRefusal.pageTree("Root")
    }
    return root.number
  }

  /// Page objects in reading order.
  ///
  /// - Throws: `pdf.page-tree` when the tree is cyclic, too deep or holds other things.
  package func pageNumbers(after revision: Int) throws -> [Int] {
    let catalog = object(try catalogNumber(after: revision), after: revision)?.value.dictionary
    guard catalog?["Type"]?.name == "Catalog", let root = catalog?["Pages"]?.reference else {
      throw PDFRefusal.pageTree("Pages")
    }
    var pages: [Int] = []
    var seen: Set<Int> = []
    var waiting = [root.number]
    while let number = waiting.popLast() {
      guard seen.insert(number).inserted, let node = object(number, after: revision)?.value.dictionary else {
        throw PDFRefusal.pageTree("\(number)")
      }
      switch node["Type"]?.name {
      case "Page": pages.append(number)
      case "Pages":
        let kids = node["Kids"]?.array ?? []
        guard !kids.isEmpty, kids.allSatisfy({ $0.reference != nil }) else { throw PDFRefusal.pageTree("Kids") }
        waiting.append(contentsOf: kids.reversed().compactMap { $0.reference?.number })
      default: throw PDFRefusal.pageTree("\(number)")
      }
    }
    return pages
  }

  /// The first reference to nothing after `revision`: a later update could fill it, so a file that is
  /// to be signed must have none.
  package func danglingReference(after revision: Int) -> Int? {
    var missing: Int?
    for number in numbers(after: revision) {
      object(number, after: revision)?.value.eachReference { reference in
        if reference.generation != 0 || object(reference.number, after: revision) == nil { missing = reference.number }
      }
      if missing != nil { return missing }
    }
    return nil
  }

  /// An object that nothing leads to from the trailer after `revision`; hidden content begins there.
  package func unreachable(after revision: Int) throws -> Int? {
    var seen: Set<Int> = []
    var waiting: [Int] = []
    for entry in revisions[revision].trailer.entries {
      entry.value.eachReference { waiting.append($0.number) }
    }
    while let number = waiting.popLast() {
      guard seen.insert(number).inserted else { continue }
      object(number, after: revision)?.value.eachReference { waiting.append($0.number) }
    }
    return numbers(after: revision).subtracting(seen).min()
  }

  /// The stream's bytes as stored.
  package func storedStream(_ object: PDFObject) -> ArraySlice<UInt8>? { object.stream.map { bytes[$0] } }

  /// The stream's bytes, decoded; FlateDecode or no filter at all.
  ///
  /// - Throws: `pdf.stream` on other filters, broken data, or more than `limit` bytes.
  package func decodedStream(_ object: PDFObject, limit: Int) throws -> [UInt8] {
    guard let stored = storedStream(object), let dictionary = object.value.dictionary else {
      throw PDFRefusal.stream("none")
    }
    guard dictionary["DecodeParms"] == nil else { throw PDFRefusal.stream("DecodeParms") }
    switch dictionary["Filter"] {
    case nil:
      guard stored.count <= limit else { throw PDFRefusal.stream("\(limit)") }
      return Array(stored)
    case .name("FlateDecode"): return try Flate.inflate(stored, limit: limit)
    default: throw PDFRefusal.stream("Filter")
    }
  }
}
