/// A signature field and its one widget, merged (ISO 32000-1 §12.7.4.5).
package struct SignatureWidget: Sendable {
  package let number: Int
  /// `/T`, the field's name.
  package let field: String
  package let dictionary: PDFDictionary
  /// Object number of the signature dictionary; nil while the field is empty.
  package let signature: Int?
  /// Object number of the normal appearance.
  package let appearance: Int?

  /// The signature fields of the form after `revision`, in the order of `/Fields`; nil when the form is
  /// not made of signature fields alone.
  package static func all(of file: PDFFile, after revision: Int) throws -> [SignatureWidget]? {
    let catalog = file.object(try file.catalogNumber(after: revision), after: revision)?.value.dictionary
    guard let form = file.resolve(catalog?["AcroForm"], after: revision)?.dictionary,
      form.keys == ["Fields", "SigFlags"], form["SigFlags"] == .integer(3), let fields = form["Fields"]?.array
    else { return nil }
    var widgets: [SignatureWidget] = []
    for field in fields {
      guard let number = field.reference?.number,
        let dictionary = file.object(number, after: revision)?.value.dictionary,
        let widget = SignatureWidget(number, dictionary), !widgets.contains(where: { $0.field == widget.field })
      else { return nil }
      widgets.append(widget)
    }
    return widgets.isEmpty ? nil : widgets
  }

  /// nil unless the dictionary is exactly a widget as this house prepares or fills it.
  package init?(_ number: Int, _ dictionary: PDFDictionary) {
    let fixed: Set<String> = ["Type", "Subtype", "FT", "T", "F", "Rect", "P", "Guichet"]
    guard dictionary.keys.subtracting(["V", "AP"]) == fixed, dictionary["Type"]?.name == "Annot",
      dictionary["Subtype"]?.name == "Widget", dictionary["FT"]?.name == "Sig", dictionary["F"] == .integer(132),
      let field = dictionary["T"]?.string
    else { return nil }
    self.number = number
    self.field = String(decoding: field, as: UTF8.self)
    self.dictionary = dictionary
    signature = dictionary["V"]?.reference?.number
    if dictionary["V"] != nil, signature == nil { return nil }
    if let states = dictionary["AP"] {
      guard let normal = states.dictionary, normal.keys == ["N"], let number = normal["N"]?.reference?.number else {
        return nil
      }
      appearance = number
    } else {
      appearance = nil
    }
  }
}
