import Access
import Banking
import Catalog
import Documents
import Primitives
import Seals
import Storage

/// What the form says so far. Changes nothing; the workbench asks for it while the teller types.
package struct CaseCheck: Sendable, Equatable {
  package enum Rule: Sendable, Equatable {
    case unknown, allow, confirmTwice
    case needsApproval(ApprovalNeed, [Bilingual])
    case refused(Refusal)
  }

  /// Field → remark: the masked holder of the account, the sum of the notes.
  package let findings: [String: Bilingual]
  package let refusals: [Refusal]
  package let booked: [BookedLine]
  package let rule: Rule
  /// Field → value known to the bank already.
  package let prefill: [String: String]
  package let amountCapitals: String?

  var withoutPrefill: CaseCheck {
    CaseCheck(
      findings: findings, refusals: refusals, booked: booked, rule: rule, prefill: [:], amountCapitals: amountCapitals)
  }
}

/// Forms of one definition: from raw text to checked values, with what the bank knows beside it.
struct CaseForm: Sendable {
  let house: House
  let effects: EffectList
  let definition: ServiceDefinition
  let signOn: SignOn

  /// SHA-256 over names and values that are not empty, in order of names (DECISIONS 16).
  ///
  /// - Parameter images: what is submitted with them; other images are another submission.
  static func fingerprint(_ form: [String: String], _ images: [CaseImage] = []) -> [UInt8] {
    var writer = ByteWriter()
    for (name, value) in form.sorted(by: { $0.key < $1.key }) where !value.isEmpty {
      writer.text(name)
      writer.text(value)
    }
    if !images.isEmpty { writer.text(Hex.encode(CaseImage.digest(images))) }
    return Digest.sha256(writer.bytes)
  }

  private var permissions: Set<String> { Set(signOn.permissions.map(\.rawValue)) }

  /// Every rule of the definition: fields, papers, permission, currency, thresholds.
  ///
  /// - Throws: `RefusalList` with all that is wrong; `Refusal` when the rules say no.
  func accept(_ form: [String: String], _ images: [CaseImage]) async throws -> AcceptedForm {
    let known = try await context(form)
    let checked = house.catalog.check(form: form, of: definition, context: known.context)
    let papers = definition.missing(Set(images.map(\.kind)))
    let refusals = Self.named(checked.refusals, known.account) + (papers.map { [$0] } ?? [])
    if !refusals.isEmpty { throw RefusalList(refusals) }
    switch decide(checked.values) {
    case .allow: return AcceptedForm(values: checked.values, need: .none, reasons: [], images: images)
    case .needsApproval(let need, let reasons):
      return AcceptedForm(values: checked.values, need: need, reasons: reasons.map(\.text), images: images)
    case .refuse(let refusal): throw refusal
    }
  }

  /// The same for a form that is still being filled in: empty fields are no fault yet, unless it is `whole`.
  func check(_ form: [String: String], _ record: Case, whole: Bool = false) async throws -> CaseCheck {
    let known = try await context(form)
    let checked = house.catalog.check(form: form, of: definition, context: known.context)
    let started = Self.named(checked.refusals, known.account).filter { refusal in
      guard !whole, let field = refusal.field else { return true }
      return form.contains { ($0.key == field || $0.key.hasPrefix(field + ".")) && !$0.value.isEmpty }
    }
    let effect = try effects.effect(definition.effect)
    let now = house.time.now
    let order = EffectOrder(
      record: record, values: checked.values, signOn: signOn, settings: definition.settings,
      reservation: ReservationID(high: 0, low: 0),
      journal: JournalID(high: 0, low: 0), customer: CustomerID(high: 0, low: 0), deadline: now, now: now)
    let gate = PasswordGate(house: house, definition: definition)
    let preview = try await house.database.read { tx in
      var preview = try effect.preview(order, in: tx)
      if preview.refusals.isEmpty, let locked = try gate.refusal(checked.values, at: record.institution, in: tx) {
        preview.refusals.append(locked)
      }
      return preview
    }
    let named = Set(started.compactMap(\.field))
    let amount = definition.amountField.flatMap { checked.values.money($0) }
    return CaseCheck(
      findings: preview.findings,
      refusals: started + preview.refusals.filter { $0.field == nil || !named.contains($0.field ?? "") },
      booked: preview.booked, rule: rule(decide(checked.values), amount: amount), prefill: preview.prefill,
      amountCapitals: amount.map(ChineseCapitals.prefixed))
  }

