import Access
import Banking
import Catalog
import Primitives
import Storage

/// The effects about records, accounts and cards that move no money: from the form to Banking's deed and back to the
/// facts of the page. What was done is an audit entry of its own beside the case's.
struct DeedEffect: BankEffect {
  let house: House
  let kind: DeedKind

  func preview(_ order: EffectOrder, in tx: any ReadTransaction) throws -> EffectPreview {
    var preview = EffectPreview()
    do {
      let sight = try house.banking.deeds.preview(deed(order), in: tx)
      preview.findings = sight.findings
      preview.prefill = sight.prefill
    } catch let refusal as Refusal {
      preview.refusals.append(Self.atFormField(refusal))
    }
    return preview
  }

  func prepare(_ order: EffectOrder) throws -> @Sendable (any WriteTransaction) throws -> EffectFacts {
    let deed = deed(order)
    return { [house] tx in
      do {
        let prepared = try house.banking.deeds.prepare(deed, entropy: house.entropy, in: tx)
        let sight = prepared.sight
        return EffectFacts(
          number: "\(prepared.number)", amount: nil, accountNumber: sight.account.map { "\($0)" },
          customer: prepared.customer, signer: sight.signer, takesCash: false, reserved: false, facts: sight.facts)
      } catch let refusal as Refusal {
        throw Self.atFormField(refusal)
      }
    }
  }

  func settle(_ record: Case, at now: Moment, in tx: any WriteTransaction) throws {
    let detail = try house.banking.deeds.settle(
      record.id, at: record.institution, now: now, entropy: house.entropy, in: tx)
    try house.audit.append(
      CaseTrail.entry("deed.\(kind.rawValue)", record, actor: record.tellerNumber, at: now, detail: detail), in: tx)
  }

  func release(_ record: Case, because: CaseMachine.Release, at now: Moment, in tx: any WriteTransaction) throws {
    try house.banking.deeds.release(record.id, at: record.institution, now: now, in: tx)
  }

  func recordHandBack(_ record: Case, by signOn: SignOn, at now: Moment, in tx: any WriteTransaction) throws {
    throw CaseRefusal.handBackNotDue
  }

  private func deed(_ order: EffectOrder) -> DeedOrder {
    DeedOrder(
      order.counter, kind, fields: order.values.values.mapValues(\.canonical), settings: order.settings,
      newCustomer: order.customer)
  }

  private static func atFormField(_ refusal: Refusal) -> Refusal {
    refusal.field == "idNumber" ? refusal.at("documentNumber") : refusal
  }
}
