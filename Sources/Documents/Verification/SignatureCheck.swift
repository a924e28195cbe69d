import PDF
import Primitives
import Seals

/// One signature of a file: where it stands, what it covers, whether it holds.
struct SignatureCheck {
  let field: String
  let role: String
  let revision: Int
  let isByHand: Bool
  private(set) var dictionary: SignatureDictionary?
  private(set) var coverage: VerificationReport.Coverage?
  private(set) var signer: X509?
  private(set) var problems: [VerificationReport.Problem] = []
  let hasAppearance: Bool
  /// The samples behind a handwritten signature; nil when there are none, or not those that were signed.
  private(set) var ink: Ink?
  private(set) var inkProblem: InkSamples.Problem?

  init(_ file: PDFFile, _ widget: SignatureWidget, signature number: Int, revision: Int, trust: [X509]) {
    field = widget.field
    let mark = SignaturePlace.mark(of: widget)
    role = mark?.role ?? ""
    isByHand = mark?.byHand ?? false
    self.revision = revision
    hasAppearance = widget.appearance != nil
    if mark == nil { add("signature.role") }
    guard let value = file.object(number)?.value.dictionary else {
      add("signature.dictionary")
      return
    }
    dictionary = SignatureDictionary(value)
    if let dictionary {
      if dictionary.role != role { add("signature.role") }
    } else {
      add("signature.dictionary")
    }
    checkAppearance(file, widget)
    checkInk()
    checkBytes(file, value, trust: trust)
  }

  private mutating func add(_ code: String) { problems.append(VerificationProblem.problem(code, field: field)) }

  /// `ByteRange` is the whole revision but for exactly the literal hexadecimal string of `Contents`.
  private mutating func checkBytes(_ file: PDFFile, _ value: PDFDictionary, trust: [X509]) {
    let end = file.length(after: revision)
    let contents = value["Contents"]?.string ?? []
    guard !contents.isEmpty, let gap = value.range(of: "Contents") else {
      add("signature.contents")
      if (value["ByteRange"]?.array ?? []).count != 4 { add("signature.byte-range") }
      return
    }
    let wanted: [PDFValue] = [0, gap.lowerBound, gap.upperBound, end - gap.upperBound].map { .integer($0) }
    guard value["ByteRange"] == .array(wanted), gap.upperBound <= end else { return add("signature.byte-range") }
    coverage = VerificationReport.Coverage(
      signedBytes: end - gap.count, upTo: end, gapStart: gap.lowerBound, gapEnd: gap.upperBound,
      isWholeFile: end == file.bytes.count)
    guard Self.isCanonicalHex(file.bytes[gap]), gap.count == 2 * contents.count + 2 else { return add("signature.hex") }
    guard let length = Self.objectLength(contents) else { return add("signature.contents") }
    let rest = contents[length...]
    if rest.contains(where: { $0 != 0 }) {
      return add(rest.first == 0x30 ? "signature.second-object" : "signature.padding")
    }
    let digest = Digest.sha256(parts: [file.bytes[..<gap.lowerBound], file.bytes[gap.upperBound..<end]])
    let verdict = CAdES.verify(
      Array(contents[..<length]), contentDigest: digest, trust: trust, at: dictionary?.claimedAt)
    signer = verdict.signer
    for code in verdict.problems { add("cms.\(code)") }
  }

  private mutating func checkInk() {
    guard let evidence = dictionary?.evidence else { return }
    do throws(InkSamples.Problem) { ink = try evidence.ink() } catch { inkProblem = error }
  }

  private mutating func checkAppearance(_ file: PDFFile, _ widget: SignatureWidget) {
    guard let number = widget.appearance else {
      if isByHand { add("signature.ink") }
      return
    }
    let keys: Set<String> = ["Type", "Subtype", "BBox", "Resources", "Filter", "Length"]
    guard let object = file.object(number), let head = object.value.dictionary, head.keys == keys,
      head["Type"]?.name == "XObject", head["Subtype"]?.name == "Form",
      head["Resources"] == .dictionary(PDFDictionary()),
      let operators = try? file.decodedStream(object, limit: SignatureAppearance.largest), !operators.isEmpty,
      VectorOperators.areOnly(operators)
    else { return add("signature.appearance") }
  }

  private static func isCanonicalHex(_ token: ArraySlice<UInt8>) -> Bool {
    guard token.first == 0x3C, token.last == 0x3E else { return false }
    return token.dropFirst().dropLast().allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
  }

  /// Length of the one DER SEQUENCE at the start, definite and in two length bytes at most; nil otherwise.
  private static func objectLength(_ bytes: [UInt8]) -> Int? {
    guard bytes.count > 4, bytes[0] == 0x30 else { return nil }
    let length: Int
    switch bytes[1] {
    case 0...0x7F: length = 2 + Int(bytes[1])
    case 0x81: length = 3 + Int(bytes[2])
    case 0x82: length = 4 + Int(bytes[2]) << 8 + Int(bytes[3])
    default: return nil
    }
    return length <= bytes.count ? length : nil
  }
}
