import Ledger
import Primitives
import Storage

/// What should have been booked (蓝字补账): the account that the money should have gone to or come from, and how much.
/// Of a transfer it is the payee's account; the payer stays.
package struct RightBooking: Sendable, Equatable {
  package let account: AccountNumber
  package let amount: Money

  package init(account: AccountNumber, amount: Money) {
    self.account = account
    self.amount = amount
  }
}

/// A correction of an earlier day (隔日冲正) as a teller asks for it. Nothing is booked until somebody else agrees.
package struct CorrectionAsk: Sendable {
  package let original: CaseID
  package let actor: CounterActor
  /// Staff number of whoever made the original booking.
  package let makerNumber: String
  package let errorClass: ErrorClass
  package let discovery: Discovery
  package let reason: String
  /// nil: the money only goes back.
  package let right: RightBooking?
  /// What goes over the counter for it: received less given is what the till's books change by.
  package let received: String
  package let given: String
  /// The client's; the same again is the same request.
  package let key: IdempotencyKey
  package let at: Moment

  package init(
    original: CaseID, actor: CounterActor, makerNumber: String, errorClass: ErrorClass, discovery: Discovery,
    reason: String, right: RightBooking?, received: String = "", given: String = "", key: IdempotencyKey, at: Moment
  ) {
    self.original = original
    self.actor = actor
    self.makerNumber = makerNumber
    self.errorClass = errorClass
    self.discovery = discovery
    self.reason = reason
    self.right = right
    self.received = received
    self.given = given
    self.key = key
    self.at = at
  }
}

/// A request that waits for a supervisor, or what he made of it.
package struct CorrectionRequest: Sendable, Equatable {
  package enum State: String, Sendable { case asked, agreed, refused }

  package let institution: InstitutionID
  package let id: IdempotencyKey
  package let original: CaseID
  package let error: ErrorNumber
  /// Who made the original booking.
  package let maker: StaffID
  package let asker: StaffID
  package let askerNumber: String
  package let askedAt: Moment
  package let reason: String
  package let right: RightBooking?
  /// The till and its session, when cash was booked.
  package let box: Int64?
  package let session: Int64?
  package let received: CashCount
  package let given: CashCount
  package let state: State
  package let checkerNumber: String?
  package let decidedAt: Moment?
  package let note: String?
}

/// One journal that a correction booked.
package struct CorrectionPosting: Sendable, Equatable {
  package enum Kind: String, Sendable {
    /// The mirror of the original, shown in red: it lowers the turnover of the year (红字冲正).
    case red
    /// The same mirror after the year was closed: a booking of the new year the other way round (反方向蓝字).
    case reverseBlue = "reverse-blue"
    /// What should have been booked (蓝字补账).
    case blue
    /// Interest of a quarter that was settled meanwhile (调整积数).
    case interest
  }

  package let kind: Kind
  package let journal: JournalID
  package let number: JournalNumber
  package let valueDate: BusinessDate
  package let account: AccountNumber
  /// What the customer's account gained; below zero: lost.
  package let amount: Money
}

/// Rows of requests and of what they booked.
enum CorrectionRows {
  static func request(_ row: Row) throws -> CorrectionRequest {
    guard let state = CorrectionRequest.State(rawValue: try row.text(17)) else {
      throw Fault("storage.row", "unknown state of a correction")
    }
    let (place, currency) = (try row.institution(0), try row.currency(16))
    let right =
      row.isNull(9)
      ? nil
      : try RightBooking(
        account: AccountNumber(row.institution(9), sequence: row.int(10)), amount: Money(minor: row.int(11), currency))
    return CorrectionRequest(
      institution: place, id: try row.id(1), original: try row.id(2), error: ErrorNumber(place, try row.int(3)),
      maker: try row.id(4), asker: try row.id(5), askerNumber: try row.text(6), askedAt: try row.moment(7),
      reason: try row.text(8), right: right, box: try row.optionalInt(12), session: try row.optionalInt(13),
      received: try CashCount(stored: try row.text(14), currency),
      given: try CashCount(stored: try row.text(15), currency),
      state: state, checkerNumber: try row.optionalText(18), decidedAt: try row.optionalMoment(19),
      note: try row.optionalText(20))
  }

  static func values(_ request: CorrectionRequest) -> [Value] {
    [
      .institution(request.institution), .id(request.id), .id(request.original), .int(request.error.number),
      .id(request.maker), .id(request.asker), .text(request.askerNumber), .moment(request.askedAt),
      .text(request.reason), .int(request.right?.account.institution.code), .int(request.right?.account.sequence),
      .int(request.right?.amount.minor), .int(request.box), .int(request.session), .text(request.received.stored),
      .text(request.given.stored), .text(request.received.currency.code),
    ]
  }

