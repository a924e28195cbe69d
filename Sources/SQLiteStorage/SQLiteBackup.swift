import Foundation
import GRDB
import GRDBSQLite
import Primitives

/// An online copy by SQLite's backup interface, taken from one reader's snapshot: the writer goes on.
enum SQLiteBackup {
  /// Copies to `<path>.part`, syncs it, then gives it its name: a file called `path` is complete.
  ///
  /// - Throws: `Refusal` `storage.backup-exists`; `Fault` `storage.backup`.
  static func copy(_ source: OpaquePointer, to path: String) throws {
    guard access(path, F_OK) != 0 else { throw exists() }
    let part = path + ".part"
    unlink(part)
    let made = open(part, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
    guard made >= 0 else { throw fault("cannot create the copy", errno) }
    close(made)
    do {
      try copyPages(from: source, to: part)
      try sync(part)
      guard rename(part, path) == 0 else { throw fault("cannot name the copy", errno) }
      try sync(URL(fileURLWithPath: path).deletingLastPathComponent().path)
    } catch {
      unlink(part)
      throw error
    }
  }

  private static func copyPages(from source: OpaquePointer, to path: String) throws {
    var target: OpaquePointer?
    defer { sqlite3_close_v2(target) }
    guard sqlite3_open_v2(path, &target, SQLITE_OPEN_READWRITE, nil) == SQLITE_OK, let target else {
      throw Fault("storage.backup", "cannot open the copy")
    }
    guard let backup = sqlite3_backup_init(target, "main", source, "main") else {
      throw Fault("storage.backup", SQLiteFailure(target).message)
    }
    let stepped = sqlite3_backup_step(backup, -1)
    let finished = sqlite3_backup_finish(backup)
    guard stepped == SQLITE_DONE, finished == SQLITE_OK else {
      throw Fault("storage.backup", "SQLite error \(stepped): \(SQLiteFailure(target).message)")
    }
    // One file, not a file and its log: whoever receives the copy needs nothing beside it.
    guard sqlite3_exec(target, "PRAGMA journal_mode = DELETE", nil, nil, nil) == SQLITE_OK else {
      throw Fault("storage.backup", SQLiteFailure(target).message)
    }
  }

  private static func sync(_ path: String) throws {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw fault("cannot sync the copy", errno) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw fault("cannot sync the copy", errno) }
  }

  private static func fault(_ what: String, _ number: Int32) -> Fault {
    Fault("storage.backup", "\(what): \(String(cString: strerror(number)))")
  }

  private static func exists() -> Refusal {
    Refusal(
      .conflict, "storage.backup-exists", field: "path", zh: "该位置已有同名文件，备份不会覆盖它。",
      en: "A file of that name exists; a backup never overwrites one.", remedyZh: "请换一个文件名。",
      remedyEn: "Choose another name.")
  }
}
