import Access
import Desk
import HTTPTypes
import Hummingbird
import Primitives

/// The counter's work as JSON: services, till, cases.
struct CaseRoutes: Sendable {
  let desks: Desks

  var routes: [Route] { services + till + cases }

  private var services: [Route] {
    let desks = desks
    return [
      Route(
        .get, "/api/v1/services", .permission(.caseWork), "服务目录", "Services", answer: .json(WireServices.shape),
        query: [QueryMember("q", .text(length: 0...40), "code, initials or a word")]
      ) { call in
        let signOn = try call.signOn
        let found = desks.house.catalog.search(call.query["q"] ?? "").filter { Self.may(signOn, $0.permission) }
        return Answer.json(WireServices(services: found.map(WireService.init)))
      }
    ]
  }

  static func may(_ signOn: SignOn, _ permission: String) -> Bool {
    Permission(rawValue: permission).map(signOn.may) ?? false
  }

  private var till: [Route] {
    let desks = desks
    return [
      Route(
        .post, "/api/v1/tills", .permission(.tillOperate), "开箱", "Open a till", body: .json(SmallForms.tillOpening),
        answer: .json(WireTill.shape, .created)
      ) { call in
        let view = try await desks.counter.openTill(
          box: Int64(try call.integer("box")), counts: Self.counts(call), by: try call.signOn)
        return Answer.json(WireTill(view), .created)
      },
      Route(
        .get, "/api/v1/tills/current", .permission(.tillOperate), "尾箱", "The open till", answer: .json(WireTill.shape)
      ) { call in
        guard let view = try await desks.counter.till(by: try call.signOn) else { throw WebRefusal.noOpenTill }
        return Answer.json(WireTill(view))
      },
      Route(
        .post, "/api/v1/tills/current/closing", .permission(.tillOperate), "关箱", "Close the till",
        body: .json(SmallForms.tillClosing), answer: .json(WireTill.shape)
      ) { call in
        Answer.json(WireTill(try await desks.tills.close(counts: Self.counts(call), by: try call.signOn)))
      },
    ]
  }

  private static func counts(_ call: Call) -> [String] {
    call.list("counts").compactMap { if case .text(let text) = $0 { text } else { nil } }
  }

  private var cases: [Route] {
    let desks = desks
    return [
      Route(
        .post, "/api/v1/cases", .permission(.caseWork), "开始一笔业务", "Open a case", body: .json(SmallForms.caseOpening),
        answer: .json(WireCase.shape, .created)
      ) { call in
        guard let key = IdempotencyKey(try call.text("idempotencyKey")) else {
          throw WebRefusal.missing("idempotencyKey")
        }
        let opened = try await desks.cases.opening(service: try call.text("service"), key: key, by: try call.signOn)
        return Answer.json(WireCase(opened.record), opened.isNew ? .created : .ok)
      },
      Route(.get, "/api/v1/cases/{id}", .permission(.caseWork), "查看业务", "A case", answer: .json(WireCase.shape)) {
        call in
        Answer.json(WireCase(try await desks.cases.view(try call.identifier("id"), by: try call.signOn)))
      },
      Route(
        .post, "/api/v1/cases/{id}/check", .permission(.caseWork), "核对表单", "Check the form",
        body: .json(SmallForms.fields), answer: .json(WireCheck.shape)
      ) { call in
        Answer.json(
          WireCheck(
            try await desks.cases.check(try call.identifier("id"), form: try call.texts("fields"), by: try call.signOn))
        )
      },
      Route(
        .post, "/api/v1/cases/{id}/submission", .permission(.caseWork), "提交并请客户确认", "Submit and show to the customer",
        body: .json(SmallForms.fields), answer: .json(WireCase.shape)
      ) { call in
        Answer.json(
          WireCase(
            try await desks.cases.submit(try call.identifier("id"), form: try call.texts("fields"), by: try call.signOn)
          ))
      },
      Route(
        .post, "/api/v1/cases/{id}/form-handover", .permission(.caseWork), "交客户填写", "Hand the form to the customer",
        body: .json(SmallForms.fields), answer: .json(WireCase.shape)
      ) { call in
        let form = try call.texts("fields").filter { !$0.value.trimmingSpace.isEmpty }
        return Answer.json(
          WireCase(try await desks.cases.handOver(try call.identifier("id"), form: form, by: try call.signOn)))
      },
      ending("form-return", "收回申请表", "Take the form back") { try await desks.cases.takeFormBack($0, by: $1) },
      ending("release", "取消业务", "Release the case") { try await desks.cases.release($0, by: $1) },
      ending("end", "结束业务", "End the case") { try await desks.cases.end($0, by: $1) },
      Route(
        .post, "/api/v1/cases/{id}/hand-back", .permission(.caseWork), "登记退还现金", "Record cash handed back",
        body: .json(SmallForms.count), answer: .json(WireCase.shape)
      ) { call in
        Answer.json(
          WireCase(
            try await desks.cases.handBack(
              try call.identifier("id"), count: try call.text("count"), by: try call.signOn)))
      },
    ]
  }

  private func ending(
    _ name: String, _ zh: String, _ en: String, _ act: @escaping @Sendable (CaseID, SignOn) async throws -> Case
  ) -> Route {
    Route(
      .post, "/api/v1/cases/{id}/\(name)", .permission(.caseWork), zh, en, answer: .json(WireCase.shape)
    ) { call in Answer.json(WireCase(try await act(try call.identifier("id"), try call.signOn))) }
  }
}
