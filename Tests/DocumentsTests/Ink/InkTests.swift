import Documents
import Primitives
import TestHouse
import Testing

@Suite("Ink on the wire (PC-040…044)")
struct InkTests {
  private static func line(_ count: Int, pressure: Float = 0.5) -> [InkPoint] {
    (0..<count).map {
      InkPoint(x: Float($0) * 8, y: 100, pressure: pressure, time: UInt32($0) * 4, tiltX: -90, tiltY: 90)
    }
  }

  private func code(_ binary: [UInt8]) -> String? {
    do {
      _ = try Ink(binary: binary)
      return nil
    } catch let refusal as Refusal {
      return Wording.verdict(refusal)
    } catch {
      return "not a refusal: \(error)"
    }
  }

  @Test("every bit of every sample survives the wire")
  func roundTrip() throws {
    for seed in 0..<20 as Range<UInt64> {
      let ink = Ink.scripted(name: "王晓明", seed: seed)
      #expect(try Ink(binary: ink.binary) == ink)
      #expect(ink.binary.count == 11 + ink.strokes.count * 2 + ink.pointCount * 18)
    }
  }

  @Test("the wire form is the documented one, byte for byte")
  func wireForm() throws {
    let ink = try Ink(
      width: 800, height: 320,
      strokes: [
        [
          InkPoint(x: 1, y: 2, pressure: 0.5, time: 0),
          InkPoint(x: 101, y: 2, pressure: 1, time: 258, tiltX: 90, tiltY: -90),
        ]
      ])
    #expect(
      Hex.encode(ink.binary) == "47494e4b01" + "0320" + "0140" + "0001" + "0002"
        + "3f800000" + "40000000" + "3f000000" + "00000000" + "5a5a"
        + "42ca0000" + "40000000" + "3f800000" + "00000102" + "b400")
  }

  @Test("every cut and every byte too many is refused")
  func strictLength() {
    let binary = Ink.scripted(name: "李丽", seed: 7).binary
    for length in 0..<binary.count { #expect(code(Array(binary.prefix(length))) == "ink.malformed", "\(length)") }
    #expect(code(binary + [0]) == "ink.malformed")
    #expect(code([UInt8](repeating: 0x47, count: Ink.largestBytes + 1)) == "ink.too-large")
  }

  @Test("no flipped bit stops the program; what is still accepted reads the same again")
  func flippedBits() throws {
    let binary = Ink.scripted(name: "李丽", seed: 8).binary
    for place in 0..<(binary.count * 8) where place % 5 == 0 || place < 400 {
      var other = binary
      other[place / 8] ^= 1 << UInt8(place % 8)
      guard let code = code(other) else {
        #expect(try Ink(binary: other).binary == other)
        continue
      }
      #expect(["ink.malformed", "ink.too-large", "ink.empty"].contains(code), "\(place)")
    }
  }

  @Test("numbers that are none, pressure beyond 1, time that runs backwards, tilt beyond 90°: refused")
  func numbers() throws {
    let good = Self.line(40)
    func broken(_ point: InkPoint) -> String? {
      do {
        _ = try Ink(width: 800, height: 320, strokes: [good + [point]])
        return nil
      } catch { return (error as? Refusal)?.code }
    }
    #expect(broken(InkPoint(x: .nan, y: 0, pressure: 0.5, time: 900)) == "ink.malformed")
    #expect(broken(InkPoint(x: 0, y: .infinity, pressure: 0.5, time: 900)) == "ink.malformed")
    #expect(broken(InkPoint(x: 0, y: 0, pressure: .nan, time: 900)) == "ink.malformed")
    #expect(broken(InkPoint(x: 0, y: 0, pressure: 1.001, time: 900)) == "ink.malformed")
    #expect(broken(InkPoint(x: 0, y: 0, pressure: -0.001, time: 900)) == "ink.malformed")
    #expect(broken(InkPoint(x: 0, y: 0, pressure: 0.5, time: 10)) == "ink.malformed")
    #expect(broken(InkPoint(x: 0, y: 0, pressure: 0.5, time: 900, tiltX: 91)) == "ink.malformed")
    #expect(broken(InkPoint(x: 1e30, y: 0, pressure: 0.5, time: 900)) == "ink.malformed")
    #expect(broken(InkPoint(x: 0, y: 0, pressure: 1, time: 900)) == nil)
  }

  @Test("nothing, a dot or a short scratch is no signature; more than 64 strokes are too many")
  func emptiness() throws {
    func code(_ strokes: [[InkPoint]]) -> String? {
      do {
        _ = try Ink(width: 800, height: 320, strokes: strokes)
        return nil
      } catch { return (error as? Refusal)?.code }
    }
    #expect(code([]) == "ink.empty")
    #expect(code([[InkPoint(x: 5, y: 5, pressure: 0.9, time: 0)]]) == "ink.empty")
    #expect(code([(0..<9).map { InkPoint(x: Float($0) * 7.9, y: 0, pressure: 0.5, time: 0) }]) == "ink.empty")
    #expect(code([(0..<9).map { InkPoint(x: Float($0) * 8.1, y: 0, pressure: 0.5, time: 0) }]) == nil)
    #expect(code([[]]) == "ink.malformed")
    #expect(
      code(
        (0..<64).map { _ in [InkPoint(x: 1, y: 1, pressure: 0, time: 0), InkPoint(x: 9, y: 1, pressure: 0, time: 0)] })
        == nil)
    #expect(
      code((0..<65).map { _ in Self.line(4).map { InkPoint(x: $0.x, y: 0, pressure: 0, time: 0) } }) == "ink.too-large")
  }

  @Test("scripted ink is the same for the same name and seed and another for others")
  func scripted() {
    #expect(Ink.scripted(name: "Client 18", seed: 1) == Ink.scripted(name: "Client 18", seed: 1))
    #expect(Ink.scripted(name: "Client 18", seed: 1) != Ink.scripted(name: "Client 18", seed: 2))
    #expect(Ink.scripted(name: "Client 18", seed: 1) != Ink.scripted(name: "Client 19", seed: 1))
    for name in ["", "A", "王", "阿卜杜拉·买买提·伊布拉音木江"] { #expect(Ink.scripted(name: name, seed: 3).pointCount > 20) }
  }
}
