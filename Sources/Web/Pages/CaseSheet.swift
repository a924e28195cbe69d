import Access
import Banking
import Catalog
import Desk
import Primitives

/// What `case/page` is given, by the state of the case.
struct CaseSheet: Sendable {
  let kit: PageKit

  private var desks: Desks { kit.desks }

  /// The fields of a service: what the page itself sends besides does not count.
  static func fields(_ form: FormText) -> [String: String] {
    var values = form.values
    for own in ["key", "again"] { values[own] = nil }
    return values.filter { !$0.value.trimmingSpace.isEmpty }
  }

  func context(_ call: Call, _ record: Case, problem: (any Error)?) async throws -> PageContext {
    let reader = kit.form(call)
    let definition = desks.house.catalog.service(record.service)
    var context = try await StartColumn(kit: kit).context(call, hasCase: true)
    context["caseID"] = "\(record.id)"
    context["caseState"] = "\(record.state)"
    context["papers"] = try await PapersSheet(desks: desks, reader: reader).context(record, by: try call.signOn)
    context["customer"] = CustomerCardSheet.context(
      try await account(of: record, call), reader, mayReveal: try call.signOn.may(.customerReveal))
    var sheet = head(record, definition, reader)
    switch record.state {
    case .opened:
      guard let definition else { break }
      context = context.merging(try await opened(call, record, definition, problem: problem, &sheet))
    case .waiting:
      if let asked = try await desks.approvals.own(record) {
        context["asked"] = ApprovalSheet(desks: desks, reader: reader).standing(asked)
      }
    case .drafted:
      sheet["deadlineText"] = record.deadline.map { "\(reader.text("valid_until")) \(reader.time($0))" } ?? ""
      sheet["canShowAgain"] = desks.house.live.stage(of: record.terminal).play?.id != record.id
    case .settled: try await settled(call, record, reader, &sheet)
    case .released: try await released(call, record, reader, &sheet)
    }
    context["case"] = sheet
    return context
  }

  private func head(_ record: Case, _ definition: ServiceDefinition?, _ reader: ReaderForm) -> PageContext {
    let due = record.state == .released && record.handBack == .due
    let over = record.state == .settled || record.state == .released
    var sheet: PageContext = [
      "id": "\(record.id)", "code": "\(record.serviceCode)",
      "name": definition.map { reader($0.name) } ?? record.service,
      "hasNumber": record.number != nil, "number": record.number ?? "", "steps": CaseSteps.contexts(record, reader),
      "waitsFor": CaseWaiting.text(record, reader), "hasWaitsFor": !CaseWaiting.text(record, reader).isEmpty,
      "facts": Self.facts(record, definition, reader), "canEnd": over && !due && record.endedAt == nil,
      "canRelease": !over, "handBackDue": due, "key": "\(record.key)",
    ]
    for state in CaseMachine.State.allCases {
      let name = "\(state)"
      sheet["is" + name.prefix(1).uppercased() + name.dropFirst()] = state == record.state
    }
    return sheet
  }

  /// The key facts of the case as the customer sees them; none before it was submitted.
  ///
  /// - Parameter masked: for lists and look-ups; the teller of a running case sees what the customer sees.
  static func facts(
    _ record: Case, _ definition: ServiceDefinition?, _ reader: ReaderForm, masked: Bool = false
  ) -> [PageContext] {
    guard record.number != nil else { return [] }
    return (definition?.keyFacts ?? []).compactMap { fact in
      guard let value = record.facts[fact.fact], !value.isEmpty else { return nil }
      let shown = masked ? mask(value, fact.fact, reader) : value
      return ["label": reader(fact.label), "value": shown, "bold": fact.bold, "isNumber": false]
    }
  }

  private static func mask(_ value: String, _ fact: String, _ reader: ReaderForm) -> String {
    switch fact {
    case "customerName", "agentName", "signer": Masking.name(value)
    case "accountGrouped", "accountNumber", "account": reader.masked(value.filter { !$0.isWhitespace })
    default: value
    }
  }

  // MARK: Opened

  /// Where the form is: here, with the customer, or back from him.
  func handOver(_ call: Call, _ record: Case, problem: Refusal?) async throws -> PageContext {
    let isOffered = desks.house.catalog.service(record.service)?.customerFields.isEmpty == false
    let isOut = try await handed(call, record)?.isOut ?? false
    let stage = desks.house.live.stage(of: record.terminal)
    let isFilled = stage.phase == .filled && stage.play?.id == record.id
    return [
      "isOffered": isOffered, "state": isOut ? "out" : isFilled ? "filled" : "here", "isOut": isOut,
      "isFilled": isFilled, "isHere": !isOut && !isFilled, "hasProblem": problem != nil,
      "problemText": problem.map { kit.form(call)(Bilingual(zh: $0.zh + $0.remedyZh, en: "\($0.en) \($0.remedyEn)")) }
        ?? "",
    ]
  }

