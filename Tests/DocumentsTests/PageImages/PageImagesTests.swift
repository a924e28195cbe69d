import Documents
import Foundation
import Primitives
import Seals
import Testing

/// `guichet`, as the roof builds it.
enum BuiltProgram {
  /// The program itself lies beside the tests once the roof is built.
  static let path: String = {
    let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
    return URL(fileURLWithPath: own).deletingLastPathComponent().path + "/guichet"
  }()
  static let exists = FileManager.default.isExecutableFile(atPath: path)
}

@Suite("Page images from a child without keys (DECISIONS 20)", .enabled(if: BuiltProgram.exists))
struct PageImagesTests {
  private static func size(ofPNG png: [UInt8]) -> (Int, Int)? {
    guard png.count > 24, Array(png[0..<8]) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] else { return nil }
    func number(_ at: Int) -> Int { png[at..<(at + 4)].reduce(0) { $0 << 8 | Int($1) } }
    return (number(16), number(20))
  }

  @Test("an A4 page becomes an image of its size; the same page gives the same image")
  func draws() async throws {
    let images = PageImages(executable: BuiltProgram.path)
    defer { images.close() }
    let pdf = try VoucherSample.drawn(VoucherSample.content()).pdf
    let png = try await images.png(of: pdf, page: 1, dpi: 120)
    let size = try #require(Self.size(ofPNG: png))
    #expect(size == (993, 1404))
    #expect(png.count < 400_000)
    #expect(Digest.sha256(try await images.png(of: pdf, page: 1, dpi: 120)) == Digest.sha256(png))
    let other = try VoucherSample.drawn(VoucherSample.content(name: "王小明")).pdf
    #expect(try await images.png(of: other, page: 1, dpi: 120) != png)
    #expect(images.idleProcesses.count == 1)
  }

  @Test("a page that does not exist and a file that is no PDF are refused, the child goes on")
  func refuses() async throws {
    let images = PageImages(executable: BuiltProgram.path)
    defer { images.close() }
    let pdf = try VoucherSample.drawn(VoucherSample.content()).pdf
    func code(_ file: [UInt8], _ page: Int) async -> String? {
      do {
        _ = try await images.png(of: file, page: page, dpi: 72)
        return nil
      } catch { return (error as? Refusal)?.code ?? "\(error)" }
    }
    #expect(await code(pdf, 1) == nil)
    let child = images.idleProcesses
    #expect(await code(pdf, 2) == "page-images.no-such-page")
    #expect(await code(pdf, 0) == "page-images.no-such-page")
    #expect(await code(Array("no PDF at all".utf8), 1) == "page-images.unreadable")
    #expect(await code([], 1) == "page-images.unreadable")
    #expect(await code([UInt8](repeating: 0x25, count: 17 << 20), 1) == "page-images.too-large")
    #expect(await code(pdf, 1) == nil)
    #expect(images.idleProcesses == child)
  }

  @Test("a child that was killed is replaced, and nobody notices")
  func restarts() async throws {
    let images = PageImages(executable: BuiltProgram.path)
    defer { images.close() }
    let pdf = try VoucherSample.drawn(VoucherSample.content()).pdf
    let png = try await images.png(of: pdf, page: 1, dpi: 72)
    let child = try #require(images.idleProcesses.first)
    kill(child, SIGKILL)
    #expect(try await images.png(of: pdf, page: 1, dpi: 72) == png)
    #expect(images.idleProcesses.first != child)
  }

  @Test("no time means no image, not a hanging house")
  func timeout() async throws {
    let images = PageImages(executable: "/bin/sleep", arguments: ["60"], seconds: 0.05)
    await #expect {
      _ = try await images.png(of: [1], page: 1, dpi: 72)
    } throws: { ($0 as? Fault)?.code == "page-images.timeout" }
    #expect(images.idleProcesses.isEmpty)
  }

  @Test("a program that dies at once, or is not there, is a fault")
  func crash() async throws {
    await #expect {
      _ = try await PageImages(executable: "/bin/false").png(of: [1], page: 1, dpi: 72)
    } throws: { ($0 as? Fault)?.code == "page-images.crashed" }
    await #expect {
      _ = try await PageImages(executable: "/nowhere/guichet").png(of: [1], page: 1, dpi: 72)
    } throws: { ["page-images.start", "page-images.crashed"].contains(($0 as? Fault)?.code) }
  }

  @Test("the child sees neither our environment nor our open files")
  func bare() async throws {
    let secret = FileHandle(forReadingAtPath: "/etc/hostname")
    defer { try? secret?.close() }
    let images = PageImages(executable: BuiltProgram.path)
    defer { images.close() }
    let pdf = try VoucherSample.drawn(VoucherSample.content()).pdf
    _ = try await images.png(of: pdf, page: 1, dpi: 72)
    let child = try #require(images.idleProcesses.first)
    let environment = try Data(contentsOf: URL(fileURLWithPath: "/proc/\(child)/environ"))
    #expect(String(decoding: environment, as: UTF8.self) == "LC_ALL=C.UTF-8\0")
    let open = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(child)/fd")
    let places = open.compactMap {
      try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(child)/fd/\($0)")
    }
    #expect(!places.contains { $0.hasPrefix("/etc") || $0.hasSuffix(".xctest") })
    #expect(places.count { $0.hasPrefix("socket:") } == 2)
  }
}
