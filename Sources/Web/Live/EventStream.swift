import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Primitives
import Synchronization

/// Server-sent events (HTML Standard, 9.2): every event is a whole snapshot with a version, so a reader that
/// lost one loses nothing (DECISIONS 24). A slow reader skips snapshots; a silent stream sends a comment every
/// fifteen seconds; the stream ends with its source or when its reader may no longer see it.
enum EventStream {
  static let heartbeat = Duration.seconds(15)

  /// - Parameters:
  ///   - snapshots: newest one buffered.
  ///   - mayGoOn: asked with every heartbeat.
  ///   - event: the snapshot as an event, see `event(_:)`.
  static func answer<S: Sendable>(
    _ snapshots: AsyncStream<S>, event: @escaping @Sendable (S) -> String,
    mayGoOn: @escaping @Sendable () async -> Bool
  ) -> Response {
    let body = ResponseBody { writer in
      let (ticks, tick) = AsyncStream.makeStream(of: Bool.self, bufferingPolicy: .bufferingNewest(2))
      let slot = Slot()
      let source = Task {
        for await snapshot in snapshots {
          slot.put(event(snapshot))
          tick.yield(false)
        }
        tick.finish()
      }
      let beat = Task {
        while !Task.isCancelled {
          try await Task.sleep(for: heartbeat)
          tick.yield(true)
        }
      }
      defer {
        source.cancel()
        beat.cancel()
      }
      try await writer.write(ByteBuffer(string: "retry: 1000\n\n"))
      for await isBeat in ticks {
        if let text = slot.take() {
          try await writer.write(ByteBuffer(string: text))
        } else if isBeat {
          guard await mayGoOn() else { break }
          try await writer.write(ByteBuffer(string: ": still here\n\n"))
        }
      }
      try await writer.finish(nil)
    }
    return Response(
      status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-store", .noBuffering: "no"],
      body: body)
  }

  /// The newest snapshot that has not been sent.
  private final class Slot: Sendable {
    private let text = Mutex<String?>(nil)

    func put(_ new: String) { text.withLock { $0 = new } }

    func take() -> String? {
      text.withLock { text in
        defer { text = nil }
        return text
      }
    }
  }

  static func event(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      // One line: the encoder writes no line breaks.
      return "event: snapshot\ndata: \(String(decoding: try encoder.encode(value), as: UTF8.self))\n\n"
    } catch {
      preconditionFailure("a snapshot could not be encoded: \(error)")
    }
  }
}

extension HTTPField.Name {
  /// Tells proxies to pass events on at once.
  static let noBuffering = HTTPField.Name("X-Accel-Buffering")!
}
