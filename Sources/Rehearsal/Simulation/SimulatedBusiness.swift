import Banking
import Catalog
import Desk
import Primitives

/// Wishes around demand accounts: what a customer asks for, and what it does to the model's books.
extension Simulation {
  /// Notes and coins of the counter, fen, the largest first.
  static let faces: [Int64] = [10000, 5000, 2000, 1000, 500, 100, 50, 10]

  static func yuan(_ fen: Int64) -> String { Money(minor: fen, .cny).decimal }

  func cash(_ pieces: [(denomination: Int64, pieces: Int64)]) throws -> CashCount {
    try CashCount(.cny, pieces: pieces)
  }

  /// An account by chance that may be used and holds at least so much.
  func account(holding least: Int64 = 0) -> BankModel.Demand? {
    chance.pick(
      model.demandOrder.compactMap { model.demands[$0] }.filter { $0.isOpen && $0.balance - $0.held >= least })
  }

  private func frozen() -> BankModel.Demand? {
    chance.pick(model.demandOrder.compactMap { model.demands[$0] }.filter { $0.isFrozen && !$0.isChanging })
  }

  func openAccount(_ counter: SimulatedCounter) -> Business {
    let index = model.demandOrder.count + report.done.values.reduce(0, +)
    let (document, holder) = ("SIM-\(index)", "客户\(index)")
    let start = SimulatedCalendar.periodStart(of: today)
    return Business(
      name: what, service: "account-open",
      form: [
        "documentType": "other", "documentNumber": document, "customerName": holder, "identityCheck": "original-seen",
        "identityResult": "agrees", "actingAs": "holder", "currency": "CNY",
      ], hasMoney: false
    ) { [model] record in
      guard let text = record.accountNumber else { throw Broken("an opened account has no number") }
      let number = try AccountNumber(parsing: text)
      guard model.demands[number] == nil else { throw Broken("the number \(text) was given twice") }
      model.openDemand(number, holder: holder, document: document, from: start)
    }
  }

  func deposit(_ counter: SimulatedCounter) throws -> Business? {
    let target = chance.oneIn(25) ? frozen() ?? account() : account()
    guard let target, let box = model.boxes[counter.box] else { return nil }
    let hundreds =
      chance.oneIn(200) ? 2001 + chance.below(300) : chance.oneIn(40) ? 501 + chance.below(300) : 1 + chance.below(60)
    let received = try cash([(10000, Int64(hundreds)), (100, Int64(chance.below(5))), (10, Int64(chance.below(4)))])
    var given = CashCount(.cny)
    if chance.oneIn(4) {
      let face = Self.faces[1 + chance.below(Self.faces.count - 1)]
      let least = min(box.pieces[face] ?? 0, 10000 / face - 1)
      if least > 0 { given = try cash([(face, 1 + Int64(chance.below(Int(least))))]) }
    }
    let amount = received.total.minor - given.total.minor
    let valued = chance.oneIn(12) ? today.adding(days: -chance.among(1...5)) : today
    var form = [
      "account": "\(target.number)", "amount": Self.yuan(amount), "denominations": received.text,
      "change": given.text,
    ]
    if valued != today { form["valueDate"] = "\(valued)" }
    if amount > 5_000_000 { form["amountAgain"] = form["amount"] }
    var business = Business(name: what, service: "cash-deposit", form: form) { [model] record in
      guard record.amount?.minor == amount else { throw Broken("a deposit of another amount was settled") }
      model.move(target.number, amount, valued: valued)
      model.cash(into: counter.box, received: received, given: given)
      counter.settled.append(
        SettledToday(
          caseID: record.id, amount: amount, valued: valued, to: target.number, from: nil, received: received,
          given: given))
    }
    business.need = amount > 100_000_000 ? .twoPersons : amount > 20_000_000 ? .supervisor : .none
    business.received = received
    business.others = [target.number]
    if target.isFrozen { business.mustMeet = ["account.frozen"] }
    return business
  }

