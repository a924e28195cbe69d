import CPangoCairo
import Primitives

/// The boxes to sign in, at most three side by side: a strip with the role's name, white room below it.
struct SignatureRow {
  /// As high as a signature likes to be, and as low as a seal of 27 mm still lets it be.
  static let roomy = 128.0
  static let tight = 108.0
  private static let strip = 21.0
  private static let gutter = 10.0
  private static var left: Double { VoucherPages.margin }

  private let boxes: [PageContent.SignatureBox]
  private let labels: [(zh: FittedText, en: FittedText)]
  private let columns: Int
  private let width: Double
  private var boxHeight = Self.roomy

  init(_ boxes: [PageContent.SignatureBox], on table: DrawingTable) {
    self.boxes = boxes
    let columns = max(2, min(3, boxes.count))
    let width = (VoucherPages.width - Double(columns - 1) * Self.gutter) / Double(columns)
    self.columns = columns
    self.width = width
    labels = boxes.map { box in
      let zh = FittedText(
        box.label.zh, TextStyle(size: 9, bold: true, smallest: 0.6), width: width * 0.5, on: table)
      let english = TextStyle(size: 7, ink: Palette.quiet, alignment: .right, smallest: 0.6)
      return (zh, FittedText(box.label.en, english, width: width * 0.5 - 18, on: table))
    }
  }

  private var rows: Double { Double((boxes.count + columns - 1) / columns) }
  private func height(_ boxHeight: Double) -> Double {
    rows == 0 ? 0 : rows * boxHeight + (rows - 1) * Self.gutter
  }

  var height: Double { height(boxHeight) }
  var leastHeight: Double { height(Self.tight) }

  /// Makes the boxes as high as the room allows: better lower boxes than a second page with nothing else on it.
  mutating func fit(_ room: Double) {
    guard rows > 0 else { return }
    boxHeight = min(Self.roomy, max(Self.tight, (room - (rows - 1) * Self.gutter) / rows))
  }

  private func corner(_ index: Int, top: Double) -> (x: Double, y: Double) {
    (
      Self.left + Double(index % columns) * (width + Self.gutter),
      top + Double(index / columns) * (boxHeight + Self.gutter)
    )
  }

  func draw(on canvas: PageCanvas, top: Double) {
    for (index, label) in labels.enumerated() {
      let (x, y) = corner(index, top: top)
      canvas.fill(x: x, y: y, width: width, height: Self.strip, Palette.label)
      canvas.frame(x: x, y: y, width: width, height: boxHeight, Palette.hairline)
      canvas.line(from: (x, y + Self.strip), to: (x + width, y + Self.strip), width: 0.4, Palette.hairline)
      label.zh.draw(on: canvas.cairo, x: x + 8, y: y + (Self.strip - label.zh.height) / 2)
      label.en.draw(
        on: canvas.cairo, x: x + width * 0.5 + 10, y: y + (Self.strip - label.en.height) / 2)
    }
  }

  /// The white room of each box, 2 pt inside its frame, in PDF coordinates rounded to 1/100 pt.
  func placed(top: Double, page: Int) -> [PlacedBox] {
    boxes.enumerated().map { index, box in
      let (x, y) = corner(index, top: top)
      let lower = PageCanvas.height - (y + boxHeight - 2)
      return PlacedBox(
        role: box.role, label: box.label, page: page,
        rectangle: PageRectangle(
          x: Self.rounded(x + 2), y: Self.rounded(lower), width: Self.rounded(width - 4),
          height: Self.rounded(boxHeight - Self.strip - 4)))
    }
  }

  private static func rounded(_ value: Double) -> Double { (value * 100).rounded() / 100 }
}
