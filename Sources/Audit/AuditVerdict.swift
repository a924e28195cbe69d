import Primitives

/// One thing that does not fit.
package struct AuditProblem: Sendable, Equatable {
  package enum Kind: String, Sendable, CaseIterable {
    /// Entries are missing before this one.
    case gap
    /// The entry's bytes, or the hash stored with it, are not those that were chained.
    case altered
    /// The columns that pages are searched by do not say what the hashed bytes say.
    case columns
    /// The chain's head does not point at its newest entry.
    case headMismatch
    /// Entries without a head.
    case headMissing
    /// Entries that a head or a signed checkpoint speaks of are gone.
    case missingTail
    /// A signed checkpoint saw another entry at this place: the history was written anew.
    case rewritten
    /// A checkpoint's bytes, place or link to the one before are wrong.
    case checkpointAltered
    case checkpointGap
    case checkpointSignature
    /// The checkpoint kept outside is newer than, or different from, what the database holds.
    case checkpointMissing
  }

  package let kind: Kind
  package let institution: InstitutionID?
  /// The chain's name; nil for checkpoints.
  package let chain: String?
  package let sequence: Int64

  package init(kind: Kind, institution: InstitutionID?, chain: String?, sequence: Int64) {
    self.kind = kind
    self.institution = institution
    self.chain = chain
    self.sequence = sequence
  }

  package var zh: String {
    let place = chain.map { "链 \($0) 第 \(sequence) 条" } ?? "检查点 \(sequence)"
    return switch kind {
    case .gap: "\(place)之前有记录缺失。"
    case .altered: "\(place)的内容或哈希被改动。"
    case .columns: "\(place)的检索栏与记录内容不符。"
    case .headMismatch: "\(place)与链头不符。"
    case .headMissing: "\(place)所在的链没有链头。"
    case .missingTail: "\(place)之前的链尾记录已丢失。"
    case .rewritten: "\(place)与已签名的检查点不符，历史被改写。"
    case .checkpointAltered: "\(place)被改动。"
    case .checkpointGap: "\(place)之前有检查点缺失。"
    case .checkpointSignature: "\(place)的签名无效。"
    case .checkpointMissing: "库外保存的\(place)在数据库中缺失或不同。"
    }
  }

  package var en: String {
    let place = chain.map { "entry \(sequence) of chain \($0)" } ?? "checkpoint \(sequence)"
    return switch kind {
    case .gap: "Entries are missing before \(place)."
    case .altered: "The bytes or the hash of \(place) have been altered."
    case .columns: "The search columns of \(place) differ from what was recorded."
    case .headMismatch: "The head of the chain does not point at \(place)."
    case .headMissing: "The chain of \(place) has no head."
    case .missingTail: "The tail of the chain up to \(place) is missing."
    case .rewritten: "A signed checkpoint saw another \(place): the history was written anew."
    case .checkpointAltered: "The bytes of \(place) have been altered."
    case .checkpointGap: "Checkpoints are missing before \(place)."
    case .checkpointSignature: "The signature of \(place) is not valid."
    case .checkpointMissing: "The database lacks \(place) as it was kept outside, or holds another."
    }
  }
}

/// What a verification found.
package struct AuditVerdict: Sendable, Equatable {
  package let entries: Int
  package let chains: Int
  package let checkpoints: Int
  /// Entries newer than the newest checkpoint: a tail cut among these would not be seen yet.
  package let unsealed: Int
  /// The first thousand.
  package let problems: [AuditProblem]
  package let problemCount: Int

  package var isGood: Bool { problemCount == 0 }
}
