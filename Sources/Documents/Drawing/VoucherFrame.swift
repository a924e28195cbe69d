import CPangoCairo
import Primitives

/// What every page carries: the bank's head above, journal number and page count below.
struct VoucherFrame {
  private let content: PageContent
  private let table: DrawingTable
  private let bank: FittedText
  private let bankEn: FittedText
  private let title: FittedText
  private let titleEn: FittedText
  private let headHeight: Double

  private static let top = 40.0
  private static let leftWidth = 320.0
  private static let rightWidth = 165.0
  private static var left: Double { VoucherPages.margin }
  private static var right: Double { PageCanvas.width - VoucherPages.margin }

  init(_ content: PageContent, on table: DrawingTable) {
    self.content = content
    self.table = table
    let under = [content.bank.en, Self.joined(content.outlet)].filter { !$0.isEmpty }.joined(separator: "  ·  ")
    bank = FittedText(
      content.bank.zh, TextStyle(size: 16, bold: true, ink: Palette.accent), width: Self.leftWidth, on: table)
    bankEn = FittedText(under, TextStyle(size: 8, ink: Palette.quiet), width: Self.leftWidth, on: table)
    title = FittedText(
      content.title.zh, TextStyle(size: 20, bold: true, alignment: .centre), width: VoucherPages.width, on: table)
    titleEn = FittedText(
      content.title.en, TextStyle(size: 9.5, ink: Palette.quiet, alignment: .centre), width: VoucherPages.width,
      on: table)
    headHeight = max(40, bank.height + 2 + bankEn.height) + 9
  }

  /// Where the blocks of the first page begin.
  var firstTop: Double { Self.top + headHeight + 16 + title.height + 1 + titleEn.height + 16 }

  /// Where those of the other pages begin.
  var laterTop: Double { Self.top + headHeight + 14 }

  private static func joined(_ text: Bilingual) -> String {
    [text.zh, text.en].filter { !$0.isEmpty }.joined(separator: " ")
  }

  func drawHeader(on canvas: PageCanvas, first: Bool) {
    bank.draw(on: canvas.cairo, x: Self.left, y: Self.top)
    bankEn.draw(on: canvas.cairo, x: Self.left, y: Self.top + bank.height + 2)
    let x = Self.right - Self.rightWidth
    let rows = [
      (
        "\(content.numberLabel.zh) \(content.numberLabel.en)", TextStyle(size: 7, ink: Palette.quiet, alignment: .right)
      ),
      (content.journalNumber, TextStyle(size: 10.5, bold: true, alignment: .right)),
      ("会计日期 Business date  \(content.businessDate)", TextStyle(size: 8, ink: Palette.quiet, alignment: .right)),
    ]
    var y = Self.top
    for (text, style) in rows {
      let line = FittedText(text, style, width: Self.rightWidth, on: table)
      line.draw(on: canvas.cairo, x: x, y: y)
      y += line.height + 1
    }
    let rule = Self.top + headHeight
    canvas.line(from: (Self.left, rule), to: (Self.right, rule), width: 1.4, Palette.accent)
    if first {
      title.draw(on: canvas.cairo, x: Self.left, y: rule + 16)
      titleEn.draw(on: canvas.cairo, x: Self.left, y: rule + 16 + title.height + 1)
    }
  }

  func drawFooter(on canvas: PageCanvas, page: Int, of pages: Int) {
    let y = VoucherPages.bottom
    canvas.line(from: (Self.left, y), to: (Self.right, y), width: 0.5, Palette.hairline)
    let small = TextStyle(size: 7, ink: Palette.quiet)
    var right = small
    right.alignment = .right
    let half = VoucherPages.width / 2 - 10
    let texts = [
      [content.footer.zh, content.footer.en],
      [
        "第 \(page) 页，共 \(pages) 页  Page \(page) of \(pages)",
        "\(content.numberLabel.zh) \(content.journalNumber)  ·  制单时间 \(content.createdAt.beijing)",
      ],
    ]
    for (column, lines) in texts.enumerated() {
      var lineY = y + 7
      for text in lines where !text.isEmpty {
        let line = FittedText(text, column == 0 ? small : right, width: half, on: table)
        line.draw(on: canvas.cairo, x: column == 0 ? Self.left : Self.right - half, y: lineY)
        lineY += line.height + 1.5
      }
    }
  }
}
