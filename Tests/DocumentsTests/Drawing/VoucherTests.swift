import Documents
import Foundation
import Primitives
import Testing

@Suite("Vouchers on paper (PC-007, PC-008)")
struct VoucherTests {
  @Test("the same content gives the same bytes, on every thread of a press")
  func sameBytes() async throws {
    let press = Press(name: "test-press", threads: 4, limit: 64)
    defer { press.stop(threads: 4) }
    let drawing = VoucherPress(fonts: try VoucherSample.fonts.get(), press: press)
    let expected = try VoucherSample.drawn(VoucherSample.content())
    let all = try await withThrowingTaskGroup(of: DrawnVoucher.self) { group in
      for _ in 0..<12 { group.addTask { try await drawing.draw(VoucherSample.content()) } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(all.count == 12)
    #expect(all.allSatisfy { $0 == expected })
    #expect(try VoucherSample.drawn(VoucherSample.content(name: "王小明")).pdf != expected.pdf)
  }

  @Test("a page is small, its two fonts are embedded and its text can be extracted")
  func fonts() throws {
    let voucher = try VoucherSample.drawn(VoucherSample.content())
    #expect(voucher.pages == 1)
    #expect(voucher.pdf.count <= 60 * 1024)
    let fonts = try Judge.run("/usr/bin/pdffonts", ["FILE"], file: voucher.pdf).output.split(separator: "\n").dropFirst(
      2)
    #expect(fonts.count == 2)
    #expect(fonts.allSatisfy { $0.contains("GuichetSans") && $0.contains("yes yes yes") })
    let text = try Judge.run("/usr/bin/pdftotext", ["FILE", "-"], file: voucher.pdf).output
    for wanted in ["王晓明", "6222 0300 0100 0000 018", "CNY 12,800.50", "人民币壹万贰仟捌佰元零伍角整", "010001-20261120-000001"] {
      #expect(text.contains(wanted), "\(wanted)")
    }
    #expect(try Judge.run("/usr/bin/qpdf", ["--check", "FILE"], file: voucher.pdf).status == 0)
  }

  @Test("a character outside GB 2312 comes from the full Noto behind the subset")
  func rareCharacters() throws {
    let voucher = try VoucherSample.drawn(VoucherSample.content(name: "王㛃𬎆"))
    let text = try Judge.run("/usr/bin/pdftotext", ["FILE", "-"], file: voucher.pdf).output
    #expect(text.contains("王㛃𬎆"))
  }

  /// Names of all lengths, Chinese, Latin, with and without a place to break.
  static func longName(_ seed: UInt64) -> String {
    let entropy = SeededEntropy(seed: seed)
    let letters = Array("阿卜杜拉买提伊斯木江银行有限责任公司驻乌鲁木齐办事处MWil·-（）1")
    return String((0..<(1 + entropy.below(300))).map { _ in letters[entropy.below(letters.count)] })
  }

  @Test("text never leaves its cell, and none of it is lost", arguments: 0..<16)
  func nothingOverflows(seed: UInt64) throws {
    let name = Self.longName(seed)
    let long = String(repeating: "W", count: 60 + Int(seed) * 9)
    let content = VoucherSample.content(
      name: name,
      further: [
        VoucherSample.row(String(repeating: "很长的标签", count: 4), "A rather long label in English, too", long),
        VoucherSample.row("摘要", "Remark", "短", bold: true),
      ])
    let voucher = try VoucherSample.drawn(content)
    // The page's margins are 48 pt; the QR code alone may reach into the left one.
    for word in try Judge.words(voucher.pdf) {
      #expect(word.left >= 47.5 && word.right <= 595.276 - 47.5, "\(word)")
      #expect(word.top >= 30 && word.bottom <= 835, "\(word)")
    }
    let text = try Judge.run("/usr/bin/pdftotext", ["-raw", "FILE", "-"], file: voucher.pdf).output
    let joined = text.filter { !$0.isWhitespace }
    #expect(joined.contains(long))
    for letter in Set(name) {
      let wanted = name.count { $0 == letter }
      #expect(joined.count { $0 == letter } >= wanted, "\(letter)")
    }
  }

  @Test("labels stay left of their values")
  func columns() throws {
    let words = try Judge.words(VoucherSample.drawn(VoucherSample.content(name: Self.longName(3))).pdf)
    let label = try #require(words.first { $0.text == "户名" })
    #expect(label.right <= 48 + 88)
    let value = try #require(words.first { $0.text.contains("6222") })
    #expect(value.left >= 48 + 88)
  }

  @Test("rows that do not fit go on to the next page; the boxes stand on the last one")
  func severalPages() throws {
    let rows = (0..<90).map { VoucherSample.row("项目\($0)", "Item \($0)", "值 \($0)") }
    let voucher = try VoucherSample.drawn(VoucherSample.content(further: rows))
    #expect(voucher.pages >= 3)
    #expect(voucher.boxes.allSatisfy { $0.page == voucher.pages - 1 })
    let text = try Judge.run("/usr/bin/pdftotext", ["-raw", "FILE", "-"], file: voucher.pdf).output
    for page in 1...voucher.pages { #expect(text.contains("第 \(page) 页，共 \(voucher.pages) 页"), "\(page)") }
    let missing = rows.map(\.value).filter { !text.contains($0) }
    #expect(missing == [])
  }

  @Test("the boxes never stand alone on a page", arguments: 8...40)
  func boxesWithContent(rows: Int) throws {
    let further = (0..<rows).map { VoucherSample.row("项目\($0)", "Item \($0)", "值 \($0)") }
    let voucher = try VoucherSample.drawn(VoucherSample.content(further: further))
    let last = try Judge.run(
      "/usr/bin/pdftotext", ["-f", "\(voucher.pages)", "-raw", "FILE", "-"], file: voucher.pdf
    ).output
    #expect(last.contains("Scan for the receipt"))
  }

  @Test("boxes of up to eight roles lie on the page, apart from each other", arguments: 1...8)
  func boxes(count: Int) throws {
    let voucher = try VoucherSample.drawn(VoucherSample.content(boxes: count))
    #expect(voucher.boxes.map(\.role) == VoucherSample.content(boxes: count).boxes.map(\.role))
    for (index, box) in voucher.boxes.enumerated() {
      let area = box.rectangle
      #expect(area.x >= 48 && area.x + area.width <= 595.276 - 48)
      #expect(area.y >= 54 && area.width >= 140 && area.height >= 80)
      for other in voucher.boxes.dropFirst(index + 1) where other.page == box.page {
        let next = other.rectangle
        let apart =
          next.x >= area.x + area.width || area.x >= next.x + next.width || next.y >= area.y + area.height
          || area.y >= next.y + next.height
        #expect(apart)
      }
    }
  }

  @Test("the code stands beside the paragraph before it; too long a paragraph stands above it, over the whole width")
  func closing() throws {
    func tops(_ paragraph: String) throws -> (paragraph: Double, caption: Double, left: Double) {
      let content = VoucherSample.content(paragraph: paragraph)
      let words = try Judge.words(VoucherSample.drawn(content).pdf)
      let first = try #require(words.first { $0.text.contains("本人确认") })
      let caption = try #require(words.first { $0.text.contains("扫码查看") })
      return (first.top, caption.top, first.left)
    }
    let short = try tops("本人确认上述信息无误，现金已当面点清。")
    #expect(short.left > 48 + 75 && short.caption - short.paragraph < 85)
    let long = try tops(String(repeating: "本人确认上述信息无误，现金已当面点清。", count: 30))
    #expect(long.left < 49 && long.caption - long.paragraph > 85)
  }

  @Test("boxes get lower before a page is begun for them alone, and never lower than a seal needs")
  func lowBoxes() throws {
    var heights: [Double] = []
    for rows in 6...26 {
      let further = (0..<rows).map { VoucherSample.row("项目\($0)", "Item \($0)", "值 \($0)") }
      let voucher = try VoucherSample.drawn(VoucherSample.content(further: further))
      if voucher.pages == 1 { heights.append(voucher.boxes[0].rectangle.height) }
    }
    #expect(heights == heights.sorted(by: >))
    let (highest, lowest) = (try #require(heights.first), try #require(heights.last))
    #expect(highest == 103 && lowest < highest && lowest >= 83)
  }

  @Test("a value longer than a page is refused with its label")
  func tooLong() throws {
    let row = VoucherSample.row("摘要", "Remark", String(repeating: "长", count: 20_000))
    #expect {
      try VoucherSample.drawn(VoucherSample.content(further: [row]))
    } throws: { error in
      (error as? Refusal)?.code == "documents.too-long" && (error as? Refusal)?.field == "摘要"
    }
  }

  @Test("characters that cannot be seen are shown as a box: nothing is hidden in what is signed")
  func invisible() throws {
    let voucher = try VoucherSample.drawn(VoucherSample.content(name: "王\u{202E}明\u{7}强\u{200B}"))
    let text = try Judge.run("/usr/bin/pdftotext", ["FILE", "-"], file: voucher.pdf).output
    #expect(text.contains("王□明□强□"))
  }

  @Test("the QR code is read from a print at 100 and 150 dpi", arguments: ["100", "150"])
  func qr(dpi: String) throws {
    let address = "https://bank.example/r/" + String(repeating: "Az09-_", count: 12)
    let voucher = try VoucherSample.drawn(VoucherSample.content(qr: address))
    let path = NSTemporaryDirectory() + "/guichet-qr-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: path + ".png") }
    _ = try Judge.run("/usr/bin/pdftoppm", ["-r", dpi, "-png", "-singlefile", "FILE", path], file: voucher.pdf)
    let image = try Data(contentsOf: URL(fileURLWithPath: path + ".png"))
    let read = try Judge.run("/usr/bin/zbarimg", ["-q", "--raw", "FILE"], file: Array(image), suffix: ".png")
    #expect(read.output.split(separator: "\n").first.map(String.init) == address)
  }

  @Test("a QR code for the web is one path with a quiet zone; too long a text is refused")
  func qrForTheWeb() throws {
    let svg = try QRCode.svg("https://bank.example/r/abc")
    #expect(svg.hasPrefix("<svg ") && svg.contains("viewBox=\"0 0 33 33\""))
    #expect(throws: Refusal.self) { try QRCode.svg(String(repeating: "a", count: 661)) }
    #expect(throws: Fault.self) { try QRCode.svg("") }
    #expect(try QRCode(String(repeating: "a", count: 660)).side <= 97)
  }

  @Test("fonts that are missing are a fault at start")
  func noFonts() {
    #expect(throws: Fault.self) { try FontSet(directory: "/nowhere") }
  }
}