  func withdrawal(_ counter: SimulatedCounter) throws -> Business? {
    guard let payer = account(holding: 10_000), let box = model.boxes[counter.box] else { return nil }
    let free = payer.balance - payer.held
    let inBox = box.pieces[10000] ?? 0
    let overdraws = chance.oneIn(25)
    let most = overdraws ? inBox : min(inBox, free / 10_000, chance.oneIn(25) ? 900 : 60)
    guard most > 0 else { return nil }
    var hundreds = 1 + Int64(chance.below(Int(most)))
    if overdraws {
      hundreds = free / 10_000 + 1
      guard hundreds <= inBox else { return nil }
    }
    let given = try cash([(10000, hundreds)])
    let amount = given.total.minor
    var form = ["account": "\(payer.number)", "amount": Self.yuan(amount), "denominations": given.text]
    if amount > 5_000_000 { form["amountAgain"] = form["amount"] }
    let today = today
    var business = Business(name: what, service: "cash-withdrawal", form: form) { [model] record in
      model.move(payer.number, -amount, valued: today)
      model.cash(into: counter.box, received: CashCount(.cny), given: given)
      counter.settled.append(
        SettledToday(
          caseID: record.id, amount: amount, valued: today, to: nil, from: payer.number, received: CashCount(.cny),
          given: given))
    }
    business.need = amount > 20_000_000 ? .twoPersons : amount > 5_000_000 ? .supervisor : .none
    (business.payer, business.held) = (payer.number, amount)
    if amount > free { business.mustMeet = ["account.funds-short"] }
    return business
  }

  func transfer(_ counter: SimulatedCounter) -> Business? {
    guard let payer = account(holding: 100), let payee = account(), payer.number != payee.number else { return nil }
    let free = payer.balance - payer.held
    let overdraws = chance.oneIn(25)
    let isWrongName = !overdraws && chance.oneIn(25)
    let most = min(free, chance.oneIn(30) ? 30_000_000 : 4_000_000)
    let amount = overdraws ? free + 1 + Int64(chance.below(100_000)) : 1 + Int64(chance.below(Int(most)))
    var form = [
      "account": "\(payer.number)", "payeeAccount": "\(payee.number)", "payeeName": isWrongName ? "别人" : payee.holder,
      "amount": Self.yuan(amount),
    ]
    if amount > 5_000_000 {
      form["amountAgain"] = form["amount"]
      form["payeeAccountAgain"] = form["payeeAccount"]
    }
    let today = today
    var business = Business(name: what, service: "transfer", form: form) { [model] record in
      model.move(payer.number, -amount, valued: today)
      model.move(payee.number, amount, valued: today)
      counter.settled.append(
        SettledToday(
          caseID: record.id, amount: amount, valued: today, to: payee.number, from: payer.number,
          received: CashCount(.cny), given: CashCount(.cny)))
    }
    business.need =
      amount > 100_000_000 ? .twoPersons : amount > 20_000_000 ? .supervisor : amount > 5_000_000 ? .review : .none
    (business.payer, business.held) = (payer.number, amount)
    business.others = [payee.number]
    if isWrongName { business.mustMeet = ["transfer.payee-name"] }
    if overdraws { business.mustMeet = ["account.funds-short"] }
    return business
  }

  /// Freezes an account that no case waits for, or releases a frozen one; few are frozen at a time.
  func freeze(_ operation: SimulatedOperation, _ counter: SimulatedCounter) -> Business? {
    let wanted = operation == .freeze
    let accounts = model.demandOrder.compactMap { model.demands[$0] }
    if wanted, accounts.count(where: \.isFrozen) >= max(1, accounts.count / 8) { return nil }
    guard let account = chance.pick(accounts.filter { $0.isFrozen != wanted && !$0.isChanging && $0.waiting == 0 })
    else { return nil }
    var business = Business(
      name: what, service: wanted ? "account-freeze" : "account-release",
      form: ["account": "\(account.number)", "reason": "本人申请"], hasMoney: false
    ) { [model] _ in model.demands[account.number]?.isFrozen = wanted }
    business.need = wanted ? .supervisor : .twoPersons
    business.changes = account.number
    return business
  }
}
