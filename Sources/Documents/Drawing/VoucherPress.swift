import Foundation
import Primitives
import Synchronization

/// Draws vouchers: content in, A4 pages as PDF out, with cairo and pango on the threads of a `Press`.
///
/// The same content gives the same bytes as long as cairo and the fonts stay the same; stored files are
/// therefore never drawn again to check them.
package final class VoucherPress: Sendable {
  /// A look that is drawn once and used often.
  private struct LookKey: Hashable {
    enum Kind { case seal, teller }
    let kind: Kind
    let name: String
    let line: String
    let width: Double
    let height: Double
  }

  private let fonts: FontSet
  private let press: Press
  private let looks = Mutex<[LookKey: [UInt8]]>([:])
  private static let mostLooks = 256

  package init(fonts: FontSet, press: Press) {
    self.fonts = fonts
    self.press = press
  }

  /// - Throws: `Refusal` `documents.too-long` when one value is longer than a page; `Refusal` `press.busy`;
  ///   `Fault` `documents.drawing`.
  package func draw(_ content: PageContent) async throws -> DrawnVoucher {
    let fonts = fonts
    return try await press.run { try Self.drawBlocking(content, fonts: fonts) }
  }

  /// The same on the calling thread, which must be one that may block.
  package static func drawBlocking(_ content: PageContent, fonts: FontSet) throws -> DrawnVoucher {
    try VoucherPages(content, on: DrawingTable.ofThisThread(fonts)).drawn()
  }

  /// The look of the bank's seal, on the calling thread, which must be one that may block. Kept: a bank needs
  /// one a day.
  ///
  /// - Parameters:
  ///   - bank: the full Chinese name, on the arc.
  ///   - line: the small line at the bottom: the business date.
  ///   - width: of the signature's box, in points; height likewise.
  /// - Throws: `Fault` `documents.drawing`.
  package func stampBlocking(bank: String, line: String, width: Double, height: Double) throws -> SignatureAppearance {
    let table = try DrawingTable.ofThisThread(fonts)
    let operators = try kept(LookKey(kind: .seal, name: bank, line: line, width: width, height: height)) {
      var artwork = SealArtwork(width: width, height: height, on: table)
      return try artwork.operators(bank: bank, line: line)
    }
    return SignatureAppearance(operators: operators, width: width, height: height)
  }

  /// The look of a teller's certification, on the calling thread, which must be one that may block. What does not
  /// change from page to page is kept.
  ///
  /// - Parameters:
  ///   - name: of the teller, as in the certificate; `number` is the sign-on number.
  ///   - moment: of the certification; shown in Beijing time.
  ///   - width: of the signature's box, in points; height likewise.
  /// - Throws: `Fault` `documents.drawing`.
  package func tellerMarkBlocking(
    name: String, number: String, at moment: Moment, width: Double, height: Double
  ) throws -> SignatureAppearance {
    let mark = TellerMark(width: width, height: height, on: try DrawingTable.ofThisThread(fonts))
    let person = try kept(LookKey(kind: .teller, name: name, line: number, width: width, height: height)) {
      try mark.person(name: name, number: number)
    }
    return SignatureAppearance(operators: try person + mark.clock(moment.beijing), width: width, height: height)
  }

  private func kept(_ key: LookKey, _ drawn: () throws -> [UInt8]) rethrows -> [UInt8] {
    if let look = looks.withLock({ $0[key] }) { return look }
    let look = try drawn()
    looks.withLock { looks in
      if looks.count >= Self.mostLooks { looks.removeAll() }
      looks[key] = look
    }
    return look
  }
}
