import Access
import Banking
import Desk
import HTTPTypes
import Hummingbird
import Primitives

/// Counterfeit money taken in (假币收缴): the form for two of the bank, the register, the receipt on paper.
struct CounterfeitPages: Sendable {
  let kit: PageKit

  private var desks: Desks { kit.desks }
  private static let need = Need.either(.tillSupervise, .tillOperate)
  /// Rows of the form; more pieces go on a second receipt.
  private static let rows = 6

  var routes: [Route] {
    [
      Route(
        .get, "/counterfeits", Self.need, "假币收缴登记页", "Counterfeit money",
        query: [QueryMember("serial", .text(length: 0...20), "where this serial number turned up")]
      ) { [self] call in try await page(call) },
      Route(.post, "/counterfeits", .permission(.tillOperate), "收缴假币", "Take counterfeits in", body: .form) {
        [self] call in try await takeIn(call)
      },
      Route(.get, "/counterfeits/{id}", Self.need, "假币收缴凭证", "The receipt of a taking-in") { [self] call in
        try await receipt(call)
      },
    ]
  }

  private func takeIn(_ call: Call) async throws -> Response {
    do {
      guard let type = DocumentType(rawValue: call.form["documentType"] ?? "") else {
        throw WebRefusal.missing("documentType")
      }
      let entry = try await desks.tills.takeInCounterfeits(
        try Self.notes(call), currency: call.form["currency"] ?? "",
        document: (type, call.form["documentNumber"] ?? ""), name: call.form["holder"]?.trimmingSpace ?? "",
        second: call.form["second"]?.trimmingSpace ?? "", password: call.form["password"] ?? "", by: try call.signOn)
      return Answer.seeOther("/counterfeits/\(entry.id)")
    } catch let refusal as Refusal where refusal.kind != .forbidden || !refusal.code.hasPrefix("access.") {
      return try await page(call, problem: refusal)
    }
  }

  /// Rows of which something was filled in.
  private static func notes(_ call: Call) throws -> [TillDesk.FalseNote] {
    try (1...rows).compactMap { row in
      let face = call.form["face.\(row)"]?.trimmingSpace ?? ""
      let serial = call.form["serial.\(row)"]?.filter { !$0.isWhitespace }.uppercased() ?? ""
      guard !face.isEmpty || !serial.isEmpty else { return nil }
      guard let kind = CounterfeitRegister.Note.Kind(rawValue: call.form["kind.\(row)"] ?? "") else {
        throw WebRefusal.missing("kind")
      }
      return TillDesk.FalseNote(denomination: face, serial: serial, kind: kind)
    }
  }

  private func page(_ call: Call, problem: (any Error)? = nil) async throws -> Response {
    let (signOn, reader) = (try call.signOn, kit.form(call))
    let serial = call.query.filled("serial")?.uppercased()
    let found = try await desks.tills.counterfeits(serial: serial, by: signOn)
    let form = call.form
    let context: PageContext = [
      "serial": serial ?? "", "isSearch": serial != nil, "rows": found.map { row($0, reader) },
      "hasRows": !found.isEmpty,
      "operates": signOn.may(.tillOperate), "holder": form["holder"] ?? "", "number": form["documentNumber"] ?? "",
      "second": form["second"] ?? "", "isOther": form["documentType"] == DocumentType.other.rawValue,
      "currencies": [Currency.cny, .czk].map { one in
        ["code": one.code, "selected": form["currency"] == one.code] as PageContext
      },
      "pieces": (1...Self.rows).map { row in
        [
          "row": "\(row)", "face": form["face.\(row)"] ?? "", "noteSerial": form["serial.\(row)"] ?? "",
          "isAltered": form["kind.\(row)"] == CounterfeitRegister.Note.Kind.altered.rawValue, "isFirst": row == 1,
        ] as PageContext
      },
    ]
    return try await kit.page(
      "counterfeit/page", call, at: signOn.may(.tillOperate) ? .till : .vault, title: reader.text("counterfeits"),
      context, problem: problem)
  }

  private func row(_ entry: CounterfeitRegister.Entry, _ reader: ReaderForm) -> PageContext {
    [
      "href": "/counterfeits/\(entry.id)", "number": "\(entry.number)", "time": reader.moment(entry.at),
      "holder": entry.nameMasked, "document": entry.documentMasked,
      "pieces": "\(entry.notes.count)", "amount": Self.sum(entry, reader),
      "serials": entry.notes.map(\.serial).joined(separator: " "),
      "who": "\(entry.tellerNumber) · \(entry.secondNumber)",
    ]
  }

  /// The face value, currency by currency; it is no money and is booked nowhere.
  private static func sum(_ entry: CounterfeitRegister.Entry, _ reader: ReaderForm) -> String {
    let sums = Dictionary(grouping: entry.notes, by: \.currency)
      .map { currency, notes in Money(minor: notes.map(\.denomination).reduce(0, +), currency) }
    return sums.sorted { $0.currency.code < $1.currency.code }.map(reader.money).joined(separator: " · ")
  }

  private func receipt(_ call: Call) async throws -> Response {
    let (signOn, reader) = (try call.signOn, kit.form(call))
    let entry = try await desks.tills.counterfeit(try call.identifier("id"), by: signOn)
    let context: PageContext = [
      "receipt": [
        "number": "\(entry.number)", "time": reader.moment(entry.at), "outlet": reader(signOn.institution.name),
        "bank": reader(desks.house.settings.bankName), "holder": entry.nameMasked, "document": entry.documentMasked,
        "documentType": reader.text(entry.documentType == .other ? "document_other" : "document_resident"),
        "teller": entry.tellerNumber, "second": entry.secondNumber, "amount": Self.sum(entry, reader),
        "pieces": "\(entry.notes.count)",
        "notes": entry.notes.enumerated().map { index, note in
          [
            "line": "\(index + 1)", "face": reader.money(Money(minor: note.denomination, note.currency)),
            "serial": note.serial, "kind": reader.text("counterfeit_\(note.kind.rawValue)"),
          ] as PageContext
        },
      ] as PageContext
    ]
    return try await kit.page(
      "counterfeit/receipt", call, at: signOn.may(.tillOperate) ? .till : .vault,
      title: reader.text("counterfeit_receipt"), context)
  }
}