  private func decide(_ values: FieldValues) -> Decision {
    house.catalog.decide(
      definition, amount: definition.amountField.flatMap { values.money($0) },
      on: PolicyGround(permissions: permissions, posts: Set(signOn.staff.posts.map(\.rawValue))))
  }

  private func rule(_ decision: Decision, amount: Money?) -> CaseCheck.Rule {
    if definition.amountField != nil && amount == nil { return .unknown }
    return switch decision {
    case .allow(let twice): twice ? .confirmTwice : .allow
    case .needsApproval(let need, let reasons): .needsApproval(need, reasons.map(\.text))
    case .refuse(let refusal): .refused(refusal)
    }
  }

  /// Without the account its currency is unknown too: the account is what is wrong, and is named alone.
  private static func named(_ refusals: [Refusal], _ account: Refusal?) -> [Refusal] {
    guard let account else { return refusals }
    return [account] + refusals.filter { $0.code != "catalog.currency-unknown" && $0.field != account.field }
  }

  /// Currency, face values and date that the fields are read against; and why the account cannot be found.
  private func context(_ form: [String: String]) async throws -> (context: FormContext, account: Refusal?) {
    let account = definition.fields.first { [.account, .deposit, .holding].contains($0.type) }.flatMap { field in
      form[field.name].map { (field.name, field.type, $0) }
    }
    let named = definition.fields.first { $0.type == .currency }.flatMap { form[$0.name] }
    return try await house.database.read { [house, signOn, permissions] tx in
      var currency = named.flatMap(Currency.init(code:))
      var missing: Refusal?
      if let (field, type, text) = account, let number = try? AccountNumber(parsing: text) {
        do {
          currency = try house.banking.currency(of: number, type, field: field, in: tx)
        } catch let refusal as Refusal {
          missing = refusal
        }
      }
      let faces = try currency.map {
        try house.banking.tills.denominations($0, at: signOn.institution.id, in: tx)
      }
      let context = FormContext(
        currency: currency, permissions: permissions,
        businessDate: try house.banking.calendar.businessDate(of: signOn.institution.id, in: tx),
        faces: Set(faces ?? []))
      return (context, missing)
    }
  }
}

/// Fields that keep every rule, and who must agree to them first.
struct AcceptedForm: Sendable {
  let values: FieldValues
  let need: ApprovalNeed
  let reasons: [Bilingual]
  /// The images that were there when the form was judged.
  let images: [CaseImage]
}

/// Facts that every service has, put beside those of its effect.
enum CaseFacts {
  static func complete(
    _ effect: EffectFacts, of record: Case, definition: ServiceDefinition, by signOn: SignOn, house: House
  ) -> [String: String] {
    var facts = effect.facts
    let token = Receipt.token(for: record.id, key: house.keys.receipt)
    facts["journalNumber"] = effect.number
    facts["businessDate"] = "\(record.businessDate)"
    facts["createdAt"] = house.time.now.beijing
    facts["serviceName"] = definition.name.zh
    facts["serviceCode"] = "\(definition.code)"
    facts["outletName"] = signOn.institution.nameZh
    facts["outletNameEn"] = signOn.institution.nameEn
    facts["outletNumber"] = "\(signOn.institution.id)"
    facts["tellerNumber"] = signOn.staff.number
    facts["tellerName"] = signOn.staff.name
    facts["receiptUrl"] = "\(house.settings.publicAddress)/r/\(token)"
    facts["signer"] = effect.signer
    return facts
  }

  /// Who agreed, for the page and for its prepared fields; dashes where nobody had to.
  static func approval(_ approval: Approval?) -> [String: String] {
    var facts = ["approvedBy": "—"]
    let passes = approval?.decisions.filter { $0.verdict == .pass } ?? []
    guard !passes.isEmpty else { return facts }
    facts["approvedBy"] = passes.map { pass in
      "\(pass.checkerNumber) \(pass.checkerName) (\(pass.asSupervisor ? "授权 approved" : "复核 reviewed"))"
    }.joined(separator: " · ")
    if let approver = passes.first(where: \.asSupervisor) {
      (facts["approverNumber"], facts["approverName"]) = (approver.checkerNumber, approver.checkerName)
    }
    if let second = passes.first(where: { $0.checkerNumber != facts["approverNumber"] }) {
      (facts["reviewerNumber"], facts["reviewerName"]) = (second.checkerNumber, second.checkerName)
    }
    return facts
  }
}
