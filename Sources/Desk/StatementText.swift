import Banking
import Catalog
import Documents
import Primitives

/// A statement as rows of text: for the page, where the case keeps them as one fact, and for a file.
struct StatementText: Sendable {
  let statement: AccountStatement
  /// What a business kind is called.
  let title: @Sendable (Int) -> Bilingual?

  var columns: [PageContent.Column] {
    let date = PageContent.Column(label: Bilingual(zh: "日期", en: "Date"), share: 13)
    let balance = PageContent.Column(label: Bilingual(zh: "余额", en: "Balance"), share: 17, isFigure: true)
    let debit = PageContent.Column(label: Bilingual(zh: "支出", en: "Out"), share: 15, isFigure: true)
    let credit = PageContent.Column(label: Bilingual(zh: "收入", en: "In"), share: 15, isFigure: true)
    let number = PageContent.Column(label: Bilingual(zh: "流水号", en: "Journal"), share: 25)
    let kind = PageContent.Column(label: Bilingual(zh: "摘要", en: "What"), share: 17)
    switch statement.kind {
    case .full:
      let other = PageContent.Column(label: Bilingual(zh: "对方", en: "Counterparty"), share: 25)
      return [date, number, kind, other, debit, credit, balance]
    case .daily, .monthly:
      let count = PageContent.Column(label: Bilingual(zh: "笔数", en: "Lines"), share: 9, isFigure: true)
      return [date, count, debit, credit, balance]
    case .interest:
      let interest = PageContent.Column(label: Bilingual(zh: "利息", en: "Interest"), share: 15, isFigure: true)
      return [date, number, kind, interest, credit, balance]
    }
  }

  /// - Parameter grouped: thousands separators, for eyes; a file has plain decimals.
  func rows(grouped: Bool) -> [[String]] {
    func figure(_ money: Money) -> String {
      money.minor == 0 ? "" : grouped ? money.grouped : money.decimal
    }
    return statement.lines.map { line in
      let balance = grouped ? line.balance.grouped : line.balance.decimal
      let number = line.number.map { "\($0)" } ?? "—"
      let what = title(line.code)?.zh ?? line.counterparty?.zh ?? ""
      switch statement.kind {
      case .full:
        return [
          "\(line.date)", number, what, line.counterparty?.zh ?? "", figure(line.debits), figure(line.credits), balance,
        ]
      case .daily: return ["\(line.date)", "\(line.count)", figure(line.debits), figure(line.credits), balance]
      case .monthly:
        let month = String("\(line.date)".prefix(7))
        return [month, "\(line.count)", figure(line.debits), figure(line.credits), balance]
      case .interest:
        return ["\(line.date)", number, what, figure(line.interest), figure(line.credits), balance]
      }
    }
  }

  // MARK: One fact

  /// Headings `zh|en|share|figure` first, then a row a line; cells between tabs.
  var fact: String {
    let heading = columns.map { "\($0.label.zh)|\($0.label.en)|\($0.share)|\($0.isFigure ? 1 : 0)" }
    return ([heading] + rows(grouped: true)).map { $0.map(Self.cell).joined(separator: "\t") }.joined(separator: "\n")
  }

  private static func cell(_ text: String) -> String {
    String(text.map { $0 == "\t" || $0.isNewline ? " " : $0 })
  }

  static func block(_ fact: String) -> PageContent.Block {
    let rows = fact.split(separator: "\n", omittingEmptySubsequences: false).map {
      $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    }
    let columns = (rows.first ?? []).compactMap { text -> PageContent.Column? in
      let parts = text.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 4, let share = Int(parts[2]) else { return nil }
      return PageContent.Column(
        label: Bilingual(zh: parts[0], en: parts[1]), share: share, isFigure: parts[3] == "1")
    }
    return .lines(columns: columns, rows: Array(rows.dropFirst()))
  }

  // MARK: A file

  /// CSV (RFC 4180) in UTF-8 with its mark, so that Excel reads the characters.
  func csv(bank: Bilingual) -> [UInt8] {
    let account = statement.account
    let money = { (amount: Money) in amount.decimal }
    let head: [[String]] = [
      ["银行 Bank", bank.zh], ["账号 Account", account.number.grouped],
      ["户名 Holder", Masking.name(statement.holder.name)], ["币种 Currency", account.currency.code],
      ["种类 Kind", "\(statement.kind.title.zh) \(statement.kind.title.en)"],
      ["期间 Period", "\(statement.from) – \(statement.to)"], ["期初余额 Opening", money(statement.opening)],
      ["收入合计 In", money(statement.credits)], ["支出合计 Out", money(statement.debits)],
      ["期末余额 Closing", money(statement.closing)], [],
      columns.map { "\($0.label.zh) \($0.label.en)" },
    ]
    return CSVText.file(head + rows(grouped: false))
  }
}

/// Comma-separated values that a spreadsheet may open without running anything.
package enum CSVText {
  package static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

  package static func file(_ rows: [[String]]) -> [UInt8] {
    mark + Array(rows.map { $0.map(cell).joined(separator: ",") + "\r\n" }.joined().utf8)
  }

  /// A cell that a spreadsheet would take for a formula gets an apostrophe before it; quotes where RFC 4180 asks.
  package static func cell(_ text: String) -> String {
    let starts = text.unicodeScalars.drop { $0.properties.isWhitespace || $0.value == 0xFEFF }.first
    let runs: [Unicode.Scalar] = ["=", "+", "-", "@", "＝", "＋", "－", "＠", "\u{2212}"]
    let control = text.unicodeScalars.first.map { $0 == "\t" || $0 == "\r" || $0 == "\n" } ?? false
    let safe = control || starts.map(runs.contains) == true ? "'" + text : text
    guard safe.contains(where: { ",\"\n\r\r\n\t".contains($0) }) else { return safe }
    return "\"" + safe.replacing("\"", with: "\"\"") + "\""
  }
}
