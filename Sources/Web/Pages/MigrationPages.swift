import Access
import Banking
import Desk
import HTTPTypes
import Hummingbird
import Operations
import Primitives

/// What was taken over from other banks and how it was reconciled, for bank IT and auditors (BC-095). Read-only: a
/// migration is done by the command line.
struct MigrationPages: Sendable {
  let kit: PageKit
  /// Differing days on one page.
  static let pageRows = 100

  private var desk: MigrationDesk { MigrationDesk(kit.desks.house) }

  var routes: [Route] {
    let need = Need.either(.storeRead, .auditRead)
    return [
      Route(.get, "/migrations", need, "迁移列表页", "Migrations") { [self] call in try await list(call) },
      Route(
        .get, "/migrations/{source}/{generation}", need, "迁移对账页", "The reconciliation of a migration; audited",
        query: [
          QueryMember("account", .text(length: 0...20), "account number of the source"),
          QueryMember("only", .oneOf(["new"]), "differences on the day on which they are new"),
          QueryMember("page", .integer(1...Int64(Int32.max)), "page of the differing days"),
        ]
      ) { [self] call in try await run(call) },
      Route(
        .get, "/migrations/{source}/{generation}/report.pdf", .permission(.auditRead), "对账报告（记入审计）",
        "The reconciliation on paper; audited", answer: .bytes("application/pdf")
      ) { [self] call in
        let (source, generation) = try Self.place(call)
        return Answer.file(
          try await desk.paper(source, generation, by: try call.signOn), type: "application/pdf",
          name: "migration-\(source)-\(generation).pdf")
      },
      Route(
        .get, "/migrations/{source}/{generation}/report.json", .permission(.auditRead), "对账数据（记入审计）",
        "The reconciliation as data; audited", answer: .bytes("application/json")
      ) { [self] call in
        let (source, generation) = try Self.place(call)
        return Answer.file(
          try await desk.json(source, generation, by: try call.signOn), type: "application/json",
          name: "migration-\(source)-\(generation).json")
      },
    ]
  }

  /// The run in the path; anything else is "not found".
  private static func place(_ call: Call) throws -> (String, Int64) {
    guard let generation = Int64(try call.parameter("generation")), generation > 0 else { throw WebRefusal.noSuchPage }
    return (try call.parameter("source"), generation)
  }

  private static func kind(_ state: MigrationRun.State) -> String {
    switch state {
    case .loaded, .cutOver: "ok"
    case .loading, .takingBack: "wait"
    case .takenBack: "plain"
    }
  }

  // MARK: The list

  private func list(_ call: Call) async throws -> Response {
    let reader = kit.form(call)
    let runs = try await desk.runs(by: try call.signOn)
    return try await kit.page(
      "migration/list", call, at: .migrations, title: reader.text("nav_migrations"),
      ["rows": runs.map { row($0, reader) }, "hasRows": !runs.isEmpty])
  }

  private func row(_ line: MigrationDesk.Line, _ reader: ReaderForm) -> PageContext {
    let run = line.run
    let head: PageContext = [
      "href": "/migrations/\(FormText.encode(run.source))/\(run.generation)", "source": run.source,
      "generation": "\(run.generation)", "stateText": reader(MigrationWords.state(run.state)),
      "stateKind": Self.kind(run.state), "cutOver": run.cutOver.map(reader.date) ?? "",
      "hasCutOver": run.cutOver != nil,
      "started": reader.moment(line.startedAt), "made": line.madeAt.map(reader.moment) ?? "—",
      "hasSummary": line.summary != nil,
    ]
    guard let summary = line.summary else { return head }
    return head.merging([
      "currency": summary.currency, "rowsText": Self.count(summary.rows.bank),
      "credits": Self.grouped(summary.credits.bank, summary.currency),
      "debits": Self.grouped(summary.debits.bank, summary.currency),
      "net": Self.grouped(summary.net.bank, summary.currency),
      "daysText": reader.number(Int64(summary.daysDiffering)), "isExact": summary.wrong.isEmpty,
    ])
  }

