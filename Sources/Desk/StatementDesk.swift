import Access
import Audit
import Banking
import Primitives
import Storage

/// Statements as files. Every one that leaves is written into the audit chain before it is handed out.
package struct StatementDesk: Sendable {
  package let house: House

  package init(_ house: House) { self.house = house }

  /// CSV of an account over a period.
  ///
  /// - Throws: `Refusal` `account.unknown`, `statement.period`, `statement.too-long`.
  package func csv(
    _ account: String, _ kind: AccountStatement.Kind, from: BusinessDate, to: BusinessDate, by signOn: SignOn
  ) async throws -> [UInt8] {
    try signOn.require(.statementExport)
    let number = try AccountNumber(parsing: account)
    let now = house.time.now
    let made = try await house.database.write { [house] tx in
      let made = try house.banking.statements.statement(
        number, kind, from: from, to: to, limit: Statements.mostInFile, in: tx)
      try house.audit.append(
        AuditEntry(
          chain: signOn.chain, institution: signOn.institution.id, at: now, actor: signOn.staff.number,
          action: "statement.exported", subject: "account:\(number)",
          detail: [
            "form": "csv", "kind": kind.rawValue, "from": "\(from)", "to": "\(to)", "lines": "\(made.lines.count)",
          ]), in: tx)
      return made
    }
    return StatementText(statement: made) { [catalog = house.catalog] in catalog.service(code: $0)?.name }
      .csv(bank: house.settings.bankName)
  }
}
