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
        query: [QueryMember("show", .oneOf(View.allCases.map(\.rawValue)), "what of an open till")]
      ) { [self] call in
        try await page(call, View(rawValue: call.query["show"] ?? "") ?? .moves)
      },
      Route(.post, "/till/opening", .permission(.tillOperate), "开箱", "Open the till", body: .form) { [self] call in
        try await act(call, to: "/workbench") { signOn in
          let chosen = call.form.all("currency").compactMap(Currency.init(code:))
          _ = try await desks.counter.openTill(
            box: Self.box(signOn), counts: chosen.map { Self.counted($0, call) }, by: signOn)
        }
      },
      Route(.post, "/till/closing", .permission(.tillOperate), "关箱", "Close the till", body: .form) { [self] call in
        try await act(call, to: "/till") { signOn in
          guard let till = try await desks.counter.till(by: signOn) else { throw WebRefusal.noOpenTill }
          _ = try await desks.tills.close(
            counts: till.drawers.map { Self.counted($0.currency, call) }, by: signOn)
        }
      },
    ]
  }

  /// What an open till shows. Neither what lies in it nor what moved stands beside the count: it is blind.
  private enum View: String, CaseIterable {
    case moves, holdings, closing
  }

  /// Each teller has the box of the own number: T0012 works with box 12.
  static func box(_ signOn: SignOn) -> Int64 {
    let number = Int64(signOn.staff.number.dropFirst().suffix(4)) ?? 1
    return (1...9999).contains(number) ? number : 1
  }

  private static func gridName(_ currency: Currency) -> String { "denominations.\(currency.code)" }

  /// `CNY 100x3 50x2`, as the counter desk reads it.
  private static func counted(_ currency: Currency, _ call: Call) -> String {
    "\(currency.code) \(call.form[gridName(currency)]?.trimmingSpace ?? "")"
  }

  private func act(_ call: Call, to place: String, _ work: (SignOn) async throws -> Void) async throws -> Response {
    do {
      try await work(try call.signOn)
      return Answer.seeOther(place)
    } catch let refusal as Refusal where refusal.kind != .forbidden {
      return try await page(call, .closing, problem: refusal)
    }
  }

  private func page(_ call: Call, _ view: View, problem: (any Error)? = nil) async throws -> Response {
    let signOn = try call.signOn
    let reader = kit.form(call)
    let till = try await desks.counter.till(by: signOn)
    let counts = till == nil || view == .closing
    let moves = till == nil || counts ? [] : try await movements(signOn, reader)
    let held = till.map { kit.tillText($0, reader) } ?? ""
    let rows = view == .holdings ? till.map { lines($0, reader) } ?? [] : []
    var sheet: PageContext = [
      "isOpen": till != nil, "isClosed": till == nil, "isClosing": till != nil && view == .closing,
      "isWorking": till != nil && view != .closing, "showsHoldings": till != nil && view == .holdings,
      "grids": counts ? try await grids(call, till, signOn, reader, isNew: problem == nil) : [PageContext](),
      "ledgerText": held, "lines": rows, "hasLines": !rows.isEmpty, "sumText": held,
      // The books and the notes are compared in every transaction that moves cash; one that differs is refused.
      "agrees": true, "openedText": till?.box.openedOn.map(reader.date) ?? "", "movements": moves,
      "hasMovements": !moves.isEmpty, "canOperate": true,
    ]
    if let problem { sheet["problem"] = kit.problem(problem, call) }
    var context: PageContext = ["till": sheet]
    if till != nil, view == .closing { context["showsTill"] = false }
    return try await kit.page("till/page", call, at: .till, title: reader.text("till"), context, problem: problem)
  }

  /// One grid for each currency: of an open till those in it, else those that have notes and coins, the first chosen.
  private func grids(
    _ call: Call, _ till: TillView?, _ signOn: SignOn, _ reader: ReaderForm, isNew: Bool
  ) async throws -> [PageContext] {
    let chosen = isNew ? [Currency.cny.code] : call.form.all("currency")
    var grids: [PageContext] = []
    for currency in till?.drawers.map(\.currency) ?? Currency.known {
      guard let faces = try await faces(currency, signOn) else { continue }
      let grid = DenominationGrid(currency: currency, faces: faces).context(
        name: Self.gridName(currency), label: reader.text(till == nil ? "till_open" : "till_close"),
        value: call.form[Self.gridName(currency)] ?? "", amountField: "", takesFocus: grids.isEmpty)
      grids.append([
        "grid": grid, "currency": currency.code, "canChoose": till == nil, "chosen": chosen.contains(currency.code),
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
