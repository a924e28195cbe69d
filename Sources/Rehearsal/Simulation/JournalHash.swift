import Desk
import Ledger
import Primitives
import Seals

/// SHA-256 over all journals of a bank in one order and form: what was posted, when and between which accounts, and
/// nothing that is drawn at random. Two banks that did the same have the same hash.
enum JournalHash {
  private static let pageSize = 500

  static func of(_ house: House) async throws -> String {
    var all: [(at: Int64, digest: [UInt8])] = []
    var last: JournalID?
    while true {
      let place = last
      let page = try await house.database.read { tx in
        try house.ledger.journals(after: place, limit: pageSize, in: tx)
      }
      for journal in page { all.append((journal.recordedAt.milliseconds, Digest.sha256(form(journal)))) }
      last = page.last?.id
      if page.count < pageSize { break }
    }
    all.sort { left, right in
      left.at != right.at ? left.at < right.at : left.digest.lexicographicallyPrecedes(right.digest)
    }
    let digest = Digest.RunningDigest()
    for one in all { digest.update(one.digest) }
    return Hex.encode(digest.finish())
  }

  /// The journal's content without its ids.
  private static func form(_ journal: Journal) -> [UInt8] {
    var line =
      "\(journal.institution) \(journal.code) \(journal.businessDate) \(journal.valueDate) "
      + "\(journal.recordedAt.milliseconds) \(journal.reverses == nil ? "-" : "reverses")"
    for entry in journal.entries {
      let leg = entry.leg
      line += "|\(leg.side == .debit ? "D" : "C") \(leg.account) \(leg.amount.minor) \(leg.amount.currency.code)"
    }
    return Array(line.utf8)
  }
}
