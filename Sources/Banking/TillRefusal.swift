import Primitives

/// What is refused about moves between boxes and vault, counts, seals and differences.
enum TillRefusal {
  static func sealed(_ box: Int64) -> Refusal {
    Refusal(
      .conflict, "till.sealed", field: "box", limit: "\(box)", zh: "\(box) 号尾箱已封箱，内有现金。",
      en: "Till box \(box) lies sealed with cash in it.", remedyZh: "请按封箱交接启封清点。",
      remedyEn: "Break the seal with a count instead.")
  }
  static func notSealed(_ box: Int64) -> Refusal {
    Refusal(
      .conflict, "till.not-sealed", field: "box", limit: "\(box)", zh: "\(box) 号尾箱没有封箱。",
      en: "Till box \(box) is not sealed.", remedyZh: "请领用现金开箱。", remedyEn: "Open it with cash from the vault.")
  }
  static func offerOpen(_ offers: Int64) -> Refusal {
    Refusal(
      .conflict, "till.offer-open", field: "till", limit: "\(offers)", zh: "还有 \(offers) 笔调款等对方接收，不能交箱或封箱。",
      en: "\(offers) offer(s) to other tellers are still open; the till cannot be left.",
      remedyZh: "请等对方接收，或撤回调款。", remedyEn: "Wait for the colleague or withdraw the offer.")
  }
  static func limit(_ limit: Money) -> Refusal {
    Refusal(
      .conflict, "till.limit", field: "counts", limit: limit.grouped,
      zh: "尾箱限额为 \(limit.grouped) \(limit.currency.code)，本次领入后将超过。",
      en: "A till holds at most \(limit.grouped) \(limit.currency.code); this would go above it.",
      remedyZh: "请减少领入，或先上缴超额现金。", remedyEn: "Take less, or hand the excess to the vault first.")
  }
  static func excess(_ excess: Money) -> Refusal {
    Refusal(
      .conflict, "till.excess", field: "till", limit: excess.grouped,
      zh: "尾箱超出限额 \(excess.grouped) \(excess.currency.code)，不能封箱。",
      en: "The till is \(excess.grouped) \(excess.currency.code) above its limit and cannot be sealed.",
      remedyZh: "请先上缴超额现金。", remedyEn: "Hand the excess to the vault first.")
  }
  static func piecesMissing(_ denomination: Money, _ free: Int64) -> Refusal {
    Refusal(
      .conflict, "till.pieces-missing", field: "counts", limit: "\(free)",
      zh: "尾箱中可动用的面额 \(denomination.short) 只有 \(free) 张（枚）。",
      en: "Only \(free) piece(s) of \(denomination.short) in the till are free.",
      remedyZh: "请减少张数；已承诺给客户或同事的不能动用。",
      remedyEn: "Take fewer; what is promised to customers or colleagues cannot be used.")
  }
  static var nothing: Refusal {
    Refusal(
      .invalid, "till.nothing", field: "counts", zh: "请填写张数，每个币种一次。",
      en: "Nothing is counted, or a currency comes twice.", remedyZh: "请按券别填写。", remedyEn: "Count by denomination.")
  }
  static func exchangeDiffers(_ received: Money, _ given: Money) -> Refusal {
    Refusal(
      .invalid, "exchange.differs", field: "given", limit: received.grouped,
      zh: "收入 \(received.grouped)，付出 \(given.grouped)，兑换前后金额不等。",
      en: "Received \(received.grouped), given \(given.grouped): an exchange leaves the total as it is.",
      remedyZh: "请重新清点。", remedyEn: "Count both again.")
  }
  static var toOneself: Refusal {
    Refusal(
      .invalid, "offer.to-oneself", field: "receiver", zh: "不能调款给自己。",
      en: "Nobody gives cash to himself.", remedyZh: "请选择另一位柜员。", remedyEn: "Choose another teller.")
  }
  static var receiverClosed: Refusal {
    Refusal(
      .conflict, "offer.receiver-closed", field: "receiver", zh: "对方在本机构没有打开的尾箱。",
      en: "The receiver has no open till at this institution.", remedyZh: "请对方先开箱。",
      remedyEn: "Have the colleague open a till first.")
  }
  static var offerUnknown: Refusal {
    Refusal(
      .notFound, "offer.unknown", field: "offer", zh: "没有这笔调款，或与您无关。",
      en: "There is no such offer, or it is not yours.", remedyZh: "请刷新尾箱页。", remedyEn: "Load the till page again.")
  }
  static func offerEnded(_ state: String) -> Refusal {
    Refusal(
      .conflict, "offer.ended", field: "offer", limit: state, zh: "这笔调款已经结束。", en: "This offer is over.",
      remedyZh: "请刷新尾箱页。", remedyEn: "Load the till page again.")
  }
  static var offerTwice: Refusal {
    Refusal(
      .conflict, "offer.exists", field: "offer", zh: "这笔调款已经登记。", en: "This offer is on record already.",
      remedyZh: "请刷新尾箱页。", remedyEn: "Load the till page again.")
  }
}

