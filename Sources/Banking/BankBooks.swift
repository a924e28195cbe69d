import Audit
import Ledger
import Primitives
import Seals
import Storage

/// The front door of the Banking room: the bank's customers, accounts, days, numbers and tills, and the
/// effects that services have on them. Every write takes the caller's transaction.
package struct BankBooks: Sendable {
  package static let schema = BankingSchema.schema

  package let calendar: BankCalendar
  package let parameters: BankParameters
  package let numbers: JournalNumbers
  package let customers: CustomerRegister
  package let accounts: DemandAccounts
  package let tills: Tills
  package let tillMoves: TillMoves
  package let tillOffers: TillOffers
  package let tillCounting: TillCounting
  package let tillDifferences: TillDifferences
  package let vault: VaultMoves
  package let outletBalance: OutletBalance
  package let vouchers: VoucherStock
  package let counterfeits: CounterfeitRegister
  package let clearing: ClearingAccounts
  /// Settlement, release and records of everything that moves money at the counter.
  package let bookings: CounterBookings
  package let cashDeposit: CashDeposit
  package let cashWithdrawal: CashWithdrawal
  package let transfer: AccountTransfer
  package let terms: TermDeposits
  package let instalments: InstalmentPayments
  package let requests: CounterRequests
  package let papers: CounterPapers
  package let payees: PayeeDirectory
  package let statements: Statements
  package let dayEnds: DayEnds
  package let corrections: Corrections
  package let errors: ErrorRegister
  package let laterCorrections: LaterCorrections
  /// What is done to records, accounts and cards without moving money.
  package let deeds: Deeds
  package let records: CustomerRecords
  package let cards: AccountCards
  package let closing: AccountClosing
  /// What customers type on their own screen before money of theirs moves.
  package let passwords: AccountPasswords
  /// Who besides the owner may dispose of an account.
  package let proxies = AccountProxies()
  /// The front door for what another system of the bank hands over.
  package let intake: MigrationIntake
  /// How each taking over was reconciled.
  package let migrationReports: MigrationReports
  /// The effect `account.open`.
  package let accountOpening: AccountOpening

  package init(ledger: LedgerBooks, audit: AuditBook, field: FieldCipher, blind: BlindIndex) {
    calendar = BankCalendar()
    parameters = BankParameters()
    numbers = JournalNumbers()
    customers = CustomerRegister(field: field, blind: blind)
    accounts = DemandAccounts(ledger: ledger, calendar: calendar, parameters: parameters, numbers: numbers)
    clearing = ClearingAccounts(ledger: ledger)
    intake = MigrationIntake(ledger: ledger, customers: customers, accounts: accounts)
    migrationReports = MigrationReports(field: field)
    tills = Tills(ledger: ledger, audit: audit, calendar: calendar, parameters: parameters, numbers: numbers)
    let tillGround = TillGround(
      ledger: ledger, audit: audit, calendar: calendar, parameters: parameters, numbers: numbers, tills: tills)
    tillMoves = TillMoves(ground: tillGround)
    tillOffers = TillOffers(ground: tillGround)
    tillCounting = TillCounting(ground: tillGround)
    tillDifferences = TillDifferences(ground: tillGround)
    vault = VaultMoves(ground: tillGround)
    outletBalance = OutletBalance(ground: tillGround)
    vouchers = VoucherStock(ground: tillGround)
    counterfeits = CounterfeitRegister(ground: tillGround, field: field, customers: customers)
    bookings = CounterBookings(
      ledger: ledger, audit: audit, calendar: calendar, numbers: numbers, accounts: accounts, tills: tills)
    let ground = BankGround(
      ledger: ledger, calendar: calendar, parameters: parameters, customers: customers, accounts: accounts)
    cashDeposit = CashDeposit(ground: ground, bookings: bookings)
    transfer = AccountTransfer(ground: ground, bookings: bookings)
    terms = TermDeposits(ground: ground, bookings: bookings)
    instalments = InstalmentPayments(ground: ground, bookings: bookings)
    payees = PayeeDirectory(accounts: accounts)
    statements = Statements(ground: ground, numbers: numbers)
    papers = CounterPapers(ground: ground, terms: terms, numbers: numbers)
    cashWithdrawal = CashWithdrawal(
      ground: ground, bookings: bookings, appointments: CashAppointments(papers: papers))
    errors = ErrorRegister(calendar: calendar, audit: audit)
    corrections = Corrections(
      ground: ground, bookings: bookings, tills: tills, numbers: numbers, audit: audit, register: errors)
    dayEnds = DayEnds(ground: ground, tills: tills, terms: terms, balance: outletBalance)
    laterCorrections = LaterCorrections(
      ground: ground, bookings: bookings, tills: tills, numbers: numbers, dayEnds: dayEnds, corrections: corrections,
      register: errors)
    requests = CounterRequests(ground: ground, terms: terms, numbers: numbers)
    deeds = Deeds(ground: ground, numbers: numbers, field: field, blind: blind)
    records = CustomerRecords(customers: customers, field: field)
    cards = AccountCards(ground: ground)
    passwords = AccountPasswords(ground: ground, field: field, blind: blind)
    closing = AccountClosing(ground: ground, bookings: bookings, numbers: numbers, rates: terms.rates)
    accountOpening = AccountOpening(calendar: calendar, numbers: numbers, customers: customers, accounts: accounts)
  }
}
