import Primitives

/// What is refused about blank vouchers and counterfeit notes.
enum VoucherRefusal {
  static var kind: Refusal {
    Refusal(
      .invalid, "voucher.kind", field: "kind", limit: "1–40", zh: "凭证种类应为 1 至 40 位小写字母、数字或短横线。",
      en: "A kind of voucher is named with 1 to 40 small letters, digits or hyphens.", remedyZh: "请核对凭证种类。",
      remedyEn: "Check the kind.")
  }
  static var range: Refusal {
    Refusal(
      .invalid, "voucher.range", field: "last", limit: "\(VoucherStock.mostAtOnce)",
      zh: "号段应从小到大，一次最多 \(VoucherStock.mostAtOnce) 份。",
      en: "A range runs upwards, with at most \(VoucherStock.mostAtOnce) numbers.", remedyZh: "请核对起止号码。",
      remedyEn: "Check the first and the last number.")
  }
  static func overlaps(_ first: Int64) -> Refusal {
    Refusal(
      .conflict, "voucher.overlaps", field: "first", limit: "\(first)", zh: "号段与已入库的号段重叠，对方起号 \(first)。",
      en: "The range overlaps one received before, which begins with \(first).", remedyZh: "请核对包装上的号码。",
      remedyEn: "Check the numbers on the package.")
  }
  static func notNext(_ next: Int64) -> Refusal {
    Refusal(
      .conflict, "voucher.not-next", field: "number", limit: "\(next)", zh: "凭证须按号顺序使用，下一份是 \(next)。",
      en: "Vouchers are used in order without skipping; the next one is \(next).",
      remedyZh: "请使用该号；已损坏的先作废。", remedyEn: "Use that one; if it is spoiled, void it first.")
  }
  static func none(_ kind: String) -> Refusal {
    Refusal(
      .conflict, "voucher.none", field: "kind", limit: kind, zh: "没有可用的凭证：\(kind)。",
      en: "There is no voucher of this kind left: \(kind).", remedyZh: "请先领用。", remedyEn: "Have some handed out first.")
  }
  static func tooFew(_ left: Int64) -> Refusal {
    Refusal(
      .conflict, "voucher.too-few", field: "pieces", limit: "\(left)", zh: "当前号段只剩 \(left) 份。",
      en: "Only \(left) are left in the present range.", remedyZh: "请减少份数，分号段领用。",
      remedyEn: "Take fewer; the next range is handed out separately.")
  }
  static var notVoid: Refusal {
    Refusal(
      .conflict, "voucher.not-void", field: "number", zh: "该号凭证不是已作废待销毁的凭证。",
      en: "This number is not a voided voucher that waits to be destroyed.", remedyZh: "请核对号码。",
      remedyEn: "Check the number.")
  }
  static var purpose: Refusal {
    Refusal(
      .invalid, "voucher.purpose", field: "purpose", limit: "1–100", zh: "请说明用途或作废原因，1 至 100 字。",
      en: "Say what for, or why it is void, in 1 to 100 characters.", remedyZh: "请填写。", remedyEn: "Write it down.")
  }
  static var exists: Refusal {
    Refusal(
      .conflict, "voucher.exists", field: "id", zh: "本次登记已存在。", en: "This is on record already.",
      remedyZh: "请刷新。", remedyEn: "Load the page again.")
  }
  static var changed: Refusal {
    Refusal(
      .conflict, "voucher.changed", field: "number", zh: "号段刚被他人使用。", en: "Somebody has just used this range.",
      remedyZh: "请重试。", remedyEn: "Try again.")
  }
  static func countDiffers(_ kind: String) -> Refusal {
    Refusal(
      .conflict, "voucher.count-differs", field: "pieces", limit: kind, zh: "清点份数与登记不符：\(kind)。",
      en: "The count does not agree with the register: \(kind).", remedyZh: "请逐份清点。",
      remedyEn: "Count again, piece by piece.")
  }
}

// MARK: - Counterfeit notes

extension VoucherRefusal {
  static var notes: Refusal {
    Refusal(
      .invalid, "counterfeit.notes", field: "notes", limit: "1–\(CounterfeitRegister.mostNotes)",
      zh: "一次登记 1 至 \(CounterfeitRegister.mostNotes) 张（枚）。",
      en: "1 to \(CounterfeitRegister.mostNotes) pieces are recorded at once.", remedyZh: "请分次登记。",
      remedyEn: "Record them in several receipts.")
  }
  static var serial: Refusal {
    Refusal(
      .invalid, "counterfeit.serial", field: "serial", limit: "1–20", zh: "冠字号码应为 1 至 20 位大写字母或数字；硬币填 COIN。",
      en: "A serial has 1 to 20 capital letters or digits; write COIN for a coin.", remedyZh: "请抄录冠字号码。",
      remedyEn: "Copy it from the note.")
  }
  static var recorded: Refusal {
    Refusal(
      .conflict, "counterfeit.recorded", field: "id", zh: "本次收缴已登记。", en: "This taking-in is on record already.",
      remedyZh: "请在登记簿中查询。", remedyEn: "Look it up in the register.")
  }
  static var unknown: Refusal {
    Refusal(
      .notFound, "counterfeit.unknown", zh: "没有这笔收缴记录。", en: "There is no such record.", remedyZh: "请核对凭证号。",
      remedyEn: "Check the number of the receipt.")
  }
}

/// When an outlet does not balance.
enum BalanceRefusal {
  static func boxesOpen(_ boxes: [Int64]) -> Refusal {
    let list = boxes.map(String.init).joined(separator: " ")
    return Refusal(
      .conflict, "outlet.box-open", field: "till", limit: list, zh: "还有尾箱未交回或封箱：\(list)。",
      en: "Boxes are still open: \(list).", remedyZh: "请柜员交箱或封箱。", remedyEn: "Have them handed in or sealed.")
  }
  static func approvals(_ waiting: Int) -> Refusal {
    Refusal(
      .conflict, "outlet.approval-waits", field: "approval", limit: "\(waiting)", zh: "还有 \(waiting) 笔业务等待授权。",
      en: "\(waiting) case(s) still wait for approval.", remedyZh: "请先处理授权队列。", remedyEn: "Decide on them first.")
  }
  static func bookings(_ open: Int64) -> Refusal {
    Refusal(
      .conflict, "outlet.booking-open", field: "case", limit: "\(open)", zh: "还有 \(open) 笔业务未结束。",
      en: "\(open) case(s) are still open.", remedyZh: "请先完成或取消。", remedyEn: "Finish or release them.")
  }
  static func differs(_ text: String) -> Refusal {
    Refusal(
      .conflict, "outlet.differs", field: "cash", limit: text, zh: "现金与账面不符：\(text)。",
      en: "Cash and books differ: \(text).", remedyZh: "请查明原因。", remedyEn: "Find the reason.")
  }
}
