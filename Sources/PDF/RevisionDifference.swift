/// What one revision did to the revisions before it, rejecting by default (shadow, overlay, insider
/// and incremental-saving attacks all live in a revision that does more than it may).
package struct RevisionDifference: Sendable {
  /// A change that is not on the list.
  package struct Violation: Equatable, Sendable {
    package enum Kind: String, Sendable {
      case catalogChanged = "change.catalog"
      case pageTreeChanged = "change.page-tree"
      case pageChanged = "change.page"
      case formChanged = "change.form"
      case annotationAdded = "change.annotation"
      case contentReplaced = "change.content"
      case appearanceReplaced = "change.appearance"
      case signatureReplaced = "change.signature"
      case widgetChanged = "change.widget"
      case objectReplaced = "change.object"
      case objectAdded = "change.added-object"
      case trailerChanged = "change.trailer"
      case nothingSigned = "change.unsigned"
      case severalSigned = "change.several-signed"
    }
    package let kind: Kind
    /// Object number, or 0 for the file as a whole.
    package let object: Int
  }

  /// One prepared field that received its signature.
  package struct Fill: Sendable, Equatable {
    package let field: String
    package let widget: Int
    package let signature: Int
    package let appearance: Int?
  }

  package let fill: Fill?
  package let violations: [Violation]

  package var isAllowed: Bool { violations.isEmpty && fill != nil }

  /// A revision after the first signature: allowed is exactly one prepared, empty field being filled
  /// (`/V`, `/AP`), its new signature dictionary and its new appearance stream, reached from nowhere
  /// else. Catalog, form, page tree, pages, contents, other widgets: unchanged.
  package static func ofSignature(_ file: PDFFile, revision index: Int) throws -> RevisionDifference {
    var found = Finder(file: file, index: index)
    try found.compareSigned()
    return found.difference
  }

  /// The first revision: allowed is exactly the form (`/AcroForm`, `/Perms`), empty signature widgets
  /// listed in `/Annots` of their pages, and one of them filled. The page's look does not change.
  package static func ofPreparation(_ file: PDFFile, revision index: Int) throws -> RevisionDifference {
    var found = Finder(file: file, index: index)
    try found.comparePrepared()
    return found.difference
  }
}

/// Walks one revision and collects what it did.
private struct Finder {
  let file: PDFFile
  let index: Int
  var violations: [RevisionDifference.Violation] = []
  var fills: [RevisionDifference.Fill] = []

  init(file: PDFFile, index: Int) {
    self.file = file
    self.index = index
  }

  var difference: RevisionDifference {
    var all = violations
    if fills.isEmpty { all.append(.init(kind: .nothingSigned, object: 0)) }
    if fills.count > 1 { all.append(.init(kind: .severalSigned, object: 0)) }
    return RevisionDifference(fill: fills.first, violations: all)
  }

  private mutating func add(_ kind: RevisionDifference.Violation.Kind, _ object: Int) {
    violations.append(.init(kind: kind, object: object))
  }

  mutating func compareSigned() throws {
    compareTrailer()
    let before = try SignatureWidget.all(of: file, after: index - 1) ?? []
    var allowedNew: Set<Int> = []
    let old = file.numbers(after: index - 1)
    for object in file.revisions[index].objects where old.contains(object.reference.number) {
      let number = object.reference.number
      guard let widget = before.first(where: { $0.number == number }) else {
        add(try kind(of: number), number)
        continue
      }
      guard let new = object.value.dictionary.flatMap({ SignatureWidget(number, $0) }), object.stream == nil,
        widget.signature == nil, new.dictionary.without(["V", "AP"]) == widget.dictionary.without(["V", "AP"])
      else {
        let kind: RevisionDifference.Violation.Kind = widget.signature == nil ? .widgetChanged : .appearanceReplaced
        add(kind, number)
        continue
      }
      try fillIn(new, old: old, allowedNew: &allowedNew)
    }
    for object in file.revisions[index].objects
    where !old.contains(object.reference.number) && !allowedNew.contains(object.reference.number) {
      add(isAnnotation(object) ? .annotationAdded : .objectAdded, object.reference.number)
    }
  }

  /// The field's new signature and appearance must be new objects that refer to nothing themselves.
  private mutating func fillIn(_ widget: SignatureWidget, old: Set<Int>, allowedNew: inout Set<Int>) throws {
    guard let signature = widget.signature else { return add(.widgetChanged, widget.number) }
    for (number, wantsStream) in [(signature, false)] + (widget.appearance.map { [($0, true)] } ?? []) {
      guard !old.contains(number), let object = file.revisions[index].object(number),
        (object.stream != nil) == wantsStream, allowedNew.insert(number).inserted, !hasReference(object)
      else { return add(.widgetChanged, number) }
    }
    fills.append(
      .init(field: widget.field, widget: widget.number, signature: signature, appearance: widget.appearance))
  }

