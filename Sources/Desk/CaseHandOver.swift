import Access
import Catalog
import Primitives
import Seals

/// A form that the teller handed to the customer, who completes his part on his own screen (BC-019). It lives in memory
/// only, as everything that is typed before a case is submitted; the paper that is signed later is what counts.
struct HandedForm: Sendable {
  /// Everything that stands in the form, the customer's part included.
  var form: [String: String]
  /// What the customer's part was when it was handed over.
  let before: [String: String]
  let reading: CaseForm
  let nonce: String
  /// Grows with every entry: the answer to a former one is no news.
  var turn = 0

  var customerPart: [String: String] {
    let names = reading.definition.customerFields.map(\.name)
    return form.filter { names.contains($0.key) }
  }

  /// Names of the fields that the customer changed; what he wrote goes into no record but the form.
  var changed: String {
    reading.definition.customerFields.map(\.name).filter { form[$0] != before[$0] }.joined(separator: ",")
  }

  /// Puts the customer's part in the place of the former one. A field that is not asked for any more is empty.
  mutating func take(_ part: [String: String]) throws(Refusal) {
    for name in part.keys.sorted() where reading.definition.field(name)?.byCustomer != true {
      throw CaseRefusal.notCustomers(name)
    }
    for field in reading.definition.customerFields {
      let isAsked = field.when.map { form[$0.field] == $0.value } ?? true
      let text = part[field.name] ?? ""
      form[field.name] = isAsked && !text.allSatisfy(\.isWhitespace) ? text : nil
    }
    turn += 1
  }
}

// MARK: - Teller

extension CaseDesk {
  /// Hands the form to the customer: his screen shows the fields that are his, with what stands in them and what the bank
  /// knows. Handed over already, it changes nothing.
  ///
  /// - Throws: `Refusal` `case.nothing-for-customer`, `case.no-display`, `case.display-busy`, `case.not-now`.
  package func handOver(_ id: CaseID, form: [String: String], by signOn: SignOn) async throws -> Case {
    let session = try await own(id, signOn)
    let known = try await check(id, form: form, by: signOn).prefill
    try await session.handOver(form.merging(known) { typed, _ in typed }, by: signOn)
    return await session.record
  }

  /// Takes the form back, with what the customer has written so far. Back already, it changes nothing.
  package func takeFormBack(_ id: CaseID, by signOn: SignOn) async throws -> Case {
    let session = try await own(id, signOn, anywhere: true)
    try await session.formBack("case.form-taken-back", by: signOn.staff.number)
    return await session.record
  }

  /// What stands in the form of an open case that was handed over; nil when it never was.
  package func handedForm(_ id: CaseID, by signOn: SignOn) async throws -> HandedSight? {
    try await own(id, signOn).handedSight
  }
}

/// The form of an open case as it stands after the customer had it.
package struct HandedSight: Sendable {
  package let form: [String: String]
  /// The customer has it now.
  package let isOut: Bool
}

// MARK: - Customer

extension CaseDesk {
  /// What the customer has written so far; with `isDone` he gives it to the teller.
  ///
  /// - Parameter part: all of his fields that are asked for; one that is missing is empty.
  /// - Throws: `Refusal` `case.none-shown`, `case.wrong-nonce`, `case.not-customers-field`; with `isDone` a `RefusalList`
  ///   of all that is wrong or still missing.
  package func fillIn(_ part: [String: String], isDone: Bool, nonce: String, on display: TerminalID) async throws {
    try await shown(on: display).fillIn(part, isDone: isDone, nonce: nonce)
  }

  /// The customer gives the form back as it stands: the teller goes on with it.
  package func giveFormBack(nonce: String, on display: TerminalID) async throws {
    let session = try await shown(on: display)
    try await session.checkFormNonce(nonce)
    try await session.formBack("case.form-given-back", by: "customer")
  }
}

extension CaseSession {
  var handedSight: HandedSight? {
    handed.map { HandedSight(form: $0.form, isOut: machine.phase == .filling) }
  }

