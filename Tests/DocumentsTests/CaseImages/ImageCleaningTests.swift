import Documents
import Primitives
import Seals
import TestHouse
import Testing

@Suite("Images of papers are decoded and encoded anew (SC-023, SC-039)")
struct ImageCleaningTests {
  /// Left half red, right half blue: turning it shows.
  static func halves(_ width: Int = 480, _ height: Int = 320) -> [UInt8] {
    (0..<height).flatMap { _ in
      (0..<width).flatMap { x -> [UInt8] in x < width / 2 ? [220, 20, 20] : [20, 20, 220] }
    }
  }

  static func jpeg(_ width: Int = 480, _ height: Int = 320) throws -> [UInt8] {
    try ImageCleaning.jpeg(rgb: halves(width, height), width: width, height: height)
  }

  /// An APP1 segment with an orientation and a place (GPS).
  static func exif(_ orientation: UInt8, little: Bool = false) -> [UInt8] {
    func two(_ value: UInt8) -> [UInt8] { little ? [value, 0] : [0, value] }
    func four(_ value: UInt8) -> [UInt8] { little ? [value, 0, 0, 0] : [0, 0, 0, value] }
    let tag: [UInt8] = little ? [0x12, 0x01] : [0x01, 0x12]
    let tiff: [UInt8] =
      (little ? [0x49, 0x49, 42, 0] : [0x4D, 0x4D, 0, 42]) + four(8) + two(1) + tag + two(3) + four(1)
      + two(orientation) + [0, 0] + four(0)
    let body = Array("Exif\0\0".utf8) + tiff + Array("GPS 39.9042N 116.4074E".utf8)
    return [0xFF, 0xE1, UInt8((body.count + 2) >> 8), UInt8((body.count + 2) & 255)] + body
  }

  static func code(_ file: [UInt8]) -> String {
    do {
      _ = try ImageCleaning.clean(file)
      return "clean"
    } catch {
      return Wording.verdict(error)
    }
  }

  /// Red, blue or something else at a place of a cleaned image.
  private func colour(_ image: CleanImage, _ x: Int, _ y: Int) throws -> String {
    let rgb = try ImageCleaning.rgb(image.jpeg)
    let at = (y * image.width + x) * 3
    if rgb[at] > 180, rgb[at + 2] < 80 { return "red" }
    return rgb[at] < 80 && rgb[at + 2] > 180 ? "blue" : "\(rgb[at..<(at + 3)])"
  }

  @Test("a JPEG keeps its picture; place, comment and a second file behind the end are gone")
  func plain() throws {
    let bare = try Self.jpeg()
    let stowaway = Array("%PDF-1.7 <script>alert(1)</script>".utf8)
    let comment: [UInt8] = [0xFF, 0xFE, 0, 9] + Array("SECRET!".utf8)
    let file = Array(bare[0..<2]) + Self.exif(1) + comment + Array(bare[2...]) + stowaway
    let image = try ImageCleaning.clean(file)
    #expect(image.width == 480 && image.height == 320)
    #expect(try colour(image, 10, 10) == "red")
    #expect(try colour(image, 470, 310) == "blue")
    for mark in ["Exif", "GPS", "SECRET!", "%PDF", "script"] {
      let needle = Array(mark.utf8)
      for kept in [image.jpeg, image.thumbnail] {
        #expect(!kept.indices.contains { kept[$0...].starts(with: needle) }, "\(mark) survived")
      }
    }
    #expect(image.jpeg.suffix(2) == [0xFF, 0xD9])
    // SOF0: baseline.
    #expect(image.jpeg.indices.contains { image.jpeg[$0...].starts(with: [0xFF, 0xC0]) })
    #expect(try ImageCleaning.clean(file) == image, "the same file gives the same image")
  }

  @Test(
    "every orientation of EXIF ends upright, in either byte order",
    arguments: [
      (1, "red", "blue", 480), (2, "blue", "red", 480), (3, "blue", "red", 480), (4, "red", "blue", 480),
      (5, "red", "red", 320), (6, "red", "red", 320), (7, "blue", "blue", 320), (8, "blue", "blue", 320),
    ])
  func orientation(value: Int, topLeft: String, topRight: String, width: Int) throws {
    let bare = try Self.jpeg()
    for little in [true, false] {
      let file = Array(bare[0..<2]) + Self.exif(UInt8(value), little: little) + Array(bare[2...])
      let image = try ImageCleaning.clean(file)
      #expect(image.width == width)
      #expect(try colour(image, 5, 5) == topLeft)
      #expect(try colour(image, image.width - 6, 5) == topRight)
    }
  }

