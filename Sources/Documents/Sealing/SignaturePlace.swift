import PDF

/// One signature the document will carry: whose, under which name and where on the page. The list of
/// places is data of the service's template (DECISIONS 9): two tellers, an approver, a proxy or several
/// customers are only longer lists. The order of the list is the order of signing.
package struct SignaturePlace: Sendable, Equatable {
  /// `teller`, `customer`, `bank`, `approver`, `proxy` … : lower-case letters, digits and hyphens.
  package let role: String
  /// The field's name in the file; unique in the document, of the same letters as `role`.
  package let field: String
  /// First page is 1.
  package let page: Int
  /// Where it is seen; nil for a signature without a look of its own.
  package let rectangle: PDFRectangle?
  /// Signed with the pen: needs ink, evidence and a certificate made for this very document.
  package let byHand: Bool

  package init(role: String, field: String, page: Int = 1, rectangle: PDFRectangle?, byHand: Bool = false) {
    self.role = role
    self.field = field
    self.page = page
    self.rectangle = rectangle
    self.byHand = byHand
  }

  /// The most signatures one document has.
  package static let most = 8
  /// The role that closes every document.
  package static let bank = "bank"

  /// The empty field's widget, with our own mark of role and hand, all of it covered by the first signature.
  func widget(page: Int) -> PDFValue {
    let place = rectangle ?? PDFRectangle(left: 0, bottom: 0, right: 0, top: 0)
    return .dictionary(
      PDFDictionary([
        ("Type", .name("Annot")), ("Subtype", .name("Widget")), ("FT", .name("Sig")), ("T", .text(field)),
        ("F", .integer(132)), ("Rect", place.value), ("P", .reference(page)),
        ("Guichet", .dictionary(PDFDictionary([("Role", .name(role)), ("Hand", .boolean(byHand))]))),
      ]))
  }

  /// What the widget says about itself; nil when it is not written by `widget(page:)`.
  static func mark(of widget: SignatureWidget) -> (role: String, byHand: Bool)? {
    guard let mark = widget.dictionary["Guichet"]?.dictionary, mark.keys == ["Role", "Hand"],
      let role = mark["Role"]?.name, let hand = mark["Hand"]?.boolean
    else { return nil }
    return (role, hand)
  }
}

/// What is seen in a signature's rectangle: vector operators without fonts, images or other resources.
package struct SignatureAppearance: Sendable, Equatable {
  /// PDF content operators (paths, fills, strokes), in points, origin at the lower left corner.
  package let operators: [UInt8]
  package let width: Double
  package let height: Double

  package init(operators: [UInt8], width: Double, height: Double) {
    self.operators = operators
    self.width = width
    self.height = height
  }

  /// More bytes of operators are refused.
  package static let largest = 1 << 20

  var head: [(String, PDFValue)] {
    let box = PDFRectangle(left: 0, bottom: 0, right: width, top: height)
    return [
      ("Type", .name("XObject")), ("Subtype", .name("Form")), ("BBox", box.value),
      ("Resources", .dictionary(PDFDictionary())),
    ]
  }
}
