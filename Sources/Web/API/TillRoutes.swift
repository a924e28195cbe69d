import Access
import Banking
import Desk
import HTTPTypes
import Hummingbird
import Primitives

/// A teller's own cash as JSON: draws, hand-ups, exchanges, cash between colleagues, seals, differences.
struct TillRoutes: Sendable {
  let desks: Desks

  var routes: [Route] { moves + offers + ends }

  private var moves: [Route] {
    let desks = desks
    return [
      Route(
        .post, "/api/v1/tills/current/draws", .permission(.tillOperate), "领款", "Draw cash from the vault",
        body: .json(TillForms.cash), answer: .json(WireNumber.shape, .created)
      ) { call in
        Answer.json(
          WireNumber(try await desks.tills.draw(counts: Self.counts(call), by: try call.signOn)), .created)
      },
      Route(
        .post, "/api/v1/tills/current/hand-ups", .permission(.tillOperate), "缴款", "Hand cash to the vault",
        body: .json(TillForms.cash), answer: .json(WireNumber.shape, .created)
      ) { call in
        Answer.json(
          WireNumber(try await desks.tills.handUp(counts: Self.counts(call), by: try call.signOn)), .created)
      },
      Route(
        .post, "/api/v1/tills/current/exchanges", .permission(.tillOperate), "券别兑换", "Exchange denominations",
        body: .json(TillForms.exchange), answer: .json(WireNumber.shape, .created)
      ) { call in
        Answer.json(
          WireNumber(
            try await desks.tills.exchange(
              received: try call.text("received"), given: try call.text("given"), by: try call.signOn)), .created)
      },
      Route(
        .get, "/api/v1/tills/current/change", .permission(.tillOperate), "找零建议", "The fewest pieces for an amount",
        answer: .json(WireChange.shape),
        query: [
          QueryMember("amount", .text(length: 1...20), "decimal"),
          QueryMember("currency", .text(length: 3...3), "ISO 4217; CNY if absent"),
        ]
      ) { call in
        Answer.json(
          WireChange(
            try await desks.tills.change(
              call.query["amount"] ?? "", call.query["currency"] ?? "CNY", by: try call.signOn)))
      },
    ]
  }

  private var offers: [Route] {
    let desks = desks
    return [
      Route(
        .get, "/api/v1/tills/current/offers", .permission(.tillOperate), "待接收的调款", "Open offers",
        answer: .json(WireOffers.shape)
      ) { call in
        Answer.json(WireOffers(offers: try await desks.tills.offers(by: try call.signOn).map(WireOffer.init)))
      },
      Route(
        .post, "/api/v1/tills/current/offers", .permission(.tillOperate), "调款给同事", "Hold cash out to a colleague",
        body: .json(TillForms.offer), answer: .json(WireOffer.shape, .created)
      ) { call in
        Answer.json(
          WireOffer(
            try await desks.tills.offer(
              count: try call.text("count"), to: try call.text("receiver"), by: try call.signOn)), .created)
      },
      answering(.accept, "acceptance", "接收调款", "Take what a colleague holds out"),
      answering(.refuse, "refusal", "拒收调款", "Refuse what a colleague holds out"),
      answering(.withdraw, "withdrawal", "撤回调款", "Withdraw an offer"),
    ]
  }

  private func answering(_ answer: TillDesk.OfferAnswer, _ name: String, _ zh: String, _ en: String) -> Route {
    Route(
      .post, "/api/v1/tills/current/offers/{id}/\(name)", .permission(.tillOperate), zh, en,
      answer: .json(WireTill.shape)
    ) { [desks] call in
      try await desks.tills.answer(try call.identifier("id"), answer, by: try call.signOn)
      guard let view = try await desks.counter.till(by: try call.signOn) else { throw WebRefusal.noOpenTill }
      return Answer.json(WireTill(view))
    }
  }

