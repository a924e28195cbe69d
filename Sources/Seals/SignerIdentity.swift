/// A key with its certificate and the authorities above it, nearest first.
package struct SignerIdentity: Sendable {
  package let key: SigningKey
  package let certificate: X509
  package let issuers: [X509]

  /// The key must be the certificate's.
  package init(key: SigningKey, certificate: X509, issuers: [X509]) {
    precondition(key.publicKeyDER == certificate.publicKeyDER, "the certificate speaks of another key")
    self.key = key
    self.certificate = certificate
    self.issuers = issuers
  }
}
