import Primitives

/// The report for a terminal, and as a page that needs nothing beside it.
extension MigrationReport {
  /// So many differing days are listed in the text; JSON and page hold all of them.
  package static let daysInText = 10

  package var text: String {
    var lines = [
      "来源 source \(source) \(sha256.prefix(16))…  第 \(generation) 次 run \(generation)  状态 state \(stateWords.both)"
        + (cutOver.map { " \($0)" } ?? "") + (trial ? "  试迁移，本行未改动 TRIAL: the bank is unchanged" : ""),
      "会计日期 business dates: \(businessDates.joined(separator: ", "))",
    ]
    lines += outlets.map {
      "  \($0.outlet)  \($0.districts.count) 地区 districts  \($0.customers) 客户 customers  \($0.accounts) 账户 accounts  "
        + "\($0.rows) 交易 rows  \($0.batches) 批 batches"
    }
    lines.append("\(kindsTable.title.both) (\(currency)):")
    for kind in kinds {
      lines.append(
        "  \(kind.code) \(kind.zh) \(kind.en) → \(kind.counterZh) \(kind.counterEn)  [\(kind.written.joined(separator: " | "))]"
      )
      lines.append("       \(shown(kind.rows)) 笔 rows   \(shown(kind.sum))")
    }
    lines += [
      "笔数 rows     \(shown(rows))", "贷方 credits  \(shown(credits))", "借方 debits   \(shown(debits))",
      "净额 net      \(shown(net))",
      "账户 accounts \(accounts)，有交易 with rows \(accountsWithRows)，不符 differing \(accountsDiffering.count)，"
        + "可透支 may overdraw \(accountsMayOverdraw)，代理人 proxies \(proxies)",
      "日余额 daily balances: \(days) 日 days, \(daysEqual) 相符 equal, \(daysDiffering.count) 不符 differ "
        + "(其中新出现 newly \(daysNewDifference))，透支日 below zero \(daysBelowZero)",
      "差额 differences: "
        + differences.prefix(Self.daysInText).map { "±\($0.difference) × \($0.days)" }.joined(separator: ", "),
    ]
    lines += daysDiffering.prefix(Self.daysInText).map {
      "  账户 account \($0.account) \($0.date): 文件 printed \($0.printed)，本行 bank \($0.bank)，差 difference \($0.difference)"
    }
    if daysDiffering.count > Self.daysInText {
      lines.append("  … 其余见 --json 或 --page the others in --json or --page")
    }
    lines.append("未迁入 left out: " + leftOut.map(\.text.both).joined(separator: "; "))
    lines.append("\(newPostings) 笔新记账 new postings, \(newBatches) 批 batches, \(seconds) s, \(rowsPerSecond) 笔/秒 rows/s")
    lines.append("\(verdict.both) \(isExact ? "✓" : "✗")")
    return lines.joined(separator: "\n")
  }

  /// HTML without script or style of others: for the file of the migration and for print.
  package var page: String {
    let tables = [totalsTable, kindsTable, outletsTable, accountsTable, sizesTable, daysTable(daysDiffering)]
    let title = MigrationWords.title.both
    return """
      <!doctype html>
      <html lang="zh"><head><meta charset="utf-8"><title>\(escaped(title)) \(escaped(source))</title>
      <style>body{font-family:sans-serif;margin:2em}table{border-collapse:collapse;margin:1em 0}td,th{border:1px solid \
      #999;padding:.2em .6em;text-align:left}th{background:#eee}.n{text-align:right}</style></head><body>
      <h1>\(escaped(title)): \(escaped(source)) / \(generation)</h1>
      <table><tbody>\(facts.map { "<tr><th>\(escaped($0.label.both))</th><td>\(escaped($0.value.both))</td></tr>" }.joined())
      <tr><th>对账时间 Reconciled (UTC)</th><td>\(escaped(madeAt))</td></tr></tbody></table>
      \(tables.map(html).joined(separator: "\n"))
      <h2>未迁入 Left out</h2><p>\(escaped(leftOut.map(\.text.both).joined(separator: "; ")))</p>
      </body></html>

      """
  }

  private func shown(_ pair: Pair) -> String {
    pair.isEqual ? "\(pair.files) ✓" : "文件 files \(pair.files) ≠ 本行 bank \(pair.bank) ✗"
  }

  private func html(_ table: MigrationTable) -> String {
    let title = "<h2>\(escaped(table.title.both)): \(table.rows.count)</h2>"
    guard !table.rows.isEmpty else { return title + "<p>\(escaped(table.nothing.both))</p>" }
    let head = table.columns.map { "<th\($0.isFigure ? " class=\"n\"" : "")>\(escaped($0.label.both))</th>" }
    let rows = table.rows.map { row in
      let cells = zip(row, table.columns).map { cell, column in
        "<td\(column.isFigure ? " class=\"n\"" : "")>\(escaped(cell.both))</td>"
      }
      return "<tr>\(cells.joined())</tr>"
    }
    return title + "\n<table><thead><tr>\(head.joined())</tr></thead><tbody>\n" + rows.joined(separator: "\n")
      + "\n</tbody></table>"
  }

  private func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
  }
}
