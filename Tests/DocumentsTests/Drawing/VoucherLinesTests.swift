import Documents
import Primitives
import Testing

@Suite("Lists over several pages (BC-025)")
struct VoucherLinesTests {
  private static let columns = [
    PageContent.Column(label: Bilingual(zh: "日期栏", en: "Date"), share: 13),
    PageContent.Column(label: Bilingual(zh: "摘要", en: "What"), share: 40),
    PageContent.Column(label: Bilingual(zh: "余额", en: "Balance"), share: 17, isFigure: true),
  ]

  private func content(_ rows: [[String]]) -> PageContent {
    PageContent(
      bank: Bilingual(zh: "试验银行", en: "Test Bank"), title: Bilingual(zh: "对账单", en: "Statement"),
      blocks: [
        .lines(columns: Self.columns, rows: rows), .paragraph(Bilingual(zh: "列表之后", en: "after the list")),
        .signatures,
      ],
      boxes: [
        PageContent.SignatureBox(role: "customer", label: Bilingual(zh: "客户签名", en: "Customer")),
        PageContent.SignatureBox(role: "bank", label: Bilingual(zh: "银行", en: "Bank")),
      ], journalNumber: "010001-20261120-000001", businessDate: BusinessDate("2026-11-20")!,
      createdAt: Moment(milliseconds: 1_795_000_000_000))
  }

  @Test(
    "every row stands once, in order, under headings on its page, whatever the number of rows",
    arguments: [0, 1, 20, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 90, 500])
  func paging(_ count: Int) throws {
    let rows = (0..<count).map { ["row\($0)x", "第 \($0) 行", "\($0).00"] }
    let drawn = try VoucherSample.drawn(content(rows))
    var seen: [Int] = []
    for page in 1...drawn.pages {
      let text = try Judge.run(
        "/usr/bin/pdftotext", ["-layout", "-f", "\(page)", "-l", "\(page)", "FILE", "-"], file: drawn.pdf
      ).output
      let found = text.matches(of: /row(\d+)x/).compactMap { Int($0.output.1) }
      let headings = text.matches(of: /日期栏/).count
      #expect(headings == (found.isEmpty && !(count == 0 && page == 1) ? 0 : 1), "page \(page) of \(drawn.pages)")
      seen += found
    }
    #expect(seen == Array(0..<count))
    #expect(drawn.boxes.allSatisfy { $0.page == drawn.pages - 1 })
    #expect(count < 500 || (10...16).contains(drawn.pages), "\(drawn.pages)")
  }

  @Test("a long cell wraps and makes its row higher; nothing is cut off")
  func wraps() throws {
    let long = String(repeating: "很长的对方户名", count: 12)
    let drawn = try VoucherSample.drawn(content([["row0x", long, "1.00"], ["row1x", "短", "2.00"]]))
    let text = try Judge.run("/usr/bin/pdftotext", ["-raw", "FILE", "-"], file: drawn.pdf).output
    let letters = text.filter { "很长的对方户名".contains($0) }
    #expect(letters.count >= long.count)
  }

  @Test("a heading never stands alone at the foot of a page, and neither does the head of a list (BC-095)")
  func headings() throws {
    for count in 24...44 {
      let rows = (0..<count).map { ["row\($0)x", "第 \($0) 行", "\($0).00"] }
      let plain = PageContent(
        bank: Bilingual(zh: "试验银行", en: "Test Bank"), title: Bilingual(zh: "报告", en: "Report"),
        blocks: [
          .lines(columns: Self.columns, rows: rows), .heading(Bilingual(zh: "第二部分", en: "Part two")),
          .lines(columns: Self.columns, rows: [["last0y", "", ""], ["last1y", "", ""]]),
        ], boxes: [], numberLabel: Bilingual(zh: "批次", en: "Run"), journalNumber: "berka/1",
        businessDate: BusinessDate("2026-11-20")!, createdAt: Moment(milliseconds: 1_795_000_000_000))
      let drawn = try VoucherSample.drawn(plain)
      let pages = try (1...drawn.pages).map { page in
        try Judge.run(
          "/usr/bin/pdftotext", ["-layout", "-f", "\(page)", "-l", "\(page)", "FILE", "-"], file: drawn.pdf
        ).output
      }
      let holder = try #require(pages.firstIndex { $0.contains("第二部分") })
      #expect(pages[holder].contains("last0y"), "\(count) rows: the heading stands alone")
      #expect(pages.allSatisfy { !$0.contains("流水号") && $0.contains("批次 Run") && $0.contains("批次 berka/1") })
      for page in pages where page.contains("日期栏") { #expect(page.contains(/row\d+x|last\dy/), "\(count) rows") }
    }
  }
}
