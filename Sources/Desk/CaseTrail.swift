import Audit
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
}
