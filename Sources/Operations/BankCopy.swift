import Foundation
import Primitives
import Seals

/// A bank in one file: data, keys and settings as a tar archive, readable by its owner only. Whoever has it
/// has the bank: keep it as safe as the vault.
package struct BankCopy: Sendable {
  /// The members, by their names in the bank's folder.
  package static let members = ["bank.json", "bank.sqlite", "keys", "checkpoint.json", manifest]
  /// SHA-256 of every file, as `sha256sum` writes it.
  private static let manifest = "SHA256SUMS"

  package init() {}

  /// Copies a bank that may be in business: a snapshot of the data, then keys and settings.
  ///
  /// - Parameters:
  ///   - folder: the bank's folder.
  ///   - file: must not exist.
  ///   - snapshot: writes one consistent state of all data to a new SQLite file at this path.
  /// - Throws: `Refusal` `backup.exists`; `Fault` `backup.failed`.
  package func make(
    of folder: URL, to file: URL, snapshot: (String) async throws -> Void
  ) async throws {
    guard !FileManager.default.fileExists(atPath: file.path) else { throw Self.exists(file) }
    let work = try Self.workFolder(beside: file)
    defer { try? FileManager.default.removeItem(at: work) }
    // The checkpoint first: one that is newer than the data would look like a cut tail.
    for name in Self.members where name != "bank.sqlite" && name != Self.manifest {
      let source = folder.appending(path: name)
      guard FileManager.default.fileExists(atPath: source.path) else { continue }
      try FileManager.default.copyItem(at: source, to: work.appending(path: name))
    }
    try await snapshot(work.appending(path: "bank.sqlite").path)
    try Data(Self.sums(of: work).utf8).write(to: work.appending(path: Self.manifest))
    let draft = work.appending(path: "copy.tar")
    guard FileManager.default.createFile(atPath: draft.path, contents: nil, attributes: [.posixPermissions: 0o600])
    else { throw Fault("backup.failed", "cannot write beside \(file.path)") }
    let names = Self.members.filter { FileManager.default.fileExists(atPath: work.appending(path: $0).path) }
    try Self.tar(["--create", "--file", draft.path, "--directory", work.path] + names)
    try Self.sync(draft)
    guard rename(draft.path, file.path) == 0 else { throw Fault("backup.failed", "cannot write \(file.path)") }
  }

  /// Unpacks a copy into a folder that does not exist yet.
  ///
  /// - Throws: `Refusal` `restore.exists`; `Fault` `restore.failed` when the file is no such copy.
  package func unpack(_ file: URL, into folder: URL) throws {
    guard !FileManager.default.fileExists(atPath: folder.path) else { throw Self.occupied(folder) }
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    do {
      try Self.tar(
        ["--extract", "--file", file.path, "--directory", folder.path, "--no-same-owner", "--keep-old-files"]
          + Self.listed(file))
      for name in ["bank.json", "bank.sqlite", "keys", Self.manifest] {
        guard FileManager.default.fileExists(atPath: folder.appending(path: name).path) else {
          throw Fault("restore.failed", "\(file.lastPathComponent) has no \(name): it is no copy of a bank")
        }
      }
      let written = folder.appending(path: Self.manifest)
      let sums = try String(contentsOf: written, encoding: .utf8)
      try FileManager.default.removeItem(at: written)
      guard try Self.sums(of: folder) == sums else {
        throw Fault("restore.failed", "\(file.lastPathComponent) is damaged: a file in it is not what was copied")
      }
    } catch {
      try? FileManager.default.removeItem(at: folder)
      throw error
    }
  }

  /// One line per file below the folder, in the order of their names.
  private static func sums(of folder: URL) throws -> String {
    let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
    return try names.compactMap { name -> String? in
      let path = folder.appending(path: name)
      guard try path.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true else { return nil }
      return "\(Hex.encode(try digest(of: path)))  \(name)\n"
    }.joined()
  }

  private static func digest(of file: URL) throws -> [UInt8] {
    let handle = try FileHandle(forReadingFrom: file)
    defer { try? handle.close() }
    let digest = Digest.RunningDigest()
    while let part = try handle.read(upToCount: 1 << 20), !part.isEmpty { digest.update(Array(part)) }
    return digest.finish()
  }

  /// The members of the archive, all of which must be ours: nothing else is ever unpacked.
  private static func listed(_ file: URL) throws -> [String] {
    let lines = try tar(["--list", "--file", file.path]).split(separator: "\n").map(String.init)
    for line in lines {
      let first = line.split(separator: "/", omittingEmptySubsequences: false).first.map(String.init) ?? ""
      guard members.contains(first), !line.contains("..") else {
        throw Fault("restore.failed", "the copy holds “\(line)”, which is not part of a bank")
      }
    }
    return members.filter { member in lines.contains { $0 == member || $0.hasPrefix(member + "/") } }
  }

  private static func workFolder(beside file: URL) throws -> URL {
    var template = Array((file.deletingLastPathComponent().path + "/.guichet-copy-XXXXXX").utf8CString)
    guard mkdtemp(&template) != nil else {
      throw Fault("backup.failed", "cannot write beside \(file.path)")
    }
    return URL(fileURLWithPath: String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self))
  }

  @discardableResult
  private static func tar(_ arguments: [String]) throws -> String {
    let ending = try ChildProgram.run("/usr/bin/tar", arguments)
    guard ending.status == 0 else {
      throw Fault("restore.failed", "tar: \(String(decoding: ending.errors, as: UTF8.self))")
    }
    return String(decoding: ending.output, as: UTF8.self)
  }

  private static func sync(_ file: URL) throws {
    let descriptor = open(file.path, O_RDONLY)
    guard descriptor >= 0, fsync(descriptor) == 0 else { throw Fault("backup.failed", "cannot sync \(file.path)") }
    close(descriptor)
  }

  private static func exists(_ file: URL) -> Refusal {
    Refusal(
      .conflict, "backup.exists", field: "file", zh: "\(file.lastPathComponent) 已存在，备份不会覆盖它。",
      en: "\(file.lastPathComponent) exists; a backup never overwrites a file.", remedyZh: "请换一个文件名。",
      remedyEn: "Choose another name.")
  }

  private static func occupied(_ folder: URL) -> Refusal {
    Refusal(
      .conflict, "restore.exists", field: "data", zh: "\(folder.path) 已存在，恢复不会覆盖任何数据。",
      en: "\(folder.path) exists; a restore never overwrites data.", remedyZh: "请用 --data 指定一个新目录。",
      remedyEn: "Name a new folder with --data.")
  }
}
