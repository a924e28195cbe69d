import Desk
import Documents
import Primitives

/// What the teller's workbench repeats of the customer's screen.
struct StationSnapshot: Encodable, Sendable {
  struct CaseView: Encodable, Sendable {
    let id: String
    let state: String
    let phase: String
    let page: Int
    let pages: Int
    let confirmed: [Int]
    /// Points x, y in units of the mirror's pad, pressure 0 to 1.
    let strokes: [[[Double]]]
    let padWidth: Int
    let padHeight: Int
    let message: WireText?
    let rated: Bool
    /// The customer's part of the form, as it stands on his screen.
    let form: [String: String]?
  }

  let version: Int
  let display: String
  let phase: String
  let `case`: CaseView?

  private enum CodingKeys: String, CodingKey { case version, display, phase, `case` }

  init(_ sight: StationSight) {
    version = sight.version
    display = sight.paired ? "paired" : "unpaired"
    let phase = SnapshotPhase.name(sight.stage.phase)
    self.phase = phase
    `case` = sight.stage.play.map { play in
      CaseView(
        id: "\(play.id)", state: "\(play.state)", phase: phase, page: Self.page(play), pages: play.pages,
        confirmed: play.confirmed.sorted(), strokes: MirrorPad.wire(play.strokes),
        padWidth: MirrorPad.width, padHeight: MirrorPad.height, message: play.message.map(WireText.init),
        rated: play.rated, form: play.form.map(Self.customerPart))
    }
  }

  /// Empty fields too: what the customer cleared is cleared here.
  private static func customerPart(_ form: Stage.FormSight) -> [String: String] {
    Dictionary(form.fields.map { ($0.name, form.values[$0.name] ?? "") }) { first, _ in first }
  }

  /// Readers of `case` rely on it being there, also as null.
  func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(version, forKey: .version)
    try values.encode(display, forKey: .display)
    try values.encode(phase, forKey: .phase)
    try values.encode(`case`, forKey: .case)
  }

  /// The page that the customer reads now: the first one not confirmed.
  private static func page(_ play: Stage.Play) -> Int {
    (1...max(play.pages, 1)).first { !play.confirmed.contains($0) } ?? play.pages
  }
}

/// The mirror's own pad: a thousand units a side of whatever pad the customer wrote on.
enum MirrorPad {
  static let width = 1000
  static let height = 400
  /// So many strokes and points are mirrored; more is not handwriting.
  static let mostPoints = 6000

  static func wire(_ strokes: [[Stage.StrokePoint]]) -> [[[Double]]] {
    strokes.map { $0.map { [Double($0.x), Double($0.y), Double($0.pressure) / 100] } }
  }

  /// Reads `{"nonce","strokes":[[[x,y,p],…],…],"width","height"}`; nil for anything else.
  static func read(_ bytes: [UInt8]) throws -> (nonce: String, strokes: [[Stage.StrokePoint]])? {
    guard case .object(let members) = try JSONText(bytes), case .text(let nonce)? = members["nonce"],
      case .list(let strokes)? = members["strokes"], let padWidth = number(members["width"]),
      let padHeight = number(members["height"]), padWidth >= 1, padHeight >= 1
    else { return nil }
    var count = 0
    var read: [[Stage.StrokePoint]] = []
    for case .list(let points) in strokes {
      count += points.count
      guard count <= mostPoints else { return nil }
      read.append(
        points.compactMap { point in
          guard case .list(let parts) = point, parts.count >= 2, let x = number(parts[0]), let y = number(parts[1])
          else { return nil }
          let pressure = parts.count > 2 ? number(parts[2]) ?? 0.5 : 0.5
          return Stage.StrokePoint(
            x: scaled(x / padWidth, width), y: scaled(y / padHeight, height), pressure: scaled(pressure, 100))
        })
    }
    return (nonce, read)
  }

  private static func number(_ value: JSONText?) -> Double? {
    guard case .number(let digits)? = value, let number = Double(digits), number.isFinite else { return nil }
    return number
  }

  private static func scaled(_ part: Double, _ size: Int) -> Int {
    Int((min(max(part, 0), 1) * Double(size)).rounded())
  }
}

/// What the customer's screen shows. Holds personal data: it goes to the paired display and nowhere else.
struct DisplaySnapshot: WireForm {
  struct Fact: WireForm {
    let label: WireText
    let value: String
    let bold: Bool

    static let shape = WireShape(
      "KeyFact", Bilingual(zh: "要点", en: "A fact the customer must see"),
      [
        .init("label", .shape(WireText.shape), "label"), .init("value", .text(), "value"),
        .init("bold", .flag, "matters most"),
      ])
  }

  /// What the customer types now; the digits go the other way only.
  struct PasswordAsk: WireForm {
    let step: String
    let account: String
    let left: Int?

    init(_ sight: Stage.PasswordSight) {
      step = sight.step.rawValue
      account = sight.account
      left = sight.left
    }

