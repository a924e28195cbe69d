import Access
import Banking
import Desk
import HTTPTypes
import Hummingbird
import Primitives

/// The journal (流水): the list and one case of it.
struct JournalPages: Sendable {
  let kit: PageKit
  static let pageRows = 50

  private var desks: Desks { kit.desks }

  var routes: [Route] {
    [
      Route(.get, "/journal", .permission(.journalRead), "流水页", "The journal") { [self] call in try await list(call) },
      Route(.get, "/journal/{case}", .permission(.journalRead), "流水详情", "One case of the journal") { [self] call in
        try await detail(call)
      },
      Route(
        .post, "/journal/{case}/cancellation", .permission(.caseWork), "当日抹账", "Cancel a case of today", body: .form
      ) { [self] call in
        do {
          _ = try await desks.corrections.cancel(
            try call.identifier("case"), ErrorClass(rawValue: call.form["errorClass"] ?? "") ?? .other,
            reason: call.form["reason"] ?? "", number: call.form["number"] ?? "", password: call.form["password"] ?? "",
            key: IdempotencyKey(call.form["key"] ?? "") ?? IdempotencyKey(high: 0, low: 0), by: try call.signOn)
          return Answer.seeOther("/journal/\(try call.parameter("case"))")
        } catch let refusal as Refusal where refusal.kind != .notFound {
          return try await detail(call, problem: refusal)
        }
      },
    ]
  }

  private func list(_ call: Call) async throws -> Response {
    let signOn = try call.signOn
    let reader = kit.form(call)
    var problem: (any Error)?
    var cases: [Case] = []
    var filter = try await JournalQuery(FormText()).filter(desks, by: signOn)
    do {
      filter = try await JournalQuery(call.query).filter(desks, by: signOn)
      filter.limit = Self.pageRows + 1
      cases = try await desks.records.journal(filter, by: signOn)
    } catch let refusal as Refusal {
      problem = refusal
    }
    let hasMore = cases.count > Self.pageRows
    let rows = cases.prefix(Self.pageRows).map { record in
      var row = CaseRow(desks: desks, reader: reader).context(record)
      row["href"] = "/journal/\(record.id)"
      return row
    }
    let more = PageQuery(
      "/journal",
      [
        ("date", "\(filter.from)"), ("teller", filter.teller), ("state", filter.state.map { "\($0)" }),
        ("offset", "\(filter.offset + Self.pageRows)"),
      ])
    return try await kit.page(
      "journal/list", call, at: .journal, title: reader.text("nav_journal"),
      [
        "filter": [
          "date": "\(filter.from)", "teller": filter.teller ?? "",
          "states": PageChoices.states(filter.state, reader),
        ] as PageContext, "rows": Array(rows), "hasRows": !rows.isEmpty, "countText": reader.count(rows.count),
        "moreHref": hasMore ? more.address : "", "hasMore": hasMore,
      ], problem: problem)
  }

