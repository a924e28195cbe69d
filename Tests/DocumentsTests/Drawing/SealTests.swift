import Documents
import Foundation
import PDF
import Primitives
import Testing

@Suite("The bank's seal (PC-014)")
struct SealTests {
  private func stamp(_ bank: String, _ width: Double = 155.76, _ height: Double = 103) throws -> SignatureAppearance {
    let press = VoucherPress(
      fonts: try VoucherSample.fonts.get(), press: Press(name: "seal", threads: 1, limit: 1))
    let first = try press.stampBlocking(bank: bank, line: "2026-11-20", width: width, height: height)
    #expect(try press.stampBlocking(bank: bank, line: "2026-11-20", width: width, height: height) == first)
    return first
  }

  @Test("is made of outlines only, small when compressed", arguments: ["示范银行", "中国邮政储蓄银行股份有限公司新疆维吾尔自治区分行营业部"])
  func outlines(bank: String) throws {
    let look = try stamp(bank)
    #expect(VectorOperators.areOnly(look.operators))
    #expect(Flate.deflate(look.operators).count <= 14 * 1024)
  }

  @Test(
    "stays inside its box, in high boxes and in wide ones", arguments: [(155.76, 103.0), (60.0, 200.0), (90.0, 90.0)])
  func inside(box: (Double, Double)) throws {
    let look = try stamp("中国邮政储蓄银行股份有限公司新疆维吾尔自治区分行营业部", box.0, box.1)
    let bounds = try #require(DrawnBounds(look.operators))
    #expect(bounds.left >= 0 && bounds.right <= box.0)
    #expect(bounds.bottom >= 0 && bounds.top <= box.1)
    // It fills the shorter side.
    #expect(max(bounds.right - bounds.left, bounds.top - bounds.bottom) >= min(box.0, box.1) - 7)
  }
}

/// The box around all coordinates of path operators, in points.
struct DrawnBounds {
  private(set) var left = Double.infinity
  private(set) var right = -Double.infinity
  private(set) var bottom = Double.infinity
  private(set) var top = -Double.infinity

  init?(_ operators: [UInt8]) {
    var scale = 1.0
    for line in String(decoding: operators, as: UTF8.self).split(separator: "\n") {
      let words = line.split(separator: " ").map(String.init)
      guard let name = words.last else { continue }
      if words.first == "q", name == "cm", let factor = Double(words[1]) { scale = factor }
      guard ["m", "l", "c"].contains(name) else { continue }
      let numbers = words.dropLast().compactMap(Double.init)
      guard numbers.count == words.count - 1, numbers.count % 2 == 0 else { return nil }
      for (index, number) in numbers.enumerated() {
        if index % 2 == 0 {
          left = min(left, number * scale)
          right = max(right, number * scale)
        } else {
          bottom = min(bottom, number * scale)
          top = max(top, number * scale)
        }
      }
    }
    if left > right { return nil }
  }
}
