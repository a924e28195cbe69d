import Access
import Banking
import Catalog
import Desk
import Primitives

/// A value with a described form on the wire.
protocol WireForm: Encodable, Sendable {
  static var shape: WireShape { get }
}

/// An amount: decimal text, never a JSON number (DECISIONS 26).
struct WireMoney: WireForm, Equatable {
  let amount: String
  let currency: String

  init(_ money: Money) { (amount, currency) = (money.decimal, money.currency.code) }

  static let shape = WireShape(
    "Money", Bilingual(zh: "金额", en: "An amount"),
    [.init("amount", .text(length: 1...24), "decimal: 1234.50"), .init("currency", .text(length: 3...3), "ISO 4217")])
}

struct WireInstitution: WireForm, Equatable {
  let number: String
  let name: WireText

  init(_ institution: Institution) { (number, name) = ("\(institution.id)", WireText(institution.name)) }

  static let shape = WireShape(
    "Institution", Bilingual(zh: "机构", en: "An institution"),
    [.init("number", .text(.digits, length: 6...6), "six digits"), .init("name", .shape(WireText.shape), "its name")])
}

/// Who is signed on.
struct WireMe: WireForm {
  let number: String
  let name: String
  let posts: [String]
  let permissions: [String]
  let institution: WireInstitution
  let terminal: String?
  let mustChangePassword: Bool

  init(_ signOn: SignOn) {
    number = signOn.staff.number
    name = signOn.staff.name
    posts = signOn.staff.posts.map(\.rawValue).sorted()
    permissions = signOn.permissions.map(\.rawValue).sorted()
    institution = WireInstitution(signOn.institution)
    terminal = signOn.terminal.map { "\($0)" }
    mustChangePassword = signOn.staff.mustChangePassword
  }

  static let shape = WireShape(
    "Me", Bilingual(zh: "当前签到", en: "The sign-on"),
    [
      .init("number", .text(), "staff number"), .init("name", .text(), "name"),
      .init("posts", .list(.text()), "posts held"), .init("permissions", .list(.text()), "what may be done here"),
      .init("institution", .shape(WireInstitution.shape), "where"),
      .init("terminal", .text(.hex, length: 32...32), "the workstation", required: false),
      .init("mustChangePassword", .flag, "nothing else is possible before"),
    ])
}

struct WireService: WireForm {
  struct Field: WireForm {
    let name: String
    let label: WireText
    let hint: WireText
    let type: String
    let required: Bool
    let choices: [String]

    init(_ field: FieldDefinition) {
      name = field.name
      label = WireText(field.label)
      hint = WireText(field.hint)
      type = field.type.rawValue
      required = field.required
      choices = field.choices.map(\.value)
    }

    static let shape = WireShape(
      "ServiceField", Bilingual(zh: "表单项目", en: "A field of a form"),
      [
        .init("name", .text(), "name in `fields`"), .init("label", .shape(WireText.shape), "label"),
        .init("hint", .shape(WireText.shape), "what it accepts"), .init("type", .text(), "kind of value"),
        .init("required", .flag, "must be filled in"), .init("choices", .list(.text()), "allowed values, if a choice"),
      ])
  }

  let id: String
  let version: Int
  let code: Int
  let name: WireText
  let initials: [String]
  let currencies: [String]
  let fields: [Field]
  let papers: [Paper]

  struct Paper: WireForm {
    let kind: String
    let required: Bool

    static let shape = WireShape(
      "ServicePaper", Bilingual(zh: "所需影像", en: "A paper that is kept as an image"),
      [
        .init("kind", .oneOf(PaperKind.allCases.map(\.rawValue)), "what it is"),
        .init("required", .flag, "nothing is submitted without it"),
      ])
  }

  init(_ service: ServiceDefinition) {
    id = service.id
    version = service.version
    code = service.code
    name = WireText(service.name)
    initials = service.initials
    currencies = service.currencies.map(\.code)
    fields = service.fields.map(Field.init)
    papers = service.papers.map { Paper(kind: $0.kind.rawValue, required: $0.required) }
  }

  static let shape = WireShape(
    "Service", Bilingual(zh: "服务", en: "A service of the counter"),
    [
      .init("id", .text(), "name for POST /cases"), .init("version", .integer(1...1_000_000), "version"),
      .init("code", .integer(1...9999), "transaction code"), .init("name", .shape(WireText.shape), "name"),
      .init("initials", .list(.text()), "pinyin initials"), .init("currencies", .list(.text()), "offered in"),
      .init("fields", .list(.shape(Field.shape)), "the form"),
      .init("papers", .list(.shape(Paper.shape)), "papers asked for, in order"),
    ])
}

/// A list with a name, so that more can be said beside it later.
struct WireServices: WireForm {
  let services: [WireService]

  static let shape = WireShape(
    "Services", Bilingual(zh: "服务目录", en: "The services"),
    [.init("services", .list(.shape(WireService.shape)), "in order of codes")])
}
