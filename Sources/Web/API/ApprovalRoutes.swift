import Access
import Desk
import HTTPTypes
import Hummingbird
import Primitives

/// Approvals as JSON: the queue, decisions from it and at the teller's screen, lent authority.
struct ApprovalRoutes: Sendable {
  let desks: Desks

  var routes: [Route] { queue + loans }

  private var queue: [Route] {
    let desks = desks
    return [
      Route(
        .get, "/api/v1/approvals", .either(.caseReview, .caseApprove), "授权队列", "The queue of approvals",
        answer: .json(WireApprovals.shape)
      ) { call in
        Answer.json(
          WireApprovals(approvals: try await desks.approvals.queue(by: try call.signOn).map(WireApproval.init)))
      },
      Route(
        .get, "/api/v1/approvals/{id}", .either(.caseReview, .caseApprove), "一笔待授权业务", "One case that waits",
        answer: .json(WireApproval.shape)
      ) { call in
        Answer.json(
          WireApproval(try await desks.approvals.view(try call.identifier("id"), by: try call.signOn)))
      },
      Route(
        .post, "/api/v1/approvals/{id}/decision", .either(.caseReview, .caseApprove), "远程授权", "Decide from the queue",
        body: .json(WireApproval.request), answer: .json(WireApproval.shape)
      ) { call in
        let decided = try await desks.approvals.decide(
          try call.identifier("id"), try Self.verdict(call), reason: call.optionalText("reason"), by: try call.signOn)
        return Answer.json(WireApproval(decided))
      },
      Route(
        .post, "/api/v1/cases/{id}/approval", .permission(.caseWork), "现场授权", "Decide at the teller's screen",
        body: .json(WireApproval.localRequest), answer: .json(WireApproval.shape)
      ) { call in
        let decided = try await desks.approvals.decideHere(
          try call.identifier("id"), try Self.verdict(call), reason: call.optionalText("reason"),
          number: try call.text("number"), password: try call.text("password"), beside: try call.signOn)
        return Answer.json(WireApproval(decided))
      },
    ]
  }

  private var loans: [Route] {
    let desks = desks
    return [
      Route(
        .get, "/api/v1/authority-loans", .permission(.authorityLend), "授权下放记录", "Lent authorities",
        answer: .json(WireLoans.shape)
      ) { call in
        Answer.json(WireLoans(loans: try await desks.door.loans(by: try call.signOn).map(WireLoan.init)))
      },
      Route(
        .post, "/api/v1/authority-loans", .permission(.authorityLend), "借出授权", "Lend the authority to approve",
        body: .json(WireLoan.request), answer: .json(WireLoans.shape, .created)
      ) { call in
        let until = desks.house.time.now.adding(seconds: Int64(try call.integer("minutes")) * 60)
        try await desks.door.lendAuthority(to: try call.text("number"), until: until, by: try call.signOn)
        return Answer.json(
          WireLoans(loans: try await desks.door.loans(by: try call.signOn).map(WireLoan.init)), .created)
      },
      Route(
        .delete, "/api/v1/authority-loans", .permission(.authorityLend), "收回授权", "Take lent authority back",
        answer: .json(WireLoans.shape)
      ) { call in
        try await desks.door.takeAuthorityBack(by: try call.signOn)
        return Answer.json(WireLoans(loans: try await desks.door.loans(by: try call.signOn).map(WireLoan.init)))
      },
    ]
  }

  private static func verdict(_ call: Call) throws -> ApprovalDecision.Verdict {
    guard let verdict = ApprovalDecision.Verdict(rawValue: try call.text("verdict")) else {
      throw WebRefusal.missing("verdict")
    }
    return verdict
  }
}
