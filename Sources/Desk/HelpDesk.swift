import Access
import Banking
import Catalog
import Primitives

/// What a person may read about one service before doing it (F1 at the counter): made from the definition, the
/// examples and the refusals themselves, so that it cannot say something else than what happens.
package struct ServiceHelp: Sendable {
  package let definition: ServiceDefinition
  /// Who may begin it.
  package let posts: [Post]
  /// What the form refuses.
  package let formRefusals: [Refusal]
  /// What the bank's books refuse, with an example where an amount or a day is named.
  package let bookRefusals: [Refusal]
}

/// Help for everybody signed on.
package struct HelpDesk: Sendable {
  private let house: House

  init(_ house: House) { self.house = house }

  /// Every service by its transaction code: the one table of codes.
  package func services() -> [ServiceDefinition] { house.catalog.services.sorted { $0.code < $1.code } }

  /// - Returns: nil when no service has this code.
  package func service(code: Int) -> ServiceHelp? {
    guard let definition = house.catalog.services.first(where: { $0.code == code }) else { return nil }
    let permission = Permission(rawValue: definition.permission)
    return ServiceHelp(
      definition: definition,
      posts: Post.allCases.filter { post in
        permission.map(post.permissions.contains) == true && (house.settings.isDemo || post != .rehearsal)
      },
      formRefusals: ServiceCatalog.formRefusals(of: definition) + (definition.missing([]).map { [$0] } ?? []),
      bookRefusals: definition.troubles)
  }
}

extension ServiceDefinition {
  var troubles: [Refusal] { effect.troubles + (password == nil ? [] : CounterTroubles.password) }
}

extension ServiceEffect {
  var troubles: [Refusal] {
    switch self {
    case .openAccount: CounterTroubles.opening
    case .depositCash: CounterTroubles.account + CounterTroubles.cashIn
    case .withdrawCash: CounterTroubles.account + CounterTroubles.cashOut
    case .transferInternal: CounterTroubles.account + CounterTroubles.payee
    case .openTerm: CounterTroubles.account + CounterTroubles.termOpening
    case .drawTerm: CounterTroubles.termDrawing
    case .giveNotice: CounterTroubles.notice
    case .cancelNotice: CounterTroubles.noticeCancelling
    case .reportLoss: CounterTroubles.loss
    case .cancelLoss: CounterTroubles.lossCancelling
    case .replaceCertificate: CounterTroubles.replacing
    case .freezeAccount: CounterTroubles.freezing
    case .releaseAccount: CounterTroubles.releasing
    case .payInstalment: CounterTroubles.instalment
    case .pledge: CounterTroubles.pledge
    case .unpledge: CounterTroubles.unpledge
    case .proveMoment: CounterTroubles.proof
    case .provePeriod: CounterTroubles.proofOfPeriod
    case .returnProof: CounterTroubles.proofReturn
    case .appointCash: CounterTroubles.appointment
    case .issueStatement: CounterTroubles.statement
    case .closeAccount: CounterTroubles.closing
    case .placeHold: CounterTroubles.holding
    case .liftHold: CounterTroubles.lifting
    case .activateAccount: CounterTroubles.waking
    case .changeInformation: CounterTroubles.information
    case .openEnterprise: CounterTroubles.enterprise
    case .issueCard: CounterTroubles.cardIssue
    case .activateCard, .replaceCard, .cancelCard: CounterTroubles.card
    case .setPassword: CounterTroubles.settingPassword
    case .changePassword, .resetPassword: CounterTroubles.changingPassword
    }
  }
}
