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
      Route(.get, "/till", .permission(.tillOperate), "尾箱页", "The till") { [self] call in try await page(call) },
      Route(.post, "/till/opening", .permission(.tillOperate), "开箱", "Open the till", body: .form) { [self] call in
        try await act(call) { text, signOn in
          _ = try await desks.counter.openTill(box: Self.box(signOn), counts: ["CNY \(text)"], by: signOn)
        }
      },
      Route(.post, "/till/closing", .permission(.tillOperate), "关箱", "Close the till", body: .form) { [self] call in
        try await act(call) { text, signOn in
          guard let till = try await desks.counter.till(by: signOn) else { throw WebRefusal.noOpenTill }
          _ = try await desks.counter.closeTill(counts: ["\(Self.currency(till).code) \(text)"], by: signOn)
        }
      },
    ]
  }

  /// Each teller has the box of the own number: T0012 works with box 12.
  static func box(_ signOn: SignOn) -> Int64 {
    let number = Int64(signOn.staff.number.dropFirst().suffix(4)) ?? 1
    return (1...9999).contains(number) ? number : 1
  }

  /// The currency that is counted on the page: the first that is not empty.
  static func currency(_ till: TillView) -> Currency {
    (till.drawers.first { !$0.isEmpty } ?? till.drawers.first)?.currency ?? .cny
  }

  private func act(_ call: Call, _ work: (String, SignOn) async throws -> Void) async throws -> Response {
    do {
      try await work(call.form["denominations"]?.trimmingSpace ?? "", try call.signOn)
      return Answer.seeOther(call.path.hasSuffix("opening") ? "/workbench" : "/till")
    } catch let refusal as Refusal where refusal.kind != .forbidden {
      return try await page(call, problem: refusal)
    }
  }

  private func page(_ call: Call, problem: (any Error)? = nil) async throws -> Response {
    let signOn = try call.signOn
    let reader = kit.form(call)
    let till = try await desks.counter.till(by: signOn)
    let currency = till.map(Self.currency) ?? .cny
    let faces = try await desks.counter.denominations(currency, by: signOn)
    let moves = till == nil ? [] : try await movements(signOn, reader)
    let grid = DenominationGrid(currency: currency, faces: faces).context(
      name: "denominations", label: reader.text(till == nil ? "till_open" : "till_close"),
      value: call.form["denominations"] ?? "", amountField: "", takesFocus: till == nil || problem != nil)
    let held = till.map { kit.tillText($0, reader) } ?? ""
    let rows = till.map { lines($0, reader) } ?? []
    var sheet: PageContext = [
      "isOpen": till != nil, "isClosed": till == nil, "grid": grid, "ledgerText": held, "lines": rows,
      "hasLines": !rows.isEmpty, "sumText": held,
      // The books and the notes are compared in every transaction that moves cash; one that differs is refused.
      "agrees": true, "openedText": till?.box.openedOn.map(reader.date) ?? "", "movements": moves,
      "hasMovements": !moves.isEmpty, "canOperate": true, "currency": currency.code,
    ]
    if let problem { sheet["problem"] = kit.problem(problem, call) }
    return try await kit.page(
      "till/page", call, at: .till, title: reader.text("till"), ["till": sheet], problem: problem)
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