// MARK: - Counts, seals, differences

extension TillRefusal {
  static func boxNotOpen(_ box: Int64) -> Refusal {
    Refusal(
      .conflict, "till.not-open", field: "box", limit: "\(box)", zh: "\(box) 号尾箱未打开。",
      en: "Till box \(box) is not open.", remedyZh: "请核对箱号。", remedyEn: "Check the number of the box.")
  }
  static var countAgain: Refusal {
    Refusal(
      .conflict, "till.count-again", field: "counts", limit: "2", zh: "须有两次针对当前尾箱的不符清点，才能登记长短款。",
      en: "A difference is booked only after two differing counts of the till as it is now.",
      remedyZh: "请再清点一次。", remedyEn: "Count again.")
  }
  static var ownTill: Refusal {
    Refusal(
      .forbidden, "till.own-work", field: "supervisor", zh: "不能核准或检查自己的尾箱。",
      en: "Nobody agrees to, or checks, his own till.", remedyZh: "请由另一位主管办理。", remedyEn: "Ask another supervisor.")
  }
  static var samePerson: Refusal {
    Refusal(
      .forbidden, "till.second-person", field: "second", zh: "须由两人办理，第二人不能是本人。",
      en: "Two persons are needed; the second cannot be the first.", remedyZh: "请另一位员工输入工号和密码。",
      remedyEn: "Have another member of staff give number and password.")
  }
  static var reason: Refusal {
    Refusal(
      .invalid, "till.reason", field: "reason", limit: "1–200", zh: "请说明原因，1 至 200 字。",
      en: "Give the reason in 1 to 200 characters.", remedyZh: "请填写原因。", remedyEn: "Write down what is known.")
  }
  static var seal: Refusal {
    Refusal(
      .invalid, "till.seal-number", field: "seal", limit: "1–40", zh: "请填写封签号，1 至 40 位。",
      en: "Give the number of the seal, 1 to 40 characters.", remedyZh: "请抄录封签上的编号。",
      remedyEn: "Copy it from the seal.")
  }
  static var differenceUnknown: Refusal {
    Refusal(
      .notFound, "difference.unknown", field: "box", zh: "没有这笔长短款，或已处理。",
      en: "There is no such difference, or it is resolved.", remedyZh: "请刷新长短款登记簿。",
      remedyEn: "Load the register again.")
  }
  static var counterparty: Refusal {
    Refusal(
      .invalid, "vault.counterparty", field: "counterparty", limit: "0, 1–999999",
      zh: "对方应为人民银行（0）或本行另一机构（1–999999）。",
      en: "The other side is the central bank (0) or another institution of the bank (1–999999).",
      remedyZh: "请核对机构号。", remedyEn: "Check the institution's number.")
  }
  static func notUnderWay(_ under: Money) -> Refusal {
    Refusal(
      .conflict, "vault.not-under-way", field: "counts", limit: under.grouped,
      zh: "对方机构在途现金只有 \(under.grouped) \(under.currency.code)。",
      en: "Only \(under.grouped) \(under.currency.code) are under way from there.", remedyZh: "请与对方机构核对调拨单。",
      remedyEn: "Compare the consignment with the sender.")
  }
}