  @Test("an orientation that is nonsense is none")
  func nonsense() throws {
    let bare = try Self.jpeg()
    for value: UInt8 in [0, 9, 255] {
      let image = try ImageCleaning.clean(Array(bare[0..<2]) + Self.exif(value) + Array(bare[2...]))
      #expect(image.width == 480)
    }
  }

  @Test("PNG in grey, in colour and with alpha on white; text chunks are gone")
  func png() throws {
    let secret = PNGSample.chunk("tEXt", Array("Comment\0SECRET!".utf8))
    let rgb = PNGSample.file(width: 480, height: 320, colourType: 2, pixels: Self.halves(), extra: secret)
    let image = try ImageCleaning.clean(rgb)
    #expect(try colour(image, 10, 10) == "red")
    #expect(try colour(image, 470, 310) == "blue")
    #expect(!image.jpeg.indices.contains { image.jpeg[$0...].starts(with: Array("SECRET!".utf8)) })
    let grey = PNGSample.file(
      width: 300, height: 300, colourType: 0, pixels: [UInt8](repeating: 128, count: 90_000))
    let pixel = try ImageCleaning.rgb(try ImageCleaning.clean(grey).jpeg).prefix(3)
    #expect(pixel.allSatisfy { (126...130).contains($0) }, "\(pixel)")
    let glass = (0..<90_000).flatMap { _ -> [UInt8] in [0, 0, 0, 0] }
    let clear = try ImageCleaning.clean(PNGSample.file(width: 300, height: 300, colourType: 6, pixels: glass))
    #expect(try ImageCleaning.rgb(clear.jpeg).prefix(3).allSatisfy { $0 > 250 }, "what shines through is white")
  }

  @Test("a large image is shrunk to 2,400 pixels, its thumbnail to 160, in their proportion")
  func shrunk() throws {
    let image = try ImageCleaning.clean(try Self.jpeg(3600, 2000))
    #expect(image.width == 2400 && image.height == 1333)
    #expect(try colour(image, 1190, 700) == "red")
    #expect(try colour(image, 1210, 700) == "blue")
    let small = try ImageCleaning.rgb(image.thumbnail)
    #expect(small.count == 160 * 88 * 3)
    let tall = try ImageCleaning.clean(try Self.jpeg(300, 2700))
    #expect(tall.width == 266 && tall.height == 2400)
  }

