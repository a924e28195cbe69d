import CPangoCairo
import Primitives

/// Turns blocks into measured items.
struct VoucherBlocks {
  let table: DrawingTable

  static let labelWidth = 88.0
  static let padding = 8.0
  static let valueSize = 10.0
  private static var width: Double { VoucherPages.width }
  private static var left: Double { VoucherPages.margin }
  /// A cell's value when two rows share the width.
  private static var halfValue: Double { width / 2 - labelWidth - 2 * padding }
  private static var fullValue: Double { width - labelWidth - 2 * padding }

  init(on table: DrawingTable) { self.table = table }

  func items(_ blocks: [PageContent.Block]) throws -> [PageItem] {
    var items: [PageItem] = []
    var rest = blocks[...]
    while let block = rest.popFirst() {
      switch block {
      case .table(let rows): items += grid(rows)
      case .amount(let label, let figures, let capitals): items.append(amount(label, figures, capitals))
      case .paragraph(let text):
        if case .qr(let address, let caption) = rest.first, let both = try closing(text, address, caption) {
          items.append(both)
          rest.removeFirst()
        } else {
          items.append(paragraph(text))
        }
      case .heading(let text): items.append(heading(text))
      case .qr(let text, let caption): items.append(try qr(text, caption))
      case .lines(let columns, let rows): items += VoucherLines(columns, on: table).items(rows)
      case .signatures: continue
      }
    }
    return items
  }

  // MARK: table

  private struct Cell {
    let label: FittedText
    let labelEn: FittedText
    let value: FittedText
    var labelHeight: Double { label.height + 0.5 + labelEn.height }
    var height: Double { max(labelHeight, value.height) }
  }

  private func cell(_ row: PageContent.Row, width: Double) -> Cell {
    let room = Self.labelWidth - 2 * Self.padding
    return Cell(
      label: FittedText(row.label.zh, TextStyle(size: 9, ink: Palette.ink), width: room, on: table),
      labelEn: FittedText(row.label.en, TextStyle(size: 6.6, ink: Palette.quiet), width: room, on: table),
      value: FittedText(row.value, valueStyle(row), width: width, on: table))
  }

  private func valueStyle(_ row: PageContent.Row) -> TextStyle {
    TextStyle(size: row.bold ? Self.valueSize + 1 : Self.valueSize, bold: row.bold, smallest: 0.9)
  }

  /// Two short rows stand side by side; a long one, or one left alone, takes the whole width.
  private func grid(_ rows: [PageContent.Row]) -> [PageItem] {
    var items: [PageItem] = []
    var index = 0
    while index < rows.count {
      let first = cell(rows[index], width: Self.halfValue)
      let next = index + 1 < rows.count ? cell(rows[index + 1], width: Self.halfValue) : nil
      let gap = items.isEmpty ? 12.0 : 0
      let name = rows[index].label.zh
      if first.value.lines == 1, let next, next.value.lines == 1 {
        items.append(gridRow([first, next], name: name, gap: gap))
        index += 2
      } else {
        items.append(gridRow([cell(rows[index], width: Self.fullValue)], name: name, gap: gap))
        index += 1
      }
    }
    return items
  }

  private func gridRow(_ cells: [Cell], name: String, gap: Double) -> PageItem {
    let height = max(29, (cells.map(\.height).max() ?? 0) + 10)
    let cellWidth = Self.width / Double(cells.count)
    return PageItem(label: name, height: height, gap: gap) { canvas, y in
      for (index, cell) in cells.enumerated() {
        let x = Self.left + Double(index) * cellWidth
        canvas.fill(x: x, y: y, width: Self.labelWidth, height: height, Palette.label)
        canvas.frame(x: x, y: y, width: cellWidth, height: height, Palette.hairline)
        let labelY = y + (height - cell.labelHeight) / 2
        cell.label.draw(on: canvas.cairo, x: x + Self.padding, y: labelY)
        cell.labelEn.draw(on: canvas.cairo, x: x + Self.padding, y: labelY + cell.label.height + 0.5)
        cell.value.draw(
          on: canvas.cairo, x: x + Self.labelWidth + Self.padding, y: y + (height - cell.value.height) / 2)
      }
    }
  }

  // MARK: amount

  private func amount(_ label: Bilingual, _ figures: String, _ capitals: String) -> PageItem {
    let room = Self.labelWidth - 2 * Self.padding
    let zh = FittedText(label.zh, TextStyle(size: 9.5, bold: true), width: room, on: table)
    let en = FittedText(label.en, TextStyle(size: 6.6, ink: Palette.quiet), width: room, on: table)
    let large = FittedText(figures, TextStyle(size: 21, bold: true, smallest: 0.5), width: Self.fullValue, on: table)
    let words = FittedText(capitals, TextStyle(size: 12.5, bold: true), width: Self.fullValue, on: table)
    let height = large.height + 3 + words.height + 20
    return PageItem(label: label.zh, height: height, gap: 12) { canvas, y in
      canvas.fill(x: Self.left, y: y, width: Self.width, height: height, Palette.panel)
      canvas.fill(x: Self.left, y: y, width: 3, height: height, Palette.accent)
      let labelY = y + 10 + (large.height - zh.height - en.height) / 2
      zh.draw(on: canvas.cairo, x: Self.left + Self.padding + 2, y: labelY)
      en.draw(on: canvas.cairo, x: Self.left + Self.padding + 2, y: labelY + zh.height + 0.5)
      let x = Self.left + Self.labelWidth + Self.padding
      large.draw(on: canvas.cairo, x: x, y: y + 10)
      words.draw(on: canvas.cairo, x: x, y: y + 10 + large.height + 3)
    }
  }

