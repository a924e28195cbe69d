import Primitives

/// What a draw from a notice deposit gives.
package struct NoticeDrawing: Sendable, Equatable {
  /// The principal paid: the amount asked for, or all of it when the rest would be below the minimum.
  package let drawn: Money
  package let working: InterestWorking
  /// Why some or all of it earned the demand rate.
  package let breaches: [NoticeBreach]
  /// Re-issued from the original date; nil when the deposit is closed.
  package let rest: NoticeDeposit?
}

/// The rules of notice deposits (通知存款管理办法, 银发〔1999〕3号); minima are data.
package struct NoticeTerms: Sendable, Equatable {
  package let minimumOpening: Money
  package let minimumDraw: Money
  package let minimumLeft: Money
  package let dayCount: DayCount
  package let wholeUnitsOnly: Bool

  /// 50,000 yuan to open, to draw and to remain.
  package static let personal = NoticeTerms(
    minimumOpening: Money(minor: 50_000_00, .cny), minimumDraw: Money(minor: 50_000_00, .cny),
    minimumLeft: Money(minor: 50_000_00, .cny))
  /// 500,000 yuan to open and to remain, 100,000 to draw.
  package static let corporate = NoticeTerms(
    minimumOpening: Money(minor: 500_000_00, .cny), minimumDraw: Money(minor: 100_000_00, .cny),
    minimumLeft: Money(minor: 500_000_00, .cny))

  package init(
    minimumOpening: Money, minimumDraw: Money, minimumLeft: Money, dayCount: DayCount = .actual360,
    wholeUnitsOnly: Bool = true
  ) {
    self.minimumOpening = minimumOpening
    self.minimumDraw = minimumDraw
    self.minimumLeft = minimumLeft
    self.dayCount = dayCount
    self.wholeUnitsOnly = wholeUnitsOnly
  }

  /// - Throws: `Refusal` `interest.below-minimum`, `interest.negative-principal`.
  package func open(_ principal: Money, _ period: NoticePeriod, on date: BusinessDate) throws -> NoticeDeposit {
    try principal.checkedOpening(minimum: minimumOpening)
    return try NoticeDeposit(principal: principal, period: period, openedOn: date)
  }

  /// Draws an amount; the notice rate of that day for the actual days from the opening, no split.
  ///
  /// - Parameter notice: the notice this draw answers; nil when none was given. Other notices that were not
  ///   used go in by `NoticeDeposit.lapsing`.
  /// - Throws: `Refusal` `interest.dates-reversed`, `interest.amount-not-positive`, `interest.amount-too-large`,
  ///   `interest.no-rate`, `interest.overflow`.
  package func draw(
    _ amount: Money, from deposit: NoticeDeposit, on date: BusinessDate, notice: WithdrawalNotice?, rates: RateTable
  ) throws -> NoticeDrawing {
    guard date >= deposit.openedOn else { throw InterestRefusal.datesReversed(deposit.openedOn, date) }
    try amount.checkedDraw(from: deposit.principal)
    try notice?.checked(amount.currency)
    let left = deposit.principal - amount
    let closes = left.minor < minimumLeft.minor
    let breach = breach(amount, deposit, on: date, notice)
    let honoured = breach == nil ? min(amount.minor, notice?.amount.minor ?? 0) : 0
    let tranches: [(Int64, NoticeBreach?)] = [
      (honoured, nil), (amount.minor - honoured, breach ?? .aboveNotified),
      (closes ? left.minor : 0, .restBelowMinimum),
    ].filter { $0.0 > 0 }
    let drawn = closes ? deposit.principal : amount
    var sweep = NoticeSweep(deposit, until: date, terms: self)
    let parts = try tranches.flatMap { try sweep.parts($0.0, $0.1, rates) }
    return NoticeDrawing(
      drawn: drawn,
      working: try InterestWorking(.perDeposit(dayCount), parts, amount.currency, payableOn: date),
      breaches: tranches.compactMap(\.1),
      rest: closes ? nil : try rest(of: deposit, left, drawn: amount, date, breach == nil ? notice : nil))
  }

  private func breach(
    _ amount: Money, _ deposit: NoticeDeposit, on date: BusinessDate, _ notice: WithdrawalNotice?
  ) -> NoticeBreach? {
    if deposit.openedOn.days(until: date) < deposit.period.days { return .termTooShort }
    guard let notice else { return .withoutNotice }
    let agreed = notice.agreedOn(deposit.period)
    if date < agreed { return .drawnEarly }
    if date > agreed { return .drawnLate }
    return amount.minor < minimumDraw.minor ? .belowMinimum : nil
  }

  /// The rest keeps the original date. What was notified and stayed is the difference that earns demand rate.
  private func rest(
    of deposit: NoticeDeposit, _ left: Money, drawn: Money, _ date: BusinessDate, _ notice: WithdrawalNotice?
  ) throws -> NoticeDeposit {
    func capped(_ minor: Int64) -> Money { Money(minor: min(minor, left.minor), left.currency) }
    var lapses = deposit.lapses.filter { $0.amount.minor > drawn.minor }.map {
      NoticeLapse(capped($0.amount.minor - drawn.minor), from: $0.from, until: $0.until, earning: $0.earning)
    }
    if let notice, notice.amount.minor > drawn.minor {
      lapses.append(
        NoticeLapse(
          capped(notice.amount.minor - drawn.minor), from: deposit.openedOn, until: date, earning: .demandRate))
    }
    return try NoticeDeposit(principal: left, period: deposit.period, openedOn: deposit.openedOn, lapses: lapses)
  }
}
