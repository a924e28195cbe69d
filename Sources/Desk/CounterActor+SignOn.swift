import Access
import Banking

extension CounterActor {
  /// A person at a counter, as Banking sees him.
  init(_ signOn: SignOn) {
    self.init(
      staff: signOn.staff.id, number: signOn.staff.number, institution: signOn.institution.id, chain: signOn.chain)
  }
}
