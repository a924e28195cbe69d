import Access
import Banking
import Desk
import HTTPTypes
import Hummingbird
import Primitives

/// Corrections as JSON: the same-day cancellation and the error register.
struct CorrectionRoutes: Sendable {
  let desks: Desks

  var routes: [Route] {
    let desks = desks
    return [
      Route(
        .post, "/api/v1/cases/{id}/cancellation", .permission(.caseWork), "当日抹账", "Cancel a case of today",
        body: .json(WireCorrection.request), answer: .json(WireCorrection.shape, .created)
      ) { call in
        guard let key = IdempotencyKey(try call.text("idempotencyKey")) else {
          throw WebRefusal.missing("idempotencyKey")
        }
        guard let errorClass = ErrorClass(rawValue: try call.text("errorClass")) else {
          throw WebRefusal.missing("errorClass")
        }
        let made = try await desks.corrections.cancel(
          try call.identifier("id"), errorClass, reason: try call.text("reason"), number: try call.text("number"),
          password: try call.text("password"), key: key, by: try call.signOn)
        return Answer.json(WireCorrection(made), .created)
      },
      Route(
        .get, "/api/v1/corrections", .permission(.journalRead), "差错登记簿", "The error register",
        answer: .json(WireCorrections.shape)
      ) { call in
        Answer.json(
          WireCorrections(
            corrections: try await desks.corrections.register(by: try call.signOn).map(WireCorrection.init)))
      },
    ]
  }
}

struct WireCorrection: WireForm {
  let original: String
  let originalNumber: String
  let number: String
  let teller: String
  let supervisor: String
  let errorClass: String
  let reason: String
  let amount: WireMoney
  let at: String

  init(_ correction: Correction) {
    original = "\(correction.original)"
    originalNumber = "\(correction.originalNumber)"
    number = "\(correction.number)"
    teller = correction.tellerNumber
    supervisor = correction.supervisorNumber
    errorClass = correction.errorClass.rawValue
    reason = correction.reason
    amount = WireMoney(correction.amount)
    at = correction.at.iso8601
  }

  static let classes = ErrorClass.allCases.map(\.rawValue)

  static let shape = WireShape(
    "Correction", Bilingual(zh: "一笔抹账", en: "A cancellation"),
    [
      .init("original", .text(.hex, length: 32...32), "the case that was cancelled"),
      .init("originalNumber", .text(), "its journal number"), .init("number", .text(), "number of the cancellation"),
      .init("teller", .text(), "staff number"), .init("supervisor", .text(), "staff number of who agreed"),
      .init("errorClass", .oneOf(classes), "what kind of mistake it was"), .init("reason", .text(), "in words"),
      .init("amount", .shape(WireMoney.shape), "the amount"), .init("at", .text(), "UTC, ISO 8601"),
    ])

  static let request = WireShape(
    "CancellationRequest", Bilingual(zh: "当日抹账", en: "Cancel a case of today"),
    [
      .init("idempotencyKey", .text(.hex, length: 32...32), "one intention, one key"),
      .init("errorClass", .oneOf(classes), "what kind of mistake it was"),
      .init("reason", .text(length: 1...200), "in words"),
      .init("number", .text(length: 1...20), "staff number of the supervisor"),
      .init("password", .text(length: 1...256), "his password"),
    ])
}

struct WireCorrections: WireForm {
  let corrections: [WireCorrection]

  static let shape = WireShape(
    "Corrections", Bilingual(zh: "差错登记簿", en: "The error register"),
    [.init("corrections", .list(.shape(WireCorrection.shape)), "the newest first")])
}
