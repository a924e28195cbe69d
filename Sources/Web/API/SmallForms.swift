import Primitives

/// Bodies and answers with one or two members.
enum SmallForms {
  static let signOn = WireShape(
    "SignOnRequest", Bilingual(zh: "签到", en: "Sign on"),
    [
      .init("number", .text(length: 1...20), "staff number"), .init("password", .text(length: 1...256), "password"),
      .init("stationToken", .text(length: 1...128), "token of the workstation", required: false),
    ])
  static let unlock = WireShape(
    "UnlockRequest", Bilingual(zh: "解锁", en: "Go on after the idle lock"),
    [.init("password", .text(length: 1...256), "password of the person signed on")])
  static let password = WireShape(
    "PasswordRequest", Bilingual(zh: "修改密码", en: "Change the password"),
    [.init("old", .text(length: 1...256), "present one"), .init("new", .text(length: 1...256), "new one")])
  static let enrolmentCode = WireShape(
    "EnrolmentCodeRequest", Bilingual(zh: "发放登记代码", en: "Issue an enrolment code"),
    [.init("institution", .text(.digits, length: 6...6), "number; own one if absent", required: false)])
  static let enrolment = WireShape(
    "EnrolmentRequest", Bilingual(zh: "登记终端", en: "Enrol a workstation"),
    [
      .init("code", .text(length: 1...40), "one-time code"),
      .init("name", .text(length: 1...40), "name of the workstation"),
    ])
  static let pairing = WireShape(
    "PairingRequest", Bilingual(zh: "配对客户屏", en: "Pair a display"),
    [.init("code", .text(.digits, length: 6...6), "what the display shows")])
  static let display = WireShape(
    "DisplayRequest", Bilingual(zh: "新客户屏", en: "A new display"),
    [.init("displayToken", .text(length: 1...128), "token of the last time", required: false)])
  static let tillOpening = WireShape(
    "TillOpening", Bilingual(zh: "开箱", en: "Open a till"),
    [
      .init("box", .integer(1...9999), "number of the box"),
      .init("counts", .list(.text(length: 3...400), most: 8), "one per currency: CNY 100*50,50*20"),
    ])
  static let tillClosing = WireShape(
    "TillClosing", Bilingual(zh: "关箱", en: "Close a till"),
    [.init("counts", .list(.text(length: 3...400), most: 8), "blind count, one per currency")])
  static let caseOpening = WireShape(
    "CaseOpening", Bilingual(zh: "开始一笔业务", en: "Open a case"),
    [
      .init("service", .text(length: 1...64), "id of the service"),
      .init("idempotencyKey", .text(.hex, length: 32...32), "one intention, one key"),
    ])
  static let fields = WireShape(
    "FormFields", Bilingual(zh: "表单", en: "The fields of a form"),
    [.init("fields", .texts(most: 100, length: 4000), "text by field name")])
  static let formPart = WireShape(
    "FormPart", Bilingual(zh: "客户填写的部分", en: "The customer's part of a form"),
    [
      .init("fields", .texts(most: 100, length: 4000), "all of his fields that are asked for"),
      .init("done", .flag, "he gives it to the teller"),
    ])
  static let count = WireShape(
    "HandBack", Bilingual(zh: "退还现金", en: "Cash handed back"),
    [.init("count", .text(length: 1...400), "100*3,50*1")])
  static let digits = WireShape(
    "PasswordEntry", Bilingual(zh: "客户输入的交易密码", en: "What the customer typed"),
    [
      .init("password", .text(length: 1...64), "six digits"),
      .init("again", .text(length: 1...64), "a new one a second time", required: false),
    ])
  static let rating = WireShape(
    "Rating", Bilingual(zh: "评价", en: "A rating"), [.init("rating", .integer(1...5), "one to five")])
  static let newStaff = WireShape(
    "NewStaff", Bilingual(zh: "新增人员", en: "A new member of staff"),
    [
      .init("number", .text(length: 4...8), "letter and 3 to 7 digits"), .init("name", .text(length: 1...40), "name"),
      .init("institution", .text(.digits, length: 6...6), "own one if absent", required: false),
      .init(
        "posts",
        .list(.oneOf(["teller", "supervisor", "accountant", "administrator", "auditor", "rehearsal"]), most: 5), "posts"
      ),
    ])
  static let staffChange = WireShape(
    "StaffChange", Bilingual(zh: "变更人员", en: "A change of a person"),
    [
      .init("state", .oneOf(["active", "blocked", "left"]), "state", required: false),
      .init(
        "posts",
        .list(.oneOf(["teller", "supervisor", "accountant", "administrator", "auditor", "rehearsal"]), most: 5),
        "posts",
        required: false),
    ])
}

struct WireToken: WireForm {
  let token: String
  let mustChangePassword: Bool

  static let shape = WireShape(
    "SignedOn", Bilingual(zh: "签到结果", en: "Signed on"),
    [.init("token", .text(), "for Authorization: Bearer"), .init("mustChangePassword", .flag, "change it first")])
}

struct WireCode: WireForm {
  let code: String

  static let shape = WireShape(
    "EnrolmentCode", Bilingual(zh: "登记代码", en: "A one-time code"), [.init("code", .text(), "valid for half an hour")])
}

struct WireStationToken: WireForm {
  let stationToken: String
  let terminal: String

  static let shape = WireShape(
    "StationToken", Bilingual(zh: "终端令牌", en: "An enrolled workstation"),
    [.init("stationToken", .text(), "shown once"), .init("terminal", .text(.hex, length: 32...32), "its id")])
}

struct WireDisplayToken: WireForm {
  let displayToken: String
  let pairingCode: String?

  static let shape = WireShape(
    "DisplayToken", Bilingual(zh: "客户屏令牌", en: "A display"),
    [
      .init("displayToken", .text(), "for Authorization: Bearer"),
      .init("pairingCode", .text(.digits, length: 6...6), "two minutes; absent when paired", required: false),
    ])
}

struct WirePassword: WireForm {
  let number: String
  let firstPassword: String

  static let shape = WireShape(
    "FirstPassword", Bilingual(zh: "初始密码", en: "A first password"),
    [.init("number", .text(), "staff number"), .init("firstPassword", .text(), "shown once; must be changed")])
}

struct WireHealth: WireForm {
  let status: String

  static let shape = WireShape(
    "Health", Bilingual(zh: "运行状态", en: "Health"),
    [.init("status", .oneOf(["ok", "stopped"]), "stopped (503): the store writes nothing any more")])
}