  mutating func comparePrepared() throws {
    compareTrailer()
    let catalogNumber = try file.catalogNumber(after: index)
    let old = file.numbers(after: index - 1)
    guard let oldCatalog = file.object(catalogNumber, after: index - 1)?.value.dictionary,
      let newCatalog = file.object(catalogNumber, after: index)?.value.dictionary,
      newCatalog.keys == oldCatalog.keys.union(["AcroForm", "Perms"]), oldCatalog["AcroForm"] == nil,
      oldCatalog["Perms"] == nil, newCatalog.without(["AcroForm", "Perms"]) == oldCatalog,
      let widgets = try SignatureWidget.all(of: file, after: index)
    else { return add(.catalogChanged, catalogNumber) }
    var allowed: Set<Int> = [catalogNumber]
    if let form = newCatalog["AcroForm"]?.reference?.number, !old.contains(form) { allowed.insert(form) }
    for widget in widgets {
      guard !old.contains(widget.number) else { return add(.widgetChanged, widget.number) }
      allowed.insert(widget.number)
      if widget.signature != nil {
        try fillIn(widget, old: old, allowedNew: &allowed)
      } else if widget.appearance != nil {
        add(.widgetChanged, widget.number)
      }
    }
    try comparePages(widgets, &allowed)
    if let fill = fills.first, newCatalog["Perms"] != .dictionary(.init([("DocMDP", .reference(fill.signature))])) {
      add(.catalogChanged, catalogNumber)
    }
    for object in file.revisions[index].objects where !allowed.contains(object.reference.number) {
      let number = object.reference.number
      add(old.contains(number) ? try kind(of: number) : isAnnotation(object) ? .annotationAdded : .objectAdded, number)
    }
  }

  /// Pages gain `/Annots` with exactly their widgets and nothing else.
  private mutating func comparePages(_ widgets: [SignatureWidget], _ allowed: inout Set<Int>) throws {
    let pages = try file.pageNumbers(after: index - 1)
    guard try file.pageNumbers(after: index) == pages else { return add(.pageTreeChanged, 0) }
    for page in pages {
      let own = widgets.filter { $0.dictionary["P"] == .reference(page) }
      let before = file.object(page, after: index - 1)?.value.dictionary ?? PDFDictionary()
      let annotations = PDFValue.array(own.map { .reference($0.number) })
      let wanted = own.isEmpty ? before : before.adding([("Annots", annotations)])
      guard file.object(page, after: index)?.value.dictionary == wanted, before["Annots"] == nil else {
        add(.pageChanged, page)
        continue
      }
      if !own.isEmpty { allowed.insert(page) }
    }
    let placed = widgets.allSatisfy { $0.dictionary["P"]?.reference.map { pages.contains($0.number) } ?? false }
    if !placed { add(.formChanged, 0) }
  }

  private mutating func compareTrailer() {
    let (old, new) = (file.revisions[index - 1].trailer, file.revisions[index].trailer)
    let known = file.numbers(after: index - 1)
    let added = file.revisions[index].objects.filter { !known.contains($0.reference.number) }.count
    let wanted: Set<String> = ["Size", "Root", "ID", "Prev"]
    let keys = old["Info"] == nil ? wanted : wanted.union(["Info"])
    let identity = new["ID"]?.array ?? []
    let sameIdentity = old["ID"].map { $0.array?.first == identity.first } ?? true
    guard new.keys == keys, new["Root"] == old["Root"], new["Info"] == old["Info"], sameIdentity, identity.count == 2,
      let size = new["Size"]?.integer, let oldSize = old["Size"]?.integer, size == oldSize + added
    else { return add(.trailerChanged, 0) }
  }

  private func isAnnotation(_ object: PDFObject) -> Bool {
    let dictionary = object.value.dictionary
    return dictionary?["Type"]?.name == "Annot" || (dictionary?["Subtype"] != nil && dictionary?["Rect"] != nil)
  }

  private func hasReference(_ object: PDFObject) -> Bool {
    var found = false
    object.value.eachReference { _ in found = true }
    return found
  }

  /// What the object was before it was replaced.
  private func kind(of number: Int) throws -> RevisionDifference.Violation.Kind {
    let before = index - 1
    let catalogNumber = try file.catalogNumber(after: before)
    if number == catalogNumber { return .catalogChanged }
    let catalog = file.object(catalogNumber, after: before)?.value.dictionary
    if catalog?["AcroForm"] == .reference(number) { return .formChanged }
    let pages = try file.pageNumbers(after: before)
    if pages.contains(number) { return .pageChanged }
    let widgets = try SignatureWidget.all(of: file, after: before) ?? []
    if widgets.contains(where: { $0.appearance == number }) { return .appearanceReplaced }
    if widgets.contains(where: { $0.signature == number }) { return .signatureReplaced }
    let object = file.object(number, after: before)
    if object?.value.dictionary?["Type"]?.name == "Pages" { return .pageTreeChanged }
    return object?.stream != nil ? .contentReplaced : .objectReplaced
  }
}
