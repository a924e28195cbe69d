import Access
import Catalog
import Desk
import HTTPTypes
import Hummingbird
import Primitives

/// The queue of approvals, the decision in it and at the teller's own screen, and lent authority.
struct ApprovalPages: Sendable {
  let kit: PageKit

  private var desks: Desks { kit.desks }

  var routes: [Route] {
    [
      Route(
        .get, "/approvals", .either(.caseReview, .caseApprove), "授权队列页", "Approvals",
        query: [QueryMember("case", .text(.hex, length: 32...32), "the case that is looked at")]
      ) { [self] call in try await page(call) },
      Route(.post, "/approvals/{id}", .either(.caseReview, .caseApprove), "作出授权决定", "Decide", body: .form) {
        [self] call in
        try await decide(call)
      },
      Route(.post, "/authority/loans", .permission(.authorityLend), "借出授权", "Lend authority", body: .form) {
        [self] call in
        try await lend(call) { signOn in
          let minutes = Int64(call.form["minutes"] ?? "") ?? 0
          try await desks.door.lendAuthority(
            to: call.form["number"] ?? "", until: desks.house.time.now.adding(seconds: minutes * 60), by: signOn)
        }
      },
      Route(.post, "/authority/return", .permission(.authorityLend), "收回授权", "Take authority back", body: .form) {
        [self] call in
        try await lend(call) { signOn in _ = try await desks.door.takeAuthorityBack(by: signOn) }
      },
      Route(.get, "/cases/{id}/approval", .permission(.caseWork), "授权进展", "How the approval stands") { [self] call in
        try await progress(call)
      },
      Route(.post, "/cases/{id}/approval", .permission(.caseWork), "现场授权", "Approve here", body: .form) {
        [self] call in try await decideHere(call)
      },
    ]
  }

  // MARK: The queue

  private func page(
    _ call: Call, at chosen: CaseID? = nil, problem: (any Error)? = nil, loanProblem: (any Error)? = nil
  ) async throws -> Response {
    let (signOn, reader) = (try call.signOn, kit.form(call))
    let queue = try await desks.approvals.queue(by: signOn)
    let asked = chosen ?? call.query["case"].flatMap { CaseID($0) }
    let current = queue.first { $0.caseID == asked } ?? queue.first
    let sheet = ApprovalSheet(desks: desks, reader: reader)
    var context: PageContext = [
      "rows": queue.map { approval in
        sheet.row(approval).merging(["isCurrent": approval.caseID == current?.caseID])
      }, "hasRows": !queue.isEmpty, "countText": reader.count(queue.count),
      "canLend": signOn.may(.authorityLend),
    ]
    if let current {
      let papers = try await PapersSheet(desks: desks, reader: reader).seen(current.caseID, by: signOn)
      context["one"] = sheet.detail(current, for: signOn).merging(["papers": papers])
    }
    if signOn.may(.authorityLend) {
      let now = desks.house.time.now
      let loans = try await desks.door.loans(by: signOn).filter { $0.holds(at: now) }
      context["loans"] = loans.map { loan in
        [
          "lender": loan.lenderNumber, "borrower": loan.borrowerNumber, "until": reader.time(loan.until),
          "isOwn": loan.lender == signOn.staff.id,
        ] as PageContext
      }
      context["hasLoans"] = !loans.isEmpty
      if let loanProblem { context["loanProblem"] = kit.problem(loanProblem, call) }
    }
    var response = try await kit.page(
      "approval/page", call, at: .approvals, title: reader.text("nav_approvals"), context, problem: problem)
    if let loanProblem { response.status = Problem(loanProblem, requestId: call.id).httpStatus }
    return response
  }

  private func decide(_ call: Call) async throws -> Response {
    let id: CaseID = try call.identifier("id")
    do {
      try await desks.approvals.decide(
        id, try Self.verdict(call), reason: call.form["reason"], by: try call.signOn)
      return Answer.seeOther("/approvals")
    } catch let refusal as Refusal where refusal.kind != .notFound {
      return try await page(call, at: id, problem: refusal)
    }
  }

  private func lend(_ call: Call, _ work: (SignOn) async throws -> Void) async throws -> Response {
    do {
      try await work(try call.signOn)
      return Answer.seeOther("/approvals")
    } catch let refusal as Refusal where refusal.kind != .forbidden {
      return try await page(call, loanProblem: refusal)
    }
  }

  private static func verdict(_ call: Call) throws -> ApprovalDecision.Verdict {
    guard let verdict = ApprovalDecision.Verdict(rawValue: call.form["verdict"] ?? "") else {
      throw WebRefusal.missing("verdict")
    }
    return verdict
  }

  // MARK: At the teller's screen

  /// Asked every few seconds while a case waits; tells the page to load itself anew when it was decided.
  private func progress(_ call: Call) async throws -> Response {
    let record = try await desks.cases.view(try call.identifier("id"), by: try call.signOn)
    guard record.state == .waiting, let approval = try await desks.approvals.own(record) else {
      var response = Answer.html("")
      response.headers[.htmxRefresh] = "true"
      return response
    }
    let context = ["asked": ApprovalSheet(desks: desks, reader: kit.form(call)).standing(approval)] as PageContext
    return Answer.html(
      kit.shelf.render(
        "case/approval-standing", context.merging(["case": ["id": "\(record.id)"] as PageContext]),
        language: call.language))
  }