  // MARK: text and code

  private func paragraph(_ text: Bilingual) -> PageItem {
    let zh = FittedText(text.zh, TextStyle(size: 9.5, smallest: 1), width: Self.width, on: table)
    let en = FittedText(
      text.en, TextStyle(size: 8, ink: Palette.quiet, smallest: 1), width: Self.width, on: table)
    let enHeight = text.en.isEmpty ? 0 : en.height + 3
    return PageItem(label: text.zh, height: zh.height + enHeight, gap: 13) { canvas, y in
      zh.draw(on: canvas.cairo, x: Self.left, y: y)
      if !text.en.isEmpty { en.draw(on: canvas.cairo, x: Self.left, y: y + zh.height + 3) }
    }
  }

  /// Chinese and English on one line.
  private func heading(_ text: Bilingual) -> PageItem {
    let zh = FittedText(
      text.zh, TextStyle(size: 11.5, bold: true, ink: Palette.accent), width: Self.width * 0.5, on: table)
    let room = Self.width - zh.widest - 8
    let en = FittedText(text.en, TextStyle(size: 8, ink: Palette.quiet), width: room, on: table)
    let height = max(zh.height, en.height) + 2
    var item = PageItem(label: text.zh, height: height, gap: 20) { canvas, y in
      zh.draw(on: canvas.cairo, x: Self.left, y: y)
      en.draw(on: canvas.cairo, x: Self.left + zh.widest + 8, y: y + zh.height - en.height - 1.5)
    }
    // The head of a list and two of its rows.
    item.follows = 72
    return item
  }

  /// 30 mm with its quiet zone: read by a phone at arm's length.
  private static let codeSide = 85.0

  /// A paragraph and the code that follows it, side by side; nil when the text is too long for that.
  private func closing(_ text: Bilingual, _ address: String, _ caption: Bilingual) throws -> PageItem? {
    let paragraph = [
      (text.zh, TextStyle(size: 9.5, smallest: 1)), (text.en, TextStyle(size: 8, ink: Palette.quiet, smallest: 1)),
    ]
    let item = try qr(address, caption, under: paragraph.filter { !$0.0.isEmpty })
    return item.height <= 1.5 * Self.codeSide ? item : nil
  }

  /// The code with its caption beside it, below a paragraph if there is one.
  private func qr(_ address: String, _ caption: Bilingual, under paragraph: [(String, TextStyle)] = []) throws
    -> PageItem
  {
    let code = try QRCode(address)
    let side = Self.codeSide
    // The left quiet zone lies in the page's margin, so that the code stands flush with the text.
    let quiet = side / Double(code.side + 2 * QRCode.quietZone) * Double(QRCode.quietZone)
    let beside = Self.left + side - quiet + 8
    let words = [
      (caption.zh, TextStyle(size: 9.5, bold: true)), (caption.en, TextStyle(size: 7.5, ink: Palette.quiet)),
    ]
    let lines = (paragraph + words).map { text, style in
      FittedText(text, style, width: Self.width - side + quiet - 8, on: table)
    }
    // A little white between what is confirmed and what the code is for.
    let gaps = lines.indices.map { $0 == 0 ? 0.0 : $0 == paragraph.count ? 10.0 : 2.5 }
    let text = zip(lines, gaps).reduce(0) { $0 + $1.0.height + $1.1 }
    let height = max(side, text)
    return PageItem(label: caption.zh, height: height, gap: 12) { canvas, y in
      code.draw(on: canvas, x: Self.left - quiet, y: y + (height - side) / 2, side: side)
      var lineY = y + (height - text) / 2
      for (line, gap) in zip(lines, gaps) {
        line.draw(on: canvas.cairo, x: beside, y: lineY + gap)
        lineY += gap + line.height
      }
    }
  }
}

extension QRCode {
  /// Draws the code with its quiet zone into a square; nothing else may stand there, or it cannot be read.
  func draw(on canvas: PageCanvas, x: Double, y: Double, side length: Double) {
    let module = length / Double(side + 2 * Self.quietZone)
    let edge = module * Double(Self.quietZone)
    cairo_save(canvas.cairo)
    cairo_set_antialias(canvas.cairo, CAIRO_ANTIALIAS_NONE)
    canvas.fill(x: x, y: y, width: length, height: length, PageColour(red: 1, green: 1, blue: 1))
    cairo_set_source_rgb(canvas.cairo, 0, 0, 0)
    for run in runs {
      cairo_rectangle(
        canvas.cairo, x + edge + Double(run.column) * module, y + edge + Double(run.row) * module,
        Double(run.length) * module, module)
    }
    cairo_fill(canvas.cairo)
    cairo_restore(canvas.cairo)
  }
}
