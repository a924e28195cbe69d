import Access
import Catalog
import Documents
import Primitives
import Seals

/// The paper of a case: from facts to revision 1, 2 and 3. Everything slow runs on the press.
struct CasePaper: Paperwork {
  let house: House

  /// Sharp enough on a customer's screen, small enough to send.
  static let dpi = 120

  /// Draws the page and lets the teller certify it: revision 1, with the images of its pages.
  func draw(_ record: Case, _ definition: ServiceDefinition, by signOn: SignOn) async throws -> ShownPaper {
    let now = house.time.now
    let drawn = try await house.voucher.draw(content(record, definition, at: now))
    let hands = Set(definition.signatures.map(\.role).filter { Self.byHand.contains($0) }.map(\.rawValue))
    let places = drawn.boxes.map { SignaturePlace($0, byHand: hands.contains($0.role)) }
    let revision1 = try await house.press.run { [house] in
      let teller = try house.keys.teller(
        name: signOn.staff.name, number: signOn.staff.number, outlet: signOn.institution.nameZh, now: now,
        entropy: house.entropy)
      let draft = try Sealing.prepareFields(drawn.pdf, places: places)
      let look = try drawn.boxes.first.map { box in
        try house.voucher.tellerMarkBlocking(
          name: signOn.staff.name, number: signOn.staff.number, at: now, width: box.rectangle.width,
          height: box.rectangle.height)
      }
      return try Sealing.certify(draft, by: teller, at: now, appearance: look)
    }
    return try await show(try await countersign(revision1, record, by: signOn, at: now))
  }

  /// Those who agreed sign before the customer sees the page, each in the field prepared for him.
  private func countersign(
    _ revision1: [UInt8], _ record: Case, by signOn: SignOn, at now: Moment
  ) async throws -> [UInt8] {
    let hands = Self.checkers(record)
    guard !hands.isEmpty else { return revision1 }
    return try await house.press.run { [house] in
      try hands.reduce(revision1) { pdf, hand in
        let key = try house.keys.teller(
          name: hand.name, number: hand.number, outlet: signOn.institution.nameZh, now: now, entropy: house.entropy)
        let place = try PreparedFields(pdf).place(of: hand.role.rawValue)
        let look = try house.voucher.tellerMarkBlocking(
          name: hand.name, number: hand.number, at: now, width: place.width, height: place.height)
        return try Sealing.countersign(pdf, field: place.field, appearance: look, by: key, at: now)
      }
    }
  }

  /// Who agreed to this case, in the order of their fields.
  private static func checkers(
    _ record: Case
  ) -> [(role: ServiceDefinition.SignatureRole.Role, label: Bilingual, number: String, name: String)] {
    let facts = record.facts
    var found: [(role: ServiceDefinition.SignatureRole.Role, label: Bilingual, number: String, name: String)] = []
    if let number = facts["reviewerNumber"], let name = facts["reviewerName"] {
      found.append((.secondTeller, Bilingual(zh: "复核", en: "Reviewed"), number, name))
    }
    if let number = facts["approverNumber"], let name = facts["approverName"] {
      found.append((.approver, Bilingual(zh: "授权", en: "Approved"), number, name))
    }
    return found
  }

  private static func boxes(_ definition: ServiceDefinition, _ record: Case) -> [PageContent.SignatureBox] {
    let own = definition.signatures.map { PageContent.SignatureBox(role: $0.role.rawValue, label: $0.label) }
    let checkers = checkers(record).map { PageContent.SignatureBox(role: $0.role.rawValue, label: $0.label) }
    return Array(own.prefix(1)) + checkers + own.dropFirst()
  }

  private static let byHand: Set<ServiceDefinition.SignatureRole.Role> = [.customer, .secondCustomer, .proxy]

  /// The images of revision 1 as it will be shown, with a new nonce.
  func show(_ revision1: [UInt8]) async throws -> ShownPaper {
    let count = try await house.press.run { try PreparedFields(revision1).pages }
    var pages: [[UInt8]] = []
    for page in 1...count { pages.append(try await house.images.png(of: revision1, page: page, dpi: Self.dpi)) }
    return ShownPaper(revision1: revision1, pages: pages, nonce: Base64URL.encode(house.entropy.bytes(24)))
  }