  private var ends: [Route] {
    let desks = desks
    return [
      Route(
        .post, "/api/v1/tills/current/difference", .permission(.tillOperate), "登记长短款并关箱",
        "Close the till with a difference", body: .json(TillForms.difference), answer: .json(WireTill.shape)
      ) { call in
        Answer.json(
          WireTill(
            try await desks.tills.closeWithDifference(
              supervisor: try call.text("supervisor"), password: try call.text("password"),
              reason: try call.text("reason"), by: try call.signOn)))
      },
      Route(
        .post, "/api/v1/tills/current/seal", .permission(.tillOperate), "封箱", "Seal the till",
        body: .json(TillForms.seal), answer: .json(WireTill.shape)
      ) { call in
        Answer.json(
          WireTill(
            try await desks.tills.seal(
              counts: Self.counts(call), seal: try call.text("seal"), by: try call.signOn)))
      },
      Route(
        .post, "/api/v1/tills/{box}/unsealing", .permission(.tillOperate), "启封", "Break the seal of a till",
        body: .json(TillForms.cash), answer: .json(WireTill.shape)
      ) { call in
        Answer.json(
          WireTill(
            try await desks.tills.openSealed(
              box: Int64(try call.number("box")), counts: Self.counts(call), by: try call.signOn)))
      },
    ]
  }

  static func counts(_ call: Call) -> [String] {
    call.list("counts").compactMap { if case .text(let text) = $0 { text } else { nil } }
  }
}

/// What a supervisor does about cash, as JSON.
struct VaultRoutes: Sendable {
  let desks: Desks

  var routes: [Route] {
    let desks = desks
    return [
      Route(
        .post, "/api/v1/tills/{box}/checks", .permission(.tillSupervise), "查库", "Check a teller's till",
        body: .json(TillForms.cash), answer: .json(WireTillCheck.shape, .created)
      ) { call in
        let found = try await desks.tills.check(
          box: Int64(try call.number("box")), counts: TillRoutes.counts(call), by: try call.signOn)
        return Answer.json(WireTillCheck(agrees: found.agrees), .created)
      },
      Route(
        .get, "/api/v1/till-differences", .permission(.tillSupervise), "未处理的长短款", "Differences to be resolved",
        answer: .json(WireDifferences.shape)
      ) { call in
        let open = try await desks.tills.vault(by: try call.signOn).differences
        return Answer.json(WireDifferences(differences: open.map(WireDifferences.Difference.init)))
      },
      Route(
        .post, "/api/v1/till-differences/resolution", .permission(.tillSupervise), "核销长短款",
        "Resolve a till's difference", body: .json(TillForms.resolution), answer: .nothing
      ) { call in
        try await desks.tills.resolve(
          box: Int64(try call.integer("box")), session: Int64(try call.integer("session")),
          currency: try call.text("currency"), note: try call.text("note"), by: try call.signOn)
        return Answer.nothing()
      },
      Route(
        .post, "/api/v1/vault/moves", .permission(.tillSupervise), "出入库", "Vault cash in or out",
        body: .json(TillForms.vaultMove), answer: .json(WireNumber.shape, .created)
      ) { call in
        guard let direction = VaultMoves.Direction(rawValue: try call.text("direction")) else {
          throw WebRefusal.missing("direction")
        }
        let other = call.optionalText("counterparty").flatMap { Int64($0) }.map { InstitutionID($0) }
        let number = try await desks.tills.moveVault(
          direction, counterparty: other, count: try call.text("count"), second: try call.text("second"),
          password: try call.text("password"), by: try call.signOn)
        return Answer.json(WireNumber(number), .created)
      },
      Route(
        .get, "/api/v1/outlet-balance", .permission(.tillSupervise), "网点轧账", "Balance the outlet",
        answer: .json(WireBalance.shape)
      ) { call in Answer.json(WireBalance(try await desks.tills.balance(by: try call.signOn))) },
    ]
  }
}
