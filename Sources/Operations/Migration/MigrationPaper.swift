import Banking
import Documents
import Primitives

/// The reconciliation as pages: totals, mapping, outlets, accounts that differ, and each difference with the days on which
/// it is carried, so that every differing day is in it.
package struct MigrationPaper: Sendable {
  private let report: MigrationReport
  private let bank: Bilingual

  package init(_ report: MigrationReport, _ bank: Bilingual) {
    self.report = report
    self.bank = bank
  }

  package var content: PageContent {
    let made = Self.moment(report.madeAt)
    var blocks: [PageContent.Block] = [
      .table(
        report.facts.map { fact in
          PageContent.Row(label: fact.label, value: fact.value.both, bold: fact.label.en == "Verdict")
        })
    ]
    blocks += part(report.totalsTable) + kinds + part(report.outletsTable) + part(report.accountsTable) + days
    blocks += [
      .heading(Bilingual(zh: "未迁入的内容", en: "What was left out")),
      .paragraph(
        Bilingual(
          zh: report.leftOut.map(\.zh).joined(separator: "；"), en: report.leftOut.map(\.en).joined(separator: "; "))),
    ]
    return PageContent(
      bank: bank, title: title, blocks: blocks, boxes: [], numberLabel: Bilingual(zh: "迁移批次", en: "Migration run"),
      journalNumber: "\(report.source)/\(report.generation)", businessDate: businessDate ?? made.parts().date,
      createdAt: made, footer: Bilingual(zh: "含客户账户信息，请妥善保管", en: "Holds data of customers' accounts: keep it safe"))
  }

  private var title: Bilingual {
    let title = MigrationWords.title
    return report.trial ? Bilingual(zh: "\(title.zh)（试迁移）", en: "\(title.en) (trial)") : title
  }

  private func part(_ table: MigrationTable) -> [PageContent.Block] {
    guard !table.rows.isEmpty else { return [.heading(table.title), .paragraph(table.nothing)] }
    return [.heading(table.title), Self.lines(table)]
  }

  /// The kind and how it is written there share a column: side by side neither would keep its size.
  private var kinds: [PageContent.Block] {
    let table = report.kindsTable
    let shares = [6, 40, 7, 24, 9, 9, 14, 14, 5]
    var columns = table.columns.map(\.label)
    columns[1] = Bilingual(zh: "类别与原文", en: "Kind, and as it is written there")
    columns.remove(at: 2)
    let figures = [false, false, false, false, true, true, true, true, true]
    let rows = table.rows.map { row in
      [row[0].both, "\(row[1].both)\n\(row[2].both)", Self.inTwoLines(row[3]), Self.inTwoLines(row[4])]
        + row[5...].map(\.both)
    }
    return [
      .heading(table.title),
      .lines(
        columns: columns.indices.map {
          PageContent.Column(label: columns[$0], share: shares[$0], isFigure: figures[$0])
        }, rows: rows),
    ]
  }

  private var days: [PageContent.Block] {
    let stretches = MigrationReport.stretches(report.daysDiffering)
    let table = report.stretchesTable(stretches)
    guard !stretches.isEmpty else { return part(table) }
    let sizes = report.differences.prefix(6).map {
      "±\(report.grouped($0.difference))\u{A0}×\u{A0}\(count($0.days))"
    }
    let (all, own, other) = (count(report.days), count(stretches.count), count(report.daysDiffering.count))
    return [
      .heading(table.title),
      .paragraph(
        Bilingual(
          zh:
            "共 \(all) 个账户日，其中 \(other) 个印制余额与本行不同，由 \(own) 处新出现的差额引起；每行一处差额及其延续的账户日，逐日余额见 JSON。最常见：\(sizes.joined(separator: "，"))。",
          en:
            "\(all) days of accounts, \(other) printed with another balance, by \(own) differences. A line is one difference with the days that carry it; the balances of each day are in the JSON. Most frequent: \(sizes.joined(separator: ", "))."
        )),
      Self.lines(table),
    ]
  }

  private func count(_ number: Int) -> String { MigrationTable.Cell.number(number).both }

  private static func lines(_ table: MigrationTable) -> PageContent.Block {
    .lines(
      columns: table.columns.map { PageContent.Column(label: $0.label, share: $0.share, isFigure: $0.isFigure) },
      rows: table.rows.map { $0.map(cell) })
  }

  /// Long words stand in two lines, so that all of a column have one size.
  private static func cell(_ cell: MigrationTable.Cell) -> String {
    cell.both.count > 10 ? inTwoLines(cell) : cell.both
  }

  private static func inTwoLines(_ cell: MigrationTable.Cell) -> String {
    guard case .words(let words) = cell, words.zh != words.en else { return cell.both }
    return "\(words.zh)\n\(words.en)"
  }

  /// The day of the first outlet's books, of `110101 2026-11-26`.
  private var businessDate: BusinessDate? {
    report.businessDates.first?.split(separator: " ").last.flatMap { BusinessDate(String($0)) }
  }

  /// `2026-11-26T17:20:00Z`.
  private static func moment(_ text: String) -> Moment {
    let parts = text.split(whereSeparator: { "T:Z".contains($0) }).map(String.init)
    guard parts.count == 4, let date = BusinessDate(parts[0]), let hour = Int64(parts[1]), let minute = Int64(parts[2]),
      let second = Int64(parts[3])
    else { return Moment(milliseconds: 0) }
    let seconds = Int64(date.daysSince1970) * 86_400 + hour * 3600 + minute * 60 + second
    return Moment(milliseconds: seconds * 1000)
  }
}
