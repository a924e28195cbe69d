import Primitives

/// Every "no" about a reservation: the state row decides who comes first.
package enum ReservationRefusal {
  static func unknown() -> Refusal {
    Refusal(
      .notFound, "ledger.reservation-unknown", field: "reservation", zh: "预留记录不存在。",
      en: "There is no such reservation.", remedyZh: "请重新办理。", remedyEn: "Start again.")
  }

  /// It has ended already: `ledger.reservation-settled`, `…-released`, `…-expired`.
  static func ended(_ state: ReservationState) -> Refusal {
    switch state {
    case .open: preconditionFailure("an open reservation has not ended")
    case .settled:
      Refusal(
        .conflict, "ledger.reservation-settled", field: "reservation", zh: "该笔交易已经记账。",
        en: "This transaction has been settled already.", remedyZh: "请查询流水，不要重复办理。",
        remedyEn: "Look the journal up; do not repeat it.")
    case .released:
      Refusal(
        .conflict, "ledger.reservation-released", field: "reservation", zh: "该笔交易已取消，预留金额已释放。",
        en: "This transaction was cancelled and its amounts released.", remedyZh: "如仍需办理，请重新开始。",
        remedyEn: "Start again if it is still wanted.")
    case .expired:
      Refusal(
        .conflict, "ledger.reservation-expired", field: "reservation", zh: "该笔交易已超时，预留金额已释放。",
        en: "This transaction ran out of time and its amounts were released.", remedyZh: "如仍需办理，请重新开始。",
        remedyEn: "Start again if it is still wanted.")
    }
  }

  static func deadlinePassed(_ deadline: Moment) -> Refusal {
    Refusal(
      .conflict, "ledger.deadline-passed", field: "reservation", limit: deadline.beijing,
      zh: "已超过办理时限 \(deadline.beijing)。", en: "The deadline \(deadline.iso8601) has passed.",
      remedyZh: "请重新开始办理。", remedyEn: "Start again.")
  }

  static func notDue(_ deadline: Moment) -> Refusal {
    Refusal(
      .conflict, "ledger.reservation-not-due", field: "reservation", limit: deadline.beijing,
      zh: "该预留在 \(deadline.beijing) 之前不会超时。", en: "This reservation does not expire before \(deadline.iso8601).",
      remedyZh: "请等待时限，或主动取消。", remedyEn: "Wait for the deadline, or release it.")
  }

  static func deadlineInPast(_ deadline: Moment) -> Refusal {
    Refusal(
      .invalid, "ledger.deadline-in-past", field: "deadline", limit: deadline.beijing, zh: "办理时限早于当前时间。",
      en: "The deadline lies in the past.", remedyZh: "请设置以后的时限。", remedyEn: "Set a later deadline.")
  }

  /// A case does not cross the cut-off: the page the customer saw carries its day (DECISIONS 11).
  static func anotherDay(_ reserved: BusinessDate) -> Refusal {
    Refusal(
      .conflict, "ledger.reservation-day-passed", field: "businessDate", limit: "\(reserved)",
      zh: "该交易的会计日期是 \(reserved)，已日切。", en: "This transaction belongs to \(reserved); the day has changed.",
      remedyZh: "请重新办理，按新的会计日期出单。", remedyEn: "Start again; the new form carries the new day.")
  }

  static func idTaken() -> Refusal {
    Refusal(
      .conflict, "ledger.reservation-exists", field: "reservation", zh: "该预留编号已被使用。",
      en: "This reservation number is taken.", remedyZh: "请重新办理。", remedyEn: "Start again.")
  }
}
