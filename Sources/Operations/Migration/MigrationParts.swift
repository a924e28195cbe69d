import Banking
import Foundation
import Primitives

/// The report as parts to be shown.
extension MigrationReport {
  /// Differences that last: a row for each new one with the days on which the account carries it.
  package struct Stretch: Sendable, Equatable {
    /// The day on which it is new.
    package let first: Day
    package let last: String
    package let days: Int
  }

  /// Differing days of a calendar month.
  package struct Month: Sendable, Equatable {
    /// `1993-02`.
    package let name: String
    /// Days on which the difference is new, and days that carry one.
    package let new: Int
    package let carried: Int
  }

  package typealias Cell = MigrationTable.Cell

  /// `128,037,875.30`; what is no amount stays as it is.
  package func grouped(_ decimal: String) -> String {
    guard let currency = Currency(code: currency), let minor = Int64(decimal.filter { $0 != "." }) else {
      return decimal
    }
    return Money(minor: minor, currency).grouped
  }

  package var isExact: Bool { wrong.isEmpty }

  package var verdict: Bilingual {
    guard !isExact else { return Bilingual(zh: "逐户相符，试算平衡", en: "Every account exact, trial balance zero") }
    let words = wrong.map(MigrationWords.wrong)
    return Bilingual(
      zh: "不符：" + words.map(\.zh).joined(separator: "、"), en: "Differs: " + words.map(\.en).joined(separator: ", "))
  }

  package var stateWords: Bilingual {
    MigrationRun.State(rawValue: state).map(MigrationWords.state) ?? Bilingual(zh: state, en: state)
  }

  /// Which run this is and what was laid side by side.
  package var facts: [(label: Bilingual, value: Cell)] {
    var facts: [(String, String, Cell)] = [
      ("来源", "Source", .text(source)), ("次数", "Run", .text("\(generation)")),
      ("结论", "Verdict", .words(verdict)),
      ("状态", "State", .words(trial ? Bilingual(zh: "试迁移，本行未改动", en: "Trial: the bank is unchanged") : stateWords)),
    ]
    if let cutOver { facts.append(("切换日", "Cut-over", .text(cutOver))) }
    facts += [
      ("币种", "Currency", .text(currency)), ("客户", "Customers", .number(customers)),
      ("账户", "Accounts", .number(accounts)), ("有交易账户", "With rows", .number(accountsWithRows)),
      ("可透支账户", "May overdraw", .number(accountsMayOverdraw)), ("代理人", "Proxies", .number(proxies)),
      ("透支账户日", "Days below zero", .number(daysBelowZero)),
      ("会计日期", "Business dates", .text(businessDates.joined(separator: " · "))), ("文件摘要", "SHA-256", .text(sha256)),
    ]
    return facts.map { (Bilingual(zh: $0.0, en: $0.1), $0.2) }
  }

  package var totalsTable: MigrationTable {
    let lines: [(String, String, Pair, Bool)] = [
      ("笔数", "Rows", rows, false), ("贷方", "Credits", credits, true), ("借方", "Debits", debits, true),
      ("净额", "Net", net, true),
    ]
    return MigrationTable(
      title: Bilingual(zh: "合计", en: "Totals"),
      columns: [
        .init("项目", "Item", 30), .init("文件", "Files", 30, figure: true), .init("本行", "Bank", 30, figure: true),
        .init("相符", "Equal", 10, figure: true),
      ],
      rows: lines.map { zh, en, pair, isMoney in
        [
          .words(Bilingual(zh: zh, en: en)), .text(isMoney ? grouped(pair.files) : count(pair.files)),
          .text(isMoney ? grouped(pair.bank) : count(pair.bank)), .verdict(pair.isEqual),
        ]
      }, nothing: Bilingual(zh: "", en: ""))
  }

