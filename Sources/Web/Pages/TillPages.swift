import Access
import Banking
import Desk
import HTTPTypes
import Hummingbird
import Primitives

/// The teller's till: opening and handing in by denomination, what lies in it, what moved today.
struct TillPages: Sendable {
  let kit: PageKit

  private var desks: Desks { kit.desks }

  var routes: [Route] {
    [
      Route(
        .get, "/till", .permission(.tillOperate), "尾箱页", "The till",
        query: [
          QueryMember("show", .oneOf(View.allCases.map(\.rawValue)), "what of an open till"),
          QueryMember("box", .text(.digits, length: 1...4), "the sealed box to be opened"),
        ]
      ) { [self] call in
        try await page(call, View(rawValue: call.query["show"] ?? "") ?? .moves)
      },
      Route(.post, "/till/opening", .permission(.tillOperate), "开箱", "Open the till", body: .form) { [self] call in
        try await act(call, on: .closing, to: "/workbench") { signOn in
          let chosen = call.form.all("currency").compactMap(Currency.init(code:))
          _ = try await desks.counter.openTill(
            box: Self.box(signOn), counts: chosen.map { Self.counted($0, call) }, by: signOn)
        }
      },
      Route(.post, "/till/closing", .permission(.tillOperate), "关箱", "Close the till", body: .form) { [self] call in
        try await act(call, on: .closing, to: "/till") { signOn in
          guard let till = try await desks.counter.till(by: signOn) else { throw WebRefusal.noOpenTill }
          _ = try await desks.tills.close(
            counts: till.drawers.map { Self.counted($0.currency, call) }, by: signOn)
        }
      },
    ]
  }

  /// What an open till shows. Neither what lies in it nor what moved stands beside the count: it is blind.
  enum View: String, CaseIterable {
    case moves, holdings, closing, draw, give, exchange, seal, unseal
    case handUp = "hand-up"

    /// What lies in the till is not told while it is counted.
    var isBlind: Bool { [.closing, .seal, .unseal].contains(self) }
    var isForm: Bool { ![.moves, .holdings, .closing].contains(self) }
  }

  /// Each teller has the box of the own number: T0012 works with box 12.
  static func box(_ signOn: SignOn) -> Int64 {
    let number = Int64(signOn.staff.number.dropFirst().suffix(4)) ?? 1
    return (1...9999).contains(number) ? number : 1
  }

  private static func gridName(_ currency: Currency, _ name: String = "denominations") -> String {
    "\(name).\(currency.code)"
  }

  /// `CNY 100x3 50x2`, as the counter desk reads it.
  static func counted(_ currency: Currency, _ call: Call, _ name: String = "denominations") -> String {
    "\(currency.code) \(call.form[gridName(currency, name)]?.trimmingSpace ?? "")"
  }

  func act(
    _ call: Call, on view: View, to place: String, _ work: (SignOn) async throws -> Void
  ) async throws -> Response {
    do {
      try await work(try call.signOn)
      return Answer.seeOther(place)
    } catch let refusal as Refusal where refusal.kind != .forbidden || !refusal.code.hasPrefix("access.") {
      return try await page(call, view, problem: refusal)
    }
  }