  /// The form that the customer had; nil for who looks at another's case.
  private func handed(_ call: Call, _ record: Case) async throws -> HandedSight? {
    guard record.state == .opened else { return nil }
    do {
      return try await desks.cases.handedForm(record.id, by: try call.signOn)
    } catch is Refusal {
      return nil
    }
  }

  private func opened(
    _ call: Call, _ record: Case, _ definition: ServiceDefinition, problem: (any Error)?, _ sheet: inout PageContext
  ) async throws -> PageContext {
    let refused = (problem as? RefusalList)?.refusals ?? (problem as? Refusal).map { [$0] } ?? []
    let approval = try await desks.approvals.own(record)
    let reading = try await reading(
      call, record, definition, refused: refused, isNew: call.route.method == .get, approval: approval)
    sheet["fields"] = reading.fields.contexts
    var context: PageContext = [
      "feedback": reading.feedback(isAnswer: false), "customer": reading.customer,
      "handOver": try await handOver(call, record, problem: nil),
    ]
    if let approval { context["answered"] = ApprovalSheet(desks: desks, reader: kit.form(call)).answered(approval) }
    return context
  }

  /// `feedback` and `customer` for a form that is being filled in.
  func feedback(_ call: Call, _ record: Case, isAnswer: Bool) async throws -> PageContext {
    guard let definition = desks.house.catalog.service(record.service) else {
      throw WebRefusal.noService(record.service)
    }
    let reading = try await reading(
      call, record, definition, refused: [], isNew: false, approval: try await desks.approvals.own(record))
    return [
      "feedback": reading.feedback(isAnswer: isAnswer), "customer": reading.customer,
      "csrf": kit.crossSite.token(for: call.credential),
    ]
  }

  private func reading(
    _ call: Call, _ record: Case, _ definition: ServiceDefinition, refused: [Refusal], isNew: Bool, approval: Approval?
  ) async throws -> CaseReading {
    let signOn = try call.signOn
    // A form that comes back from an approval stands there as it was submitted.
    let handed = isNew ? try await handed(call, record)?.form : nil
    let form = isNew ? handed ?? approval?.papers.form ?? Self.named(call, definition) : Self.fields(call.form)
    let check = form.isEmpty && isNew ? nil : try await desks.cases.check(record.id, form: form, by: signOn)
    let sight = try await account(form, definition, signOn)
    let named = definition.fields.first { $0.type == .currency }.flatMap { form[$0.name] }.flatMap(Currency.init(code:))
    let currency = sight?.balance.account.currency ?? named ?? definition.currencies.first ?? .cny
    let faces = try await desks.counter.denominations(currency, by: signOn)
    let payees = try await payees(sight, definition, signOn)
    // What was agreed to is these fields with the images that were there.
    let isUnchanged = try await desks.images.list(record.id, by: signOn).allSatisfy(\.isFixed)
    return CaseReading(
      definition: definition, permissions: Set(signOn.permissions.map(\.rawValue)), reader: kit.form(call), form: form,
      check: check, refused: refused, account: sight, payees: payees,
      back: PageQuery("/cases/\(record.id)", [("account", sight.map { "\($0.balance.account.number)" })]).address,
      currency: currency, faces: faces,
      isApproved: approval?.state == .passed && approval?.papers.form == form && isUnchanged)
  }

  /// Beside a transfer, once the payer is known: whom he paid before.
  private func payees(
    _ sight: AccountSight?, _ definition: ServiceDefinition, _ signOn: SignOn
  ) async throws -> [PayeeSight] {
    guard let sight, definition.effect == .transferInternal, signOn.may(.transferInternal) else { return [] }
    return try await desks.records.payees(of: "\(sight.balance.account.number)", by: signOn)
  }

  /// The account that the page before this one named.
  private static func named(_ call: Call, _ definition: ServiceDefinition) -> [String: String] {
    guard let account = call.query.filled("account"), account.utf8.count <= 32,
      definition.field("account")?.type == .account
    else { return [:] }
    return ["account": account]
  }

  /// The account of a case that has one already.
  private func account(of record: Case, _ call: Call) async throws -> AccountSight? {
    guard let number = record.accountNumber else { return nil }
    return try await account(number, try call.signOn)
  }

