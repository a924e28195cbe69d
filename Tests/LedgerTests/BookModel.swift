import Ledger
import Primitives
import TestHouse

/// The books as a person would keep them on paper: a list of what happened, summed anew for every
/// question. Shares nothing with the ledger but its vocabulary.
struct BookModel {
  struct Account {
    let id: LedgerAccountID
    let kind: AccountKind
    let normal: Side
    let mayOverdraw: Bool
  }

  var accounts: [Account] = []
  var posted: [Leg] = []
  var open: [ReservationID: [Leg]] = [:]
  var ended: [ReservationID: String] = [:]

  private func sum(_ id: LedgerAccountID, _ side: Side, in legs: [Leg]) -> Int64 {
    legs.filter { $0.account == id && $0.side == side }.reduce(0) { $0 + $1.amount.minor }
  }

  func settled(_ id: LedgerAccountID, _ side: Side) -> Int64 { sum(id, side, in: posted) }
  func reserved(_ id: LedgerAccountID, _ side: Side) -> Int64 { open.values.reduce(0) { $0 + sum(id, side, in: $1) } }

  private func available(_ account: Account, posting: [Leg], reserving: [Leg]) -> Int64 {
    let all = posted + posting
    let held = reserved(account.id, account.normal.opposite) + sum(account.id, account.normal.opposite, in: reserving)
    return sum(account.id, account.normal, in: all) - sum(account.id, account.normal.opposite, in: all) - held
  }

  /// The code of the refusal, or nil.
  private func verdict(_ legs: [Leg], posting: Bool) -> String? {
    for leg in legs where legs.contains(where: { $0.account == leg.account && $0.side != leg.side }) {
      return "ledger.same-account-both-sides"
    }
    for account in accounts where !account.mayOverdraw {
      if available(account, posting: posting ? legs : [], reserving: posting ? [] : legs) < 0 {
        return account.kind == .liability ? "ledger.insufficient-funds" : "ledger.would-overdraw"
      }
    }
    return nil
  }

  mutating func post(_ legs: [Leg]) -> String? {
    if let code = verdict(legs, posting: true) { return code }
    posted += legs
    return nil
  }

  mutating func reserve(_ legs: [Leg], _ id: ReservationID) -> String? {
    if let code = verdict(legs, posting: false) { return code }
    open[id] = legs
    return nil
  }

  mutating func end(_ id: ReservationID, _ way: String) -> String? {
    if let earlier = ended[id] { return "ledger.reservation-\(earlier)" }
    guard let legs = open.removeValue(forKey: id) else { return "ledger.reservation-unknown" }
    ended[id] = way
    if way == "settled" { posted += legs }
    return nil
  }
}