  func detail(_ call: Call, problem: (any Error)? = nil) async throws -> Response {
    let signOn = try call.signOn
    let reader = kit.form(call)
    let record = try await desks.records.journal(try call.identifier("case"), by: signOn)
    let definition = desks.house.catalog.service(record.service)
    let state = reader.state(record.state)
    let legs = try await desks.records.booked(record, by: signOn)
    let canResume = record.endedAt == nil && record.teller == signOn.staff.id && record.terminal == signOn.terminal
    let correction = try await desks.corrections.correction(of: record)
    let today = try await desks.workday(of: signOn)
    let postings = try await desks.corrections.postings(of: record)
    let mayCancel =
      record.state == .settled && correction == nil && record.teller == signOn.staff.id && signOn.may(.caseWork)
      && record.businessDate == today && record.amount != nil
    let sheet: PageContext = [
      "mayCancel": mayCancel, "key": Hex.encode(desks.house.entropy.bytes(16)),
      "errorClasses": ErrorClass.allCases.map { ["value": $0.rawValue, "label": reader($0.title)] as PageContext },
      "isCancelled": correction != nil && postings.isEmpty, "isCorrected": !postings.isEmpty,
      "cancelHref": correction.map { "/journal/bookings/\($0.journal)" } ?? "",
      "cancelNumber": correction.map { "\($0.number)" } ?? "",
      "cancelledText": correction.map {
        "\(reader($0.errorClass.title)) · \($0.tellerNumber) / \($0.supervisorNumber) · \($0.reason)"
      } ?? "",
      "id": "\(record.id)", "number": record.number ?? "—", "code": "\(record.serviceCode)",
      "name": definition.map { reader($0.name) } ?? record.service, "stateText": state.text, "stateKind": state.kind,
      "facts": CaseSheet.facts(record, definition, reader, masked: true),
      "legs": legs.map { leg in
        [
          "side": reader(leg.side), "sideKind": leg.side.zh == "贷" ? "credit" : "debit", "account": reader(leg.account),
          "name": "", "amount": reader.money(leg.amount), "hasHref": false,
        ] as PageContext
      }, "hasLegs": !legs.isEmpty, "steps": steps(record, reader), "archiveID": record.document.map { "\($0)" } ?? "",
      "hasArchive": record.document != nil && signOn.may(.archiveRead), "reasonText": CaseEnding.text(record, reader),
      "hasReason": record.release != nil, "resumeHref": "/cases/\(record.id)", "canResume": canResume,
    ]
    let errors = ErrorSheet(reader: reader)
    let entries = try await desks.errors.entries(of: record, by: signOn)
    var context: PageContext = [
      "case": sheet, "postings": postings.map { errors.posting($0) }, "hasPostings": !postings.isEmpty,
      "errors": entries.map(errors.row), "hasErrors": !entries.isEmpty,
    ]
    if correction == nil, let today, CorrectionPages.mayAsk(record, today, signOn) {
      context["ask"] = CorrectionPages.form(call, record, errors, desks.house.entropy)
    }
    return try await kit.page(
      "journal/detail", call, at: .journal, title: record.number ?? reader.text("nav_journal"), context,
      problem: problem)
  }

  private func steps(_ record: Case, _ reader: ReaderForm) -> [PageContext] {
    var before: Int64?
    return record.steps.map { step in
      let took = before.map { reader.duration(milliseconds: step.at - $0) } ?? ""
      before = step.at
      return [
        "label": StepNames.name(step.step, reader), "time": reader.moment(Moment(milliseconds: step.at)), "took": took,
      ]
    }
  }
}

/// The steps of a case in words.
enum StepNames {
  private static let names: [String: Bilingual] = [
    "opened": Bilingual(zh: "开始办理", en: "Opened"), "reserved": Bilingual(zh: "检查并预留", en: "Checked and reserved"),
    "drafted": Bilingual(zh: "凭证生成", en: "Document drawn"), "read": Bilingual(zh: "客户读完", en: "Read by the customer"),
    "signed": Bilingual(zh: "客户签名", en: "Signed by the customer"),
    "settled": Bilingual(zh: "入账并封存", en: "Booked and sealed"),
    "released": Bilingual(zh: "取消", en: "Released"), "waiting": Bilingual(zh: "等待授权", en: "Waiting for approval"),
    "approved": Bilingual(zh: "已授权", en: "Approved"), "returned": Bilingual(zh: "退回补充", en: "Returned"),
    "form-completed": Bilingual(zh: "客户填好申请表", en: "Form completed by the customer"),
    "password": Bilingual(zh: "客户输入密码", en: "Password entered by the customer"),
    "handed-back": Bilingual(zh: "退还现金", en: "Cash handed back"),
    "ended": Bilingual(zh: "结束", en: "Ended"),
  ]

  static func name(_ step: String, _ reader: ReaderForm) -> String { names[step].map { reader($0) } ?? step }
}

/// An address with a query, without the empty parts.
struct PageQuery {
  let address: String

  init(_ path: String, _ parts: [(String, String?)]) {
    let filled = parts.compactMap { name, value in
      value.flatMap { $0.isEmpty ? nil : "\(name)=\(FormText.encode($0))" }
    }
    address = filled.isEmpty ? path : path + "?" + filled.joined(separator: "&")
  }
}

enum PageChoices {
  static func states(_ chosen: CaseMachine.State?, _ reader: ReaderForm) -> [PageContext] {
    let all: PageContext = ["value": "", "label": reader.text("all_chains"), "selected": chosen == nil]
    return [all]
      + CaseMachine.State.allCases.map { state in
        ["value": "\(state)", "label": reader.state(state).text, "selected": state == chosen]
      }
  }
}
