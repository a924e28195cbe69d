import CPangoCairo
import Primitives

/// One thing on a page that is never split: its height is known before it is drawn.
struct PageItem {
  let label: String
  let height: Double
  /// White space above it, dropped at the top of a page.
  let gap: Double
  let draw: (PageCanvas, Double) -> Void
  /// What follows it and must find room on the same page.
  var follows = 0.0
  /// Of a list: stands above its first row on every page.
  var heading: Heading? = nil

  struct Heading {
    let height: Double
    let draw: (PageCanvas, Double) -> Void

    var item: PageItem { PageItem(label: "", height: height, gap: 0, draw: draw) }
  }
}

/// Measures the blocks, puts them on pages, then draws: the number of pages is known on the first one.
struct VoucherPages {
  static let margin = 48.0
  static let width = PageCanvas.width - 2 * margin
  /// Where the footer's line stands.
  static let bottom = PageCanvas.height - 54
  static let gapAboveBoxes = 14.0
  static let gapBelowBoxes = 10.0

  private let content: PageContent
  private let table: DrawingTable

  init(_ content: PageContent, on table: DrawingTable) {
    self.content = content
    self.table = table
  }

  func drawn() throws -> DrawnVoucher {
    let frame = VoucherFrame(content, on: table)
    let pages = try paginated(frame)
    let canvas = try PageCanvas(
      title: "\(content.title.zh) \(content.title.en) \(content.journalNumber)", createdAt: content.createdAt)
    for (index, page) in pages.items.enumerated() {
      frame.drawHeader(on: canvas, first: index == 0)
      frame.drawFooter(on: canvas, page: index + 1, of: pages.items.count)
      for (item, y) in page { item.draw(canvas, y) }
      if index == pages.items.count - 1 { pages.boxes.draw(on: canvas, top: pages.boxesTop) }
      canvas.endPage()
    }
    let placed = pages.boxes.placed(top: pages.boxesTop, page: pages.items.count - 1)
    return DrawnVoucher(pdf: try canvas.finish(), pages: pages.items.count, boxes: placed)
  }

  private struct Pages {
    var items: [[(PageItem, Double)]] = [[]]
    var boxesTop = 0.0
    var boxes: SignatureRow
  }

  private func paginated(_ frame: VoucherFrame) throws -> Pages {
    let boxes = SignatureRow(content.boxes, on: table)
    var pages = Pages(boxes: boxes)
    var y = frame.firstTop
    for item in try VoucherBlocks(on: table).items(content.blocks) {
      let fresh = pages.items[pages.items.count - 1].isEmpty
      let gap = fresh ? 0 : item.gap
      if y + gap + item.height + item.follows <= Self.bottom {
        pages.items[pages.items.count - 1].append((item, y + gap))
        y += gap + item.height
        continue
      }
      guard frame.laterTop + item.height <= Self.bottom else { throw DrawingRefusal.tooLong(item.label) }
      (y, pages.items) = Self.turned(pages.items, to: item, at: frame.laterTop)
    }
    if room(below: y) < boxes.leastHeight {
      guard room(below: frame.laterTop) >= boxes.leastHeight else { throw DrawingRefusal.tooLong("签名 signatures") }
      // Signatures never stand alone on a page: what comes before them moves with them.
      let last = pages.items.count - 1
      var moved: [(PageItem, Double)] = []
      y = frame.laterTop
      if pages.items[last].count > 1, let item = pages.items[last].last?.0,
        room(below: y + item.height) >= boxes.leastHeight
      {
        pages.items[last].removeLast()
        let (end, turned) = Self.turned([], to: item, at: y)
        (y, moved) = (end, turned[0])
      }
      pages.items.append(moved)
    }
    pages.boxes.fit(room(below: y))
    pages.boxesTop = Self.bottom - Self.gapBelowBoxes - pages.boxes.height
    return pages
  }

  /// A new page that begins with this item, under its heading if it has one.
  private static func turned(
    _ pages: [[(PageItem, Double)]], to item: PageItem, at top: Double
  ) -> (Double, [[(PageItem, Double)]]) {
    guard let heading = item.heading else { return (top + item.height, pages + [[(item, top)]]) }
    let y = top + heading.height
    return (y + item.height, pages + [[(heading.item, top), (item, y)]])
  }

  /// What is left for the boxes when the content ends at `y`.
  private func room(below y: Double) -> Double { Self.bottom - Self.gapBelowBoxes - Self.gapAboveBoxes - y }
}
