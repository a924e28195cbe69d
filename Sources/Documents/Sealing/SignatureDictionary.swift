import PDF
import Primitives

/// The signature dictionary as ETSI EN 319 142-1 §6.3 (table 1) and ISO 32000-1 §12.8.1 want it for PAdES
/// B-B, with our own `/Guichet` entry. One shape, written here and recognised here.
struct SignatureDictionary {
  let role: String
  let claimedAt: Moment
  /// The first signature: DocMDP, only signing allowed from then on (P=2).
  let certifies: Bool
  /// SHA-256 of revision 1; nil in revision 1 itself.
  let documentHash: [UInt8]?
  let evidence: InkEvidence?

  func value(reserve: Int) -> PDFValue {
    var pairs: [(String, PDFValue)] = [
      ("Type", .name("Sig")), ("Filter", .name("Adobe.PPKLite")), ("SubFilter", .name("ETSI.CAdES.detached")),
      ("ByteRange", .array([.integer(0), .integer(0), .integer(0), .integer(0)])),
      ("Contents", .string([UInt8](repeating: 0, count: reserve))), ("M", .text(Self.date(claimedAt))),
    ]
    if certifies { pairs.append(("Reference", Self.certification)) }
    var own: [(String, PDFValue)] = [("Role", .name(role))]
    if let documentHash { own.append(("Document", .string(documentHash))) }
    if let evidence { own += evidence.pairs }
    pairs.append(("Guichet", .dictionary(PDFDictionary(own))))
    return .dictionary(PDFDictionary(pairs))
  }

  static let certification = PDFValue.array([
    .dictionary(
      PDFDictionary([
        ("Type", .name("SigRef")), ("TransformMethod", .name("DocMDP")),
        (
          "TransformParams",
          .dictionary(
            PDFDictionary([("Type", .name("TransformParams")), ("P", .integer(2)), ("V", .name("1.2"))]))
        ),
      ]))
  ])

  /// nil unless the dictionary is exactly as `value(reserve:)` writes it.
  init?(_ dictionary: PDFDictionary) {
    let fixed: Set<String> = ["Type", "Filter", "SubFilter", "ByteRange", "Contents", "M", "Guichet"]
    guard dictionary.keys.subtracting(["Reference"]) == fixed, dictionary["Type"]?.name == "Sig",
      dictionary["Filter"]?.name == "Adobe.PPKLite", dictionary["SubFilter"]?.name == "ETSI.CAdES.detached",
      let moment = dictionary["M"]?.string.flatMap(Self.moment), let own = dictionary["Guichet"]?.dictionary,
      let role = own["Role"]?.name, dictionary["Reference"] == nil || dictionary["Reference"] == Self.certification
    else { return nil }
    self.role = role
    claimedAt = moment
    certifies = dictionary["Reference"] != nil
    documentHash = own["Document"]?.string
    evidence = InkEvidence(own)
    var keys: Set<String> = ["Role"]
    if documentHash != nil { keys.insert("Document") }
    // Missing samples get a reason of their own.
    if evidence != nil { keys.formUnion(InkEvidence.keys.intersection(own.keys)) }
    guard own.keys == keys, documentHash.map({ $0.count == 32 }) ?? true else { return nil }
  }

  init(role: String, claimedAt: Moment, certifies: Bool, documentHash: [UInt8]?, evidence: InkEvidence?) {
    self.role = role
    self.claimedAt = claimedAt
    self.certifies = certifies
    self.documentHash = documentHash
    self.evidence = evidence
  }

  /// `D:20261122050000Z` (ISO 32000-1 §7.9.4), always UTC.
  static func date(_ moment: Moment) -> String {
    let text = moment.iso8601.filter(\.isNumber)
    return "D:\(text)Z"
  }

  static func moment(_ bytes: [UInt8]) -> Moment? {
    let text = String(decoding: bytes, as: UTF8.self)
    guard bytes.count == 17, text.hasPrefix("D:"), text.hasSuffix("Z") else { return nil }
    let digits = text.dropFirst(2).dropLast()
    guard digits.allSatisfy({ $0.isASCII && $0.isNumber }), let compact = Int64(digits.prefix(8)),
      let date = BusinessDate(compact: compact), let clock = Int(digits.suffix(6))
    else { return nil }
    let (hour, minute, second) = (clock / 10_000, clock / 100 % 100, clock % 100)
    guard hour < 24, minute < 60, second < 60 else { return nil }
    let seconds = Int64(date.daysSince1970) * 86_400 + Int64(hour * 3600 + minute * 60 + second)
    return Moment(milliseconds: seconds * 1000)
  }
}