  @Test("what is no JPEG or PNG is refused whatever it is called; its name is never asked")
  func type() {
    let others: [[UInt8]] = [
      [], Array("GIF89a".utf8) + [UInt8](repeating: 0, count: 100), Array("%PDF-1.7".utf8), Array("<svg/>".utf8),
      Array("RIFF0000WEBPVP8 ".utf8), [0x00, 0x00, 0x00, 0x18] + Array("ftypheic".utf8), [0xFF, 0xD8],
    ]
    for file in others { #expect(Self.code(file) == "image.type") }
  }

  @Test("too many bytes, too many pixels, too few: refused by the header, before anything is decoded")
  func limits() throws {
    #expect(Self.code([UInt8](repeating: 0xFF, count: ImageLimits.largestFile + 1)) == "image.too-large")
    // 68 bytes that would become 40 GB.
    let bomb = PNGSample.signature + PNGSample.header(100_000, 100_000, 2) + PNGSample.chunk("IEND", [])
    #expect(Self.code(bomb) == "image.too-many-pixels")
    let wide = PNGSample.signature + PNGSample.header(8001, 400, 2) + PNGSample.chunk("IEND", [])
    #expect(Self.code(wide) == "image.too-many-pixels")
    let many = PNGSample.signature + PNGSample.header(8000, 5001, 2) + PNGSample.chunk("IEND", [])
    #expect(Self.code(many) == "image.too-many-pixels")
    // Exactly at the limits it goes on, to the content that is not there.
    let fits = PNGSample.signature + PNGSample.header(8000, 5000, 2) + PNGSample.chunk("IEND", [])
    #expect(Self.code(fits) == "image.damaged")
    var frame = try Self.jpeg()
    let start = try #require(frame.indices.first { frame[$0...].starts(with: [0xFF, 0xC0]) })
    frame.replaceSubrange((start + 5)..<(start + 9), with: [0xFF, 0xFF, 0xFF, 0xFF])
    #expect(Self.code(frame) == "image.too-many-pixels")
    #expect(Self.code(try Self.jpeg(480, 299)) == "image.too-small")
    #expect(Self.code(try Self.jpeg(480, 300)) == "clean")
  }

  @Test("a header that lies about the size, and half a file, are refused")
  func damaged() throws {
    let whole = try Self.jpeg()
    #expect(Self.code(Array(whole.prefix(whole.count / 2))) == "image.damaged")
    #expect(Self.code(Array(whole.dropLast(2))) == "image.damaged")
    var frame = whole
    let start = try #require(frame.indices.first { frame[$0...].starts(with: [0xFF, 0xC0]) })
    frame.replaceSubrange((start + 5)..<(start + 9), with: [0x10, 0x00, 0x10, 0x00])
    #expect(Self.code(frame) == "image.damaged")
    let png = PNGSample.file(width: 480, height: 320, colourType: 2, pixels: Self.halves())
    for count in [33, 40, png.count / 2, png.count - 12, png.count - 1] {
      #expect(Self.code(Array(png.prefix(count))) == "image.damaged", "\(count)")
    }
    // A second frame behind the first one would be another picture than the header says.
    let twice = Array(whole.dropLast(2)) + Array(whole[2...])
    #expect(["clean", "image.damaged"].contains(Self.code(twice)))
  }

  @Test("thousands of spoiled files: a clean image or a refusal, never a crash")
  func spoiled() throws {
    let random = SeededEntropy(seed: 29)
    func below(_ limit: Int) -> Int { random.bytes(4).reduce(0) { $0 << 8 | Int($1) } % limit }
    let jpeg = try ImageCleaning.jpeg(rgb: Self.halves(320, 300), width: 320, height: 300)
    let upright = Array(jpeg[0..<2]) + Self.exif(6) + Array(jpeg[2...])
    let png = PNGSample.file(width: 300, height: 300, colourType: 2, pixels: Self.halves(300, 300))
    var outcomes: [String: Int] = [:]
    for source in [jpeg, upright, png] {
      for round in 0..<1200 {
        var file = source
        switch round % 4 {
        case 0: file = Array(file.prefix(below(file.count)))
        case 1: for _ in 0...below(4) { file[below(min(file.count, 700))] = random.bytes(1)[0] }
        case 2: for _ in 0...below(8) { file[below(file.count)] ^= 1 << UInt8(below(8)) }
        default:
          let at = below(file.count)
          file.replaceSubrange(at..<min(file.count, at + below(40)), with: random.bytes(below(40)))
        }
        outcomes[Self.code(file), default: 0] += 1
      }
    }
    #expect(outcomes.values.reduce(0, +) == 3600)
    let known: Set<String> = [
      "clean", "image.type", "image.damaged", "image.too-large", "image.too-many-pixels", "image.too-small",
    ]
    #expect(Set(outcomes.keys).isSubset(of: known), "\(outcomes)")
    #expect((outcomes["clean"] ?? 0) > 100 && (outcomes["image.damaged"] ?? 0) > 1000, "\(outcomes)")
  }
}

@Suite("Images of papers are read by the child without keys (DECISIONS 20)", .enabled(if: BuiltProgram.exists))
struct ImageChildTests {
  @Test("the child gives the very image that is made here, between pages of vouchers")
  func same() async throws {
    let images = PageImages(executable: BuiltProgram.path)
    defer { images.close() }
    let file = try ImageCleaningTests.jpeg(2600, 1200)
    #expect(try await images.clean(file) == (try ImageCleaning.clean(file)))
    let pdf = try VoucherSample.drawn(VoucherSample.content()).pdf
    #expect(try await !images.png(of: pdf, page: 1, dpi: 72).isEmpty)
    let child = images.idleProcesses
    #expect(try await images.clean(file).width == 2400)
    let half = Array(file.prefix(file.count / 2))
    let refusal = await #expect(throws: Refusal.self) { _ = try await images.clean(half) }
    #expect(refusal?.code == "image.damaged")
    #expect(images.idleProcesses == child, "the child goes on")
  }

  @Test("a bomb and a stranger's format never reach the child")
  func header() async throws {
    let images = PageImages(executable: "/nonexistent")
    let bomb = PNGSample.signature + PNGSample.header(60_000, 60_000, 2) + PNGSample.chunk("IEND", [])
    for (file, code) in [(bomb, "image.too-many-pixels"), (Array("GIF89a".utf8), "image.type")] {
      let refusal = await #expect(throws: Refusal.self) { _ = try await images.clean(file) }
      #expect(refusal?.code == code)
    }
    let fault = await #expect(throws: Fault.self) {
      _ = try await images.clean(try ImageCleaningTests.jpeg())
    }
    #expect(fault?.code == "page-images.start")
  }
}