  private static func count(_ text: String) -> String { Int64(text).map { Money(minor: $0, .jpy).grouped } ?? text }

  private static func grouped(_ decimal: String, _ code: String) -> String {
    guard let currency = Currency(code: code), let minor = Int64(decimal.filter { $0 != "." }) else { return decimal }
    return Money(minor: minor, currency).grouped
  }

  // MARK: One run

  private func run(_ call: Call) async throws -> Response {
    let (signOn, reader) = (try call.signOn, kit.form(call))
    let (source, generation) = try Self.place(call)
    var problem: (any Error)?
    let typed = call.query.filled("account")
    let account = typed.flatMap { Int($0) }
    if typed != nil, account == nil {
      problem = WebRefusal.wrongForm("account", "源系统的账号（数字）", "the number of an account in the source")
    }
    let sight = try await desk.look(source, generation, account: account, by: signOn)
    let sheet = MigrationSheet(reader: reader, linksAccounts: signOn.may(.accountRead))
    let title = reader(
      Bilingual(zh: "迁移 \(source) 第 \(generation) 次", en: "Migration \(source), run \(generation)"))
    let address = "/migrations/\(FormText.encode(source))/\(generation)"
    var context = row(sight.line, reader).merging([
      "heading": title, "address": address, "pdfHref": "\(address)/report.pdf", "jsonHref": "\(address)/report.json",
      "changed": reader.moment(sight.line.changedAt),
      "isBack": [.takingBack, .takenBack].contains(sight.line.run.state),
      "seesAccounts": sight.seesAccounts && sight.report != nil,
      "hidesAccounts": !sight.seesAccounts && sight.report != nil, "hasReport": sight.report != nil,
    ])
    if let report = sight.report {
      context = context.merging(sheet.context(report))
      context["chart"] = MigrationChart.chart(sight.months, reader).context
      if sight.seesAccounts {
        context["accounts"] = sheet.table(report.accountsTable, "m-accounts")
        context["differing"] = days(report, account: account, call, address, sheet)
      }
    }
    return try await kit.page("migration/run", call, at: .migrations, title: title, context, problem: problem)
  }

  /// One page of the differing days, or of the differences where they are new.
  private func days(
    _ report: MigrationReport, account: Int?, _ call: Call, _ address: String, _ sheet: MigrationSheet
  ) -> PageContext {
    let isNewOnly = call.query["only"] == "new"
    let found = report.daysDiffering.filter { account == nil || $0.account == account }
    let stretches = isNewOnly ? MigrationReport.stretches(found) : []
    let all = isNewOnly ? stretches.count : found.count
    let pages = max(1, (all + Self.pageRows - 1) / Self.pageRows)
    let page = min(max(1, JournalQuery.number(call.query, "page") ?? 1), pages)
    let from = (page - 1) * Self.pageRows
    let until = min(all, from + Self.pageRows)
    func link(_ page: Int) -> String {
      PageQuery(
        address,
        [("account", call.query.filled("account")), ("only", isNewOnly ? "new" : nil), ("page", "\(page)")]
      ).address + "#m-days"
    }
    let table =
      isNewOnly ? report.stretchesTable(stretches[from..<until]) : report.daysTable(found[from..<until])
    let (first, last, sum) = (sheet.number(all == 0 ? 0 : from + 1), sheet.number(until), sheet.number(all))
    return [
      "account": call.query.filled("account") ?? "", "isNewOnly": isNewOnly,
      "table": sheet.table(table, "m-days"),
      "place": sheet.reader(Bilingual(zh: "第 \(first)–\(last) 条，共 \(sum) 条", en: "\(first)–\(last) of \(sum)")),
      "hasPlace": all > 0, "hasBefore": page > 1, "beforeHref": link(page - 1), "hasAfter": page < pages,
      "afterHref": link(page + 1),
    ]
  }
}

