import Access
import Banking
import Desk
import HTTPTypes
import Hummingbird
import Primitives

/// What a teller does with cash when no customer stands there: each a form of its own beside the open till.
struct TillDeedPages: Sendable {
  let kit: PageKit
  let till: TillPages

  private var desks: Desks { kit.desks }

  var routes: [Route] {
    [
      deed("/till/draw", .draw, "领款", "Draw cash") { signOn, call in
        try await desks.tills.draw(counts: try await counts(signOn, call), by: signOn)
      },
      deed("/till/hand-up", .handUp, "缴款", "Hand cash up") { signOn, call in
        try await desks.tills.handUp(counts: try await counts(signOn, call), by: signOn)
      },
      deed("/till/offer", .give, "调款给同事", "Give cash to a colleague") { signOn, call in
        for count in try await counts(signOn, call) where count.contains("x") {
          try await desks.tills.offer(count: count, to: call.form["receiver"] ?? "", by: signOn)
        }
      },
      deed("/till/exchange", .exchange, "券别兑换", "Exchange denominations") { signOn, call in
        for currency in try await currencies(signOn) {
          let (taken, paid) = (TillPages.counted(currency, call), TillPages.counted(currency, call, "given"))
          guard taken.contains("x") || paid.contains("x") else { continue }
          try await desks.tills.exchange(received: taken, given: paid, by: signOn)
        }
      },
      deed("/till/seal", .seal, "封箱", "Seal the till") { signOn, call in
        _ = try await desks.tills.seal(
          counts: try await counts(signOn, call), seal: call.form["seal"]?.trimmingSpace ?? "", by: signOn)
      },
      deed("/till/unsealing", .unseal, "启封", "Break the seal") { signOn, call in
        guard let box = Int64(call.form["box"] ?? "") else { throw WebRefusal.missing("box") }
        let sealed = try await desks.tills.sealedBoxes(by: signOn).first { $0.box.box == box }
        _ = try await desks.tills.openSealed(
          box: box, counts: (sealed?.currencies ?? []).map { TillPages.counted($0, call) }, by: signOn)
      },
      deed("/till/difference", .closing, "登记长短款并关箱", "Close with a difference") { signOn, call in
        _ = try await desks.tills.closeWithDifference(
          supervisor: call.form["supervisor"]?.trimmingSpace ?? "", password: call.form["password"] ?? "",
          reason: call.form["reason"]?.trimmingSpace ?? "", by: signOn)
      },
      Route(
        .post, "/till/offers/{id}", .permission(.tillOperate), "接收、拒绝或撤回调款", "Answer an offer", body: .form
      ) { [self] call in
        try await till.act(call, on: .moves, to: "/till") { signOn in
          guard let answer = TillDesk.OfferAnswer(rawValue: call.form["answer"] ?? "") else {
            throw WebRefusal.missing("answer")
          }
          try await desks.tills.answer(try call.identifier("id"), answer, by: signOn)
        }
      },
    ]
  }

  private func deed(
    _ path: String, _ view: TillPages.View, _ zh: String, _ en: String,
    _ work: @escaping @Sendable (SignOn, Call) async throws -> Void
  ) -> Route {
    Route(.post, path, .permission(.tillOperate), zh, en, body: .form) { [till] call in
      try await till.act(call, on: view, to: "/till") { signOn in try await work(signOn, call) }
    }
  }

  private func currencies(_ signOn: SignOn) async throws -> [Currency] {
    guard let open = try await desks.counter.till(by: signOn) else { throw WebRefusal.noOpenTill }
    return open.drawers.map(\.currency)
  }

  private func counts(_ signOn: SignOn, _ call: Call) async throws -> [String] {
    try await currencies(signOn).map { TillPages.counted($0, call) }
  }
}
