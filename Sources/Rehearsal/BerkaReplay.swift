import Banking
import Foundation
import Primitives

/// Drives real deposits of a real bank through the front door of a running server: every account is opened
/// and every cash deposit is a case with scripted ink and a sealed voucher.
package struct BerkaReplay: Sendable {
  package struct Report: Codable, Sendable, Equatable {
    package var accounts = 0
    package var deposits = 0
    package var newVouchers = 0
    package var knownVouchers = 0
    /// Sum of all deposits of the files, settled now or before.
    package var total = "0.00"
    package var currency = "CZK"
    package var seconds = 0
  }

  private let files: BerkaFiles
  private let counter: RehearsedCounter
  /// Notes and coins of the Czech Republic, haléře, the largest first.
  private static let denominations: [Int64] = [
    100_000, 50_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 100, 50, 20, 10,
  ]

  package init(files: BerkaFiles, counter: RehearsedCounter) {
    self.files = files
    self.counter = counter
  }

  package func run(progress: @Sendable (Int, Int, String) -> Void) async throws -> Report {
    var report = Report()
    var sum = Money.zero(.czk)
    var numbers: [Int: String] = [:]
    let all = files.accounts.count + files.deposits.count
    for account in files.accounts {
      numbers[account] = try await open(account, &report)
      progress(report.accounts + report.deposits, all, "account \(account)")
    }
    for deposit in files.deposits {
      guard let number = numbers[deposit.account] else { throw RehearsalFault.unexpected("no account number") }
      try await play(deposit, into: number, &report)
      sum = sum + deposit.amount
      progress(report.accounts + report.deposits, all, "\(deposit.date)")
    }
    report.total = sum.decimal
    return report
  }

  private func open(_ account: Int, _ report: inout Report) async throws -> String {
    guard let client = files.owners[account] else { throw RehearsalFault.unexpected("account \(account) has no owner") }
    let (sight, outcome) = try await counter.play(
      "account-open", key: "berka-account-\(account)",
      fields: [
        "documentType": "other", "documentNumber": "CZ-\(client)", "customerName": "Client \(client)",
        "identityCheck": "original-seen", "identityResult": "agrees", "actingAs": "holder", "currency": "CZK",
      ], seed: UInt64(account))
    guard let number = sight.accountNumber else { throw RehearsalFault.unexpected("account \(account) got no number") }
    report.accounts += 1
    count(outcome, &report)
    return number
  }

  private func play(_ deposit: BerkaFiles.Deposit, into number: String, _ report: inout Report) async throws {
    guard let notes = CashCount.greedy(deposit.amount, denominations: Self.denominations) else {
      throw RehearsalFault.unexpected("\(deposit.amount) cannot be paid in notes and coins")
    }
    let (sight, outcome) = try await counter.play(
      "cash-deposit", key: "berka-trans-\(deposit.transaction)",
      fields: [
        "account": number, "amount": deposit.amount.decimal, "denominations": notes.text,
        "valueDate": "\(deposit.date)", "note": "trans \(deposit.transaction)",
      ].merging(deposit.amount.minor > 5_000_000 ? ["amountAgain": deposit.amount.decimal] : [:]) { first, _ in first },
      seed: UInt64(deposit.transaction))
    guard sight.amount?.amount == deposit.amount.decimal else {
      throw RehearsalFault.unexpected("transaction \(deposit.transaction) was booked as \(sight.amount?.amount ?? "—")")
    }
    report.deposits += 1
    count(outcome, &report)
  }

  private func count(_ outcome: RehearsedCounter.Outcome, _ report: inout Report) {
    switch outcome {
    case .settled: report.newVouchers += 1
    case .known: report.knownVouchers += 1
    }
  }
}
