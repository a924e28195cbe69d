import Access
import Banking
import Desk
import HTTPTypes
import Hummingbird
import Primitives

/// The error register as JSON, and corrections of earlier days.
struct ErrorRoutes: Sendable {
  let desks: Desks

  var routes: [Route] { register + deeds + corrections }

  private var register: [Route] {
    let desks = desks
    return [
      Route(
        .get, "/api/v1/errors", .permission(.errorRead), "差错登记簿", "Entries of the error register",
        answer: .json(WireErrors.shape), query: ErrorQuery.members
      ) { call in
        let filter = try await ErrorQuery(call.query).filter(desks, by: try call.signOn)
        return Answer.json(
          WireErrors(errors: try await desks.errors.list(filter, by: try call.signOn).map(WireError.init)))
      },
      Route(
        .get, "/api/v1/errors/{entry}", .permission(.errorRead), "一条差错及其经过", "One entry with its history",
        answer: .json(WireErrorFile.shape)
      ) { call in
        Answer.json(WireErrorFile(try await desks.errors.entry(try ErrorQuery.entry(call), by: try call.signOn)))
      },
      Route(
        .get, "/api/v1/error-rates", .permission(.errorRead), "每万笔差错率", "Errors per 10,000 cases by month",
        answer: .json(WireErrorRates.shape),
        query: [QueryMember("months", .integer(1...Int64(ErrorDesk.mostMonths)), "so many, 12 without")]
      ) { call in
        let months = try await desks.errors.months(ErrorQuery(call.query).months, by: try call.signOn)
        return Answer.json(WireErrorRates(months: months.map(WireErrorRates.Month.init)))
      },
    ]
  }

  private var deeds: [Route] {
    let desks = desks
    return [
      Route(
        .post, "/api/v1/errors", .permission(.errorRegister), "登记差错", "Register an error",
        body: .json(WireError.request), answer: .json(WireError.shape, .created)
      ) { call in
        let entry = try await desks.errors.register(
          try Self.errorClass(call), try Self.discovery(call), finding: try call.text("finding"),
          original: call.optionalText("caseId").flatMap { CaseID($0) },
          happenedOn: call.optionalText("happenedOn").flatMap { BusinessDate($0) },
          concerned: call.optionalText("concerned"), key: try Self.key(call), by: try call.signOn)
        return Answer.json(WireError(entry), .created)
      },
      Route(
        .post, "/api/v1/errors/{entry}/handling", .permission(.errorRegister), "登记处理结果", "Say what was done",
        body: .json(WireError.note), answer: .json(WireErrorFile.shape)
      ) { call in
        let id = try ErrorQuery.entry(call)
        try await desks.errors.handle(id, try call.text("text"), by: try call.signOn)
        return Answer.json(WireErrorFile(try await desks.errors.entry(id, by: try call.signOn)))
      },
      Route(
        .post, "/api/v1/errors/{entry}/closure", .permission(.errorClose), "销号", "Close an entry",
        body: .json(WireError.note), answer: .json(WireErrorFile.shape)
      ) { call in
        let id = try ErrorQuery.entry(call)
        try await desks.errors.close(id, try call.text("text"), by: try call.signOn)
        return Answer.json(WireErrorFile(try await desks.errors.entry(id, by: try call.signOn)))
      },
    ]
  }

  private var corrections: [Route] {
    let desks = desks
    return [
      Route(
        .post, "/api/v1/cases/{id}/correction", .permission(.caseWork), "申请隔日冲正",
        "Ask for the correction of a case of an earlier day", body: .json(WireCorrectionRequest.request),
        answer: .json(WireCorrectionRequest.shape, .created)
      ) { call in
        let request = try await desks.corrections.ask(
          try call.identifier("id"), try Self.errorClass(call), try Self.discovery(call),
          reason: try call.text("reason"), account: call.optionalText("account"), amount: call.optionalText("amount"),
          received: call.optionalText("received") ?? "", given: call.optionalText("given") ?? "",
          key: try Self.key(call), by: try call.signOn)
        return Answer.json(WireCorrectionRequest(request), .created)
      },
      Route(
        .get, "/api/v1/correction-requests", .permission(.caseApprove), "待授权的冲正申请",
        "Corrections that wait for a decision", answer: .json(WireCorrectionRequests.shape)
      ) { call in
        Answer.json(
          WireCorrectionRequests(
            requests: try await desks.corrections.waiting(by: try call.signOn).map(WireCorrectionRequest.init)))
      },
      Route(
        .post, "/api/v1/correction-requests/{id}/decision", .permission(.caseApprove), "对冲正申请作决定",
        "Decide on a correction", body: .json(WireCorrectionRequest.decision),
        answer: .json(WireCorrectionRequest.shape)
      ) { call in
        guard case .flag(let agrees)? = call.json["agrees"] else { throw WebRefusal.missing("agrees") }
        return Answer.json(
          WireCorrectionRequest(
            try await desks.corrections.decide(
              try call.identifier("id"), agrees: agrees, note: call.optionalText("note") ?? "", by: try call.signOn)))
      },
    ]
  }

  private static func key(_ call: Call) throws -> IdempotencyKey {
    guard let key = IdempotencyKey(try call.text("idempotencyKey")) else { throw WebRefusal.missing("idempotencyKey") }
    return key
  }

  private static func errorClass(_ call: Call) throws -> ErrorClass {
    guard let found = ErrorClass(rawValue: try call.text("errorClass")) else { throw WebRefusal.missing("errorClass") }
    return found
  }

  private static func discovery(_ call: Call) throws -> Discovery {
    guard let found = Discovery(rawValue: try call.text("discoveredBy")) else {
      throw WebRefusal.missing("discoveredBy")
    }
    return found
  }
}

/// What is asked of the error register, from the address of a page or of the API.
struct ErrorQuery {
  let query: FormText

  init(_ query: FormText) { self.query = query }

  static let members: [QueryMember] = [
    QueryMember("from", .date, "first day of the mistakes; a year back without"),
    QueryMember("to", .date, "last day; the business date without"),
    QueryMember("errorClass", .oneOf(WireCorrection.classes), "class"),
    QueryMember("state", .oneOf(WireError.states), "open, handled, closed"),
    QueryMember("person", .text(length: 0...20), "staff number: whom it concerns, or who registered it"),
  ]

  var months: Int { JournalQuery.number(query, "months") ?? 12 }

  func filter(_ desks: Desks, by signOn: SignOn) async throws -> ErrorFilter {
    let today = try await desks.errors.today(by: signOn)
    return ErrorFilter(
      from: try JournalQuery.date(query, "from") ?? today.adding(days: -365),
      to: try JournalQuery.date(query, "to") ?? today,
      errorClass: query.filled("errorClass").flatMap(ErrorClass.init(rawValue:)),
      state: query.filled("state").flatMap(ErrorEntry.State.init(rawValue:)),
      person: query.filled("person")?.uppercased())
  }

  /// The entry in the path; anything else is "not found".
  static func entry(_ call: Call) throws -> ErrorNumber {
    guard let id = ErrorNumber(try call.parameter("entry")) else { throw WebRefusal.noSuchPage }
    return id
  }
}
