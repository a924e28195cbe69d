import Documents
import Primitives

/// Images for tests: coloured fields with a grid of lines, different for every seed.
package enum TestImage {
  package static func rgb(width: Int, height: Int, seed: Int = 0) -> [UInt8] {
    var rgb: [UInt8] = []
    rgb.reserveCapacity(width * height * 3)
    for y in 0..<height {
      for x in 0..<width {
        let line = x % 40 == 0 || y % 40 == 0
        rgb.append(line ? 0 : UInt8(truncatingIfNeeded: 40 + seed * 37 + x / 4))
        rgb.append(line ? 0 : UInt8(truncatingIfNeeded: 90 + seed * 11 + y / 4))
        rgb.append(line ? 0 : UInt8(truncatingIfNeeded: 160 + seed * 5))
      }
    }
    return rgb
  }

  package static func jpeg(width: Int = 480, height: Int = 320, seed: Int = 0) throws -> [UInt8] {
    try ImageCleaning.jpeg(rgb: rgb(width: width, height: height, seed: seed), width: width, height: height)
  }
}
