import Primitives
import Seals
import Storage

/// One pass over the book. Reads in pages inside one snapshot and decodes no more than it compares.
///
/// Memory: one small record per chain, and one per chain and checkpoint in which the chain had moved.
struct AuditVerification {
  private struct ChainKey: Hashable {
    let institution: Int64
    let chain: Int64
  }

  /// A signed statement that a chain had this entry.
  private struct Witness {
    let sequence: Int64
    let hash: [UInt8]
  }

  private struct Head {
    let name: String
    let sequence: Int64
    let hash: [UInt8]
  }

  /// The chain being read.
  private struct Progress {
    let key: ChainKey
    let name: String
    var sequence: Int64 = 0
    var hash: [UInt8]
    let witnesses: [Witness]
    var nextWitness = 0
  }

  private static let pageSize = 2000
  private static let mostListed = 1000

  private let publicKeyDER: [UInt8]
  private var witnesses: [ChainKey: [Witness]] = [:]
  private var names: [ChainKey: String] = [:]
  private var heads: [ChainKey: Head] = [:]
  private var unseen: Set<ChainKey> = []
  private var problems: [AuditProblem] = []
  private var problemCount = 0
  private var entries = 0
  private var chains = 0
  private var checkpoints = 0
  private var unsealed = 0

  init(publicKeyDER: [UInt8]) { self.publicKeyDER = publicKeyDER }

  func finish() -> AuditVerdict {
    AuditVerdict(
      entries: entries, chains: chains, checkpoints: checkpoints, unsealed: unsealed, problems: problems,
      problemCount: problemCount)
  }

  private mutating func report(_ kind: AuditProblem.Kind, _ key: ChainKey, name: String, _ sequence: Int64) {
    add(AuditProblem(kind: kind, institution: InstitutionID(key.institution), chain: name, sequence: sequence))
  }

  private mutating func report(_ kind: AuditProblem.Kind, checkpoint sequence: Int64) {
    add(AuditProblem(kind: kind, institution: nil, chain: nil, sequence: sequence))
  }

  private mutating func add(_ problem: AuditProblem) {
    problemCount += 1
    if problems.count < Self.mostListed { problems.append(problem) }
  }

  // MARK: Checkpoints

  mutating func readCheckpoints(external: Checkpoint?, in tx: any ReadTransaction) throws {
    var (last, hash): (Int64, [UInt8]) = (0, [UInt8](repeating: 0, count: 32))
    var found = external == nil
    while true {
      let rows = try tx.query(AuditTables.walkCheckpoints, [.int(last), .int(100)])
      for row in rows {
        let sequence = try row.int(0)
        checkpoints += 1
        if sequence != last + 1 { report(.checkpointGap, checkpoint: sequence) }
        let stored = Checkpoint(record: try row.bytes(1), heads: try row.bytes(2), signature: try row.bytes(4))
        if let stored, stored.sequence == sequence, stored.hash == (try row.bytes(3)),
          sequence != last + 1 || stored.previousHash == hash
        {
          found = found || stored == external
          accept(stored)
        } else {
          report(.checkpointAltered, checkpoint: sequence)
        }
        // What the next one must follow on is what this one truly hashes to, when it can be read at all.
        (last, hash) = (sequence, try stored?.hash ?? row.bytes(3))
      }
      if rows.count < 100 { break }
    }
    guard let external else { return }
    if !found {
      report(.checkpointMissing, checkpoint: external.sequence)
      accept(external)
    }
  }

  /// Only what is truly signed may bear witness against entries.
  private mutating func accept(_ checkpoint: Checkpoint) {
    guard checkpoint.isSigned(by: publicKeyDER) else {
      report(.checkpointSignature, checkpoint: checkpoint.sequence)
      return
    }
    for head in checkpoint.heads where head.sequence > 0 {
      let key = ChainKey(institution: head.institution.code, chain: AuditForm.number(head.chain))
      names[key] = head.chain
      let known = witnesses[key]?.last
      if known?.sequence == head.sequence, known?.hash == head.hash { continue }
      witnesses[key, default: []].append(Witness(sequence: head.sequence, hash: head.hash))
    }
  }