  package var kindsTable: MigrationTable {
    MigrationTable(
      title: Bilingual(zh: "对照表与分类合计", en: "Mapping and totals by kind"),
      columns: [
        .init("代码", "Code", 6), .init("类别", "Kind", 15), .init("原文", "Written there", 26), .init("方向", "Side", 8),
        .init("对方科目", "Counter-account", 15), .init("文件笔数", "Rows, files", 9, figure: true),
        .init("本行笔数", "Rows, bank", 9, figure: true), .init("文件金额", "Sum, files", 14, figure: true),
        .init("本行金额", "Sum, bank", 14, figure: true), .init("相符", "Equal", 5, figure: true),
      ],
      rows: kinds.map { kind in
        [
          .text("\(kind.code)"), .words(Bilingual(zh: kind.zh, en: kind.en)),
          .text(kind.written.map(Self.columns).joined(separator: " | ")),
          .words(kind.side == "credit" ? Bilingual(zh: "贷", en: "Credit") : Bilingual(zh: "借", en: "Debit")),
          .words(Bilingual(zh: kind.counterZh, en: kind.counterEn)), .text(count(kind.rows.files)),
          .text(count(kind.rows.bank)), .text(grouped(kind.sum.files)), .text(grouped(kind.sum.bank)),
          .verdict(kind.rows.isEqual && kind.sum.isEqual),
        ]
      }, nothing: Bilingual(zh: "没有类别", en: "No kinds"))
  }

  package var outletsTable: MigrationTable {
    MigrationTable(
      title: Bilingual(zh: "网点", en: "Outlets"),
      columns: [
        .init("网点", "Outlet", 10), .init("名称", "Name", 26), .init("地区", "Districts", 18),
        .init("客户", "Customers", 11, figure: true), .init("账户", "Accounts", 11, figure: true),
        .init("笔数", "Rows", 11, figure: true), .init("批次", "Batches", 9, figure: true),
      ],
      rows: outlets.map {
        [
          .text($0.outlet), .words($0.name.text), .text(Self.ranges($0.districts)), .number($0.customers),
          .number($0.accounts), .number($0.rows), .number($0.batches),
        ]
      }, nothing: Bilingual(zh: "没有网点", en: "No outlets"))
  }

  package var accountsTable: MigrationTable {
    MigrationTable(
      title: Bilingual(zh: "不符账户", en: "Accounts that differ"),
      columns: [
        .init("源账户", "Account there", 12), .init("账号", "Number here", 18),
        .init("文件贷方", "Credits, files", 17, figure: true), .init("本行贷方", "Credits, bank", 17, figure: true),
        .init("文件借方", "Debits, files", 17, figure: true), .init("本行借方", "Debits, bank", 17, figure: true),
      ],
      rows: accountsDiffering.map {
        [
          .text("\($0.account)"), .account($0.number), .text(grouped($0.credits.files)),
          .text(grouped($0.credits.bank)),
          .text(grouped($0.debits.files)), .text(grouped($0.debits.bank)),
        ]
      },
      nothing: Bilingual(
        zh: "没有不符的账户：每户借贷方合计与文件一致。", en: "None: the credits and debits of every account are those of the files."))
  }

  package var sizesTable: MigrationTable {
    MigrationTable(
      title: Bilingual(zh: "差额分布", en: "Sizes of the differences"),
      columns: [.init("差额", "Difference", 60, figure: true), .init("账户日", "Days", 40, figure: true)],
      rows: differences.map { [.text("±\(grouped($0.difference))"), .number($0.days)] },
      nothing: Bilingual(zh: "没有差额", en: "No differences"))
  }

  package func daysTable(_ days: some Sequence<Day>) -> MigrationTable {
    MigrationTable(
      title: Self.daysTitle,
      columns: [
        .init("源账户", "Account there", 14), .init("账号", "Number here", 20), .init("日期", "Date", 16),
        .init("文件余额", "Printed", 18, figure: true), .init("本行余额", "Bank", 18, figure: true),
        .init("差额", "Difference", 14, figure: true), .init("新出现", "New", 10),
      ],
      rows: days.map { day in
        [
          .text("\(day.account)"), .account(day.number), .text(day.date), .text(grouped(day.printed)),
          .text(grouped(day.bank)), .text(signed(day.difference)),
          .words(day.isNew ? Bilingual(zh: "新", en: "New") : Bilingual(zh: "", en: "")),
        ]
      }, nothing: Self.noDays)
  }

