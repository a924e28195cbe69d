import Banking
import Catalog
import Desk
import Ledger
import Primitives

/// Wishes around deposits under a contract.
extension Simulation {
  static let mostTerms = 80

  func openTerm(_ counter: SimulatedCounter) -> Business? {
    guard model.terms.count < Self.mostTerms else { return drawTerm(counter) }
    let kind = [TermDeposit.Kind.lumpSum, .lumpSum, .lumpSum, .notice, .demandOrTime][chance.below(5)]
    let least: Int64 = kind == .notice ? 5_000_000 : 5_000
    guard let payer = account(holding: least) else { return nil }
    let most = min(payer.balance - payer.held, kind == .notice ? 25_000_000 : 4_000_000)
    let amount = least + Int64(chance.below(Int(most - least + 1)))
    var form = ["account": "\(payer.number)", "amount": Self.yuan(amount)]
    if amount > 5_000_000 { form["amountAgain"] = form["amount"] }
    let (tenor, months) = [("3m", 3), ("3m", 3), ("6m", 6), ("1y", 12), ("2y", 24), ("3y", 36)][chance.below(6)]
    let instruction = ["payOut", "toDemand", "renewPrincipal", "renewBoth"][chance.below(4)]
    let days = chance.oneIn(2) ? 1 : 7
    switch kind {
    case .lumpSum: (form["tenor"], form["instruction"]) = (tenor, instruction)
    case .notice: form["period"] = "\(days)"
    case .demandOrTime, .instalment: break
    }
    let today = today
    let service = [TermDeposit.Kind.lumpSum: "time-open", .notice: "notice-open"][kind] ?? "demand-or-time-open"
    var business = Business(name: what, service: service, form: form) { [model] record in
      guard let text = record.facts["depositNumber"] else { throw Broken("an opened deposit has no number") }
      let number = try AccountNumber(parsing: text)
      guard model.terms[number] == nil else { throw Broken("the number \(text) was given twice") }
      model.move(payer.number, -amount, valued: today)
      model.terms[number] = BankModel.Term(
        number: number, kind: kind, tenorMonths: months, noticeDays: days,
        instruction: kind == .lumpSum ? instruction : "payOut", linked: payer.number, principal: amount,
        openedOn: today, maturesOn: kind == .lumpSum ? InterestModel.adding(months: months, to: today) : nil)
      model.termOrder.append(number)
      model.touch(BankChart.term(number))
    }
    (business.payer, business.held) = (payer.number, amount)
    return business
  }

  func drawTerm(_ counter: SimulatedCounter) -> Business? {
    let lost = chance.oneIn(8)
    guard
      let term = term(where: { [self] in
        isLost($0) == lost && model.demands[$0.linked]?.isOpen == true
      })
    else { return nil }
    let (today, amount) = (today, drawn(from: term))
    var form = ["deposit": "\(term.number)", "amount": Self.yuan(amount)]
    if amount > 5_000_000 { form["amountAgain"] = form["amount"] }
    let foreseen = InterestModel.drawing(term, amount, on: today)
    let services = [TermDeposit.Kind.lumpSum: "time-draw", .notice: "notice-draw"]
    var business = Business(name: what, service: services[term.kind] ?? "demand-or-time-draw", form: form) {
      [self] record in
      guard let paid = record.amount?.minor else { throw Broken("a drawn deposit paid nothing") }
      let interest = paid - amount
      if let foreseen, foreseen != interest {
        throw Broken(
          "\(term.kind) \(term.number) of \(term.openedOn): interest on \(amount) is \(interest), by the model \(foreseen)"
        )
      }
      guard interest >= 0, interest <= amount else { throw Broken("interest of \(interest) on \(amount)") }
      report.termInterest += interest
      model.move(term.linked, paid, valued: today)
      model.payInterest(interest, at: term.number.institution)
      model.draw(amount, from: term)
      model.touch(BankChart.term(term.number))
      guard amount < term.principal else { return model.endTerm(term.number) }
      if let notice = term.notice, isHonoured(term, notice.on, amount), notice.amount > amount {
        model.terms[term.number]?.hasLapses = true
      }
      model.terms[term.number]?.principal -= amount
      model.terms[term.number]?.partsDrawn += 1
      model.terms[term.number]?.notice = nil
    }
    business.need = amount > 100_000_000 ? .twoPersons : amount > 20_000_000 ? .supervisor : .none
    business.others = [term.linked]
    business.term = term.number
    if lost { business.mustMeet = ["term.lost"] }
    return business
  }

