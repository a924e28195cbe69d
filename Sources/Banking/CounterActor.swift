import Audit
import Primitives

/// Who does something at the counter, where, and into which audit chain it goes.
package struct CounterActor: Sendable {
  package let staff: StaffID
  /// The staff number, which is no secret: `T0001`.
  package let number: String
  package let institution: InstitutionID
  package let chain: ChainName

  package init(staff: StaffID, number: String, institution: InstitutionID, chain: ChainName) {
    self.staff = staff
    self.number = number
    self.institution = institution
    self.chain = chain
  }

  func entry(
    _ action: String, _ subject: String, at: Moment, _ businessDate: BusinessDate, _ detail: [String: String]
  ) -> AuditEntry {
    AuditEntry(
      chain: chain, institution: institution, at: at, businessDate: businessDate, actor: number, action: action,
      subject: subject, detail: detail)
  }
}
