import Access
import Banking
import Desk
import HTTPTypes
import Hummingbird
import Ledger
import Primitives

/// Corrections of earlier days at the journal: the form of a request, and the page of what was booked.
struct CorrectionPages: Sendable {
  let kit: PageKit
  let journal: JournalPages

  private var desks: Desks { kit.desks }

  var routes: [Route] {
    [
      Route(
        .post, "/journal/{case}/correction", .permission(.caseWork), "申请隔日冲正", "Ask for a correction", body: .form
      ) { [self] call in try await ask(call) },
      Route(
        .get, "/journal/bookings/{journal}", .permission(.journalRead), "冲正分录页",
        "A journal that cancels or corrects a case"
      ) { [self] call in try await booking(call) },
    ]
  }

  /// Cash over the counter and transfers, of an earlier day.
  static func mayAsk(_ record: Case, _ today: BusinessDate, _ signOn: SignOn) -> Bool {
    record.state == .settled && record.businessDate < today && signOn.may(.caseWork)
      && record.institution == signOn.institution.id && services.contains(record.service)
  }

  private static let services = ["cash-deposit", "cash-withdrawal", "transfer"]

  static func form(_ call: Call, _ record: Case, _ sheet: ErrorSheet, _ entropy: any Entropy) -> PageContext {
    [
      "key": call.form.filled("key") ?? Hex.encode(entropy.bytes(16)),
      "classes": sheet.choices(ErrorClass.self, call.form["errorClass"], any: false) { $0.title },
      "discoveries": sheet.choices(Discovery.self, call.form["discoveredBy"], any: false) { $0.title },
      "account": call.form["account"] ?? "", "amount": call.form["amount"] ?? "",
      "received": call.form["received"] ?? "", "given": call.form["given"] ?? "", "ground": call.form["reason"] ?? "",
      "hasCash": record.service != "transfer", "isOpen": call.form["reason"] != nil,
    ]
  }

  private func ask(_ call: Call) async throws -> Response {
    do {
      guard let key = IdempotencyKey(call.form["key"] ?? "") else { throw WebRefusal.missing("key") }
      let request = try await desks.corrections.ask(
        try call.identifier("case"), ErrorClass(rawValue: call.form["errorClass"] ?? "") ?? .other,
        Discovery(rawValue: call.form["discoveredBy"] ?? "") ?? .teller, reason: call.form["reason"] ?? "",
        account: call.form.filled("account"), amount: call.form.filled("amount"),
        received: call.form["received"] ?? "", given: call.form["given"] ?? "", key: key, by: try call.signOn)
      return Answer.seeOther("/errors/\(request.error)")
    } catch let refusal as Refusal where refusal.kind != .notFound {
      return try await journal.detail(call, problem: refusal)
    }
  }

  private func booking(_ call: Call) async throws -> Response {
    let (signOn, reader) = (try call.signOn, kit.form(call))
    let sheet = ErrorSheet(reader: reader)
    let found = try await desks.corrections.booking(try call.identifier("journal"), by: signOn)
    let entries = try await desks.errors.entries(of: found.original, by: signOn)
    let (journal, correction) = (found.journal, found.correction)
    let kind = found.kind.flatMap { ErrorSheet.postings[$0] } ?? ErrorSheet.cancellation
    let number = found.number.map { "\($0)" } ?? "\(correction.number)"
    let context: PageContext = [
      "booking": [
        "number": number, "code": "\(journal.code)", "kind": reader(kind),
        "businessDate": reader.date(journal.businessDate), "valueDate": reader.date(journal.valueDate),
        "recorded": reader.moment(journal.recordedAt), "teller": correction.tellerNumber,
        "supervisor": correction.supervisorNumber, "ground": correction.reason,
        "className": reader(correction.errorClass.title), "caseHref": "/journal/\(found.original.id)",
        "caseNumber": found.original.number ?? "—", "isReversal": journal.reverses != nil,
      ] as PageContext,
      "legs": journal.entries.map { entry -> PageContext in
        let title = BankChart.title(entry.leg.account)
        let isDebit = entry.leg.side == .debit
        return [
          "side": reader(Bilingual(zh: isDebit ? "借" : "贷", en: isDebit ? "Dr" : "Cr")),
          "sideKind": isDebit ? "debit" : "credit", "account": reader(Bilingual(zh: title.zh, en: title.en)),
          "amount": reader.money(entry.leg.amount),
        ]
      },
      "postings": found.postings.map { sheet.posting($0, current: journal.id) }, "hasPostings": !found.postings.isEmpty,
      "errors": entries.map(sheet.row), "hasErrors": !entries.isEmpty,
    ]
    return try await kit.page("journal/booking", call, at: .journal, title: number, context)
  }
}
