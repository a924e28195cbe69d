import FoundationEssentials
import Primitives
import Seals

/// Where a chain stood.
package struct ChainHead: Hashable, Sendable {
  package let institution: InstitutionID
  /// `ChainName.description`.
  package let chain: String
  /// The newest entry's; 0 for a chain without entries.
  package let sequence: Int64
  package let hash: [UInt8]
}

/// A signed statement of where all chains stood. Without it a cut tail would look like a shorter chain
/// (DECISIONS 7). Checkpoints are chained themselves; the newest is also kept outside the database, or
/// the newest checkpoint could be cut with the tail.
package struct Checkpoint: Sendable, Equatable {
  /// 1, 2, 3 …
  package let sequence: Int64
  package let at: Moment
  /// Hash of the one before; 32 zero bytes for the first.
  package let previousHash: [UInt8]
  package let heads: [ChainHead]
  package let signature: [UInt8]

  /// What stands for the whole: sequence, time, previous hash, number and digest of the heads.
  var record: [UInt8] {
    var writer = ByteWriter()
    writer.text("guichet audit checkpoint 1")
    writer.int(sequence)
    writer.int(at.milliseconds)
    writer.blob(previousHash)
    writer.int(Int64(heads.count))
    writer.blob(Digest.sha256(headBytes))
    return writer.bytes
  }

  package var hash: [UInt8] { Digest.sha256(record) }

  var headBytes: [UInt8] {
    var writer = ByteWriter()
    for head in heads {
      writer.int(head.institution.code)
      writer.text(head.chain)
      writer.int(head.sequence)
      writer.blob(head.hash)
    }
    return writer.bytes
  }

  /// Signs a new one.
  ///
  /// - Throws: `Fault` `seals.sign`.
  static func make(
    sequence: Int64, at: Moment, previousHash: [UInt8], heads: [ChainHead], key: SigningKey
  ) throws -> Checkpoint {
    let draft = Checkpoint(sequence: sequence, at: at, previousHash: previousHash, heads: heads, signature: [])
    return Checkpoint(
      sequence: sequence, at: at, previousHash: previousHash, heads: heads, signature: try key.sign(draft.record))
  }

  init(sequence: Int64, at: Moment, previousHash: [UInt8], heads: [ChainHead], signature: [UInt8]) {
    self.sequence = sequence
    self.at = at
    self.previousHash = previousHash
    self.heads = heads
    self.signature = signature
  }

  /// Takes the stored bytes apart; nil when they are damaged or do not agree with each other.
  init?(record: [UInt8], heads: [UInt8], signature: [UInt8]) {
    var reader = RecordReader(record)
    var list = RecordReader(heads)
    do {
      guard try reader.text() == "guichet audit checkpoint 1" else { return nil }
      sequence = try reader.int()
      at = Moment(milliseconds: try reader.int())
      previousHash = try reader.blob()
      var all: [ChainHead] = []
      while !list.isAtEnd {
        all.append(
          ChainHead(
            institution: InstitutionID(try list.int()), chain: try list.text(), sequence: try list.int(),
            hash: try list.blob()))
      }
      self.heads = all
      self.signature = signature
    } catch { return nil }
    guard self.record == record else { return nil }
  }

  /// Whether the checkpoint key signed exactly this.
  package func isSigned(by publicKeyDER: [UInt8]) -> Bool {
    SigningKey.verify(signature: signature, message: record, publicKeyDER: publicKeyDER)
  }
}

extension Checkpoint {
  private struct File: Codable {
    struct Head: Codable {
      let institution: Int64
      let chain: String
      let sequence: Int64
      let hash: String
    }
    let format: String
    let sequence: Int64
    let at: Int64
    let previous: String
    let heads: [Head]
    let signature: String
  }

  private static let format = "guichet-audit-checkpoint-1"

  /// JSON, to be kept where whoever can change the database cannot reach.
  package var text: String {
    let file = File(
      format: Self.format, sequence: sequence, at: at.milliseconds, previous: Hex.encode(previousHash),
      heads: heads.map {
        File.Head(
          institution: $0.institution.code, chain: $0.chain, sequence: $0.sequence, hash: Hex.encode($0.hash))
      },
      signature: Hex.encode(signature))
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
    // Strings and integers always encode.
    guard let data = try? encoder.encode(file) else { preconditionFailure("a checkpoint has no JSON form") }
    return String(decoding: data, as: UTF8.self) + "\n"
  }

  /// - Throws: `Fault` `audit.checkpoint-file` when the text is no checkpoint. Whether it is true is for
  ///   `isSigned` and `AuditBook.verify` to say.
  package init(text: String) throws {
    let bad = Fault("audit.checkpoint-file", "the text is no audit checkpoint")
    guard let file = try? JSONDecoder().decode(File.self, from: Data(text.utf8)), file.format == Self.format,
      let previous = Hex.decode(file.previous), let signature = Hex.decode(file.signature)
    else { throw bad }
    let heads = try file.heads.map { head in
      guard let hash = Hex.decode(head.hash) else { throw bad }
      return ChainHead(
        institution: InstitutionID(head.institution), chain: head.chain, sequence: head.sequence, hash: hash)
    }
    self.init(
      sequence: file.sequence, at: Moment(milliseconds: file.at), previousHash: previous, heads: heads,
      signature: signature)
  }
}
