import Primitives

/// A numbered paper of the counter, as it stands in the register: what it says holds until it ends.
package struct CounterPaper: Sendable, Equatable {
  package enum Kind: String, Sendable, CaseIterable {
    /// Payment of a certificate is stopped for a pledgee (存单质押止付).
    case pledge
    /// A balance at a moment (时点存款证明): stops nothing.
    case proofMoment = "proof-moment"
    /// A balance until a day (时段存款证明): the amount is held until that day has passed.
    case proofPeriod = "proof-period"
    /// Cash that will be fetched on a day (大额取现预约).
    case cashAppointment = "cash-appointment"

    /// Which numbers it takes; both kinds of proof share theirs.
    var series: String {
      switch self {
      case .pledge: "ZY"
      case .proofMoment, .proofPeriod: "ZM"
      case .cashAppointment: "YY"
      }
    }
  }

  package enum State: String, Sendable {
    /// It waits for the customer's signature.
    case pending
    case active, ended
    /// It ended without a signature; the number is never given again.
    case released
  }

  package let institution: InstitutionID
  package let kind: Kind
  package let sequence: Int64
  package let state: State
  package let target: AccountNumber
  /// It is about a deposit under a contract; otherwise about a demand account.
  package let isDeposit: Bool
  package let customer: CustomerID
  package let amount: Money
  package let madeOn: BusinessDate
  /// The last day on which it holds, or the day for which cash was ordered.
  package let until: BusinessDate?
  /// The pledgee, or what a proof is for.
  package let content: String?
  package let caseID: CaseID
  package let endedOn: BusinessDate?
  /// The case that is changing it, with its journal number.
  let busy: (caseID: CaseID, number: JournalNumber?)?

  /// `ZM-110101-00000012`.
  package var number: String { Self.text(kind, institution, sequence) }

  static func text(_ kind: Kind, _ institution: InstitutionID, _ sequence: Int64) -> String {
    "\(kind.series)-\(institution)-\(padded(sequence, to: 8))"
  }

  /// Whether it keeps money from being drawn on this day. A proof for a period lets go by itself on the day after.
  package func holds(on date: BusinessDate) -> Bool {
    guard state == .active else { return false }
    return switch kind {
    case .pledge: true
    case .proofPeriod: until.map { date <= $0 } ?? false
    case .proofMoment, .cashAppointment: false
    }
  }

  package static func == (left: CounterPaper, right: CounterPaper) -> Bool {
    left.number == right.number && left.kind == right.kind && left.state == right.state
      && left.amount == right.amount && left.until == right.until && left.endedOn == right.endedOn
  }
}

/// What may be asked for.
package enum PaperRequest: String, Sendable, CaseIterable {
  case pledge = "certificate.pledge"
  case unpledge = "certificate.unpledge"
  case proveMoment = "proof.moment"
  case provePeriod = "proof.period"
  case returnProof = "proof.return"
  case appointCash = "cash.appoint"

  /// What it makes; nil when it ends a paper.
  package var makes: CounterPaper.Kind? {
    switch self {
    case .pledge: .pledge
    case .proveMoment: .proofMoment
    case .provePeriod: .proofPeriod
    case .appointCash: .cashAppointment
    case .unpledge, .returnProof: nil
    }
  }

  init(making kind: CounterPaper.Kind) {
    self =
      switch kind {
      case .pledge: .pledge
      case .proofMoment: .proveMoment
      case .proofPeriod: .provePeriod
      case .cashAppointment: .appointCash
      }
  }
}

/// A request as the teller typed it.
package struct PaperOrder: Sendable {
  package let counter: CounterOrder
  package let request: PaperRequest
  /// The account or deposit; nil when a paper is named by its own number.
  package let target: AccountNumber?
  package let amount: Money?
  package let until: BusinessDate?
  package let content: String?
  /// The number of the proof that is returned.
  package let paper: String?

  package init(
    _ counter: CounterOrder, _ request: PaperRequest, target: AccountNumber? = nil, amount: Money? = nil,
    until: BusinessDate? = nil, content: String? = nil, paper: String? = nil
  ) {
    self.counter = counter
    self.request = request
    self.target = target
    self.amount = amount
    self.until = until
    self.content = content
    self.paper = paper
  }
}

/// A paper with whom and what it is about.
package struct PaperSight: Sendable, Equatable {
  /// nil before a journal number was allotted.
  package let journal: JournalNumber?
  package let paper: CounterPaper
  package let holder: CustomerDetail
  package let deposit: TermDeposit?
  package let account: DemandAccount?
  /// What else is held on the same account or deposit now.
  package let held: Money
}