    static let shape = WireShape(
      "PasswordAsk", Bilingual(zh: "请客户输入密码", en: "A password that the customer types"),
      [
        .init("step", .oneOf(["current", "new"]), "the present one, or a new one twice"),
        .init("account", .text(), "of which account, middle hidden"),
        .init("left", .integer(0...99), "tries left today, after a wrong one", required: false),
      ])
  }

  struct CaseView: WireForm {
    let id: String
    let number: String
    let title: WireText
    let sentence: WireText
    let speech: WireText
    let keyFacts: [Fact]
    let password: PasswordAsk?
    let form: [FormAsk]?
    let pages: Int
    let confirmed: [Int]
    let nonce: String
    let shownHash: String
    let signer: String
    let resigns: Int
    let message: WireText?
    let receiptUrl: String?
    /// The QR of the receipt as SVG; the page makes a `data:` picture of it.
    let qrSvg: String?
    let rated: Bool

    /// - Parameter isFilling: once he has given the form back, nothing of it is told any more.
    init(_ play: Stage.Play, isFilling: Bool) {
      id = "\(play.id)"
      form = isFilling ? play.form.map(FormAsk.all) : nil
      number = play.number
      title = WireText(play.title)
      sentence = WireText(play.sentence)
      speech = WireText(play.speech)
      keyFacts = play.keyFacts.map { Fact(label: WireText($0.label), value: $0.value, bold: $0.bold) }
      password = play.password.map(PasswordAsk.init)
      pages = play.pages
      confirmed = play.confirmed.sorted()
      nonce = play.nonce
      shownHash = play.shownHash
      signer = play.signer
      resigns = play.resigns
      message = play.message.map(WireText.init)
      receiptUrl = play.receiptAddress
      qrSvg = play.receiptAddress.flatMap { try? QRCode.svg($0) }
      rated = play.rated
    }

    static let shape = WireShape(
      "DisplayCase", Bilingual(zh: "客户屏上的业务", en: "The case on the display"),
      [
        .init("id", .text(.hex, length: 32...32), "the case"), .init("number", .text(), "journal number"),
        .init("title", .shape(WireText.shape), "service"),
        .init("sentence", .shape(WireText.shape), "what will happen"),
        .init("speech", .shape(WireText.shape), "to be spoken"),
        .init("keyFacts", .list(.shape(Fact.shape)), "key facts"),
        .init("password", .shape(PasswordAsk.shape), "while one is asked for", required: false),
        .init("form", .list(.shape(FormAsk.shape)), "while the customer fills in the form", required: false),
        .init("pages", .integer(0...1000), "pages of the document; none yet while a form is filled in"),
        .init("confirmed", .list(.integer(1...1000)), "pages confirmed"),
        .init("nonce", .text(), "goes back with the signature"),
        .init("shownHash", .text(.hex, length: 64...64), "of what is shown"),
        .init("signer", .text(), "who signs"), .init("resigns", .integer(0...100_000), "signed again so often"),
        .init("message", .shape(WireText.shape), "why it ended", required: false),
        .init("receiptUrl", .text(), "once settled", required: false),
        .init("qrSvg", .text(), "its QR as SVG", required: false),
        .init("rated", .flag, "rated already"),
      ])
  }

  let version: Int
  let paired: Bool
  let pairingCode: String?
  let phase: String
  let lang: String
  let outlet: WireText
  let `case`: CaseView?

  /// - Parameter bank: named while the display belongs to no outlet.
  init(_ sight: DisplaySight, language: String, bank: Bilingual) {
    version = sight.version
    paired = sight.station != nil
    pairingCode = sight.station == nil ? sight.pairingCode.flatMap { $0.isEmpty ? nil : $0 } : nil
    phase = SnapshotPhase.name(sight.stage.phase)
    lang = language
    outlet = WireText(sight.outlet ?? bank)
    let isFilling = sight.stage.phase == .filling
    `case` = sight.stage.play.map { CaseView($0, isFilling: isFilling) }
  }

  static let shape = WireShape(
    "Display", Bilingual(zh: "客户屏", en: "The customer's display"),
    [
      .init("version", .integer(0...Int64.max), "grows with every change"),
      .init("paired", .flag, "belongs to a counter"),
      .init("pairingCode", .text(.digits, length: 6...6), "while unpaired", required: false),
      .init("phase", .oneOf(SnapshotPhase.names), "what is shown"),
      .init("lang", .oneOf(["zh", "en"]), "language of this reader"),
      .init("outlet", .shape(WireText.shape), "where"),
      .init("case", .shape(CaseView.shape), "the case", required: false),
    ])
}

/// The things a screen can show; what lies between them looks like the nearest one.
enum SnapshotPhase {
  static let names = [
    "idle", "filling", "filled", "password", "reading", "signing", "confirming", "waiting", "done", "refused",
  ]

  static func name(_ phase: Stage.Phase) -> String {
    switch phase {
    case .sealing: Stage.Phase.confirming.rawValue
    case .interrupted: Stage.Phase.refused.rawValue
    default: phase.rawValue
    }
  }
}
