import Foundation
import Primitives
import Testing

/// The OpenSSL command line, a judge that shares no CMS or certificate code of ours.
enum OpenSSLTool {
  private static let path = ["/usr/bin/openssl", "/usr/local/bin/openssl"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  /// nil, and a recorded issue, when the machine has no openssl: a judge must not be missing unnoticed.
  static func run(_ arguments: [String]) throws -> (status: Int32, output: String)? {
    guard let path else {
      Issue.record("the openssl command is missing: its verdicts are not checked")
      return nil
    }
    let ending = try ChildProgram.run(path, arguments, joined: true)
    return (ending.status, String(decoding: ending.output, as: UTF8.self))
  }
}

/// A directory that is deleted at the end of the test.
final class Folder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "/guichet-seals-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ name: String, _ bytes: [UInt8]) throws -> String {
    let file = path + "/" + name
    try Data(bytes).write(to: URL(fileURLWithPath: file))
    return file
  }

  func write(_ name: String, _ text: String) throws -> String { try write(name, Array(text.utf8)) }
}
