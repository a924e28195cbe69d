import Banking
import Desk
import Ledger
import Primitives

/// The simulation's own books: what every account, deposit, box and vault must hold, kept by plain additions and never
/// asked of the bank. CNY, in fen.
final class BankModel {
  struct Demand {
    let number: AccountNumber
    let holder: String
    let document: String
    var balance: Int64 = 0
    /// Promised by cases that wait.
    var held: Int64 = 0
    /// Cases that wait and touch this account.
    var waiting = 0
    var isFrozen = false
    /// A freeze or a release of it waits: nobody knows what it will be.
    var isChanging = false
    var isOpen: Bool { !isFrozen && !isChanging }
    var course: DailyCourse
  }

  struct Term {
    let number: AccountNumber
    let kind: TermDeposit.Kind
    let tenorMonths: Int
    let noticeDays: Int
    let instruction: String
    let linked: AccountNumber
    var principal: Int64
    var openedOn: BusinessDate
    var maturesOn: BusinessDate?
    var partsDrawn = 0
    var notice: (amount: Int64, on: BusinessDate)?
    /// Notices were taken back: its interest is not recomputed here.
    var hasLapses = false
    var loss: (isWritten: Bool, on: BusinessDate)?
    var isBusy = false
  }

  struct Box {
    let outlet: InstitutionID
    let box: Int64
    let teller: StaffID
    var pieces: [Int64: Int64] = [:]
    var isOpen = false

    var total: Int64 { pieces.reduce(0) { $0 + $1.key * $1.value } }

    mutating func put(_ count: CashCount) {
      for line in count.lines { pieces[line.denomination, default: 0] += line.pieces }
    }
    mutating func take(_ count: CashCount) {
      for line in count.lines { pieces[line.denomination, default: 0] -= line.pieces }
    }
  }

  var demands: [AccountNumber: Demand] = [:]
  /// In the order of their opening, for choices that do not depend on hashing.
  var demandOrder: [AccountNumber] = []
  var terms: [AccountNumber: Term] = [:]
  var termOrder: [AccountNumber] = []
  var closedTerms = 0
  var boxes: [Int64: Box] = [:]
  var vault: [InstitutionID: Int64] = [:]
  var short: [InstitutionID: Int64] = [:]
  var over: [InstitutionID: Int64] = [:]
  var centralBank: [InstitutionID: Int64] = [:]
  var interest: [InstitutionID: Int64] = [:]
  var accrued: [InstitutionID: AccruedModel] = [:]
  var clearing: [LedgerAccountID: Int64] = [:]
  /// Journals that must be in the books, and sealed files that must be in the archive.
  var journals = 0
  var archived = 0
  /// Cases with money that wait with a reservation.
  var reservations = 0
  /// Accounts whose balance a step may have moved.
  private(set) var touched: Set<LedgerAccountID> = []

  func touch(_ accounts: LedgerAccountID...) { touched.formUnion(accounts) }

  /// The accounts since the last look, and forgets them.
  func takeTouched() -> [LedgerAccountID] {
    defer { touched = [] }
    return touched.sorted()
  }

  // MARK: What must be there

  /// What the account must hold, counted by its own side; nil: not an account this model knows.
  func expected(_ account: LedgerAccountID) -> Int64? {
    let (outlet, sequence) = (account.institution, account.sequence)
    switch sequence / 1_000_000 {
    case 2001: return demands[AccountNumber(outlet, sequence: sequence % 1_000_000)]?.balance
    case 2002: return terms[AccountNumber(outlet, sequence: sequence % 1_000_000)]?.principal ?? 0
    case 3001: return clearing[account]
    case 1100...1109: return boxes[sequence / 1000 % 10_000]?.total
    default:
      if account == BankChart.vault(outlet, .cny) { return vault[outlet] ?? 0 }
      if account == BankChart.cashShort(outlet, .cny) { return short[outlet] ?? 0 }
      if account == BankChart.cashOver(outlet, .cny) { return over[outlet] ?? 0 }
      if account == BankChart.centralBank(outlet, .cny) { return centralBank[outlet] ?? 0 }
      let owed = accrued[outlet] ?? AccruedModel()
      if account == Self.expense(outlet) { return (interest[outlet] ?? 0) + owed.demand + owed.term }
      if account == Self.payable(outlet, ofTerm: false) { return owed.demand }
      if account == Self.payable(outlet, ofTerm: true) { return owed.term }
      return nil
    }
  }

