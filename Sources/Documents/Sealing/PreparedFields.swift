import PDF
import Primitives

/// What a certified page says of itself: how many pages, and which places wait for whom. Read from the
/// file, so that a case resumed after a restart needs nothing else.
package struct PreparedFields: Sendable {
  package struct Place: Sendable, Equatable {
    package let role: String
    package let field: String
    package let byHand: Bool
    /// Points; zero for a place without a look.
    package let width: Double
    package let height: Double
  }

  package let pages: Int
  /// In the order of signing.
  package let places: [Place]

  /// - Throws: `Refusal` `sealing.not-prepared`, and those of `PDFFile`.
  package init(_ pdf: [UInt8]) throws {
    let file = try PDFFile(pdf)
    guard let widgets = try SignatureWidget.all(of: file, after: file.last) else { throw SealingRefusal.notPrepared() }
    pages = try file.pageNumbers(after: file.last).count
    places = try widgets.map { widget in
      guard let mark = SignaturePlace.mark(of: widget),
        let corners = widget.dictionary["Rect"]?.array?.map(Self.number),
        corners.count == 4
      else { throw SealingRefusal.notPrepared() }
      return Place(
        role: mark.role, field: widget.field, byHand: mark.byHand, width: corners[2] - corners[0],
        height: corners[3] - corners[1])
    }
  }

  /// - Throws: `Refusal` `sealing.not-prepared` when no place has this role.
  package func place(of role: String) throws -> Place {
    guard let place = places.first(where: { $0.role == role }) else { throw SealingRefusal.notPrepared() }
    return place
  }

  private static func number(_ value: PDFValue) -> Double {
    switch value {
    case .integer(let number): Double(number)
    case .real(let text): Double(text) ?? 0
    default: 0
    }
  }
}

extension SignaturePlace {
  /// A place where a box was drawn.
  package init(_ box: PlacedBox, byHand: Bool) {
    let area = box.rectangle
    self.init(
      role: box.role, field: box.role, page: box.page + 1,
      rectangle: PDFRectangle(left: area.x, bottom: area.y, right: area.x + area.width, top: area.y + area.height),
      byHand: byHand)
  }
}