  func handOver(_ form: [String: String], by signOn: SignOn) async throws {
    guard machine.phase != .filling else { return }
    let definition = try definition
    guard !definition.customerFields.isEmpty else { throw CaseRefusal.nothingForCustomer }
    try checkScreen()
    _ = try machine.take(.formHandedOver)
    let filled = Self.withFixedValues(form, definition)
    let reading = CaseForm(house: house, effects: effects, definition: definition, signOn: signOn)
    let names = definition.customerFields.map(\.name)
    do {
      try await note("case.form-handed-over", by: signOn.staff.number, ["fields": names.joined(separator: ",")])
    } catch {
      _ = try machine.take(.formGivenBack)
      throw error
    }
    let handed = HandedForm(
      form: filled, before: filled.filter { names.contains($0.key) }, reading: reading,
      nonce: Hex.encode(house.entropy.bytes(16)))
    self.handed = handed
    showForm(handed)
  }

  func fillIn(_ part: [String: String], isDone: Bool, nonce: String) async throws {
    try checkFormNonce(nonce)
    try handed?.take(part)
    guard let now = handed else { throw CaseRefusal.noCaseShown }
    house.live.change(record.terminal) { $0.play?.form?.values = now.form }
    let check = try await now.reading.check(now.form, record, whole: isDone)
    // Meanwhile he may have written on, or the teller may have taken the form back.
    guard handed?.turn == now.turn, machine.phase == .filling else { return }
    let names = Set(now.reading.definition.customerFields.map(\.name))
    let wrong = check.refusals.filter { names.contains($0.field ?? "") }
    house.live.change(record.terminal) { stage in
      stage.play?.form?.problems = Dictionary(wrong.map { ($0.field ?? "", $0) }) { first, _ in first }
    }
    guard isDone else { return }
    if !wrong.isEmpty { throw RefusalList(wrong) }
    _ = try machine.take(.formGivenBack)
    do {
      try await note("case.form-completed", by: "customer", ["changed": now.changed])
    } catch {
      _ = try machine.take(.formHandedOver)
      throw error
    }
    record.reached("form-completed", house.time.now)
    house.live.change(record.terminal) { $0.phase = .filled }
  }

  func formBack(_ action: String, by actor: String) async throws {
    guard let now = handed, machine.phase == .filling else { return }
    try await note(action, by: actor, ["changed": now.changed])
    guard machine.phase == .filling else { return }
    _ = try machine.take(.formGivenBack)
    clearScreen()
  }

  func checkFormNonce(_ nonce: String) throws {
    guard let handed, machine.phase == .filling else { throw CaseRefusal.noCaseShown }
    guard Digest.equal(Array(nonce.utf8), Array(handed.nonce.utf8)) else { throw CaseRefusal.wrongNonce }
  }

  /// Nobody else's case may stand on the customer's screen.
  func checkScreen() throws {
    guard house.live.isPaired(record.terminal) else { throw CaseRefusal.noDisplay }
    let play = house.live.stage(of: record.terminal).play
    if let play, play.id != record.id, play.state == .drafted || play.state == .opened { throw CaseRefusal.displayBusy }
  }

  private func note(_ action: String, by actor: String, _ detail: [String: String]) async throws {
    let now = house.time.now
    try await trusting {
      try await house.database.write { [house, record] tx in
        try house.audit.append(CaseTrail.entry(action, record, actor: actor, at: now, detail: detail), in: tx)
      }
    }
  }

  private func showForm(_ handed: HandedForm) {
    let definition = handed.reading.definition
    let shown = Digest.sha256(CaseForm.fingerprint(handed.customerPart) + Array(handed.nonce.utf8))
    var play = Stage.Play(
      id: record.id, number: "", title: definition.name, sentence: Self.please, speech: Self.please, keyFacts: [],
      pages: 0, signer: "", nonce: handed.nonce, shownHash: Hex.encode(shown))
    play.state = .opened
    play.form = Stage.FormSight(
      fields: definition.fields.filter { $0.byCustomer }, currencies: definition.currencies, values: handed.form)
    house.live.change(record.terminal) { [play] stage in
      stage.phase = .filling
      stage.play = play
    }
  }

  private static let please = Bilingual(
    zh: "请填写您的部分，核对已填的内容，然后交给柜员。",
    en: "Please fill in your part, check what is there already, and give it to the teller.")

  /// Values that the definition itself puts into fields, as the teller's page does.
  private static func withFixedValues(_ form: [String: String], _ definition: ServiceDefinition) -> [String: String] {
    var filled = form
    for field in definition.fields where filled[field.name] == nil {
      guard let value = field.prefill, !value.hasPrefix("{") else { continue }
      if let when = field.when, filled[when.field] != when.value { continue }
      filled[field.name] = value
    }
    return filled
  }
}
