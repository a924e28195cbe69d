import Documents
import Foundation
import Primitives

/// A cash deposit's page with whatever a test wants to be long.
enum VoucherSample {
  static let fonts: Result<FontSet, any Error> = Result { try FontSet(directory: fontDirectory) }

  /// `share/fonts` of the tree these tests stand in.
  static let fontDirectory: String = {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().resolvingSymlinksInPath()
    return tests.appending(path: "../../../share/fonts").standardized.path
  }()

  static func content(
    name: String = "王晓明", further: [PageContent.Row] = [], boxes: Int = 3,
    qr: String = "http://127.0.0.1:8080/r/3q2-7wAAAAAAAAAAAAAAAAAAAAAA", paragraph: String = "本人确认上述信息无误，现金已当面点清。"
  ) -> PageContent {
    let money = Money(minor: 1_280_050, .cny)
    let roles = [("teller", "柜员", "Teller"), ("customer", "客户签名", "Customer"), ("bank", "银行签章", "Bank seal")]
    let rows = [
      row("户名", "Account name", name, bold: true), row("账号", "Account no.", "6222 0300 0100 0000 018", bold: true),
      row("币种", "Currency", "人民币 CNY"), row("起息日", "Value date", "2026-11-20"),
      row("券别", "Denominations", "100 × 128 · 0.5 × 1"), row("柜员", "Teller", "T0001 李丽"),
    ]
    return PageContent(
      bank: Bilingual(zh: "示范银行股份有限公司", en: "Demonstration Bank Co., Ltd."),
      outlet: Bilingual(zh: "城东支行", en: "Chengdong Sub-branch"),
      title: Bilingual(zh: "现金存款凭证", en: "Cash Deposit Voucher"),
      blocks: [
        .table(rows + further),
        .amount(
          label: Bilingual(zh: "存款金额", en: "Amount"), figures: "CNY \(money.grouped)",
          capitals: ChineseCapitals.prefixed(money)),
        .paragraph(Bilingual(zh: paragraph, en: "I confirm that the above is correct.")),
        .qr(text: qr, caption: Bilingual(zh: "扫码查看电子回单", en: "Scan for the receipt")), .signatures,
      ],
      boxes: (0..<boxes).map { index in
        let (role, zh, en) = roles[index % 3]
        return PageContent.SignatureBox(role: index < 3 ? role : "\(role)-\(index)", label: Bilingual(zh: zh, en: en))
      },
      journalNumber: "010001-20261120-000001", businessDate: BusinessDate("2026-11-20")!,
      createdAt: Moment(milliseconds: 1_795_138_200_000), footer: Bilingual(zh: "电子凭证", en: "Electronic voucher"))
  }

  static func row(_ zh: String, _ en: String, _ value: String, bold: Bool = false) -> PageContent.Row {
    PageContent.Row(label: Bilingual(zh: zh, en: en), value: value, bold: bold)
  }

  static func drawn(_ content: PageContent) throws -> DrawnVoucher {
    try VoucherPress.drawBlocking(content, fonts: fonts.get())
  }
}

/// Other people's tools look at what we drew.
struct Judge {
  let output: String
  let status: Int32

  /// Runs a tool over a file that is deleted afterwards.
  static func run(_ tool: String, _ arguments: [String], file: [UInt8], suffix: String = ".pdf") throws -> Judge {
    let path = NSTemporaryDirectory() + "/guichet-judge-\(UUID().uuidString)\(suffix)"
    try Data(file).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    let ending = try ChildProgram.run(tool, arguments.map { $0 == "FILE" ? path : $0 })
    return Judge(output: String(decoding: ending.output, as: UTF8.self), status: ending.status)
  }

  /// The words of every page with their boxes, in points, y downwards.
  static func words(_ pdf: [UInt8]) throws -> [(text: String, left: Double, top: Double, right: Double, bottom: Double)]
  {
    let listing = try run("/usr/bin/pdftotext", ["-bbox", "FILE", "-"], file: pdf).output
    return listing.matches(
      of: /<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)<\/word>/
    ).map { match in
      (String(match.5), Double(match.1)!, Double(match.2)!, Double(match.3)!, Double(match.4)!)
    }
  }
}
