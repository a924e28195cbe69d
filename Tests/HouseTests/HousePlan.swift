import Foundation

/// The checkout as text: what the tidy tests look at.
struct HousePlan {
  struct SourceFile {
    let room: String
    let path: String
    let text: String
    var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
  }

  let root: URL
  let arrows: [String: Set<String>]
  let sources: [SourceFile]

  /// Modules that come with the toolchain.
  static let toolchain: Set<String> = ["Foundation", "Synchronization", "Dispatch", "Glibc", "FoundationEssentials"]
  /// Names in the manifest's table that stand for a package product of another name.
  static let products: [String: String] = [
    "grdb": "GRDB", "grdbSQLite": "GRDBSQLite", "asn1": "SwiftASN1", "yams": "Yams", "hummingbird": "Hummingbird",
    "mustache": "Mustache", "logging": "Logging", "nioCore": "NIOCore", "nioPosix": "NIOPosix",
    "nioHTTP1": "NIOHTTP1", "httpTypes": "HTTPTypes",
  ]

  init(file: String = #filePath) throws {
    let root = URL(fileURLWithPath: file).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    self.root = root
    arrows = try Self.readArrows(String(contentsOf: root.appending(path: "Package.swift"), encoding: .utf8))
    sources = try Self.files(below: root.appending(path: "Sources"), ending: ".swift").map { path in
      let relative = path.path.dropFirst(root.path.count + 1)
      let room = relative.split(separator: "/")[1]
      return SourceFile(
        room: String(room), path: String(relative), text: try String(contentsOf: path, encoding: .utf8))
    }
  }

  static func files(below folder: URL, ending: String) throws -> [URL] {
    guard let walk = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil) else { return [] }
    return walk.compactMap { $0 as? URL }.filter { $0.path.hasSuffix(ending) }.sorted { $0.path < $1.path }
  }

  /// Reads the `rooms` table of the manifest: name → what it may import.
  static func readArrows(_ manifest: String) throws -> [String: Set<String>] {
    guard let start = manifest.range(of: "let rooms:"),
      let end = manifest.range(of: "\n]\n", range: start.upperBound..<manifest.endIndex)
    else { return [:] }
    let table = manifest[start.upperBound..<end.lowerBound]
    var arrows: [String: Set<String>] = [:]
    let entry = /\(\s*"(\w+)",\s*\[([^\]]*)\]\s*\)/
    for match in table.matches(of: entry) {
      let names = match.output.2.split(whereSeparator: { ", \n\"".contains($0) }).map(String.init)
      arrows[String(match.output.1)] = Set(names.map { products[$0] ?? $0 })
    }
    return arrows
  }

  /// `import X` of a file, whatever stands before the word.
  static func imports(_ text: String) -> [String] {
    text.split(separator: "\n").compactMap { line in
      guard
        let match = line.firstMatch(
          of:
            /^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:package |internal |private |public )?import\s+(?:(?:struct|class|enum|protocol|func|let|var|typealias)\s+)?(\w+)/
        )
      else { return nil }
      return String(match.output.1)
    }
  }

  /// What a file imports although its room may not.
  func forbiddenImports(_ file: SourceFile) -> [String] {
    guard let allowed = arrows[file.room] else { return [] }
    return Self.imports(file.text).filter { !allowed.contains($0) && !Self.toolchain.contains($0) && $0 != file.room }
  }

  /// Signature line and length of every function, by counting braces.
  static func functions(_ file: SourceFile) -> [(name: String, line: Int, length: Int)] {
    let lines = file.lines
    var found: [(String, Int, Int)] = []
    for (index, line) in lines.enumerated() {
      guard let match = line.firstMatch(of: /^\s*(?:[\w@()]+\s+)*(?:func\s+(\w+)|(init)[?(<])/) else { continue }
      var depth = 0
      var opened = false
      for (offset, body) in lines[index...].enumerated() {
        for character in body.replacing(#/"(?:\\.|[^"\\])*"/#, with: "") {
          if character == "{" {
            depth += 1
            opened = true
          }
          if character == "}" { depth -= 1 }
        }
        if opened && depth <= 0 {
          found.append((String(match.output.1 ?? "init"), index + 1, offset + 1))
          break
        }
        if !opened && offset > 25 { break }
      }
    }
    return found
  }
}
