import Audit
import Foundation
import Primitives

/// How a case is written into the audit chain of its terminal. No personal data: number, service, sums.
enum CaseTrail {
  static func entry(
    _ action: String, _ record: Case, actor: String, at now: Moment, detail: [String: String] = [:]
  ) -> AuditEntry {
    var detail = detail
    detail["service"] = record.service
    if let number = record.number { detail["number"] = number }
    if let amount = record.amount { detail["amount"] = "\(amount.decimal) \(amount.currency)" }
    if record.scripted { detail["ink"] = "scripted" }
    return AuditEntry(
      chain: .terminal(record.terminal), institution: record.institution, at: now, businessDate: record.businessDate,
      actor: actor, action: action, subject: "\(record.id)", detail: detail)
  }

  /// What other systems are told of a settled case (topic `case.settled`), as JSON without personal data; the
  /// case id lets them recognise a repetition.
  static func notice(_ record: Case) throws -> [UInt8] {
    var notice = ["case": "\(record.id)", "service": record.service, "businessDate": "\(record.businessDate)"]
    notice["number"] = record.number
    notice["document"] = record.document.map { "\($0)" }
    if let amount = record.amount { (notice["amount"], notice["currency"]) = (amount.decimal, amount.currency.code) }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    return Array(try encoder.encode(notice))
  }

  /// A release by deadline, restart or failure is the server's deed and goes into its chain (DECISIONS 7);
  /// any other is the counter's.
  static func release(_ record: Case, _ why: CaseMachine.Release, at now: Moment) -> AuditEntry {
    let entry = entry("case.released", record, actor: record.tellerNumber, at: now, detail: ["why": why.rawValue])
    switch why {
    case .customerRefused, .tellerReleased, .settleRefused, .approvalRefused, .passwordLocked: return entry
    case .deadlinePassed, .drawingFailed, .interrupted:
      return AuditEntry(
        chain: House.serverChain, institution: entry.institution, at: now, businessDate: entry.businessDate,
        actor: "desk", action: entry.action, subject: entry.subject, detail: entry.detail)
    }
  }
}
