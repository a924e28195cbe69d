import Foundation
import Primitives

/// One data file is opened by one program at a time: two writers' queues, caches and audit heads would
/// not know of each other. `flock(2)` on a file beside the data; the kernel frees it when the program
/// ends, however it ends.
final class DataFileLock: Sendable {
  private let descriptor: Int32

  /// - Throws: `Fault` `storage.in-use`, `storage.path`.
  init(beside path: String) throws {
    // Close-on-exec: a child process must not keep the lock of a parent that died.
    let descriptor = open(path + ".lock", O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw Fault("storage.path", "cannot open the lock file beside the data: \(String(cString: strerror(errno)))")
    }
    // A child process that is just being started holds a copy of a lock given back a moment ago, until its
    // exec closes it: such a lock is free within this time.
    var tries = 50
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      let why = errno
      if why == EWOULDBLOCK, tries > 0 {
        tries -= 1
        usleep(10_000)
        continue
      }
      close(descriptor)
      guard why == EWOULDBLOCK else {
        throw Fault("storage.path", "cannot lock the data: \(String(cString: strerror(why)))")
      }
      throw Fault("storage.in-use", "another program has opened this data; close it first")
    }
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }
}
