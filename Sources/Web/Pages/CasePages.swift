import Access
import Catalog
import Desk
import HTTPTypes
import Hummingbird
import Primitives

/// The workbench with a case in it, from the first field to the printed voucher.
struct CasePages: Sendable {
  let kit: PageKit

  private var desks: Desks { kit.desks }
  private var sheet: CaseSheet { CaseSheet(kit: kit) }

  var routes: [Route] {
    [
      Route(.get, "/cases/{id}", .permission(.caseWork), "业务页", "A case") { [self] call in
        let record = try await desks.cases.view(try call.identifier("id"), by: try call.signOn)
        return try await page(call, record)
      },
      Route(
        .get, "/cases/{id}/pages/{n}.png", .permission(.caseWork), "客户所见页面", "The page the customer sees",
        answer: .bytes("image/png")
      ) { [desks] call in
        let id: CaseID = try call.identifier("id")
        return Answer.bytes(
          try await desks.cases.page(try call.number("n"), of: id, by: try call.signOn), type: "image/png")
      },
      Route(.post, "/cases/{id}/check", .permission(.caseWork), "核对表单", "Check the form", body: .form) { [self] call in
        try await check(call)
      },
      Route(
        .post, "/cases/{id}/form-handover", .permission(.caseWork), "交客户填写", "Hand the form to the customer",
        body: .form
      ) { [self] call in
        try await handOver(call) { [desks] id, signOn in
          try await desks.cases.handOver(id, form: CaseSheet.fields(call.form), by: signOn)
        }
      },
      Route(.post, "/cases/{id}/form-return", .permission(.caseWork), "收回申请表", "Take the form back", body: .form) {
        [self] call in
        try await handOver(call) { [desks] id, signOn in try await desks.cases.takeFormBack(id, by: signOn) }
      },
      Route(.post, "/cases/{id}/submission", .permission(.caseWork), "交客户确认", "Show to the customer", body: .form) {
        [self] call in try await submit(call)
      },
      Route(.post, "/cases/{id}/hand-back", .permission(.caseWork), "登记退还现金", "Record cash handed back", body: .form) {
        [self] call in
        try await act(call) { [desks] id, signOn in
          try await desks.cases.handBack(id, count: call.form["denominations"] ?? "", by: signOn)
        }
      },
      Route(.post, "/cases/{id}/release", .permission(.caseWork), "取消业务", "Release the case", body: .form) {
        [self] call in
        try await act(call) { [desks] id, signOn in try await desks.cases.release(id, by: signOn) }
      },
      Route(.post, "/cases/{id}/end", .permission(.caseWork), "结束业务", "End the case", body: .form) { [self] call in
        try await end(call)
      },
    ]
  }

  func page(_ call: Call, _ record: Case, problem: (any Error)? = nil) async throws -> Response {
    let reader = kit.form(call)
    var context = try await sheet.context(call, record, problem: problem)
    if let problem { context["problem"] = kit.problem(problem, call) }
    let name = desks.house.catalog.service(record.service).map { reader($0.name) } ?? record.service
    var response = try await kit.page(
      "case/page", call, at: .workbench, title: "\(record.serviceCode) \(name)", context)
    if let problem { response.status = Problem(problem, requestId: call.id).httpStatus }
    return response
  }

  private func current(_ call: Call, problem: any Error) async throws -> Response {
    let record = try await desks.cases.view(try call.identifier("id"), by: try call.signOn)
    return try await page(call, record, problem: problem)
  }

  /// Answers htmx with what the form says so far; 200 also when fields are wrong.
  private func check(_ call: Call) async throws -> Response {
    let id: CaseID = try call.identifier("id")
    let record = try await desks.cases.view(id, by: try call.signOn)
    let context = try await sheet.feedback(call, record, isAnswer: true)
    return Answer.html(kit.shelf.render("case/feedback", context, language: call.language))
  }

  private func submit(_ call: Call) async throws -> Response {
    let id: CaseID = try call.identifier("id")
    let signOn = try call.signOn
    do {
      if call.form["again"] == "1" {
        try await desks.cases.showAgain(id, by: signOn)
      } else {
        _ = try await desks.cases.submit(id, form: CaseSheet.fields(call.form), by: signOn)
      }
      return Answer.seeOther("/cases/\(id)")
    } catch let list as RefusalList {
      return try await current(call, problem: list)
    } catch let refusal as Refusal {
      return try await current(call, problem: refusal)
    }
  }

  /// Answers htmx with where the form is now; 200 also when it could not go there.
  private func handOver(_ call: Call, _ work: (CaseID, SignOn) async throws -> Case) async throws -> Response {
    let id: CaseID = try call.identifier("id")
    var problem: Refusal?
    do {
      _ = try await work(id, try call.signOn)
    } catch let refusal as Refusal where refusal.kind != .notFound {
      problem = refusal
    }
    let record = try await desks.cases.view(id, by: try call.signOn)
    let context: PageContext = [
      "caseID": "\(id)", "handOver": try await sheet.handOver(call, record, problem: problem),
    ]
    return Answer.html(kit.shelf.render("case/hand-over", context, language: call.language))
  }

  private func act(_ call: Call, _ work: (CaseID, SignOn) async throws -> Case) async throws -> Response {
    let id: CaseID = try call.identifier("id")
    do {
      _ = try await work(id, try call.signOn)
      return Answer.seeOther("/cases/\(id)")
    } catch let refusal as Refusal where refusal.kind != .notFound {
      return try await current(call, problem: refusal)
    }
  }

  private func end(_ call: Call) async throws -> Response {
    do {
      _ = try await desks.cases.end(try call.identifier("id"), by: try call.signOn)
      return Answer.seeOther("/workbench")
    } catch let refusal as Refusal where refusal.kind == .conflict {
      return try await current(call, problem: refusal)
    }
  }
}