  private func decideHere(_ call: Call) async throws -> Response {
    let id: CaseID = try call.identifier("id")
    do {
      try await desks.approvals.decideHere(
        id, try Self.verdict(call), reason: call.form["reason"], number: call.form["number"] ?? "",
        password: call.form["password"] ?? "", beside: try call.signOn)
      return Answer.seeOther("/cases/\(id)")
    } catch let refusal as Refusal where refusal.kind != .notFound {
      let record = try await desks.cases.view(id, by: try call.signOn)
      return try await CasePages(kit: kit).page(call, record, problem: refusal)
    }
  }
}

/// What the pages show of an approval.
struct ApprovalSheet: Sendable {
  let desks: Desks
  let reader: ReaderForm

  func row(_ approval: Approval) -> PageContext {
    let service = desks.house.catalog.service(approval.service)
    return [
      "href": "/approvals?case=\(approval.caseID)", "code": "\(approval.serviceCode)",
      "service": service.map { reader($0.name) } ?? approval.service,
      "amount": approval.amount.map(reader.money) ?? "—", "maker": approval.makerNumber,
      "outlet": "\(approval.institution)", "need": reader(approval.need.title),
      "askedAt": reader.time(approval.askedAt),
      "age": age(approval),
    ]
  }

  private func age(_ approval: Approval) -> String {
    let minutes = max(0, desks.house.time.now.milliseconds - approval.askedAt.milliseconds) / 60_000
    return reader.isZh ? "\(minutes) 分钟" : "\(minutes) min"
  }

  /// The fields as they were typed, in the order of the form, and what would be booked.
  private func papers(_ approval: Approval) -> PageContext {
    let service = desks.house.catalog.service(approval.service)
    let form = approval.papers.form
    let fields = (service?.fields ?? []).compactMap { field -> PageContext? in
      guard field.repeats == nil, let value = form[field.name] ?? grid(form, field.name) else { return nil }
      let finding = approval.papers.findings[field.name].map { reader($0.bilingual) }
      let amount = field.name == service?.amountField ? approval.amount.map(reader.money) : nil
      return [
        "label": reader(field.label), "value": amount ?? shown(value, field), "finding": finding ?? "",
        "hasFinding": finding != nil,
      ]
    }
    return [
      "fields": fields, "reasons": approval.papers.reasons.map { ["text": reader($0.bilingual)] as PageContext },
      "booked": approval.papers.booked.map {
        [
          "side": reader($0.side.bilingual), "sideKind": $0.side.zh == "贷" ? "credit" : "debit",
          "account": reader($0.account.bilingual), "amount": $0.amount,
        ] as PageContext
      }, "hasBooked": !approval.papers.booked.isEmpty, "expiresAt": reader.time(approval.expiresAt),
      "decisions": approval.decisions.map(decision), "hasDecisions": !approval.decisions.isEmpty,
    ]
  }

  func detail(_ approval: Approval, for signOn: SignOn) -> PageContext {
    let hasDecided = approval.decisions.contains { $0.checker == signOn.staff.id }
    let isOwn = approval.maker == signOn.staff.id
    return row(approval).merging(papers(approval)).merging([
      "id": "\(approval.caseID)", "isOwn": isOwn, "hasDecided": hasDecided, "mayDecide": !isOwn && !hasDecided,
    ])
  }

  private func grid(_ form: [String: String], _ name: String) -> String? {
    let cells = form.filter { $0.key.hasPrefix(name + ".") }.sorted { $0.key > $1.key }
    return cells.isEmpty ? nil : cells.map { "\($0.key.dropFirst(name.count + 1))x\($0.value)" }.joined(separator: " ")
  }

  private func shown(_ value: String, _ field: FieldDefinition) -> String {
    switch field.type {
    case .account: Masking.grouped(value.filter { $0 != " " })
    case .choice: field.choices.first { $0.value == value }.map { reader($0.label) } ?? value
    case .residentID, .documentNumber: Masking.middle(value, head: 4, tail: 4)
    default: value
    }
  }

  private func decision(_ decision: ApprovalDecision) -> PageContext {
    let words: [ApprovalDecision.Verdict: Bilingual] = [
      .pass: Bilingual(zh: "通过", en: "passed"), .refuse: Bilingual(zh: "拒绝", en: "refused"),
      .giveBack: Bilingual(zh: "退回补充", en: "returned"),
    ]
    return [
      "who": "\(decision.checkerNumber) \(decision.checkerName)",
      "what": words[decision.verdict].map { reader($0) } ?? "",
      "reason": decision.reason ?? "", "hasReason": decision.reason != nil, "at": reader.time(decision.at),
    ]
  }

  /// How it stands, for the teller who waits.
  func standing(_ approval: Approval) -> PageContext {
    papers(approval).merging([
      "need": reader(approval.need.title), "askedAt": reader.time(approval.askedAt), "age": age(approval),
    ])
  }

  /// After the decision: what was said, above the form that is back.
  func answered(_ approval: Approval) -> PageContext? {
    switch approval.state {
    case .passed, .returned:
      [
        "isPassed": approval.state == .passed, "isReturned": approval.state == .returned,
        "decisions": approval.decisions.map(decision),
      ]
    case .open, .refused, .expired: nil
    }
  }
}
