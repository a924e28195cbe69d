import Banking
import Ledger
import Primitives

/// What migration refuses. A line of a file is named by file, line and column.
enum MigrationRefusal {
  static func file(_ name: String) -> Refusal {
    Refusal(
      .notFound, "migration.file", field: name, zh: "找不到文件 \(name) 或无法读取。",
      en: "\(name) is not there or cannot be read.",
      remedyZh: "请把对方系统导出的全部文件放在同一目录。", remedyEn: "Put all files of the other system into one folder.")
  }

  static func heading(_ file: String, _ wanted: String) -> Refusal {
    Refusal(
      .invalid, "migration.heading", field: "\(file):1", limit: wanted, zh: "\(file) 第 1 行的表头不符，应为 \(wanted)。",
      en: "\(file), line 1: the heading should be \(wanted).", remedyZh: "请重新导出该文件。", remedyEn: "Export the file again."
    )
  }

  static func line(
    _ file: String, _ line: Int, _ column: String, _ code: String, limit: String? = nil, zh: String, en: String
  ) -> Refusal {
    Refusal(
      .invalid, "migration.\(code)", field: "\(file):\(line):\(column)", limit: limit,
      zh: "\(file) 第 \(line) 行 \(column)：\(zh)。", en: "\(file), line \(line), \(column): \(en).",
      remedyZh: "请在源系统更正该行后重新导出；未写入任何数据。",
      remedyEn: "Correct the line in the other system and export again; nothing was written.")
  }

  static var noOutlet: Refusal {
    Refusal(
      .conflict, "migration.no-outlet", zh: "本行没有网点，账户无处可归。", en: "The bank has no outlet for the accounts.",
      remedyZh: "请先建立网点。", remedyEn: "Add an outlet first.")
  }

  static func laterThanBusinessDate(_ what: Bilingual, _ date: BusinessDate, _ today: BusinessDate) -> Refusal {
    Refusal(
      .invalid, "migration.after-business-date", field: "date", limit: "\(today)",
      zh: "\(what.zh)的日期 \(date) 晚于会计日期 \(today)。",
      en: "\(what.en) has the date \(date), after the business date \(today).",
      remedyZh: "请在会计日期到达后再迁移，或更正文件。", remedyEn: "Migrate once the business date is there, or correct the file.")
  }

  static func otherFiles(_ digest: String) -> Refusal {
    Refusal(
      .conflict, "migration.other-files", field: "folder", limit: digest,
      zh: "正在进行的迁移用的是另一批文件（SHA-256 \(digest.prefix(16))…）。",
      en: "The migration under way was begun with other files (SHA-256 \(digest.prefix(16))…).",
      remedyZh: "请用原来的文件继续，或先用 --back 退回。",
      remedyEn: "Go on with the first files, or take the migration back with --back.")
  }

  static func vaultShort(_ outlet: InstitutionID, _ missing: Money) -> Refusal {
    Refusal(
      .conflict, "migration.vault-short", field: "\(outlet)", limit: "\(missing)",
      zh: "网点 \(outlet) 的库存现金不足以支付文件中的取款，缺 \(missing)。",
      en: "The vault of outlet \(outlet) cannot pay the withdrawals of the files: \(missing) are missing.",
      remedyZh: "请先为该网点库房注入现金。", remedyEn: "Fund the vault of this outlet first.")
  }

  static func posting(_ transaction: Int, _ refusal: Refusal) -> Refusal {
    Refusal(
      refusal.kind, refusal.code, field: "trans_id \(transaction)", limit: refusal.limit,
      zh: "交易 \(transaction)：\(refusal.zh)", en: "Transaction \(transaction): \(refusal.en)",
      remedyZh: refusal.remedyZh,
      remedyEn: refusal.remedyEn)
  }

  static func noRun(_ source: String) -> Refusal {
    Refusal(
      .notFound, "migration.none", field: "source", zh: "本行没有来自 \(source) 的迁移。",
      en: "Nothing from \(source) was migrated into this bank.", remedyZh: "请先迁移。", remedyEn: "Migrate first.")
  }

  static func unknownRun(_ source: String, _ generation: Int64) -> Refusal {
    Refusal(
      .notFound, "migration.unknown-run", field: "run", zh: "没有这次迁移：\(source) 第 \(generation) 次。",
      en: "There is no run \(generation) from \(source).", remedyZh: "请从迁移列表中选择。",
      remedyEn: "Choose one from the list of migrations.")
  }

  static func noReport(_ source: String, _ generation: Int64) -> Refusal {
    Refusal(
      .notFound, "migration.no-report", field: "run", zh: "\(source) 第 \(generation) 次迁移尚未对账。",
      en: "Run \(generation) from \(source) was not reconciled yet.", remedyZh: "请重新运行 guichet migrate，命令结束时对账。",
      remedyEn: "Run guichet migrate again; it reconciles at its end.")
  }

  static func cutOverDone(_ date: BusinessDate) -> Refusal {
    Refusal(
      .conflict, "migration.cut-over-done", field: "back", limit: "\(date)",
      zh: "本行已于 \(date) 切换启用，不能再退回。", en: "This bank has led since the cut-over of \(date); there is no way back.",
      remedyZh: "请用更正分录处理差错。", remedyEn: "Correct mistakes by new entries.")
  }

  static func underWayBack() -> Refusal {
    Refusal(
      .conflict, "migration.taking-back", zh: "迁移正在退回，须先退完。",
      en: "The migration is being taken back; that comes first.",
      remedyZh: "请用 --back 继续。", remedyEn: "Go on with --back.")
  }

  static func usedSince(_ account: AccountNumber) -> Refusal {
    Refusal(
      .conflict, "migration.used-since", field: "\(account)", zh: "账户 \(account) 迁移后已有新业务，不能退回。",
      en: "Account \(account) has had business since the migration; it cannot be taken back.",
      remedyZh: "请先冲正这些业务。", remedyEn: "Reverse that business first.")
  }

  static func cutOverDate(_ first: BusinessDate, _ last: BusinessDate) -> Refusal {
    Refusal(
      .invalid, "migration.cut-over-date", field: "cut-over", limit: "\(first) – \(last)",
      zh: "切换日须在 \(first) 至 \(last) 之间（文件最后一日之后，不晚于会计日期）。",
      en:
        "The day of the cut-over must lie from \(first) to \(last): after the last day of the files, not after the business date.",
      remedyZh: "请更正日期。", remedyEn: "Correct the date.")
  }

  static func notExact(_ what: String) -> Refusal {
    Refusal(
      .conflict, "migration.not-exact", field: "cut-over", limit: what, zh: "对账不平（\(what)），不能切换。",
      en: "The reconciliation does not come out (\(what)); no cut-over.", remedyZh: "请查看报告并退回或更正。",
      remedyEn: "See the report; take it back or correct it.")
  }
}
