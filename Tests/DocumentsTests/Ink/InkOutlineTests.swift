import Documents
import PDF
import Primitives
import Testing

@Suite("Ink as it is drawn (PC-041)")
struct InkOutlineTests {
  /// A tablet's 240 Hz: many samples, slowly changing pressure.
  private static func dense(_ count: Int, pressure: (Int) -> Float) throws -> Ink {
    var seed = 1.0
    let stroke = (0..<count).map { index -> InkPoint in
      seed += 0.01
      let turn = Double(index) / 25
      let x = 60 + 680 * Double(index) / Double(count) + 30 * (turn.truncatingRemainder(dividingBy: 2) - 1)
      let y =
        160 + 110
        * (turn.truncatingRemainder(dividingBy: 4) < 2
          ? turn.truncatingRemainder(dividingBy: 2) - 1 : 1 - turn.truncatingRemainder(dividingBy: 2))
      return InkPoint(x: Float(x), y: Float(y), pressure: pressure(index), time: UInt32(index * 4))
    }
    return try Ink(
      width: 800, height: 320,
      strokes: stride(from: 0, to: count, by: 400).map { Array(stroke[$0..<min(count, $0 + 400)]) })
  }

  @Test("one filled path per stroke, only path operators, inside the box", arguments: 0..<12 as Range<UInt64>)
  func paths(seed: UInt64) throws {
    let ink = Ink.scripted(name: seed % 2 == 0 ? "王晓明" : "Client 18", seed: seed)
    let look = ink.appearance(width: 155.76, height: 103)
    #expect(VectorOperators.areOnly(look.operators))
    let lines = String(decoding: look.operators, as: UTF8.self).split(separator: "\n")
    #expect(lines.count { $0 == "f" } == ink.strokes.count)
    let bounds = try #require(DrawnBounds(look.operators))
    #expect(bounds.left >= 0 && bounds.right <= 155.76 && bounds.bottom >= 0 && bounds.top <= 103)
    #expect(bounds.right - bounds.left > 70 || bounds.top - bounds.bottom > 70)
  }

  @Test("no more than 8 KB compressed, however many samples", arguments: [300, 2_000, 20_000])
  func size(samples: Int) throws {
    let ink = try Self.dense(samples) { 0.3 + 0.2 * Float($0 % 60) / 60 }
    let look = ink.appearance(width: 155.76, height: 103)
    #expect(Flate.deflate(look.operators).count <= 8 * 1024)
    #expect(try Ink(binary: ink.binary).pointCount == samples)
  }

  @Test("a pen that presses harder draws a thicker line; speed shapes it when pressure says nothing")
  func width() throws {
    func thickness(_ pressure: Float, _ other: Float, milliseconds: UInt32) throws -> Double {
      // A horizontal line; a second stroke far below carries the other pressure.
      let line = (0..<50).map {
        InkPoint(x: 100 + Float($0) * 12, y: 60, pressure: pressure, time: UInt32($0) * milliseconds)
      }
      let far = (0..<2).map { InkPoint(x: 100 + Float($0) * 12, y: 300, pressure: other, time: 60_000) }
      let look = try Ink(width: 800, height: 320, strokes: [line, far]).appearance(width: 160, height: 100)
      let first = String(decoding: look.operators, as: UTF8.self).components(separatedBy: "\nf\n")[0]
      let bounds = try #require(DrawnBounds(Array(first.utf8)))
      return bounds.top - bounds.bottom
    }
    let light = try thickness(0.2, 0.9, milliseconds: 8)
    let heavy = try thickness(0.9, 0.2, milliseconds: 8)
    #expect(heavy > light * 1.8)
    let slow = try thickness(0.5, 0.5, milliseconds: 40)
    let quick = try thickness(0.5, 0.5, milliseconds: 2)
    #expect(slow > quick * 1.2)
  }

  @Test("dots of a name are kept, corners and loops do not spoil the outline")
  func dots() throws {
    let point = InkPoint(x: 300, y: 40, pressure: 0.8, time: 2_000)
    let zigzag = (0..<20).map {
      InkPoint(x: 100 + Float($0) * 20, y: $0 % 2 == 0 ? 100 : 220, pressure: 0.5, time: UInt32($0) * 50)
    }
    let still = [
      InkPoint(x: 500, y: 40, pressure: 0.1, time: 2_100), InkPoint(x: 500, y: 40, pressure: 0.9, time: 2_200),
    ]
    let back = [
      InkPoint(x: 500, y: 240, pressure: 0.4, time: 3_000), InkPoint(x: 600, y: 240, pressure: 0.4, time: 3_100),
      InkPoint(x: 500, y: 240, pressure: 0.4, time: 3_200),
    ]
    let ink = try Ink(width: 800, height: 320, strokes: [zigzag, [point], still, back])
    let look = ink.appearance(width: 155.76, height: 103)
    #expect(VectorOperators.areOnly(look.operators))
    #expect(String(decoding: look.operators, as: UTF8.self).split(separator: "\n").count { $0 == "f" } == 4)
    let bounds = try #require(DrawnBounds(look.operators))
    #expect(bounds.left >= 0 && bounds.right <= 155.76 && bounds.bottom >= 0 && bounds.top <= 103)
  }

  @Test("the preview's path is plain SVG")
  func preview() {
    let path = InkOutline(Ink.scripted(name: "王", seed: 1), width: 160, height: 90).svgPath
    #expect(path.hasPrefix("M") && path.hasSuffix("Z"))
    #expect(path.allSatisfy { "MCZ0123456789.- ".contains($0) })
  }
}
