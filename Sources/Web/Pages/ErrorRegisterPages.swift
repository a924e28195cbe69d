import Access
import Banking
import Desk
import HTTPTypes
import Hummingbird
import Primitives

/// The error register for supervisors and auditors, and for a teller what concerns him: list, rates over the months,
/// one entry with its history.
struct ErrorRegisterPages: Sendable {
  let kit: PageKit

  private var desks: Desks { kit.desks }

  var routes: [Route] { looks + deeds }

  private var looks: [Route] {
    [
      Route(
        .get, "/errors", .permission(.errorRead), "差错登记簿页", "The error register", query: ErrorQuery.members
      ) { [self] call in try await list(call) },
      Route(
        .get, "/errors.csv", .permission(.errorRead), "导出差错登记簿（记入审计）", "The error register as a file; audited",
        answer: .bytes("text/csv; charset=utf-8"), query: ErrorQuery.members
      ) { [self] call in
        let filter = try await ErrorQuery(call.query).filter(desks, by: try call.signOn)
        return Answer.file(
          try await desks.errors.csv(filter, by: try call.signOn), type: "text/csv; charset=utf-8",
          name: "errors-\(filter.from)-\(filter.to).csv")
      },
      Route(.get, "/errors/{entry}", .permission(.errorRead), "差错详情页", "One entry of the error register") {
        [self] call in try await entry(call)
      },
    ]
  }

  private var deeds: [Route] {
    [
      Route(.post, "/errors", .permission(.errorRegister), "登记差错", "Register an error", body: .form) {
        [self] call in try await register(call)
      },
      Route(
        .post, "/errors/{entry}/handling", .permission(.errorRegister), "登记处理结果", "Say what was done", body: .form
      ) { [self] call in
        try await deed(call) { id, signOn in
          try await desks.errors.handle(id, call.form["text"] ?? "", by: signOn)
        }
      },
      Route(.post, "/errors/{entry}/closure", .permission(.errorClose), "销号", "Close an entry", body: .form) {
        [self] call in
        try await deed(call) { id, signOn in
          try await desks.errors.close(id, call.form["text"] ?? "", by: signOn)
        }
      },
      Route(
        .post, "/errors/{entry}/corrections/{request}", .permission(.caseApprove), "对冲正申请作决定",
        "Decide on a correction", body: .form
      ) { [self] call in
        try await deed(call) { _, signOn in
          try await desks.corrections.decide(
            try call.identifier("request"), agrees: call.form["verdict"] == "agree", note: call.form["note"] ?? "",
            by: signOn)
        }
      },
    ]
  }

  // MARK: The list

  private func list(_ call: Call, problem: (any Error)? = nil) async throws -> Response {
    let (signOn, reader) = (try call.signOn, kit.form(call))
    let sheet = ErrorSheet(reader: reader)
    var problem = problem
    var filter = try await ErrorQuery(FormText()).filter(desks, by: signOn)
    var entries: [ErrorEntry] = []
    do {
      filter = try await ErrorQuery(call.query).filter(desks, by: signOn)
      entries = try await desks.errors.list(filter, by: signOn)
    } catch let refusal as Refusal {
      problem = problem ?? refusal
    }
    let seesAll = signOn.may(.errorClose) || !signOn.may(.caseWork)
    let file = PageQuery(
      "/errors.csv",
      [
        ("from", "\(filter.from)"), ("to", "\(filter.to)"), ("errorClass", filter.errorClass?.rawValue),
        ("state", filter.state?.rawValue), ("person", filter.person),
      ])
    var context: PageContext = [
      "filter": [
        "from": "\(filter.from)", "to": "\(filter.to)", "person": filter.person ?? "",
        "classes": sheet.choices(ErrorClass.self, filter.errorClass?.rawValue, any: true) { $0.title },
        "states": sheet.choices(ErrorEntry.State.self, filter.state?.rawValue, any: true) {
          ErrorSheet.states[$0]?.title ?? Bilingual(zh: "", en: "")
        },
      ] as PageContext,
      "rows": entries.map(sheet.row), "hasRows": !entries.isEmpty, "countText": reader.number(Int64(entries.count)),
      "csvHref": file.address, "seesAll": seesAll, "mayRegister": signOn.may(.errorRegister),
      "form": form(call, sheet, try await desks.workday(of: signOn)),
    ]
    if signOn.may(.caseApprove) {
      let waiting = try await desks.corrections.waiting(by: signOn)
      context["waiting"] = waiting.map { request in
        sheet.request(request, for: signOn).merging(["href": "/errors/\(request.error)", "number": "\(request.error)"])
      }
      context["hasWaiting"] = !waiting.isEmpty
    }
    if seesAll {
      let months = try await desks.errors.months(by: signOn)
      let used = ErrorClass.allCases.filter { one in months.contains { ($0.errors[one] ?? 0) > 0 } }
      context["rates"] =
        [
          "chart": ErrorChart.chart(months, reader).context,
          "rows": months.reversed().map { sheet.month($0, used) },
          "names": used.map { ["name": reader($0.title)] as PageContext },
        ] as PageContext
    }
    return try await kit.page(
      "register/list", call, at: .errors, title: reader.text("nav_errors"), context, problem: problem)
  }