  /// nil for what is no account: the check says so at the field.
  private func account(_ text: String, _ signOn: SignOn) async throws -> AccountSight? {
    guard signOn.may(.accountRead) else { return nil }
    do {
      return try await desks.records.account(text, by: signOn)
    } catch is Refusal {
      return nil
    }
  }

  /// The account that stands in the form, or the one behind the deposit that stands there.
  private func account(
    _ form: [String: String], _ definition: ServiceDefinition, _ signOn: SignOn
  ) async throws -> AccountSight? {
    if let text = definition.fields.first(where: { $0.type == .account }).flatMap({ form[$0.name] }) {
      return try await account(text, signOn)
    }
    guard
      let text = definition.fields.first(where: { $0.type == .deposit || $0.type == .holding })
        .flatMap({ form[$0.name] }), signOn.may(.accountRead)
    else { return nil }
    if let demand = try await account(text, signOn) { return demand }
    // A deposit's customer is found by the account its money comes from.
    do {
      let linked = try await desks.records.deposit(text, by: signOn).deposit.linked
      return try await account("\(linked)", signOn)
    } catch is Refusal {
      return nil
    }
  }

  // MARK: After

  private func settled(_ call: Call, _ record: Case, _ reader: ReaderForm, _ sheet: inout PageContext) async throws {
    sheet["archiveID"] = record.document.map { "\($0)" } ?? ""
    let mayRead = try call.signOn.may(.archiveRead)
    sheet["canPrint"] = record.document != nil && mayRead
    let balance = try await account(of: record, call)?.balance.balance
    sheet["hasBalance"] = balance != nil
    sheet["balanceText"] = balance.map(reader.money) ?? ""
    sheet["hasRating"] = record.rating != nil
    sheet["ratingText"] = record.rating.map { "\(reader.text("rating_given"))：\(reader.text("face_\($0)"))" } ?? ""
  }

  private func released(_ call: Call, _ record: Case, _ reader: ReaderForm, _ sheet: inout PageContext) async throws {
    sheet["reasonText"] = CaseEnding.text(record, reader)
    sheet["byCustomer"] = record.release == .customerRefused
    sheet["handBackDone"] = record.handBack == .done
    sheet["handBackText"] = record.amount.map { "\(reader.text("hand_back"))：\(reader.money($0))" } ?? ""
    guard record.handBack == .due, let amount = record.amount else { return }
    let faces = try await desks.counter.denominations(amount.currency, by: try call.signOn)
    let taken = call.form["denominations"] ?? Self.taken(record, amount)
    sheet["grid"] = DenominationGrid(currency: amount.currency, faces: faces).context(
      name: "denominations", label: reader.text("hand_back"), value: taken, amountField: "",
      takesFocus: taken.isEmpty)
  }

  /// What was taken in, as the grid posts it, when exactly that can be handed back; empty where change was given.
  private static func taken(_ record: Case, _ amount: Money) -> String {
    guard let text = record.facts["denominationsText"],
      let count = try? CashCount(parsing: text, amount.currency), count.total == amount
    else { return "" }
    return count.text.replacing("*", with: "x").replacing(",", with: " ")
  }
}

/// Why a case ended without posting, in words.
enum CaseEnding {
  static func text(_ record: Case, _ reader: ReaderForm) -> String {
    switch record.release {
    case .customerRefused: reader.text("released_customer")
    case .tellerReleased: reader.text("released_teller")
    case .deadlinePassed: reader.text("released_deadline")
    case .settleRefused: reader.text("released_settle")
    case .drawingFailed: reader.text("released_drawing")
    case .interrupted: reader.text("released_interrupted")
    case .approvalRefused: reader.text("released_approval")
    case .passwordLocked: reader.text("released_password")
    case nil: ""
    }
  }
}

/// The five steps above a case.
enum CaseSteps {
  private static let keys = ["step_enter", "step_check", "step_approve", "step_customer", "step_done"]

  static func contexts(_ record: Case, _ reader: ReaderForm) -> [PageContext] {
    let current: Int
    switch record.state {
    case .opened: current = record.steps.last?.step == "approved" ? 3 : 0
    case .waiting: current = 2
    case .drafted: current = 3
    case .settled: current = record.endedAt == nil ? 4 : 5
    case .released: current = record.number == nil ? 0 : 3
    }
    return keys.enumerated().map { index, key in
      let failed = record.state == .released && index == current
      let state = failed ? "failed" : index < current ? "done" : index == current ? "current" : "todo"
      return ["label": reader.text(key), "state": state, "isCurrent": index == current]
    }
  }
}
