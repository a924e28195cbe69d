import Access
import Catalog
import Primitives
import Seals

/// Revision 1 of a case as it is shown: its bytes, the images of its pages, and what ties the customer's signature to
/// this very showing.
package struct ShownPaper: Sendable {
  package let revision1: [UInt8]
  /// PNG, one per page.
  package let pages: [[UInt8]]
  package let pageHashes: [[UInt8]]
  /// SHA-256 over the hash of revision 1 and the hashes of the page images.
  package let shownHash: [UInt8]
  package let nonce: String

  /// - Parameter nonce: drawn anew for every showing.
  package init(revision1: [UInt8], pages: [[UInt8]], nonce: String) {
    let hashes = pages.map { Digest.sha256($0) }
    self.revision1 = revision1
    self.pages = pages
    self.nonce = nonce
    pageHashes = hashes
    shownHash = Digest.sha256(Digest.sha256(revision1) + hashes.joined())
  }
}

/// How the paper of a case is made. `CasePaper` draws, signs and seals real pages; a rehearsal of a million cases puts
/// slips in their place. Chosen where the house is put together; the roof of a bank chooses none but the real one.
package protocol Paperwork: Sendable {
  /// Revision 1: the page, certified by the teller and by those who agreed, as it will be shown.
  func draw(_ record: Case, _ definition: ServiceDefinition, by signOn: SignOn) async throws -> ShownPaper
  /// Revision 1 once more, with a new nonce.
  func show(_ revision1: [UInt8]) async throws -> ShownPaper
  /// Revision 2: the customer's ink.
  ///
  /// - Throws: `Refusal` of the ink (`ink.…`).
  func sign(_ showing: ShownPaper, _ capture: InkCapture, _ record: Case) async throws -> [UInt8]
  /// Revision 3: the bank's seal.
  func seal(_ revision2: [UInt8], _ record: Case) async throws -> [UInt8]
}

extension House {
  /// The paper of this house's cases.
  var paper: any Paperwork { paperwork?(self) ?? realPaper }

  /// Real pages, whatever the house was put together with.
  package var realPaper: any Paperwork { CasePaper(house: self) }
}
