import Primitives
import Seals

/// The canonical bytes of an entry, which are hashed and stored as they were.
enum AuditForm {
  private static let version: Int64 = 1

  static func write(_ entry: AuditEntry, sequence: Int64) -> [UInt8] {
    var record = ByteWriter()
    record.int(version)
    record.int(entry.institution.code)
    record.text(entry.chain.description)
    record.int(sequence)
    record.int(entry.at.milliseconds)
    record.text(entry.actor)
    record.text(entry.action)
    record.text(entry.subject)
    record.int(entry.businessDate?.compact ?? 0)
    record.int(Int64(entry.detail.count))
    for (key, value) in entry.detail.sorted(by: { $0.key < $1.key }) {
      record.text(key)
      record.text(value)
    }
    return record.bytes
  }

  /// - Throws: `Fault` `audit.record` when the bytes are no entry.
  static func read(_ bytes: [UInt8]) throws -> (entry: AuditEntry, sequence: Int64) {
    var reader = RecordReader(bytes)
    guard try reader.int() == version else { throw RecordReader.damaged }
    let institution = InstitutionID(try reader.int())
    guard let chain = ChainName(try reader.text()) else { throw RecordReader.damaged }
    let sequence = try reader.int()
    let at = Moment(milliseconds: try reader.int())
    let (actor, action, subject) = (try reader.text(), try reader.text(), try reader.text())
    let date = try reader.int()
    guard date == 0 || BusinessDate(compact: date) != nil else { throw RecordReader.damaged }
    var detail: [String: String] = [:]
    let count = try reader.int()
    for _ in 0..<max(0, count) { detail[try reader.text()] = try reader.text() }
    guard reader.isAtEnd, Int64(detail.count) == count else { throw RecordReader.damaged }
    let entry = AuditEntry(
      chain: chain, institution: institution, at: at, businessDate: BusinessDate(compact: date), actor: actor,
      action: action, subject: subject, detail: detail)
    return (entry, sequence)
  }

  /// Whether the columns that pages are searched by say what the hashed bytes say; reads in place, since
  /// this runs for every entry of a verification.
  static func agrees(
    _ record: [UInt8], institution: Int64, chain: String, sequence: Int64, at: Int64, actor: String, action: String,
    subject: String
  ) -> Bool {
    record.withUnsafeBytes { bytes in
      var scan = RecordScan(bytes: bytes)
      return scan.matches(version) && scan.matches(institution) && scan.matches(chain) && scan.matches(sequence)
        && scan.matches(at) && scan.matches(actor) && scan.matches(action) && scan.matches(subject)
    }
  }

  /// What the first entry of a chain follows on: binds the chain to its name, so that chains cannot be
  /// exchanged.
  static func origin(institution: InstitutionID, name: String) -> [UInt8] {
    var record = ByteWriter()
    record.text("guichet audit chain 1")
    record.int(institution.code)
    record.text(name)
    return Digest.sha256(record.bytes)
  }

  /// A chain's key in the tables: 63 bits of its name's hash. The head keeps the name, and `append`
  /// refuses two names with one number.
  static func number(_ name: String) -> Int64 {
    let bits = Digest.sha256(Array(name.utf8)).prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return Int64(bits >> 1)
  }
}

/// Reads what `ByteWriter` wrote.
struct RecordReader {
  private let bytes: [UInt8]
  private var place = 0
  static let damaged = Fault("audit.record", "a stored audit record is damaged")

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { place == bytes.count }

  mutating func int() throws -> Int64 {
    guard bytes.count - place >= 8 else { throw Self.damaged }
    defer { place += 8 }
    return Int64(bitPattern: bytes[place..<(place + 8)].reduce(0) { $0 << 8 | UInt64($1) })
  }

  mutating func blob() throws -> [UInt8] {
    let length = try int()
    guard length >= 0, length <= bytes.count - place else { throw Self.damaged }
    defer { place += Int(length) }
    return Array(bytes[place..<(place + Int(length))])
  }

  mutating func text() throws -> String {
    guard let text = String(validating: try blob(), as: UTF8.self) else { throw Self.damaged }
    return text
  }
}

/// Compares the beginning of a record with values, without taking it apart.
private struct RecordScan {
  let bytes: UnsafeRawBufferPointer
  private var place = 0

  init(bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  mutating func matches(_ value: Int64) -> Bool {
    guard bytes.count - place >= 8 else { return false }
    defer { place += 8 }
    return Int64(bigEndian: bytes.loadUnaligned(fromByteOffset: place, as: Int64.self)) == value
  }

  mutating func matches(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { wanted in
      guard matches(Int64(wanted.count)), bytes.count - place >= wanted.count else { return false }
      defer { place += wanted.count }
      return bytes[place..<(place + wanted.count)].elementsEqual(wanted)
    }
  }
}
