import Primitives

/// What the verifier found, complete enough to be handed to a court: every signature with its signer, the
/// time it claims, what it covers, what came after, and the conditions of the law with their evidence.
package struct VerificationReport: Sendable, Equatable, Encodable {
  package enum Verdict: String, Sendable, Encodable {
    /// Every prepared signature is in place and everything holds.
    case valid
    /// Nothing is wrong, and signatures are still missing: not a voucher yet.
    case unfinished
    /// Something is wrong; `problems` says what.
    case invalid
  }

  /// One thing that is wrong.
  package struct Problem: Sendable, Hashable, Encodable {
    /// Stable: `signature.byte-range`.
    package let code: String
    package let zh: String
    package let en: String
    /// The signature field concerned; nil for the file as a whole.
    package let field: String?
    /// The revision concerned; nil for the file as a whole or a signature.
    package let revision: Int?
  }

  /// The signer's certificate. Times are UTC.
  package struct Certificate: Sendable, Equatable, Encodable {
    package let subject: String
    package let organization: String
    package let organizationalUnit: String
    package let issuer: String
    package let serial: String
    package let notBefore: String
    package let notAfter: String
    package let sha256: String
    /// SHA-256 of the document this one-time certificate was made for.
    package let documentHash: String?
  }

  /// Which bytes the signature covers.
  package struct Coverage: Sendable, Equatable, Encodable {
    package let signedBytes: Int
    /// From byte 0 to here, but for the signature value itself.
    package let upTo: Int
    package let gapStart: Int
    package let gapEnd: Int
    package let isWholeFile: Bool
  }

  /// What a later revision did.
  package struct Change: Sendable, Equatable, Encodable {
    /// The first signature is revision 1.
    package let revision: Int
    package let zh: String
    package let en: String
  }

  /// The evidence of a handwritten signature, in hexadecimal. The samples themselves stay in the document: how many
  /// and how long is all that a report says of them.
  package struct Evidence: Sendable, Equatable, Encodable {
    package let nonce: String
    package let shownPages: [String]
    package let inkDigest: String
    /// Points of the pen; nil when the samples in the file are missing or are not those that were signed.
    package let samples: Int?
    /// From the first sample to the last.
    package let milliseconds: Int?
    package let isScripted: Bool
    package let detail: String
  }

  package struct Signature: Sendable, Equatable, Encodable {
    package let field: String
    package let role: String
    package let revision: Int
    package let isByHand: Bool
    /// DocMDP with P=2: from here on only signing is allowed.
    package let certifies: Bool
    /// Bytes, signature value and certificate chain hold.
    package let isIntact: Bool
    /// The time the signer's system claims (`/M`), UTC; nil when unreadable.
    package let claimedAt: String?
    package let certificate: Certificate?
    package let coverage: Coverage?
    package let changesSince: [Change]
    package let evidence: Evidence?
  }

  /// One condition of article 13 of the Electronic Signature Law (电子签名法第十三条).
  package struct Condition: Sendable, Equatable, Encodable {
    package let number: Int
    package let isMet: Bool
    package let lawZh: String
    package let lawEn: String
    package let evidenceZh: [String]
    package let evidenceEn: [String]
  }

  package let verdict: Verdict
  package let bytes: Int
  /// SHA-256 of the whole file.
  package let sha256: String
  package let pages: Int
  package let revisions: Int
  /// Fields that still wait for their signature.
  package let missing: [String]
  package let signatures: [Signature]
  package let article13: [Condition]
  package let problems: [Problem]
}
