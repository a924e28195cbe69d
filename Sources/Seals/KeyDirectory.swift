import Glibc
import Primitives

/// Files that only their owner may read: the directory 0700, each file 0600.
struct KeyDirectory {
  let path: String

  /// Writes all files into a new directory that appears whole under its name, or not at all.
  ///
  /// - Throws: `Fault` `seals.keyring-exists` when something is there already, `seals.keyring` when the
  ///   disk refuses.
  static func create(_ path: String, files: [(name: String, bytes: [UInt8])], suffix: String) throws {
    var status = stat()
    if lstat(path, &status) == 0 {
      throw Fault("seals.keyring-exists", "\(path) exists already; a key ring is never overwritten")
    }
    let draft = "\(path).new-\(suffix)"
    guard mkdir(draft, 0o700) == 0 else { throw refused("create the directory", draft) }
    do {
      for file in files { try write(file.bytes, to: "\(draft)/\(file.name)") }
      try sync(draft)
      guard rename(draft, path) == 0 else { throw refused("rename the directory to", path) }
    } catch {
      for file in files { unlink("\(draft)/\(file.name)") }
      rmdir(draft)
      throw error
    }
    try sync(parent(of: path))
  }

  /// - Throws: `Fault` `seals.keyring-missing`, or `seals.keyring-open` when others than the owner could
  ///   reach the keys.
  init(opening path: String) throws {
    self.path = path
    try Self.guardPrivacy(of: path, kind: mode_t(S_IFDIR), wanted: "700")
  }

  /// - Throws: as `init`, and `Fault` `seals.keyring` when the file cannot be read.
  func read(_ name: String) throws -> [UInt8] {
    let file = "\(path)/\(name)"
    try Self.guardPrivacy(of: file, kind: mode_t(S_IFREG), wanted: "600")
    let handle = open(file, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
    guard handle >= 0 else { throw Self.refused("open", file) }
    defer { close(handle) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 16_384)
    while true {
      let count = Glibc.read(handle, &chunk, chunk.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0, bytes.count < 1 << 20 else { throw Self.refused("read", file) }
      if count == 0 { return bytes }
      bytes += chunk.prefix(count)
    }
  }

  private static func write(_ bytes: [UInt8], to file: String) throws {
    let handle = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard handle >= 0 else { throw refused("create", file) }
    defer { close(handle) }
    var done = 0
    while done < bytes.count {
      let count = bytes[done...].withUnsafeBytes { Glibc.write(handle, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw refused("write", file) }
      done += count
    }
    guard fsync(handle) == 0 else { throw refused("flush", file) }
  }

  private static func sync(_ directory: String) throws {
    let handle = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard handle >= 0 else { throw refused("open", directory) }
    defer { close(handle) }
    guard fsync(handle) == 0 else { throw refused("flush", directory) }
  }

  private static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private static func guardPrivacy(of path: String, kind: mode_t, wanted: String) throws {
    var status = stat()
    guard lstat(path, &status) == 0 else {
      throw errno == ENOENT ? Fault("seals.keyring-missing", "\(path) is not there") : refused("look at", path)
    }
    guard status.st_mode & mode_t(S_IFMT) == kind else {
      throw Fault("seals.keyring-open", "\(path) is a link or of another kind than a key ring holds")
    }
    guard status.st_uid == geteuid() else {
      throw Fault("seals.keyring-open", "\(path) belongs to another user than the one who runs the program")
    }
    guard status.st_mode & 0o077 == 0 else {
      throw Fault(
        "seals.keyring-open",
        "\(path) can be reached by others (mode \(String(status.st_mode & 0o777, radix: 8))); chmod \(wanted) it")
    }
  }

  private static func refused(_ what: String, _ path: String) -> Fault {
    Fault("seals.keyring", "cannot \(what) \(path): \(String(cString: strerror(errno)))")
  }
}
