import Access
import Banking
import Desk
import HTTPTypes
import Hummingbird
import Primitives

/// A deposit with its certificate, and the statement of an account as a file.
struct DepositPages: Sendable {
  let kit: PageKit

  private var desks: Desks { kit.desks }

  var routes: [Route] {
    [
      Route(.get, "/deposits/{number}", .permission(.accountRead), "存单页", "A deposit and its certificate") {
        [self] call in try await page(call)
      },
      Route(
        .get, "/accounts/{number}/statement.csv", .permission(.statementExport), "导出对账单", "A statement as a file",
        answer: .bytes("text/csv; charset=utf-8"), query: StatementQuery.members
      ) { [desks] call in try await StatementQuery.file(call, desks) },
    ]
  }

  private func page(_ call: Call) async throws -> Response {
    let reader = kit.form(call)
    let sight = try await desks.records.deposit(try call.parameter("number"), by: try call.signOn)
    let deposit = sight.deposit
    let rows: [(Bilingual, String)?] = [
      (Bilingual(zh: "存单号", en: "Certificate"), deposit.certificateText),
      (Bilingual(zh: "产品", en: "Product"), reader(deposit.product)),
      (Bilingual(zh: "起息日", en: "Interest from"), reader.date(deposit.openedOn)),
      deposit.maturesOn.map { (Bilingual(zh: "到期日", en: "Matures on"), reader.date($0)) },
      deposit.rate.map { (Bilingual(zh: "年利率", en: "Rate a year"), "\($0)") },
      (Bilingual(zh: "关联账号", en: "Linked account"), reader.masked("\(deposit.linked)")),
      deposit.notice.map { (Bilingual(zh: "已约定支取", en: "Notice given"), reader.money($0.amount)) },
      deposit.loss.flatMap { $0.holds(on: sight.today) ? $0 : nil }.map {
        (
          Bilingual(zh: "挂失", en: "Reported lost"),
          reader($0.mode == .written ? Bilingual(zh: "书面", en: "in writing") : Bilingual(zh: "口头", en: "spoken"))
            + " " + reader.date($0.on)
        )
      },
    ]
    let state = HoldingsSheet.state(deposit.state, reader)
    return try await kit.page(
      "account/deposit", call, at: .accounts, title: Masking.grouped("\(deposit.number)"),
      [
        "deposit": [
          "number": Masking.grouped("\(deposit.number)"), "holder": sight.holder.nameMasked,
          "principal": reader.money(deposit.principal), "stateText": state.text, "stateKind": state.kind,
          "rows": rows.compactMap { $0 }.map { ["label": reader($0.0), "value": $0.1] as PageContext },
        ] as PageContext,
        "papers": sight.holding.map { HoldingsSheet.paper($0, sight.today, reader) },
        "hasPapers": !sight.holding.isEmpty,
        "payments": sight.payments.enumerated().map { index, payment in
          ["number": index + 1, "date": reader.date(payment.date), "amount": reader.money(payment.amount)]
            as PageContext
        }, "hasPayments": !sight.payments.isEmpty,
      ])
  }
}

/// Deposits and papers of a customer as rows.
enum HoldingsSheet {
  static func context(_ sight: HoldingsSight, _ reader: ReaderForm) -> PageContext {
    [
      "deposits": sight.deposits.map { deposit(of: $0, reader) }, "hasDeposits": !sight.deposits.isEmpty,
      "papers": sight.papers.map { paper($0, sight.today, reader) }, "hasPapers": !sight.papers.isEmpty,
    ]
  }

  private static func deposit(of deposit: TermDeposit, _ reader: ReaderForm) -> PageContext {
    let state = state(deposit.state, reader)
    return [
      "href": "/deposits/\(deposit.number)", "number": Masking.grouped("\(deposit.number)"),
      "product": reader(deposit.product), "certificate": deposit.certificateText,
      "principal": reader.money(deposit.principal), "matures": deposit.maturesOn.map { reader.date($0) } ?? "—",
      "stateText": state.text, "stateKind": state.kind,
    ]
  }

  static func paper(_ paper: CounterPaper, _ today: BusinessDate, _ reader: ReaderForm) -> PageContext {
    let kinds: [CounterPaper.Kind: Bilingual] = [
      .pledge: Bilingual(zh: "质押止付", en: "Pledge"), .proofMoment: Bilingual(zh: "时点存款证明", en: "Proof, moment"),
      .proofPeriod: Bilingual(zh: "时段存款证明", en: "Proof, period"),
      .cashAppointment: Bilingual(zh: "大额取现预约", en: "Cash appointment"),
    ]
    let passed = paper.state == .active && paper.until.map { $0 < today } ?? false
    let (text, kind) =
      paper.state != .active
      ? (Bilingual(zh: "已结束", en: "Ended"), "plain")
      : passed
        ? (Bilingual(zh: "已到期", en: "Run out"), "plain")
        : paper.holds(on: today)
          ? (Bilingual(zh: "止付中", en: "Holds"), "bad") : (Bilingual(zh: "有效", en: "In force"), "ok")
    return [
      "number": paper.number, "kind": kinds[paper.kind].map { reader($0) } ?? "",
      "target": reader.masked("\(paper.target)"), "amount": reader.money(paper.amount),
      "made": reader.date(paper.madeOn), "until": paper.until.map { reader.date($0) } ?? "—",
      "content": paper.content ?? "—", "stateText": reader(text), "stateKind": kind,
    ]
  }

  static func state(_ state: TermDeposit.State, _ reader: ReaderForm) -> (text: String, kind: String) {
    switch state {
    case .pending: (reader(Bilingual(zh: "待客户签名", en: "Waits for signature")), "wait")
    case .active: (reader(Bilingual(zh: "正常", en: "Active")), "ok")
    case .closed: (reader(Bilingual(zh: "已销户", en: "Closed")), "plain")
    case .released: (reader(Bilingual(zh: "未开立", en: "Not opened")), "plain")
    }
  }
}

/// The period and kind of a statement in an address.
enum StatementQuery {
  static let members = [
    QueryMember("from", WireSchema.date, "first day"), QueryMember("to", WireSchema.date, "last day"),
    QueryMember("kind", .oneOf(AccountStatement.Kind.allCases.map(\.rawValue)), "full if absent"),
  ]

  /// The file, after it was written into the audit chain.
  static func file(_ call: Call, _ desks: Desks) async throws -> Response {
    let number = try call.parameter("number")
    guard let from = call.query.filled("from").flatMap({ BusinessDate($0) }) else { throw WebRefusal.missing("from") }
    guard let to = call.query.filled("to").flatMap({ BusinessDate($0) }) else { throw WebRefusal.missing("to") }
    let kind = AccountStatement.Kind(rawValue: call.query.filled("kind") ?? "full")
    guard let kind else { throw WebRefusal.missing("kind") }
    let file = try await desks.statements.csv(number, kind, from: from, to: to, by: try call.signOn)
    var response = Answer.file(
      file, type: "text/csv; charset=utf-8", name: "statement-\(number.suffix(4))-\(from)-\(to).csv")
    response.headers[.contentDisposition] = response.headers[.contentDisposition]?.replacing(
      "inline", with: "attachment")
    return response
  }
}
