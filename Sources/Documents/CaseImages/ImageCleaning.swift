import CImageFiles
import Foundation
import Primitives

/// An image as it is kept: decoded and encoded anew, so that nothing of the file that came in is left but the picture
/// (no place, no camera, no second file behind its end).
package struct CleanImage: Sendable, Equatable {
  /// Baseline, upright, at most `ImageLimits.keptSide`.
  package let jpeg: [UInt8]
  /// The same, at most `ImageLimits.thumbnailSide`.
  package let thumbnail: [UInt8]
  package let width: Int
  package let height: Int

  /// Only what is a JPEG of these limits itself, whoever made it.
  init?(jpeg: [UInt8], thumbnail: [UInt8], width: Int, height: Int) {
    func fits(_ file: [UInt8], _ side: Int) -> ImageHead? {
      guard let head = try? ImageHead(file), head.format == .jpeg, head.width <= side, head.height <= side,
        file.suffix(2) == [0xFF, 0xD9]
      else { return nil }
      return head
    }
    guard let kept = fits(jpeg, ImageLimits.keptSide), kept.width == width, kept.height == height,
      fits(thumbnail, ImageLimits.thumbnailSide) != nil
    else { return nil }
    self.jpeg = jpeg
    self.thumbnail = thumbnail
    self.width = width
    self.height = height
  }
}

/// Decodes what a stranger's file holds and encodes it anew. Runs in the child without keys (`PageImages.clean`).
package enum ImageCleaning {
  /// - Throws: `Refusal` as `ImageHead.accept` does.
  package static func clean(_ file: [UInt8]) throws(Refusal) -> CleanImage {
    let head = try ImageHead.accept(file)
    var pixels = try decode(file, head)
    defer { guichet_pixels_free(&pixels) }
    var kept = try fitted(pixels, ImageLimits.keptSide)
    defer { guichet_pixels_free(&kept) }
    var upright = try made { guichet_pixels_turn(&kept, Int32(head.orientation), &$0) }
    defer { guichet_pixels_free(&upright) }
    var small = try fitted(upright, ImageLimits.thumbnailSide)
    defer { guichet_pixels_free(&small) }
    let image = CleanImage(
      jpeg: try jpeg(upright, ImageLimits.quality), thumbnail: try jpeg(small, ImageLimits.thumbnailQuality),
      width: Int(upright.width), height: Int(upright.height))
    guard let image else { throw ImageRefusal.damaged }
    return image
  }

  /// A file of pixels: three bytes each, red first. For tests and demonstrations.
  package static func jpeg(rgb: [UInt8], width: Int, height: Int) throws(Refusal) -> [UInt8] {
    precondition(rgb.count == width * height * 3, "\(rgb.count) bytes for \(width)×\(height) pixels")
    var pixels = try made { guichet_pixels_room(&$0, UInt32(width), UInt32(height)) }
    defer { guichet_pixels_free(&pixels) }
    rgb.withUnsafeBytes { pixels.rgb.update(from: $0.bindMemory(to: UInt8.self).baseAddress!, count: rgb.count) }
    return try jpeg(pixels, ImageLimits.quality)
  }

  /// The pixels of a file that was cleaned.
  package static func rgb(_ file: [UInt8]) throws(Refusal) -> [UInt8] {
    let head = try ImageHead(file)
    var pixels = try decode(file, head)
    defer { guichet_pixels_free(&pixels) }
    return Array(UnsafeBufferPointer(start: pixels.rgb, count: Int(pixels.width) * Int(pixels.height) * 3))
  }

  private static func decode(_ file: [UInt8], _ head: ImageHead) throws(Refusal) -> guichet_pixels {
    let (width, height) = (UInt32(head.width), UInt32(head.height))
    return try made { pixels in
      switch head.format {
      case .jpeg:
        guichet_jpeg_read(file, file.count, width, height, UInt32(ImageLimits.keptSide), &pixels)
      case .png: guichet_png_read(file, file.count, width, height, &pixels)
      }
    }
  }

  /// Shrunk until its longer side is `side`; never enlarged.
  private static func fitted(_ pixels: guichet_pixels, _ side: Int) throws(Refusal) -> guichet_pixels {
    let (width, height) = (Int(pixels.width), Int(pixels.height))
    let longer = max(width, height)
    let (across, down) =
      longer <= side ? (width, height) : (max(1, width * side / longer), max(1, height * side / longer))
    var from = pixels
    return try made { guichet_pixels_shrink(&from, UInt32(across), UInt32(down), &$0) }
  }

  private static func made(_ body: (inout guichet_pixels) -> Int32) throws(Refusal) -> guichet_pixels {
    var pixels = guichet_pixels(rgb: nil, width: 0, height: 0)
    guard body(&pixels) == 0 else { throw ImageRefusal.damaged }
    return pixels
  }

  private static func jpeg(_ pixels: guichet_pixels, _ quality: Int32) throws(Refusal) -> [UInt8] {
    var from = pixels
    var bytes: UnsafeMutablePointer<UInt8>?
    var count: UInt = 0
    guard guichet_jpeg_write(&from, quality, &bytes, &count) == 0, let bytes else { throw ImageRefusal.damaged }
    defer { free(bytes) }
    return Array(UnsafeBufferPointer(start: bytes, count: Int(count)))
  }
}