  /// Revision 2: the ink in the customer's field, signed with a key that exists for this case only.
  ///
  /// - Throws: `Refusal` of the ink (`ink.…`).
  func sign(_ showing: ShownPaper, _ capture: InkCapture, _ record: Case) async throws -> [UInt8] {
    let now = house.time.now
    return try await house.press.run { [house] in
      let ink = try Ink(binary: capture.binary)
      let place = try PreparedFields(showing.revision1).place(of: "customer")
      let customer = try house.keys.caseCustomer(
        documentHash: try Sealing.documentHash(showing.revision1), caseNumber: record.number ?? "\(record.id)",
        now: now,
        entropy: house.entropy)
      let evidence = try InkEvidence(
        nonce: Array(showing.nonce.utf8), shownPages: showing.pageHashes, ink: ink,
        isScripted: capture.scripted, detail: Self.detail(ink, record))
      return try Sealing.signInk(
        showing.revision1, field: place.field, ink: ink.appearance(width: place.width, height: place.height),
        evidence: evidence, by: customer, at: now)
    }
  }

  /// Revision 3: the bank's seal.
  func seal(_ revision2: [UInt8], _ record: Case) async throws -> [UInt8] {
    let now = house.time.now
    return try await house.press.run { [house] in
      let place = try PreparedFields(revision2).place(of: "bank")
      let look = try house.voucher.stampBlocking(
        bank: house.settings.bankName.zh, line: "\(record.businessDate)", width: place.width, height: place.height)
      return try Sealing.seal(revision2, field: place.field, appearance: look, by: house.keys.bank, at: now)
    }
  }

  /// What the samples were, beside the samples and their hash: no personal data.
  private static func detail(_ ink: Ink, _ record: Case) -> [UInt8] {
    let points = ink.strokes.reduce(0) { $0 + $1.count }
    let length = ink.strokes.last?.last?.time ?? 0
    return Array(
      #"{"display":"\#(record.terminal)","pad":[\#(ink.width),\#(ink.height)],"strokes":\#(ink.strokes.count),"samples":\#(points),"milliseconds":\#(length)}"#
        .utf8)
  }

  // MARK: The page

  private func content(_ record: Case, _ definition: ServiceDefinition, at now: Moment) -> PageContent {
    let facts = record.facts
    let settings = house.settings
    return PageContent(
      bank: settings.bankName,
      outlet: Bilingual(zh: facts["outletName"] ?? "", en: facts["outletNameEn"] ?? ""),
      title: definition.document.title.filled(facts), blocks: definition.document.blocks.map { Self.block($0, facts) },
      boxes: Self.boxes(definition, record),
      journalNumber: record.number ?? "", businessDate: record.businessDate, createdAt: now,
      footer: Bilingual(
        zh: "电子凭证以数字签名为准，扫描二维码可查询回单。",
        en: "The digital signatures are what counts; scan the code for the receipt."))
  }

  private static func block(_ block: DocumentLayout.Block, _ facts: [String: String]) -> PageContent.Block {
    switch block {
    case .table(let rows):
      .table(rows.map { PageContent.Row(label: $0.label, value: facts[$0.fact] ?? "—", bold: $0.bold) })
    case .amount(let fact, let capitals, let label):
      .amount(label: label, figures: facts[fact] ?? "—", capitals: facts[capitals] ?? "—")
    case .paragraph(let text): .paragraph(text.filled(facts))
    case .qr(let fact, let label): .qr(text: facts[fact] ?? "", caption: label)
    case .lines(let fact): StatementText.block(facts[fact] ?? "")
    case .signatures: .signatures
    }
  }
}

/// What the display posts when the customer is done signing (DECISIONS 24).
package struct InkCapture: Sendable {
  /// `GINK`, every sample.
  package let binary: [UInt8]
  package let nonce: String
  package let shownHash: String
  /// Made by a program; only in a demo bank, marked in the evidence.
  package let scripted: Bool

  package init(binary: [UInt8], nonce: String, shownHash: String, scripted: Bool) {
    self.binary = binary
    self.nonce = nonce
    self.shownHash = shownHash
    self.scripted = scripted
  }
}