  private func isHonoured(_ term: BankModel.Term, _ given: BusinessDate, _ amount: Int64) -> Bool {
    today == given.adding(days: term.noticeDays) && amount >= 5_000_000
      && today.daysSince1970 - term.openedOn.daysSince1970 >= term.noticeDays
  }

  /// How much: what was notified on its day, a part that leaves enough, or all of it.
  private func drawn(from term: BankModel.Term) -> Int64 {
    if let notice = term.notice, notice.on.adding(days: term.noticeDays) == today,
      notice.amount == term.principal || term.principal - notice.amount >= 5_000_000
    {
      return notice.amount
    }
    let least: Int64 = term.kind == .notice ? 5_000_000 : 5_000
    let isBefore = term.maturesOn.map { today < $0 } ?? true
    let mayPart = term.kind == .notice || term.kind == .lumpSum && isBefore && term.partsDrawn == 0
    guard mayPart, term.principal >= 2 * least, chance.oneIn(3) else { return term.principal }
    return least + Int64(chance.below(Int(term.principal - 2 * least + 1)))
  }

  private func isLost(_ term: BankModel.Term) -> Bool {
    guard let loss = term.loss else { return false }
    return loss.isWritten || today <= loss.on.adding(days: 5)
  }

  private func term(where fits: (BankModel.Term) -> Bool) -> BankModel.Term? {
    chance.pick(model.termOrder.compactMap { model.terms[$0] }.filter { !$0.isBusy && fits($0) })
  }

  func notice(_ operation: SimulatedOperation, _ counter: SimulatedCounter) -> Business? {
    let gives = operation == .giveNotice
    guard let term = term(where: { $0.kind == .notice && ($0.notice == nil) == gives }) else { return nil }
    let amount = chance.oneIn(2) ? term.principal : min(term.principal, 5_000_000)
    let today = today
    var form = ["deposit": "\(term.number)"]
    if gives { form["amount"] = Self.yuan(amount) }
    var business = Business(name: what, service: gives ? "notice-give" : "notice-cancel", form: form, hasMoney: false) {
      [model] _ in
      model.terms[term.number]?.notice = gives ? (amount, today) : nil
      if !gives { model.terms[term.number]?.hasLapses = true }
    }
    business.term = term.number
    return business
  }

  func certificate(_ operation: SimulatedOperation, _ counter: SimulatedCounter) -> Business? {
    let today = today
    let isEarly = chance.oneIn(4)
    func fits(_ term: BankModel.Term) -> Bool {
      switch operation {
      case .reportLoss: return !isLost(term) || term.loss?.isWritten == false
      case .cancelLoss: return isLost(term)
      default:
        guard isLost(term), let loss = term.loss else { return false }
        return (loss.isWritten && loss.on.adding(days: 7) <= today) != isEarly
      }
    }
    guard let term = term(where: fits) else { return nil }
    let isWritten = chance.oneIn(2)
    var form = ["deposit": "\(term.number)"]
    if operation == .reportLoss { form["lossMode"] = isWritten ? "written" : "spoken" }
    let services = [SimulatedOperation.reportLoss: "loss-report", .cancelLoss: "loss-cancel"]
    var business = Business(
      name: what, service: services[operation] ?? "certificate-replace", form: form, hasMoney: false
    ) { [model] _ in
      model.terms[term.number]?.loss = operation == .reportLoss ? (isWritten, today) : nil
    }
    business.need = operation == .cancelLoss ? .review : operation == .reportLoss ? .none : .supervisor
    business.term = term.number
    if operation == .replaceCertificate, isEarly { business.mustMeet = ["loss.replacement-early"] }
    return business
  }
}