  private func form(_ call: Call, _ sheet: ErrorSheet, _ today: BusinessDate?) -> PageContext {
    [
      "key": call.form.filled("key") ?? Hex.encode(desks.house.entropy.bytes(16)),
      "classes": sheet.choices(ErrorClass.self, call.form["errorClass"], any: false) { $0.title },
      "discoveries": sheet.choices(Discovery.self, call.form["discoveredBy"], any: false) { $0.title },
      "finding": call.form["finding"] ?? "", "concerned": call.form["concerned"] ?? "",
      "happenedOn": call.form["happenedOn"] ?? today.map { "\($0)" } ?? "",
      "isOpen": !(call.form["finding"] ?? "").isEmpty,
    ]
  }

  private func register(_ call: Call) async throws -> Response {
    do {
      guard let key = IdempotencyKey(call.form["key"] ?? "") else { throw WebRefusal.missing("key") }
      let entry = try await desks.errors.register(
        ErrorClass(rawValue: call.form["errorClass"] ?? "") ?? .other,
        Discovery(rawValue: call.form["discoveredBy"] ?? "") ?? .supervisor, finding: call.form["finding"] ?? "",
        original: call.form.filled("case").flatMap { CaseID($0) },
        happenedOn: try JournalQuery.date(call.form, "happenedOn"), concerned: call.form.filled("concerned"),
        key: key, by: try call.signOn)
      return Answer.seeOther("/errors/\(entry.id)")
    } catch let refusal as Refusal where refusal.kind != .forbidden {
      return try await list(call, problem: refusal)
    }
  }

  // MARK: One entry

  private func entry(_ call: Call, problem: (any Error)? = nil) async throws -> Response {
    let (signOn, reader) = (try call.signOn, kit.form(call))
    let sheet = ErrorSheet(reader: reader)
    let file = try await desks.errors.entry(try ErrorQuery.entry(call), by: signOn)
    let entry = file.entry
    let waits = file.requests.contains { $0.state == .asked }
    var postings: [PageContext] = []
    if let original = entry.original, signOn.may(.journalRead) {
      let record = try await desks.records.journal(original, by: signOn)
      postings = try await desks.corrections.postings(of: record).map { sheet.posting($0) }
    }
    let isOther = entry.concerned != signOn.staff.id && entry.handledBy != signOn.staff.id
    let context: PageContext = [
      "entry": sheet.row(entry).merging([
        "hasCase": entry.original != nil, "caseHref": entry.original.map { "/journal/\($0)" } ?? "",
        "caseNumber": file.originalNumber ?? "—", "handledBy": entry.handledNumber ?? "",
        "handledAt": entry.handledAt.map(reader.moment) ?? "", "closedBy": entry.closedNumber ?? "",
        "closedAt": entry.closedAt.map(reader.moment) ?? "", "isClosed": entry.state == .closed,
        "openedAt": reader.moment(entry.openedAt),
      ]),
      "steps": file.steps.map(sheet.step), "requests": file.requests.map { sheet.request($0, for: signOn) },
      "hasRequests": !file.requests.isEmpty, "postings": postings, "hasPostings": !postings.isEmpty,
      "mayHandle": entry.state == .open && signOn.may(.errorRegister) && !waits,
      "mayClose": entry.state == .handled && signOn.may(.errorClose) && isOther,
      "closesOther": entry.state == .handled && signOn.may(.errorClose) && !isOther,
      "waits": waits && entry.state == .open, "text": call.form["text"] ?? "",
    ]
    return try await kit.page(
      "register/entry", call, at: .errors, title: "\(entry.id)", context, problem: problem)
  }

  private func deed(
    _ call: Call, _ body: (ErrorNumber, SignOn) async throws -> Void
  ) async throws -> Response {
    let id = try ErrorQuery.entry(call)
    do {
      try await body(id, try call.signOn)
      return Answer.seeOther("/errors/\(id)")
    } catch let refusal as Refusal where refusal.kind != .notFound {
      return try await entry(call, problem: refusal)
    }
  }
}
