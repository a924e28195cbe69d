import Primitives

/// The way from a signer's certificate to a trusted authority (RFC 5280 section 6, without policies,
/// name constraints and revocation), and everything wrong with it.
struct CertificatePath {
  private(set) var chain: [X509]
  private(set) var problems: [String] = []
  private static let longest = 8

  init(from signer: X509, embedded: [X509], trust: [X509], at moment: Moment?) {
    chain = [signer]
    follow(embedded: embedded, trust: trust)
    judgeSigner(signer)
    judgeAuthorities()
    if chain.contains(where: \.hasUnknownCriticalExtension) { problems.append("critical-extension") }
    if let moment, !chain.allSatisfy({ $0.isValid(at: moment) }) { problems.append("validity") }
    // A certificate without a part in the proof is a place to hide something.
    if Set(embedded).count != embedded.count || !embedded.allSatisfy(chain.contains) {
      problems.append("certificate-extra")
    }
  }

  private mutating func follow(embedded: [X509], trust: [X509]) {
    while chain.count < Self.longest, let last = chain.last {
      if let anchor = trust.first(where: { last.isSigned(by: $0) }) {
        if anchor != last { chain.append(anchor) }
        return
      }
      guard let next = embedded.first(where: { !chain.contains($0) && last.isSigned(by: $0) }) else { break }
      chain.append(next)
    }
    problems.append("chain")
  }

  private mutating func judgeSigner(_ signer: X509) {
    if signer.isAuthority { problems.append("certificate-signer") }
    if !(signer.keyUsage?.contains(.nonRepudiation) ?? false) { problems.append("key-usage") }
  }

  private mutating func judgeAuthorities() {
    for (index, authority) in chain.enumerated().dropFirst() {
      let mayCertify = authority.keyUsage?.contains(.certificateSign) ?? false
      let deepEnough = authority.pathLength.map { index - 1 <= $0 } ?? true
      if !authority.isAuthority || !mayCertify || !deepEnough {
        problems.append("certificate-authority")
        return
      }
    }
  }
}
