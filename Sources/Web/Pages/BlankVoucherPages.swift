import Access
import Banking
import Desk
import HTTPTypes
import Hummingbird
import Primitives

/// Important blank vouchers (重要空白凭证): stock, hand-over, use, spoiling, the daily count, destruction by two.
struct BlankVoucherPages: Sendable {
  let kit: PageKit

  private var desks: Desks { kit.desks }
  private static let need = Need.either(.tillSupervise, .tillOperate)

  /// What a redirect says was done.
  enum Done: String, CaseIterable {
    case received, handed, returned, used, void, counted, destroyed
  }

  var routes: [Route] {
    [
      Route(
        .get, "/vouchers", Self.need, "重要空白凭证页", "Blank vouchers",
        query: [
          QueryMember("show", .oneOf(["count"]), "the blind count"),
          QueryMember("done", .oneOf(Done.allCases.map(\.rawValue)), "what was just recorded"),
        ]
      ) { [self] call in
        try await page(call, counting: call.query["show"] == "count", done: Done(rawValue: call.query["done"] ?? ""))
      },
      act("/vouchers/receipt", .tillSupervise, "凭证入库", "Receive blank vouchers", .received) { signOn, call in
        try await desks.tills.receiveVouchers(
          try Self.kind(call), first: try Self.number("first", call), last: try Self.number("last", call), by: signOn)
      },
      act("/vouchers/hand-out", .tillSupervise, "凭证领用", "Hand out blank vouchers", .handed) { signOn, call in
        try await desks.tills.handVouchers(
          try Self.kind(call), pieces: try Self.number("pieces", call), to: call.form["teller"] ?? "", by: signOn)
      },
      act("/vouchers/hand-in", .tillOperate, "凭证上缴", "Hand blank vouchers in", .returned) { signOn, call in
        try await desks.tills.handVouchersIn(try Self.kind(call), by: signOn)
      },
      act("/vouchers/use", .tillOperate, "凭证使用", "Use a blank voucher", .used) { signOn, call in
        try await end(.used, signOn, call)
      },
      act("/vouchers/void", .tillOperate, "凭证作废", "Void a blank voucher", .void) { signOn, call in
        try await end(.void, signOn, call)
      },
      act("/vouchers/destruction", .tillSupervise, "凭证销毁", "Destroy a voided voucher", .destroyed) { signOn, call in
        try await desks.tills.destroyVoucher(
          try Self.kind(call), number: try Self.number("number", call),
          second: call.form["second"]?.trimmingSpace ?? "", password: call.form["password"] ?? "", by: signOn)
      },
      Route(.post, "/vouchers/count", .permission(.tillOperate), "凭证盘点", "Count blank vouchers", body: .form) {
        [self] call in
        try await perform(call, .counted, counting: true) { signOn in
          let counts = try call.form.all("kind").map { kind in
            (kind, try Self.number("pieces.\(kind)", call))
          }
          try await desks.tills.countVouchers(counts, by: signOn)
        }
      },
    ]
  }

  private func act(
    _ path: String, _ permission: Permission, _ zh: String, _ en: String, _ done: Done,
    _ work: @escaping @Sendable (SignOn, Call) async throws -> Void
  ) -> Route {
    Route(.post, path, .permission(permission), zh, en, body: .form) { [self] call in
      try await perform(call, done, counting: false) { signOn in try await work(signOn, call) }
    }
  }

  private func perform(
    _ call: Call, _ done: Done, counting: Bool, _ work: (SignOn) async throws -> Void
  ) async throws -> Response {
    do {
      try await work(try call.signOn)
      return Answer.seeOther("/vouchers?done=\(done.rawValue)")
    } catch let refusal as Refusal where refusal.kind != .forbidden || !refusal.code.hasPrefix("access.") {
      return try await page(call, counting: counting, done: nil, problem: refusal)
    }
  }

  private func end(_ end: VoucherStock.End, _ signOn: SignOn, _ call: Call) async throws {
    try await desks.tills.endVoucher(
      try Self.kind(call), number: try Self.number("number", call), end,
      purpose: call.form["purpose"]?.trimmingSpace ?? "", by: signOn)
  }

  private static func kind(_ call: Call) throws -> String {
    guard let kind = call.form.filled("kind") else { throw WebRefusal.missing("kind") }
    return kind
  }

  /// Digits as they are printed: leading noughts and blanks do not count.
  private static func number(_ name: String, _ call: Call) throws -> Int64 {
    let text = call.form[name]?.filter { !$0.isWhitespace } ?? ""
    guard text.utf8.count <= 12, let number = Int64(text), number >= 0 else { throw WebRefusal.missing(name) }
    return number
  }

  // MARK: Page

