import CQREncode
import Primitives

/// A QR code (ISO/IEC 18004), error correction level M.
package struct QRCode: Sendable, Equatable {
  /// Bytes: version 20 at level M, still readable when printed 28 mm wide.
  package static let longest = 660
  /// Modules of white around the code (ISO/IEC 18004, 9.1).
  package static let quietZone = 4

  /// Modules along one side, without the quiet zone.
  package let side: Int
  private let dark: [Bool]

  /// - Throws: `Refusal` `documents.qr-too-long`; `Fault` `documents.qr` for an empty text or one with a NUL.
  package init(_ text: String) throws {
    guard text.utf8.count <= Self.longest else { throw DrawingRefusal.qrTooLong(text.utf8.count) }
    guard !text.isEmpty, !text.utf8.contains(0), let code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M) else {
      throw Fault("documents.qr", "no QR code for \(text.utf8.count) bytes")
    }
    defer { QRcode_free(code) }
    let side = Int(code.pointee.width)
    guard let data = code.pointee.data else { throw Fault("documents.qr", "an empty QR code") }
    self.side = side
    dark = (0..<side * side).map { data[$0] & 1 == 1 }
  }

  /// Dark modules joined into horizontal runs.
  package var runs: [(row: Int, column: Int, length: Int)] {
    var runs: [(row: Int, column: Int, length: Int)] = []
    for row in 0..<side {
      var column = 0
      while column < side {
        let start = column
        while column < side && dark[row * side + column] { column += 1 }
        if column > start { runs.append((row, start, column - start)) }
        column += 1
      }
    }
    return runs
  }

  /// For web pages: black on white, scales with its box, one path.
  package static func svg(_ text: String) throws -> String {
    let code = try QRCode(text)
    let full = code.side + 2 * quietZone
    let path = code.runs.map { "M\($0.column + quietZone) \($0.row + quietZone)h\($0.length)v1h-\($0.length)z" }
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(full) \(full)" shape-rendering="crispEdges" \
      role="img" aria-label="QR"><path fill="#fff" d="M0 0h\(full)v\(full)H0z"/>\
      <path fill="#000" d="\(path.joined())"/></svg>
      """
  }
}
