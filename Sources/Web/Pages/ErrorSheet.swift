import Access
import Banking
import Desk
import Primitives

/// Entries of the error register and corrections in the form of one reader.
struct ErrorSheet {
  let reader: ReaderForm

  static let states: [ErrorEntry.State: (title: Bilingual, kind: String)] = [
    .open: (Bilingual(zh: "待处理", en: "Open"), "bad"), .handled: (Bilingual(zh: "待销号", en: "To be closed"), "wait"),
    .closed: (Bilingual(zh: "已销号", en: "Closed"), "ok"),
  ]
  static let steps: [ErrorStep.Kind: Bilingual] = [
    .registered: Bilingual(zh: "登记", en: "Registered"), .cancelled: Bilingual(zh: "当日抹账", en: "Cancelled the same day"),
    .asked: Bilingual(zh: "申请冲正", en: "Correction asked for"),
    .agreed: Bilingual(zh: "同意冲正", en: "Correction agreed to"),
    .refused: Bilingual(zh: "退回冲正申请", en: "Correction refused"),
    .corrected: Bilingual(zh: "冲正入账", en: "Corrected"), .handled: Bilingual(zh: "处理", en: "Handled"),
    .closed: Bilingual(zh: "销号", en: "Closed"),
  ]
  static let postings: [CorrectionPosting.Kind: Bilingual] = [
    .red: Bilingual(zh: "红字冲正", en: "Reversal, in red"),
    .reverseBlue: Bilingual(zh: "反方向蓝字冲正", en: "Reversal in the new year"),
    .blue: Bilingual(zh: "蓝字补账", en: "Right booking"), .interest: Bilingual(zh: "利息调整", en: "Interest adjusted"),
  ]
  static let cancellation = Bilingual(zh: "当日抹账", en: "Cancellation of the same day")

  func row(_ entry: ErrorEntry) -> PageContext {
    let state = Self.states[entry.state] ?? (Bilingual(zh: "", en: ""), "plain")
    return [
      "href": "/errors/\(entry.id)", "number": "\(entry.id)", "className": reader(entry.errorClass.title),
      "happened": reader.date(entry.happenedOn), "discovered": reader.date(entry.discoveredOn),
      "discovery": reader(entry.discovery.title), "finding": entry.finding, "concerned": entry.concernedNumber ?? "—",
      "opened": entry.openedNumber, "stateText": reader(state.title), "stateKind": state.kind,
      "handling": entry.handling ?? "", "hasHandling": entry.handling != nil,
    ]
  }

  func step(_ step: ErrorStep) -> PageContext {
    [
      "label": Self.steps[step.kind].map { reader($0) } ?? step.kind.rawValue, "who": step.actorNumber,
      "when": reader.moment(step.at), "note": step.note,
    ]
  }

  func request(_ request: CorrectionRequest, for signOn: SignOn) -> PageContext {
    let states: [CorrectionRequest.State: (Bilingual, String)] = [
      .asked: (Bilingual(zh: "待授权", en: "Waits"), "wait"), .agreed: (Bilingual(zh: "已入账", en: "Booked"), "ok"),
      .refused: (Bilingual(zh: "已退回", en: "Refused"), "bad"),
    ]
    let (text, kind) = states[request.state] ?? (Bilingual(zh: "", en: ""), "plain")
    let isOther = request.asker != signOn.staff.id && request.maker != signOn.staff.id
    let isHere = request.institution == signOn.institution.id
    return [
      "id": "\(request.id)", "asker": request.askerNumber, "asked": reader.moment(request.askedAt),
      "ground": request.reason, "hasRight": request.right != nil,
      "account": request.right.map { Masking.grouped("\($0.account)") } ?? "",
      "amount": request.right.map { reader.money($0.amount) } ?? "",
      "received": request.received.isEmpty ? "—" : request.received.text,
      "given": request.given.isEmpty ? "—" : request.given.text, "hasCash": request.box != nil,
      "box": request.box.map { "\($0)" } ?? "", "stateText": reader(text), "stateKind": kind,
      "checker": request.checkerNumber ?? "—", "answer": request.note ?? "",
      "mayDecide": request.state == .asked && signOn.may(.caseApprove) && isOther && isHere,
      "isOwn": request.state == .asked && signOn.may(.caseApprove) && !isOther,
    ]
  }

  func posting(_ posting: CorrectionPosting, current: JournalID? = nil) -> PageContext {
    [
      "href": "/journal/bookings/\(posting.journal)", "number": "\(posting.number)",
      "kind": Self.postings[posting.kind].map { reader($0) } ?? "", "account": reader.masked("\(posting.account)"),
      "amount": reader.money(posting.amount), "valued": reader.date(posting.valueDate),
      "isCurrent": posting.journal == current, "isRed": posting.kind == .red,
    ]
  }

  func month(_ month: ErrorMonth, _ classes: [ErrorClass]) -> PageContext {
    [
      "month": String("\(month.month)".prefix(7)), "cases": reader.number(month.cases),
      "errors": reader.number(month.total), "rate": ErrorMonth.text(month.rate),
      "shares": classes.map { one -> PageContext in
        let count = month.errors[one] ?? 0
        return ["text": count == 0 ? "—" : ErrorMonth.text(month.rate(one)), "isZero": count == 0]
      },
    ]
  }

  func choices<Item: RawRepresentable<String> & CaseIterable>(
    _ all: Item.Type, _ chosen: String?, any: Bool, _ title: (Item) -> Bilingual
  ) -> [PageContext] {
    let every: [PageContext] =
      any ? [["value": "", "label": reader.text("all_chains"), "selected": (chosen ?? "").isEmpty]] : []
    return every
      + all.allCases.map {
        ["value": $0.rawValue, "label": reader(title($0)), "selected": $0.rawValue == chosen]
      }
  }
}
