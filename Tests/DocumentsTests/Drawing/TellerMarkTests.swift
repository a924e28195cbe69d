import Documents
import Foundation
import PDF
import Primitives
import Testing

@Suite("The teller's mark (PC-014)")
struct TellerMarkTests {
  private static let morning = Moment(milliseconds: 1_795_150_800_000)
  private let press: VoucherPress

  init() throws {
    press = VoucherPress(fonts: try VoucherSample.fonts.get(), press: Press(name: "mark", threads: 1, limit: 1))
  }

  private func mark(
    _ name: String, number: String = "T0001", at moment: Moment = Self.morning, _ width: Double = 155.76,
    _ height: Double = 103
  ) throws -> SignatureAppearance {
    try press.tellerMarkBlocking(name: name, number: number, at: moment, width: width, height: height)
  }

  @Test("is made of outlines only, at most 6 KB compressed", arguments: ["李丽", "欧阳娜娜", "Margaret Thompson-Hill"])
  func outlines(name: String) throws {
    let look = try mark(name)
    #expect(VectorOperators.areOnly(look.operators))
    #expect(Flate.deflate(look.operators).count <= 6 * 1024, "\(Flate.deflate(look.operators).count)")
  }

  @Test(
    "stays inside its box, however long the name and low the box",
    arguments: ["李丽", "阿卜杜拉·买买提伊明江·吐尔逊尼亚孜", String(repeating: "疆", count: 40), "W", "", " "],
    [(155.76, 103.0), (155.76, 83.0), (60.0, 40.0)])
  func inside(name: String, box: (Double, Double)) throws {
    let look = try mark(name, box.0, box.1)
    let bounds = try #require(DrawnBounds(look.operators))
    #expect(bounds.left >= 0 && bounds.right <= box.0)
    #expect(bounds.bottom >= 0 && bounds.top <= box.1)
    #expect(Flate.deflate(look.operators).count <= 17 * 1024)
  }

  @Test("says who and when: another name, number or second is another mark; the same is the same, kept or not")
  func differs() throws {
    let first = try mark("李丽")
    #expect(try mark("李丽") == first)
    #expect(try mark("李莉") != first)
    #expect(try mark("李丽", number: "T0002") != first)
    #expect(try mark("李丽", at: Self.morning.adding(seconds: 1)) != first)
  }
}