  package func stretchesTable(_ stretches: some Sequence<Stretch>) -> MigrationTable {
    MigrationTable(
      title: Self.daysTitle,
      columns: [
        .init("源账户", "Account there", 10), .init("账号", "Number here", 23), .init("首日", "First day", 12),
        .init("末日", "Last day", 12), .init("账户日", "Days", 7, figure: true),
        .init("文件余额", "Printed, first day", 15, figure: true), .init("本行余额", "Bank, first day", 15, figure: true),
        .init("差额", "Difference", 12, figure: true),
      ],
      rows: stretches.map { stretch in
        let day = stretch.first
        return [
          .text("\(day.account)"), .account(day.number), .text(day.date), .text(stretch.last), .number(stretch.days),
          .text(grouped(day.printed)), .text(grouped(day.bank)), .text(signed(day.difference)),
        ]
      }, nothing: Self.noDays)
  }

  package static let daysTitle = Bilingual(zh: "余额不符的账户日", en: "Days whose printed balance differs")
  private static let noDays = Bilingual(zh: "没有不符的账户日。", en: "No day differs.")

  /// Every differing day is in one of them.
  package static func stretches(_ days: [Day]) -> [Stretch] {
    var stretches: [Stretch] = []
    var start = 0
    for index in days.indices {
      let next = index + 1
      // A difference that is carried follows the day that it is carried from.
      if next < days.count, !days[next].isNew { continue }
      stretches.append(Stretch(first: days[start], last: days[index].date, days: next - start))
      start = next
    }
    return stretches
  }

  /// Every month from the first to the last one in which a day differs.
  package var months: [Month] {
    let counts = Dictionary(grouping: daysDiffering) { String($0.date.prefix(7)) }
    guard let first = counts.keys.min(), let last = counts.keys.max(), var day = BusinessDate(first + "-01") else {
      return []
    }
    var months: [Month] = []
    while String("\(day)".prefix(7)) <= last {
      let name = String("\(day)".prefix(7))
      let days = counts[name] ?? []
      let new = days.count(where: \.isNew)
      months.append(Month(name: name, new: new, carried: days.count - new))
      day = day.adding(days: 32)
      day = BusinessDate(String("\(day)".prefix(7)) + "-01") ?? day
    }
    return months
  }

  /// `1, 2, 3, 7` → `1–3, 7`.
  static func ranges(_ numbers: [Int]) -> String {
    var parts: [(Int, Int)] = []
    for number in numbers.sorted() {
      if let last = parts.last, last.1 + 1 == number {
        parts[parts.count - 1].1 = number
      } else {
        parts.append((number, number))
      }
    }
    return parts.map { $0 == $1 ? "\($0)" : "\($0)–\($1)" }.joined(separator: ", ")
  }

  /// `PRIJEM /  / UROK` → `PRIJEM / – / UROK`; what is empty at the end is left out.
  private static func columns(_ written: String) -> String {
    var parts = written.split(separator: "/", omittingEmptySubsequences: false).map {
      $0.trimmingCharacters(in: .whitespaces)
    }
    while parts.last?.isEmpty == true { parts.removeLast() }
    return parts.map { $0.isEmpty ? "–" : $0 }.joined(separator: " / ")
  }

  /// With its sign, whichever it is.
  private func signed(_ decimal: String) -> String { (decimal.hasPrefix("-") ? "" : "+") + grouped(decimal) }

  private func count(_ number: String) -> String { Int(number).map { Cell.number($0)("zh") } ?? number }
}
