import Access
import Banking
import Desk
import HTTPTypes
import Hummingbird
import Primitives

/// The supervisor's page of cash: vault, boxes, differences, whether the outlet balances.
struct VaultPages: Sendable {
  let kit: PageKit

  private var desks: Desks { kit.desks }

  var routes: [Route] {
    [
      Route(
        .get, "/vault", .permission(.tillSupervise), "库房页", "The vault",
        query: [QueryMember("check", .text(.digits, length: 1...4), "the box to be counted")]
      ) { [self] call in try await page(call, checking: Int64(call.query["check"] ?? "")) },
      Route(.post, "/vault/moves", .permission(.tillSupervise), "出入库", "Move vault cash", body: .form) {
        [self] call in try await move(call)
      },
      Route(.post, "/vault/check", .permission(.tillSupervise), "查库", "Check a till", body: .form) { [self] call in
        try await check(call)
      },
      Route(
        .post, "/vault/differences", .permission(.tillSupervise), "核销长短款", "Resolve a difference", body: .form
      ) { [self] call in
        try await act(call) { signOn in
          try await desks.tills.resolve(
            box: Int64(call.form["box"] ?? "") ?? 0, session: Int64(call.form["session"] ?? "") ?? 0,
            currency: call.form["currency"] ?? "", note: call.form["note"]?.trimmingSpace ?? "", by: signOn)
        }
      },
    ]
  }

  private func act(_ call: Call, _ work: (SignOn) async throws -> Void) async throws -> Response {
    do {
      try await work(try call.signOn)
      return Answer.seeOther("/vault")
    } catch let refusal as Refusal {
      return try await page(call, checking: nil, problem: refusal)
    }
  }

  private func move(_ call: Call) async throws -> Response {
    try await act(call) { signOn in
      guard let direction = VaultMoves.Direction(rawValue: call.form["direction"] ?? "") else {
        throw WebRefusal.missing("direction")
      }
      let other = Int64(call.form["counterparty"] ?? "") ?? 0
      let chosen = call.form.all("currency").compactMap(Currency.init(code:))
      let counts = chosen.map { TillPages.counted($0, call) }.filter { $0.contains("x") }
      guard let count = counts.first, counts.count == 1 else { throw WebRefusal.missing("denominations") }
      try await desks.tills.moveVault(
        direction, counterparty: other == 0 ? nil : InstitutionID(other), count: count,
        second: call.form["second"]?.trimmingSpace ?? "", password: call.form["password"] ?? "", by: signOn)
    }
  }

  private func check(_ call: Call) async throws -> Response {
    let box = Int64(call.form["box"] ?? "") ?? 0
    do {
      let counts = Currency.known.map { TillPages.counted($0, call) }.filter { $0.contains("x") }
      let found = try await desks.tills.check(box: box, counts: counts, by: try call.signOn)
      return try await page(call, checking: nil, checked: found.agrees)
    } catch let refusal as Refusal where refusal.kind != .forbidden {
      return try await page(call, checking: box, problem: refusal)
    }
  }

  private func page(
    _ call: Call, checking box: Int64?, checked: Bool? = nil, problem: (any Error)? = nil
  ) async throws -> Response {
    let (signOn, reader) = (try call.signOn, kit.form(call))
    let view = try await desks.tills.vault(by: signOn)
    let places = try await desks.tills.otherInstitutions(by: signOn)
    let inside = box.map { view.currencies[$0] ?? [] }
    let grids = try await grids(call, signOn, reader, inside ?? view.lines.map(\.currency), chooses: inside == nil)
    var context = VaultSheet(reader: reader).context(view, for: call, kit)
    context["grids"] = grids
    context["places"] = places.map { ["code": "\($0.id)", "name": reader($0.name)] as PageContext }
    if let box { context["checking"] = ["box": "\(box)", "grids": grids] as PageContext }
    if let checked {
      context["checked"] =
        ["isOk": checked, "text": reader.text(checked ? "vault_check_ok" : "vault_check_bad")] as PageContext
    }
    return try await kit.page(
      "vault/page", call, at: .vault, title: reader.text("nav_vault"), context, problem: problem)
  }

