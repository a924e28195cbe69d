import Access
import Banking
import Catalog
import Desk
import Primitives

/// One teller at one workstation with a customer's display and a box.
final class SimulatedCounter {
  let person: ScratchBank.Person
  let box: Int64
  let station: String
  let display: TerminalID
  var signOn: SignOn
  /// A drafted case that nobody goes on with just now.
  var waiting: CaseInHand?
  /// What was settled here today and could still be cancelled.
  var settled: [SettledToday] = []

  var outlet: InstitutionID { person.place }

  init(_ person: ScratchBank.Person, box: Int64, station: String, display: TerminalID, signOn: SignOn) {
    self.person = person
    self.box = box
    self.station = station
    self.display = display
    self.signOn = signOn
  }
}

/// Money business of today by what it did, for its cancellation.
struct SettledToday {
  let caseID: CaseID
  let amount: Int64
  let valued: BusinessDate
  /// Credited; nil for a withdrawal.
  let to: AccountNumber?
  /// Debited; nil for a deposit.
  let from: AccountNumber?
  let received: CashCount
  let given: CashCount
}

/// A customer's wish: what is typed, what must come of it, what the model then books.
struct Business {
  let name: String
  let service: String
  var form: [String: String]
  var need = ApprovalNeed.none
  /// The refusals one of which it must meet; empty: it must be accepted.
  var mustMeet: Set<String> = []
  /// Notes that the customer laid on the counter.
  var received = CashCount(.cny)
  /// It posts a journal; otherwise it moves no money.
  var hasMoney = true
  /// Debited, and how much is promised from it while the case waits.
  var payer: AccountNumber?
  var held: Int64 = 0
  var others: [AccountNumber] = []
  var term: AccountNumber?
  /// The account that is frozen or released by it.
  var changes: AccountNumber?
  /// Books the settled case in the model.
  let apply: (Case) throws -> Void
}

/// A case on its way, with what will happen to it.
final class CaseInHand {
  enum Ending: CaseIterable {
    case agrees, signsTwice, refuses, released, waits, deadline
  }

  let business: Business
  let key: IdempotencyKey
  var ending: Ending
  var point: CrashPoint?
  var doubt: SimulatedStore.Fate?
  let clicksTwice: Bool
  var verdict = ApprovalDecision.Verdict.pass
  var triesOwnApproval = false

  var id: CaseID?
  var deadline: Moment?
  /// The end is in the model.
  var isBooked = false
  var isHeld = false

  init(_ business: Business, key: IdempotencyKey, ending: Ending, clicksTwice: Bool) {
    self.business = business
    self.key = key
    self.ending = ending
    self.clicksTwice = clicksTwice
  }
}
