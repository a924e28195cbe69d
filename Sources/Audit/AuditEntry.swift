import Primitives

/// Whose chain an entry belongs to (DECISIONS 7): the terminal that caused it, or a server for deadlines,
/// resumption and jobs. Terminals never wait for each other's chain.
package enum ChainName: Hashable, Sendable, CustomStringConvertible {
  case terminal(TerminalID)
  /// 1 to 64 bytes.
  case server(String)

  /// `terminal:<32 hexadecimal digits>` or `server:<name>`.
  package var description: String {
    switch self {
    case .terminal(let id): "terminal:\(id)"
    case .server(let name): "server:\(name)"
    }
  }

  /// nil unless in the form of `description`.
  package init?(_ text: String) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else { return nil }
    switch parts[0] {
    case "terminal":
      guard let id = TerminalID(String(parts[1])), id.description == parts[1] else { return nil }
      self = .terminal(id)
    case "server":
      guard (1...64).contains(parts[1].utf8.count) else { return nil }
      self = .server(String(parts[1]))
    default: return nil
    }
  }
}

/// Something that happened and must be traceable for ever. Holds no personal data: a subject is an id
/// or a number, details are codes, amounts and numbers.
package struct AuditEntry: Sendable, Equatable {
  package let chain: ChainName
  package let institution: InstitutionID
  package let at: Moment
  package let businessDate: BusinessDate?
  /// Who did it: the staff number, or the server's name.
  package let actor: String
  /// Dotted: `case.settled`.
  package let action: String
  /// To what: the id of a case, a staff number, …
  package let subject: String
  package let detail: [String: String]

  package init(
    chain: ChainName, institution: InstitutionID, at: Moment, businessDate: BusinessDate? = nil, actor: String,
    action: String, subject: String, detail: [String: String] = [:]
  ) {
    self.chain = chain
    self.institution = institution
    self.at = at
    self.businessDate = businessDate
    self.actor = actor
    self.action = action
    self.subject = subject
    self.detail = detail
  }
}

/// Where an entry stands; pages continue before such a place.
package struct AuditPlace: Hashable, Sendable {
  package let at: Moment
  package let institution: InstitutionID
  package let chain: Int64
  package let sequence: Int64

  package init(at: Moment, institution: InstitutionID, chain: Int64, sequence: Int64) {
    self.at = at
    self.institution = institution
    self.chain = chain
    self.sequence = sequence
  }

  /// For an address: four numbers, `1795138200000.10001.-5577.12`.
  package var text: String { "\(at.milliseconds).\(institution.code).\(chain).\(sequence)" }

  /// nil unless in the form of `text`.
  package init?(_ text: String) {
    let numbers = text.split(separator: ".", omittingEmptySubsequences: false).map { Int64($0) }
    guard numbers.count == 4, let at = numbers[0], let institution = numbers[1], let chain = numbers[2],
      let sequence = numbers[3]
    else { return nil }
    self.init(
      at: Moment(milliseconds: at), institution: InstitutionID(institution), chain: chain, sequence: sequence)
  }
}

/// A stored entry, read from the hashed bytes themselves.
package struct AuditRecord: Sendable, Equatable {
  package let entry: AuditEntry
  package let place: AuditPlace
  /// 1, 2, 3 … within its chain.
  package let sequence: Int64
  package let hash: [UInt8]
}

/// What the auditor looks for; nil parts do not narrow.
package struct AuditFilter: Sendable, Equatable {
  package var institution: InstitutionID?
  package var chain: ChainName?
  package var actor: String?
  /// `case.` finds every action of cases.
  package var actionPrefix: String?
  package var subject: String?
  /// From this moment on.
  package var from: Moment?
  /// Before this moment.
  package var until: Moment?

  package init(
    institution: InstitutionID? = nil, chain: ChainName? = nil, actor: String? = nil, actionPrefix: String? = nil,
    subject: String? = nil, from: Moment? = nil, until: Moment? = nil
  ) {
    self.institution = institution
    self.chain = chain
    self.actor = actor
    self.actionPrefix = actionPrefix
    self.subject = subject
    self.from = from
    self.until = until
  }
}
