import Foundation
import Primitives
import Storage

/// Where other systems of the bank learn what was settled: `DIR/feed/settled.jsonl`, one line per message, at
/// least once, each with its id; appended and synced before the message leaves the outbox.
struct SettledFeed {
  let folder: BankFolder

  /// - Throws: `Fault` `roof.feed`; the message then stays in the outbox and is tried again.
  func append(_ message: OutboxMessage) throws {
    let place = folder.url.appending(path: "feed")
    try FileManager.default.createDirectory(
      at: place, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    let head = #"{"id":"\#(message.id)","topic":"\#(message.topic)","at":"\#(message.createdAt.iso8601)","body":"#
    let line = Array(head.utf8) + message.body + Array("}\n".utf8)
    let path = place.appending(path: "settled.jsonl").path
    let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Fault("roof.feed", "cannot open \(path)") }
    defer { close(descriptor) }
    let before = lseek(descriptor, 0, SEEK_END)
    guard write(descriptor, line, line.count) == line.count, fsync(descriptor) == 0 else {
      // Half a line would spoil the next one.
      _ = ftruncate(descriptor, before)
      throw Fault("roof.feed", "cannot write \(path)")
    }
  }
}