  private func page(_ call: Call, _ view: View, problem: (any Error)? = nil) async throws -> Response {
    let signOn = try call.signOn
    let reader = kit.form(call)
    let till = try await desks.counter.till(by: signOn)
    let isUnsealing = till == nil && view == .unseal
    let isForm = till == nil ? isUnsealing : view.isForm && view != .unseal
    let isClosing = till != nil && view == .closing
    let isWorking = till != nil && !isClosing && !isForm
    let held = till.map { kit.tillText($0, reader) } ?? ""
    let rows = view == .holdings ? till.map { lines($0, reader) } ?? [] : []
    let movements = isWorking ? try await movements(signOn, reader) : []
    let isNew = problem == nil
    // What differs is counted again, not sent again: the second count begins with an empty grid.
    let isRecount = (problem as? Refusal)?.code == "till.count-differs"
    // After two differing counts the supervisor's number comes next.
    let mayDiffer = isClosing ? try await desks.tills.differingCounts(by: signOn) >= 2 : false
    var sheet: PageContext = [
      "isOpen": till != nil, "isClosed": till == nil && !isForm, "isClosing": isClosing, "isWorking": isWorking,
      "isForm": isForm, "showsHoldings": till != nil && view == .holdings,
      "grids": isClosing || (till == nil && !isForm)
        ? try await grids(
          call, till?.drawers.map(\.currency), signOn, reader, isNew: isNew, isEmpty: isRecount, focuses: !mayDiffer)
        : [PageContext](),
      "ledgerText": held, "lines": rows, "hasLines": !rows.isEmpty, "sumText": held,
      // The books and the notes are compared in every transaction that moves cash; one that differs is refused.
      "agrees": true, "openedText": till?.box.openedOn.map(reader.date) ?? "", "movements": movements,
      "hasMovements": !movements.isEmpty, "canOperate": true,
    ]
    let deeds = TillDeedSheet(desks: desks, reader: reader)
    if isWorking { sheet = sheet.merging(try await deeds.side(signOn)) }
    if isForm {
      let inside =
        if let till { till.drawers.map(\.currency) } else { try await sealedCurrencies(signOn, call) }
      sheet["form"] = try await deeds.form(
        view, signOn, grids: try await grids(call, inside, signOn, reader, isNew: isNew, isEmpty: isRecount),
        given: view == .exchange
          ? try await grids(call, inside, signOn, reader, isNew: isNew, name: "given") : [], call)
    }
    sheet["mayDiffer"] = mayDiffer
    if till == nil, !isForm {
      let sealed = try await desks.tills.sealedBoxes(by: signOn)
      sheet["sealed"] = sealed.map { ["box": "\($0.box.box)"] as PageContext }
      sheet["hasSealed"] = !sealed.isEmpty
    }
    if let problem { sheet["problem"] = kit.problem(problem, call) }
    var context: PageContext = ["till": sheet]
    if view.isBlind { context["showsTill"] = false }
    return try await kit.page("till/page", call, at: .till, title: reader.text("till"), context, problem: problem)
  }

  private func sealedCurrencies(_ signOn: SignOn, _ call: Call) async throws -> [Currency] {
    let box = Int64(call.form["box"] ?? call.query["box"] ?? "")
    guard let sealed = try await desks.tills.sealedBoxes(by: signOn).first(where: { $0.box.box == box }) else {
      throw WebRefusal.noSuchPage
    }
    return sealed.currencies
  }

  /// One grid for each currency: of an open till those in it, else those that have notes and coins, the first chosen.
  private func grids(
    _ call: Call, _ inside: [Currency]?, _ signOn: SignOn, _ reader: ReaderForm, isNew: Bool,
    isEmpty: Bool = false, focuses: Bool = true, name: String = "denominations"
  ) async throws -> [PageContext] {
    let chosen = isNew ? [Currency.cny.code] : call.form.all("currency")
    var grids: [PageContext] = []
    for currency in inside ?? Currency.known {
      guard let faces = try await faces(currency, signOn) else { continue }
      let grid = DenominationGrid(currency: currency, faces: faces).context(
        name: Self.gridName(currency, name), label: reader.text(inside == nil ? "till_open" : "till_count"),
        value: isEmpty ? "" : call.form[Self.gridName(currency, name)] ?? "", amountField: "",
        takesFocus: focuses && grids.isEmpty && name == "denominations")
      grids.append([
        "grid": grid, "currency": currency.code, "canChoose": inside == nil, "chosen": chosen.contains(currency.code),
      ])
    }
    return grids
  }

  /// nil for a currency without notes and coins.
  private func faces(_ currency: Currency, _ signOn: SignOn) async throws -> [Int64]? {
    do {
      return try await desks.counter.denominations(currency, by: signOn)
    } catch let refusal as Refusal where refusal.code == "cash.no-denominations" {
      return nil
    }
  }

  private func lines(_ till: TillView, _ reader: ReaderForm) -> [PageContext] {
    till.drawers.flatMap { count in
      count.lines.map { line in
        let face = Money(minor: line.denomination, count.currency)
        let whole = Money(minor: line.denomination * line.pieces, count.currency)
        return [
          "face": "\(count.currency.code) \(DenominationGrid.short(face))", "pieces": "\(line.pieces)",
          "amount": whole.grouped,
        ] as PageContext
      }
    }
  }

  /// Today's cash: deposits that were settled.
  private func movements(_ signOn: SignOn, _ reader: ReaderForm) async throws -> [PageContext] {
    let today = try await desks.records.businessDate(by: signOn)
    let cases = try await desks.records.journal(
      JournalFilter(
        institution: signOn.institution.id, from: today, to: today, teller: signOn.staff.number, state: .settled,
        limit: 100), by: signOn)
    return cases.filter { $0.amount != nil }.map { record in
      var row = CaseRow(desks: desks, reader: reader).context(record)
      row["in"] = record.amount.map(reader.money) ?? ""
      row["out"] = ""
      return row
    }
  }
}