/// Parts of a reconciliation in the form of one reader.
struct MigrationSheet {
  let reader: ReaderForm
  let linksAccounts: Bool

  /// Facts that stand in the head of the page or among the figures.
  private static let shownElsewhere: Set<String> = [
    "Source", "Run", "State", "Verdict", "Cut-over", "Customers", "Accounts", "With rows", "Proxies",
  ]

  /// {figures, facts [{label, isHash, lines}], totals, kinds, outlets, sizes, leftOut, exactText, exactKind}
  func context(_ report: MigrationReport) -> PageContext {
    [
      "exactText": reader(report.verdict), "exactKind": report.isExact ? "ok" : "bad", "figures": figures(report),
      "facts": report.facts.filter { !Self.shownElsewhere.contains($0.label.en) }.map {
        fact -> PageContext in
        [
          "label": reader(fact.label), "isHash": fact.label.en == "SHA-256",
          "lines": fact.value(reader.language).split(separator: " · ").map { ["text": String($0)] as PageContext },
        ]
      },
      "totals": table(report.totalsTable, "m-totals"), "kinds": table(report.kindsTable, "m-kinds"),
      "outlets": table(report.outletsTable, "m-outlets"), "sizes": table(report.sizesTable, "m-sizes"),
      "leftOut": report.leftOut.map { ["text": reader($0.text)] as PageContext },
    ]
  }

  func number(_ number: Int) -> String { reader.number(Int64(number)) }

  private func figures(_ report: MigrationReport) -> [PageContext] {
    let differing = report.days - report.daysEqual
    func note(_ zh: String, _ en: String) -> String { reader(Bilingual(zh: zh, en: en)) }
    let figures: [(String, String, String)] = [
      (
        "migration_net", "\(report.currency) \(report.grouped(report.net.bank))",
        note("贷方减借方", "credits less debits")
      ),
      (
        "migration_customers", number(report.customers),
        note("另有代理关系 \(number(report.proxies))", "and \(number(report.proxies)) rights of proxies")
      ),
      (
        "migration_accounts", number(report.accounts),
        note("有交易 \(number(report.accountsWithRows))", "\(number(report.accountsWithRows)) with rows")
      ),
      (
        "migration_all_days", number(report.days),
        note("相符 \(number(report.daysEqual))", "\(number(report.daysEqual)) equal")
      ),
      (
        "migration_days", number(differing),
        note("新出现 \(number(report.daysNewDifference))", "\(number(report.daysNewDifference)) new")
      ),
    ]
    return figures.map { ["label": reader.text($0.0), "value": $0.1, "note": $0.2, "hasNote": !$0.2.isEmpty] }
  }

  /// {key, title, columns [{label, isFigure}], rows [{cells [{text, isFigure, hasHref, href, verdict}]}], hasRows, nothing}
  func table(_ table: MigrationTable, _ key: String) -> PageContext {
    [
      "key": key, "title": reader(table.title), "nothing": reader(table.nothing),
      "columns": table.columns.map { ["label": reader($0.label), "isFigure": $0.isFigure] as PageContext },
      "rows": table.rows.map { row -> PageContext in
        ["cells": zip(row, table.columns).map { cell($0, $1.isFigure) }]
      }, "hasRows": !table.rows.isEmpty,
    ]
  }

  private func cell(_ cell: MigrationTable.Cell, _ isFigure: Bool) -> PageContext {
    let text = cell(reader.language)
    var context: PageContext = ["text": text, "isFigure": isFigure, "hasHref": false, "href": "", "verdict": ""]
    switch cell {
    case .account(let number) where linksAccounts && number.contains(where: \.isNumber):
      context["hasHref"] = true
      context["href"] = "/accounts/\(number)"
    case .verdict(let isEqual): context["verdict"] = isEqual ? "verdict-mark good" : "verdict-mark wrong"
    default: break
    }
    return context
  }
}