  private func grids(
    _ call: Call, _ signOn: SignOn, _ reader: ReaderForm, _ currencies: [Currency], chooses: Bool
  ) async throws -> [PageContext] {
    var grids: [PageContext] = []
    let sent = call.form.all("currency")
    let chosen = sent.isEmpty ? [Currency.cny.code] : sent
    for currency in currencies {
      let faces: [Int64]
      do {
        faces = try await desks.counter.denominations(currency, by: signOn)
      } catch let refusal as Refusal where refusal.code == "cash.no-denominations" {
        continue
      }
      let name = "denominations.\(currency.code)"
      grids.append([
        "grid": DenominationGrid(currency: currency, faces: faces).context(
          name: name, label: reader.text("till_count"), value: call.form[name] ?? "", amountField: "",
          takesFocus: false), "currency": currency.code, "canChoose": chooses,
        "chosen": chosen.contains(currency.code),
      ])
    }
    return grids
  }
}

/// The vault page's figures as its template reads them.
struct VaultSheet: Sendable {
  let reader: ReaderForm

  func context(_ view: TillDesk.VaultView, for call: Call, _ kit: PageKit) -> PageContext {
    var context: PageContext = [
      "lines": view.lines.map { line in
        [
          "currency": line.currency.code, "vault": line.vault.grouped, "tills": line.tills.grouped,
          "sealed": line.sealed.grouped, "ledger": line.ledger.grouped, "agrees": line.agrees,
        ] as PageContext
      }, "balances": view.hindrance == nil,
      "boxes": view.boxes.map { box($0, view.tellers) }, "hasBoxes": !view.boxes.isEmpty,
      "moves": view.moves.map(move), "hasMoves": !view.moves.isEmpty,
      "differences": view.differences.map(difference), "hasDifferences": !view.differences.isEmpty,
      "underWay": view.underWay.map { ["amount": reader.money($0)] as PageContext },
      "hasUnderWay": !view.underWay.isEmpty,
      "vouchers": view.vouchers.map { sheet in
        [
          "kind": sheet.kind, "received": "\(sheet.received)", "used": "\(sheet.used)", "void": "\(sheet.void)",
          "left": "\(sheet.left)",
        ] as PageContext
      }, "hasVouchers": !view.vouchers.isEmpty,
    ]
    if let hindrance = view.hindrance { context["hindrance"] = kit.problem(hindrance, call) }
    return context
  }

  private func box(_ box: TillBox, _ tellers: [StaffID: String]) -> PageContext {
    let state = box.isOpen ? "open" : box.isSealed ? "sealed" : "closed"
    return [
      "box": "\(box.box)", "state": reader.text("vault_box_\(state)"), "isOpen": box.isOpen,
      "stateKind": box.isOpen ? "wait" : box.isSealed ? "plain" : "ok",
      "teller": box.teller.flatMap { tellers[$0] } ?? "",
    ]
  }

  private func move(_ entry: VaultMoves.Entry) -> PageContext {
    [
      "time": reader.time(entry.at), "number": "\(entry.number)",
      "what": reader.text(entry.direction == .into ? "vault_in" : "vault_out"),
      "other": entry.counterparty.map { "\($0)" } ?? reader.text("vault_central"),
      "who": "\(entry.supervisorNumber) · \(entry.secondNumber)", "amount": reader.money(entry.pieces.total),
    ]
  }

  private func difference(_ found: TillDifference) -> PageContext {
    [
      "box": "\(found.box)", "session": "\(found.session)", "currency": found.amount.currency.code,
      "kind": reader.text("vault_\(found.kind.rawValue)"), "amount": reader.money(found.amount),
      "reason": found.reason, "supervisor": found.supervisorNumber, "number": "\(found.number)",
    ]
  }
}