  mutating func readHeads(in tx: any ReadTransaction) throws {
    for row in try tx.query(AuditTables.heads) {
      let key = ChainKey(institution: try row.int(0), chain: try row.int(1))
      let head = Head(name: try row.text(2), sequence: try row.int(3), hash: try row.bytes(4))
      heads[key] = head
      if AuditForm.number(head.name) != key.chain { report(.headMismatch, key, name: head.name, head.sequence) }
      names[key] = names[key] ?? head.name
    }
    unseen = Set(heads.keys).union(witnesses.keys)
  }

  // MARK: Entries

  mutating func readEntries(in tx: any ReadTransaction, progress: (Int) -> Void) throws {
    let digest = Digest.RunningDigest()
    var current: Progress?
    var place = [Value](repeating: .int(Int64.min), count: 3)
    while true {
      let rows = try tx.query(AuditTables.walk, place + [.int(Self.pageSize)])
      for row in rows {
        let key = ChainKey(institution: try row.int(0), chain: try row.int(1))
        if current?.key != key {
          if let current { close(current) }
          current = open(key)
        }
        try read(row, digest, &current!)
      }
      entries += rows.count
      progress(entries)
      guard rows.count == Self.pageSize, let last = rows.last else { break }
      place = Array(last.values[0..<3])
    }
    if let current { close(current) }
    closeUnseen()
  }

  private mutating func open(_ key: ChainKey) -> Progress {
    chains += 1
    unseen.remove(key)
    let name = heads[key]?.name ?? names[key] ?? ""
    if heads[key] == nil { report(.headMissing, key, name: name, 1) }
    // A witness of an older checkpoint may stand after one of a newer only if history was rewritten.
    let witnesses = (witnesses[key] ?? []).sorted { $0.sequence < $1.sequence }
    return Progress(
      key: key, name: name,
      hash: AuditForm.origin(institution: InstitutionID(key.institution), name: name), witnesses: witnesses)
  }

  private mutating func read(_ row: Row, _ digest: Digest.RunningDigest, _ chain: inout Progress) throws {
    let (sequence, record, hash) = (try row.int(2), try row.bytes(7), try row.bytes(8))
    if sequence == chain.sequence + 1 {
      digest.update(chain.hash)
      digest.update(record)
      if digest.finish() != hash { report(.altered, chain.key, name: chain.name, sequence) }
    } else {
      report(.gap, chain.key, name: chain.name, sequence)
    }
    let agrees = AuditForm.agrees(
      record, institution: chain.key.institution, chain: chain.name, sequence: sequence, at: try row.int(3),
      actor: try row.text(4), action: try row.text(5), subject: try row.text(6))
    if !agrees { report(.columns, chain.key, name: chain.name, sequence) }
    while chain.nextWitness < chain.witnesses.count, chain.witnesses[chain.nextWitness].sequence <= sequence {
      let witness = chain.witnesses[chain.nextWitness]
      if witness.sequence == sequence, witness.hash != hash {
        report(.rewritten, chain.key, name: chain.name, sequence)
      }
      chain.nextWitness += 1
    }
    (chain.sequence, chain.hash) = (sequence, hash)
  }

  private mutating func close(_ chain: Progress) {
    let sealed = min(chain.witnesses.last?.sequence ?? 0, chain.sequence)
    unsealed += Int(chain.sequence - sealed)
    if let last = chain.witnesses.last, last.sequence > chain.sequence {
      report(.missingTail, chain.key, name: chain.name, last.sequence)
    }
    guard let head = heads[chain.key] else { return }
    if head.sequence > chain.sequence {
      report(.missingTail, chain.key, name: chain.name, head.sequence)
    } else if head.sequence != chain.sequence || head.hash != chain.hash {
      report(.headMismatch, chain.key, name: chain.name, chain.sequence)
    }
  }

  /// Chains of which nothing is left but a head or a checkpoint's word.
  private mutating func closeUnseen() {
    for key in unseen.sorted(by: { ($0.institution, $0.chain) < ($1.institution, $1.chain) }) {
      let name = names[key] ?? ""
      let last = max(witnesses[key]?.map(\.sequence).max() ?? 0, heads[key]?.sequence ?? 0)
      if last > 0 {
        report(.missingTail, key, name: name, last)
      } else if let head = heads[key],
        head.hash != AuditForm.origin(institution: InstitutionID(key.institution), name: name)
      {
        report(.headMismatch, key, name: name, 0)
      }
    }
  }
}
