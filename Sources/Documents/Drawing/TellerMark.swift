import Foundation
import Primitives

/// The look of a teller's certification: name, sign-on number and time as plain outlines, in dark ink.
///
/// Like the seal it proves nothing by itself; the certificate of the signature behind it says the same.
struct TellerMark {
  /// Outlines are taken at this many times their size, so that FreeType's 1/64 units do not show.
  private static let magnification = 16.0
  private static let margin = 6.0
  /// A name that would get smaller than this part of its size is set in two lines.
  private static let smallest = 0.55

  private let table: DrawingTable
  private let width: Double
  private let height: Double
  /// One part of the box's height; it is eighty of them high at least.
  private let unit: Double

  init(width: Double, height: Double, on table: DrawingTable) {
    self.table = table
    self.width = width
    self.height = height
    unit = min(1, height / 80)
  }

  private var room: Double { max(1, width - 2 * Self.margin) }
  private var middle: Double { height / 2 }

  /// What is the same on every page of this teller.
  func person(name: String, number: String) throws -> [UInt8] {
    var writer = OperatorWriter()
    writer.fillColour(Palette.ink.red, Palette.ink.green, Palette.ink.blue)
    let size = 17 * unit
    let whole = try outline(name, size: size, bold: true)
    if whole.width * Self.smallest <= room {
      place(whole, baseline: middle + 11 * unit, into: &writer)
    } else {
      let (first, second) = Self.halves(name)
      place(try outline(first, size: size * 0.6, bold: true), baseline: middle + 19 * unit, into: &writer)
      place(try outline(second, size: size * 0.6, bold: true), baseline: middle + 7 * unit, into: &writer)
    }
    place(try outline("工号 \(number)", size: 10 * unit, bold: false), baseline: middle - 7 * unit, into: &writer)
    writer.strokeColour(Palette.hairline.red, Palette.hairline.green, Palette.hairline.blue, lineWidth: 0.5)
    let half = min(room, 104 * unit) / 2
    writer.move(InkVector(width / 2 - half, middle - 14.5 * unit))
    writer.line(InkVector(width / 2 + half, middle - 14.5 * unit))
    writer.stroke()
    return writer.bytes
  }

  /// When it was certified.
  func clock(_ time: String) throws -> [UInt8] {
    var writer = OperatorWriter()
    writer.fillColour(Palette.ink.red, Palette.ink.green, Palette.ink.blue)
    place(try outline(time, size: 9 * unit, bold: false), baseline: middle - 26 * unit, into: &writer)
    return writer.bytes
  }

  private func outline(_ text: String, size: Double, bold: Bool) throws -> GlyphOutline {
    let line = FittedText.printable(text).replacing("\n", with: " ")
    return try GlyphOutline(line, size: size, bold: bold, magnification: Self.magnification, on: table)
  }

  /// In the middle of the box's width; smaller where it would not fit.
  private func place(_ outline: GlyphOutline, baseline: Double, into writer: inout OperatorWriter) {
    guard outline.width > 0 else { return }
    let shrink = min(1, room / outline.width)
    let start = InkVector((width - outline.width * shrink) / 2, baseline)
    outline.write(into: &writer) { start + $0 * shrink }
  }

  /// Cut between two parts of the name, near its middle; a name without parts, in its middle.
  private static func halves(_ name: String) -> (String, String) {
    let letters = Array(name)
    let half = letters.count / 2
    // A space falls away at the end of a line, a middle dot stays there.
    let ends = letters.indices.filter { letters[$0] == " " || letters[$0] == "·" }.map { $0 + 1 }
    let nearest = ends.min { abs($0 - half) < abs($1 - half) }
    let cut = nearest.flatMap { abs($0 - half) <= half / 2 ? $0 : nil } ?? half
    func part(_ range: Range<Int>) -> String { String(letters[range]).trimmingCharacters(in: .whitespaces) }
    return (part(0..<cut), part(cut..<letters.count))
  }
}