  private func page(
    _ call: Call, counting: Bool, done: Done?, problem: (any Error)? = nil
  ) async throws -> Response {
    let (signOn, reader) = (try call.signOn, kit.form(call))
    let view = try await desks.tills.vouchers(by: signOn)
    let sheet = BlankVoucherSheet(reader: reader, form: call.form)
    var context = sheet.context(view, counting: counting)
    context["operates"] = signOn.may(.tillOperate)
    context["supervises"] = signOn.may(.tillSupervise)
    if let done { context["done"] = ["text": reader.text("blank_done_\(done.rawValue)")] as PageContext }
    if counting { context["showsTill"] = false }
    return try await kit.page(
      "voucher/page", call, at: signOn.may(.tillOperate) ? .till : .vault, title: reader.text("blank_vouchers"),
      context,
      problem: problem)
  }
}

/// The register as its template reads it.
struct BlankVoucherSheet: Sendable {
  let reader: ReaderForm
  /// What was typed before a refusal.
  let form: FormText

  /// Kinds with a name of their own; the stock itself knows any.
  static let kinds: [(id: String, name: Bilingual)] = [
    ("certificate", Bilingual(zh: "存单", en: "Deposit certificate")), ("passbook", Bilingual(zh: "存折", en: "Passbook")),
    ("card", Bilingual(zh: "银行卡", en: "Bank card")), ("cash-cheque", Bilingual(zh: "现金支票", en: "Cash cheque")),
    ("transfer-cheque", Bilingual(zh: "转账支票", en: "Transfer cheque")),
    ("bank-draft", Bilingual(zh: "银行汇票", en: "Bank draft")),
    ("cashiers-order", Bilingual(zh: "银行本票", en: "Cashier's order")),
    ("proof", Bilingual(zh: "存款证明书", en: "Proof of deposit")),
  ]

  private func name(_ kind: String) -> String {
    Self.kinds.first { $0.id == kind }.map { reader($0.name) } ?? kind
  }

  func context(_ view: TillDesk.VoucherView, counting: Bool) -> PageContext {
    let own = view.lots.filter(\.isOwn)
    let held = own.map(\.lot.kind).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    return [
      "isCounting": counting, "isWorking": !counting,
      "own": own.map { lot in
        let isNext = own.first { $0.lot.kind == lot.lot.kind }?.lot.id == lot.lot.id
        return row(lot, counted: view.counted).merging(["mayReturn": isNext])
      }, "hasOwn": !own.isEmpty,
      "held": choices(held), "hasHeld": !held.isEmpty,
      "counts": held.map { kind in
        ["kind": kind, "name": name(kind), "value": form["pieces.\(kind)"] ?? ""] as PageContext
      },
      "sheets": view.sheets.map { sheet in
        [
          "name": name(sheet.kind), "received": text(sheet.received), "used": text(sheet.used),
          "void": text(sheet.void), "left": text(sheet.left), "agrees": sheet.agrees,
        ] as PageContext
      }, "hasSheets": !view.sheets.isEmpty,
      "lots": view.lots.map { row($0, counted: []) }, "hasLots": !view.lots.isEmpty,
      "voided": view.voided.map(use), "hasVoided": !view.voided.isEmpty,
      "ended": view.ended.map(use), "hasEnded": !view.ended.isEmpty,
      "kinds": choices(Self.kinds.map(\.id)),
      "stocked": choices(
        view.lots.filter { $0.holder == nil }.map(\.lot.kind).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
      ),
      "hasStock": view.lots.contains { $0.holder == nil },
      "tellers": view.tellers.map { one in
        ["number": one.number, "name": one.name, "selected": form["teller"] == one.number] as PageContext
      },
      "typed": [
        "first": form["first"] ?? "", "last": form["last"] ?? "", "pieces": form["pieces"] ?? "",
        "number": form["number"] ?? "", "purpose": form["purpose"] ?? "",
      ] as PageContext,
    ]
  }

  private func text(_ number: Int64) -> String { reader.number(number) }

  private func choices(_ kinds: [String]) -> [PageContext] {
    kinds.map { ["value": $0, "name": name($0), "selected": form["kind"] == $0] as PageContext }
  }

  private func row(_ lot: TillDesk.VoucherView.Lot, counted: [VoucherStock.Count]) -> PageContext {
    let count = counted.first { $0.kind == lot.lot.kind }
    return [
      "kind": lot.lot.kind, "name": name(lot.lot.kind), "holder": lot.holder ?? reader.text("blank_outlet"),
      "next": "\(lot.lot.next)", "last": "\(lot.lot.last)", "left": text(lot.lot.left), "isCounted": count != nil,
      "countedText": count.map { "\(reader.text("blank_counted")) \(reader.time($0.at))" }
        ?? reader.text("blank_uncounted"),
    ]
  }

  private func use(_ one: TillDesk.VoucherView.Use) -> PageContext {
    let kinds: [VoucherStock.Use.State: String] = [.used: "ok", .void: "wait", .destroyed: "plain"]
    return [
      "kind": one.use.kind, "name": name(one.use.kind), "number": "\(one.use.number)", "purpose": one.use.purpose,
      "teller": one.teller, "time": reader.time(one.use.at), "stateKind": kinds[one.use.state] ?? "plain",
      "stateText": reader.text("blank_state_\(one.use.state.rawValue)"),
    ]
  }
}