  static func expense(_ outlet: InstitutionID) -> LedgerAccountID {
    StandingAccount.interestExpense.account(outlet, .cny)
  }

  /// Every account of the model.
  var allAccounts: [LedgerAccountID] {
    var all = demands.keys.map(BankChart.customer) + terms.keys.map(BankChart.term) + Array(clearing.keys)
    for box in boxes.values { all.append(BankChart.till(box.outlet, box: box.box, .cny)) }
    for outlet in vault.keys { all.append(BankChart.vault(outlet, .cny)) }
    for outlet in short.keys { all.append(BankChart.cashShort(outlet, .cny)) }
    for outlet in over.keys { all.append(BankChart.cashOver(outlet, .cny)) }
    for outlet in centralBank.keys { all.append(BankChart.centralBank(outlet, .cny)) }
    for outlet in accrued.keys {
      all += [Self.expense(outlet), Self.payable(outlet, ofTerm: false), Self.payable(outlet, ofTerm: true)]
    }
    return all.sorted()
  }

  // MARK: What happens

  func openDemand(_ number: AccountNumber, holder: String, document: String, from start: BusinessDate) {
    demands[number] = Demand(number: number, holder: holder, document: document, course: DailyCourse(from: start))
    demandOrder.append(number)
  }

  /// Money into (or, below zero, out of) a demand account.
  func move(_ number: AccountNumber, _ fen: Int64, valued date: BusinessDate) {
    demands[number]?.balance += fen
    demands[number]?.course.add(fen, on: date)
    touch(BankChart.customer(number))
  }

  func cash(into box: Int64, received: CashCount, given: CashCount) {
    boxes[box]?.put(received)
    boxes[box]?.take(given)
    if let found = boxes[box] { touch(BankChart.till(found.outlet, box: box, .cny)) }
  }

  func vault(_ outlet: InstitutionID, _ fen: Int64) {
    vault[outlet, default: 0] += fen
    touch(BankChart.vault(outlet, .cny))
  }

  func payInterest(_ fen: Int64, at outlet: InstitutionID) {
    guard fen > 0 else { return }
    interest[outlet, default: 0] += fen
    touch(Self.expense(outlet))
  }

  func endTerm(_ number: AccountNumber) {
    terms[number] = nil
    termOrder.removeAll { $0 == number }
    closedTerms += 1
    touch(BankChart.term(number))
  }
}

/// The end-of-day balances of one account by value date, one number per day on which it moved.
struct DailyCourse {
  /// First day of the period that is not settled.
  private(set) var start: Int
  private var opening: Int64 = 0
  private var moves: [Int: Int64] = [:]

  init(from date: BusinessDate) { start = date.daysSince1970 }

  /// What is valued before the period began counts from its first day.
  mutating func add(_ fen: Int64, on date: BusinessDate) { moves[max(start, date.daysSince1970), default: 0] += fen }

  /// Sum over the days of the period, the settlement day included, of the whole yuan that lay there at the day's end.
  func yuanDays(through day: BusinessDate) -> Int64 {
    var (balance, sum) = (opening, Int64(0))
    guard start <= day.daysSince1970 else { return 0 }
    for today in start...day.daysSince1970 {
      balance += moves[today] ?? 0
      sum += balance / 100
    }
    return sum
  }

  /// The period ends with this day.
  mutating func settle(through day: BusinessDate) {
    let last = day.daysSince1970
    for (today, fen) in moves where today <= last { opening += fen }
    moves = moves.filter { $0.key > last }
    start = last + 1
  }
}
