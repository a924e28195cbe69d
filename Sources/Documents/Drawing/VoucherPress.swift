import Foundation
import Primitives
import Synchronization

/// Draws vouchers: content in, A4 pages as PDF out, with cairo and pango on the threads of a `Press`.
///
/// The same content gives the same bytes as long as cairo and the fonts stay the same; stored files are
/// therefore never drawn again to check them.
package final class VoucherPress: Sendable {
  private struct StampKey: Hashable {
    let bank: String
    let line: String
    let width: Double
    let height: Double
  }

  private let fonts: FontSet
  private let press: Press
  private let stamps = Mutex<[StampKey: [UInt8]]>([:])
  private static let mostStamps = 256

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
    let key = StampKey(bank: bank, line: line, width: width, height: height)
    if let kept = stamps.withLock({ $0[key] }) {
      return SignatureAppearance(operators: kept, width: width, height: height)
    }
    var artwork = SealArtwork(width: width, height: height, on: try DrawingTable.ofThisThread(fonts))
    let operators = try artwork.operators(bank: bank, line: line)
    stamps.withLock { stamps in
      if stamps.count >= Self.mostStamps { stamps.removeAll() }
      stamps[key] = operators
    }
    return SignatureAppearance(operators: operators, width: width, height: height)
  }
}