  static func posting(_ row: Row, at outlet: InstitutionID) throws -> CorrectionPosting {
    guard let kind = CorrectionPosting.Kind(rawValue: try row.text(0)) else {
      throw Fault("storage.row", "unknown kind of a correction's journal")
    }
    return CorrectionPosting(
      kind: kind, journal: try row.id(1),
      number: JournalNumber(outlet: outlet, businessDate: try row.date(2), sequence: try row.int(3)),
      valueDate: try row.date(4), account: AccountNumber(try row.institution(5), sequence: try row.int(6)),
      amount: Money(minor: try row.int(8), try row.currency(7)))
  }

  static func values(_ posting: CorrectionPosting, _ original: CaseID, part: Int) -> [Value] {
    [
      .institution(posting.number.outlet), .id(original), .int(part), .text(posting.kind.rawValue),
      .id(posting.journal),
      .date(posting.number.businessDate), .int(posting.number.sequence), .date(posting.valueDate),
      .institution(posting.account.institution), .int(posting.account.sequence),
      .text(posting.amount.currency.code), .int(posting.amount.minor),
    ]
  }
}

enum LaterCorrectionRefusal {
  static let sameDay = Refusal(
    .conflict, "correction.same-day", zh: "该笔业务是今天的，请办理当日抹账。", en: "It was booked today: cancel it instead.",
    remedyZh: "请由原经办柜员当日抹账。", remedyEn: "Have its teller cancel it.")
  static let asked = Refusal(
    .conflict, "correction.asked", zh: "该笔业务已有更正申请待授权。", en: "A correction of it waits for approval already.",
    remedyZh: "请主管先同意或退回。", remedyEn: "Have that one agreed to or refused first.")
  static let unknown = Refusal(
    .notFound, "correction.unknown", zh: "没有这份更正申请。", en: "There is no such request for a correction.",
    remedyZh: "请刷新后查看。", remedyEn: "Look at the list again.")
  static let decided = Refusal(
    .conflict, "correction.decided", zh: "这份更正申请已经处理。", en: "This request was decided already.",
    remedyZh: "请刷新后查看。", remedyEn: "Look at it again.")
  static let ownApproval = Refusal(
    .forbidden, "correction.own-decision", zh: "更正申请不能由申请人或原经办人授权。",
    en: "Neither who asks nor who made the original decides on a correction.", remedyZh: "请由另一名主管授权。",
    remedyEn: "Ask another supervisor.")
  static let same = Refusal(
    .invalid, "correction.same", field: "amount", zh: "补记的账户和金额与原业务相同。",
    en: "What should have been booked is what was booked.", remedyZh: "请核对正确的账户和金额。",
    remedyEn: "Check the right account and amount.")
  static func accountLater(_ openedOn: BusinessDate) -> Refusal {
    Refusal(
      .conflict, "correction.account-later", field: "account", limit: "\(openedOn)",
      zh: "正确账户 \(openedOn) 才开立，不能以更早的日期起息。",
      en: "The right account was opened on \(openedOn): nothing can be valued before that.",
      remedyZh: "请核对账号，或只冲正、另行存入。", remedyEn: "Check the number, or only reverse and pay in anew.")
  }
  static func till(_ box: Int64) -> Refusal {
    Refusal(
      .conflict, "correction.till", field: "till", limit: "\(box)", zh: "原业务记在 \(box) 号尾箱，须由现持箱并已开箱的柜员申请。",
      en: "It was booked in till \(box): whoever holds that till open today asks for the correction.",
      remedyZh: "请先开该尾箱，或请持箱柜员办理。", remedyEn: "Open that till, or ask the teller who holds it.")
  }
  static func cash(_ wanted: Money, _ counted: Money) -> Refusal {
    Refusal(
      .invalid, "correction.cash-differs", field: "cash", limit: wanted.grouped,
      zh: "本次更正尾箱应变动 \(wanted.grouped)，录入的收付合计是 \(counted.grouped)。",
      en: "The till must change by \(wanted.grouped); what was filled in comes to \(counted.grouped).",
      remedyZh: "请核对收付券别。", remedyEn: "Check the pieces received and given.")
  }
  static func belowZero(_ day: BusinessDate) -> Refusal {
    Refusal(
      .conflict, "correction.drawn-meanwhile", field: "account", limit: "\(day)",
      zh: "按原起息日冲正，账户 \(day) 的余额将低于零：该款当时已被动用。",
      en: "Valued on its own day, the account would have been below zero on \(day): the money was used then.",
      remedyZh: "请与客户协商归还，按当日起息办理支取或转账。", remedyEn: "Agree with the customer, and draw or transfer it as of today.")
  }
  static func batch(_ place: InstitutionID) -> Refusal {
    Refusal(
      .conflict, "correction.day-end-running", limit: "\(place)", zh: "\(place) 的日终批处理尚未完成。",
      en: "The day's end of \(place) is not finished yet.", remedyZh: "请在日终完成后再办理。",
      remedyEn: "Try again when it has ended.")
  }
}
