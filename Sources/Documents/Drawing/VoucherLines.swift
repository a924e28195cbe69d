import CPangoCairo
import Primitives

/// A list on the page: rows of one height, hairlines between them, the headings again on every page.
struct VoucherLines {
  private static let size = 7.6
  private static let padding = 3.5
  private static var left: Double { VoucherPages.margin }

  private let table: DrawingTable
  private let columns: [PageContent.Column]
  private let widths: [Double]

  init(_ columns: [PageContent.Column], on table: DrawingTable) {
    self.table = table
    self.columns = columns
    let sum = Double(max(1, columns.reduce(0) { $0 + $1.share }))
    widths = columns.map { Double($0.share) / sum * VoucherPages.width }
  }

  func items(_ rows: [[String]]) -> [PageItem] {
    let heading = heading()
    let items = rows.enumerated().map { item($1, shaded: $0 % 2 == 1, heading: heading) }
    var first = PageItem(label: "", height: heading.height, gap: 12, draw: heading.draw)
    first.follows = items.first?.height ?? 0
    return [first] + items
  }

  private func heading() -> PageItem.Heading {
    let labels = zip(columns, widths).map { column, width in
      let alignment: TextStyle.Alignment = column.isFigure ? .right : .left
      let room = width - 2 * Self.padding
      return (
        FittedText(
          column.label.zh, TextStyle(size: 8, bold: true, alignment: alignment, smallest: 0.6), width: room, on: table),
        FittedText(
          column.label.en, TextStyle(size: 6, ink: Palette.quiet, alignment: alignment, smallest: 0.6), width: room,
          on: table)
      )
    }
    let height = 24.0
    return PageItem.Heading(height: height) { canvas, y in
      canvas.fill(x: Self.left, y: y, width: VoucherPages.width, height: height, Palette.label)
      canvas.line(
        from: (Self.left, y + height), to: (Self.left + VoucherPages.width, y + height), width: 0.8, Palette.accent)
      var x = Self.left
      for (label, width) in zip(labels, widths) {
        let top = y + (height - label.0.height - label.1.height) / 2
        label.0.draw(on: canvas.cairo, x: x + Self.padding, y: top)
        label.1.draw(on: canvas.cairo, x: x + Self.padding, y: top + label.0.height)
        x += width
      }
    }
  }

  private func item(_ row: [String], shaded: Bool, heading: PageItem.Heading) -> PageItem {
    let cells = zip(columns, widths).enumerated().map { index, column in
      let style = TextStyle(
        size: Self.size, alignment: column.0.isFigure ? .right : .left, smallest: 0.72)
      return FittedText(
        index < row.count ? row[index] : "", style, width: column.1 - 2 * Self.padding, on: table)
    }
    let height = max(15, (cells.map(\.height).max() ?? 0) + 4)
    var item = PageItem(label: row.first ?? "", height: height, gap: 0) { canvas, y in
      if shaded { canvas.fill(x: Self.left, y: y, width: VoucherPages.width, height: height, Palette.label) }
      canvas.line(
        from: (Self.left, y + height), to: (Self.left + VoucherPages.width, y + height), width: 0.3, Palette.hairline)
      var x = Self.left
      for (cell, width) in zip(cells, widths) {
        cell.draw(on: canvas.cairo, x: x + Self.padding, y: y + (height - cell.height) / 2)
        x += width
      }
    }
    item.heading = heading
    return item
  }
}
