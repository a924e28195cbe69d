import Primitives

/// The report for a terminal, and as a page that needs nothing beside it.
extension MigrationReport {
  /// So many differing days are listed in the text; JSON and page hold all of them.
  package static let daysInText = 10

  package var text: String {
    var lines = [
      "来源 source \(source) \(sha256.prefix(16))…  第 \(generation) 次 run \(generation)  状态 state \(state)"
        + (cutOver.map { " \($0)" } ?? "") + (trial ? "  试迁移，本行未改动 TRIAL: the bank is unchanged" : ""),
      "会计日期 business dates: \(businessDates.joined(separator: ", "))",
    ]
    lines += outlets.map {
      "  \($0.outlet)  \($0.districts.count) 地区 districts  \($0.customers) 客户 customers  \($0.accounts) 账户 accounts  "
        + "\($0.rows) 交易 rows  \($0.batches) 批 batches"
    }
    lines.append("对照表与分类合计 mapping and totals by kind (\(currency)):")
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
    lines.append("未迁入 left out: " + leftOut.joined(separator: "; "))
    lines.append("\(newPostings) 笔新记账 new postings, \(newBatches) 批 batches, \(seconds) s, \(rowsPerSecond) 笔/秒 rows/s")
    lines.append(
      wrong.isEmpty
        ? "试算平衡，逐户相符 trial balance zero, every account exact ✓"
        : "不符 WRONG ✗: \(wrong.joined(separator: ", "))")
    return lines.joined(separator: "\n")
  }

  /// HTML without script or style of others: for the file of the migration and for print.
  package var page: String {
    let kindRows = kinds.map { kind in
      row([
        "\(kind.code)", "\(kind.zh) \(kind.en)", kind.written.joined(separator: ", "), kind.side,
        "\(kind.counterZh) \(kind.counterEn)", kind.rows.files, kind.rows.bank, kind.sum.files, kind.sum.bank,
      ])
    }
    let outletRows = outlets.map {
      row([
        $0.outlet, $0.districts.map(String.init).joined(separator: " "), "\($0.customers)", "\($0.accounts)",
        "\($0.rows)",
        "\($0.batches)",
      ])
    }
    let totals = [("笔数 Rows", rows), ("贷方 Credits", credits), ("借方 Debits", debits), ("净额 Net", net)].map {
      row([$0.0, $0.1.files, $0.1.bank, $0.1.isEqual ? "✓" : "✗"])
    }
    let accountRows = accountsDiffering.map {
      row(["\($0.account)", $0.number, $0.credits.files, $0.credits.bank, $0.debits.files, $0.debits.bank])
    }
    let dayRows = daysDiffering.map {
      row(["\($0.account)", $0.date, $0.printed, $0.bank, $0.difference, $0.isNew ? "●" : ""])
    }
    return """
      <!doctype html>
      <html lang="zh"><head><meta charset="utf-8"><title>迁移对账 Migration \(escaped(source))</title>
      <style>body{font-family:sans-serif;margin:2em}table{border-collapse:collapse;margin:1em 0}td,th{border:1px solid \
      #999;padding:.2em .6em;text-align:right}th{background:#eee}</style></head><body>
      <h1>迁移对账报告 Migration report: \(escaped(source)), \(escaped(state))\(trial ? " (试迁移 trial)" : "")</h1>
      <p>SHA-256 \(escaped(sha256)). \(escaped(businessDates.joined(separator: ", "))). \
      \(wrong.isEmpty ? "逐户相符 Every account exact ✓" : escaped("✗ " + wrong.joined(separator: ", ")))</p>
      \(table(["", "文件 Files", "本行 Bank", ""], totals))
      <h2>对照表 Mapping</h2>
      \(table(["", "类别 Kind", "原文 Written", "方向 Side", "对方科目 Counter", "笔 Files", "笔 Bank", "金额 Files", "金额 Bank"], kindRows))
      <h2>网点 Outlets</h2>
      \(table(["网点 Outlet", "地区 Districts", "客户 Customers", "账户 Accounts", "交易 Rows", "批 Batches"], outletRows))
      <h2>不符账户 Accounts that differ: \(accountsDiffering.count)</h2>
      \(table(["账户 Account", "账号 Number", "贷 Files", "贷 Bank", "借 Files", "借 Bank"], accountRows))
      <h2>余额不符的日子 Days whose printed balance differs: \(daysDiffering.count) / \(days)</h2>
      \(table(["账户 Account", "日期 Date", "文件 Printed", "本行 Bank", "差额 Difference", "新 New"], dayRows))
      <h2>未迁入 Left out</h2><p>\(escaped(leftOut.joined(separator: "; ")))</p>
      </body></html>

      """
  }

  private func shown(_ pair: Pair) -> String {
    pair.isEqual ? "\(pair.files) ✓" : "文件 files \(pair.files) ≠ 本行 bank \(pair.bank) ✗"
  }

  private func table(_ head: [String], _ rows: [String]) -> String {
    "<table><thead><tr>\(head.map { "<th>\(escaped($0))</th>" }.joined())</tr></thead><tbody>\n"
      + rows.joined(separator: "\n") + "\n</tbody></table>"
  }

  private func row(_ cells: [String]) -> String { "<tr>\(cells.map { "<td>\(escaped($0))</td>" }.joined())</tr>" }

  private func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
  }
}
