import PDF
import Primitives

/// A drawn page that is checked and knows where its signatures will go. All fields come into being in
/// revision 1, before the first signature covers them: a field added after the certification would make
/// it invalid (measured with pyHanko, and the shape of the "SSA" attack).
package struct SealingDraft: Sendable {
  package let places: [SignaturePlace]
  let file: PDFFile

  /// - Throws: `Refusal` of `PDFRefusal` when the page is not a strict classic PDF; `sealing.page` when it
  ///   holds what could later change its look; `sealing.places` when the list of signatures is wrong.
  init(base: [UInt8], places: [SignaturePlace]) throws {
    file = try PDFFile(base)
    self.places = places
    try checkPlaces()
    try checkPage()
  }

  private func checkPlaces() throws {
    guard (1...SignaturePlace.most).contains(places.count) else {
      throw SealingRefusal.places("1-\(SignaturePlace.most)", "签名数量应为 1 至 8 个。", "A document has 1 to 8 signatures.")
    }
    guard let last = places.last, last.role == SignaturePlace.bank, places.filter({ $0.role == last.role }).count == 1
    else { throw SealingRefusal.places(SignaturePlace.bank, "银行签章必须是最后一个。", "The bank's seal comes last.") }
    guard places.first?.byHand == false else {
      throw SealingRefusal.places("first", "第一个签名由柜员认证，不能是手写签名。", "The first signature certifies; it is not by hand.")
    }
    let names = places.flatMap { [$0.role, $0.field] }
    guard Set(places.map(\.field)).count == places.count, names.allSatisfy(Self.isPlain) else {
      throw SealingRefusal.places("field", "签名栏名称重复或含有其他字符。", "A field name stands twice or has other characters.")
    }
    let pages = try file.pageNumbers(after: 0).count
    guard places.allSatisfy({ (1...pages).contains($0.page) }) else {
      throw SealingRefusal.places("page", "签名栏所在的页不存在。", "A signature stands on a page that does not exist.")
    }
  }

  private static func isPlain(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.count <= 32
      && name.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
  }

  /// Nothing is signed that holds scripts, hidden objects or open ends (shadow attacks begin there).
  private func checkPage() throws {
    guard file.revisions.count == 1 else {
      throw SealingRefusal.page("revisions", "文件已有增量更新。", "The file has updates already.")
    }
    if let name = ForbiddenContent.first(in: file.revisions[0]) {
      throw SealingRefusal.page(name, "文件含有不允许的内容 /\(name)。", "The file holds /\(name), which is not allowed.")
    }
    if let number = file.danglingReference(after: 0) { throw PDFRefusal.missingObject(number) }
    if let number = try file.unreachable(after: 0) {
      throw SealingRefusal.page("\(number)", "文件含有未使用的对象 \(number)。", "The file holds the unused object \(number).")
    }
    let catalog = file.object(try file.catalogNumber(after: 0))?.value.dictionary
    let pages = try file.pageNumbers(after: 0).compactMap { file.object($0)?.value.dictionary }
    guard catalog?["AcroForm"] == nil, catalog?["Perms"] == nil, pages.allSatisfy({ $0["Annots"] == nil }) else {
      throw SealingRefusal.page("AcroForm", "文件已有表单或批注。", "The file has a form or annotations already.")
    }
  }

  /// Puts form, widgets and catalog into the update; gives the number of the first field's signature.
  func stage(in update: inout PDFUpdate, appearance: SignatureAppearance?) throws -> Int {
    let pages = try file.pageNumbers(after: 0)
    let catalogNumber = try file.catalogNumber(after: 0)
    let form = update.newNumber()
    let widgets = places.map { _ in update.newNumber() }
    let signature = update.newNumber()
    var filled: [(String, PDFValue)] = [("V", .reference(signature))]
    if let appearance {
      let number = update.addStream(appearance.head, appearance.operators)
      filled.append(("AP", .dictionary(PDFDictionary([("N", .reference(number))]))))
    }
    for (index, place) in places.enumerated() {
      let page = pages[place.page - 1]
      let empty = place.widget(page: page)
      let value = index == 0 ? empty.dictionary.map { .dictionary($0.adding(filled)) } ?? empty : empty
      update.put(widgets[index], value)
    }
    update.put(
      form,
      .dictionary(
        PDFDictionary([("Fields", .array(widgets.map { .reference($0) })), ("SigFlags", .integer(3))])))
    for (index, page) in pages.enumerated() {
      let own = zip(places, widgets).filter { $0.0.page == index + 1 }.map { PDFValue.reference($0.1) }
      guard !own.isEmpty, let old = file.object(page)?.value.dictionary else { continue }
      update.put(page, .dictionary(old.adding([("Annots", .array(own))])))
    }
    guard let catalog = file.object(catalogNumber)?.value.dictionary else { throw PDFRefusal.pageTree("Root") }
    let permissions = PDFDictionary([("DocMDP", .reference(signature))])
    update.put(
      catalogNumber,
      .dictionary(catalog.adding([("AcroForm", .reference(form)), ("Perms", .dictionary(permissions))])))
    return signature
  }
}

/// Names that have no place in a voucher: scripts, actions, attachments, layers, other forms.
enum ForbiddenContent {
  static let names: Set<String> = [
    "JavaScript", "JS", "OpenAction", "AA", "Launch", "URI", "GoToR", "GoToE", "SubmitForm", "ImportData",
    "EmbeddedFile", "EmbeddedFiles", "EF", "AF", "FileAttachment", "Filespec", "XFA", "RichMedia", "Movie", "Sound",
    "Rendition", "Screen", "OCProperties", "OCG", "OCMD", "Collection", "Popup", "Stamp", "FreeText", "NeedAppearances",
  ]

  /// The first of them in the revision's objects; nil when there is none.
  static func first(in revision: PDFRevision) -> String? {
    var found: String?
    for object in revision.objects {
      object.value.eachName { if found == nil, names.contains($0) { found = $0 } }
      if found != nil { return found }
    }
    return nil
  }
}
