import Foundation
import Synchronization

/// A TCP proxy on 127.0.0.1 that cuts a connection where a test wants it: after so many bytes towards the
/// server, or so many from it. What was let through has arrived; the rest never does.
package final class CutProxy: Sendable {
  package enum Cut: Sendable, Equatable, CustomStringConvertible {
    /// Counted from the moment of arming, over all connections.
    case afterSent(Int)
    case afterReceived(Int)
    /// The server receives all, and its answer is cut off.
    case deafAfterSent(Int)
    /// The same, but the connection stays open and silent, as when a cable is pulled.
    case silentAfterSent(Int)

    package var description: String {
      switch self {
      case .afterSent(let count): "cut after \(count) bytes sent"
      case .afterReceived(let count): "cut after \(count) bytes received"
      case .deafAfterSent(let count): "deaf after \(count) bytes sent"
      case .silentAfterSent(let count): "silent after \(count) bytes sent"
      }
    }
  }

  private struct State {
    var cut: Cut?
    var sent = 0
    var received = 0
    var isDeaf = false
    var cuts = 0
    var open: Set<Int32> = []
    var closed = false
  }

  package let port: Int
  private let listener: Int32
  private let target: Int
  private let state = Mutex(State())

  package init(to target: Int) throws {
    self.target = target
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = Self.address(0)
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
        bind(listener, raw, size) == 0 && listen(listener, 128) == 0 && getsockname(listener, raw, &size) == 0
      }
    }
    guard bound else { throw CocoaError(.fileReadUnknown) }
    self.listener = listener
    port = Int(UInt16(bigEndian: address.sin_port))
    let thread = Thread { [self] in accept() }
    thread.start()
  }

  private static func address(_ port: Int) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return address
  }

  /// Counts from now on and cuts once.
  package func arm(_ cut: Cut) {
    state.withLock { state in
      (state.cut, state.sent, state.received, state.isDeaf) = (cut, 0, 0, false)
    }
  }

  /// Bytes that went through since arming, and whether the cut was made.
  package var tally: (sent: Int, received: Int, cuts: Int) { state.withLock { ($0.sent, $0.received, $0.cuts) } }

  package func close() {
    let (open, first): (Set<Int32>, Bool) = state.withLock { state in
      defer { state.closed = true }
      return (state.open, !state.closed)
    }
    // Once only: by the second time the number is somebody else's file.
    guard first else { return }
    shutdown(listener, Int32(SHUT_RDWR))
    Foundation.close(listener)
    for line in open { shutdown(line, Int32(SHUT_RDWR)) }
  }

  private func accept() {
    while true {
      let client = Glibc.accept(listener, nil, nil)
      guard client >= 0 else { return }
      let server = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      var place = Self.address(target)
      let connected = withUnsafePointer(to: &place) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          connect(server, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
        }
      }
      guard connected else {
        Foundation.close(client)
        Foundation.close(server)
        continue
      }
      var one: Int32 = 1
      for line in [client, server] {
        setsockopt(line, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
      }
      state.withLock { $0.open.formUnion([client, server]) }
      let ended = Ended(client, server)
      for (from, to, isSending) in [(client, server, true), (server, client, false)] {
        let thread = Thread { [self] in
          pump(from, to, isSending)
          shutdown(client, Int32(SHUT_RDWR))
          shutdown(server, Int32(SHUT_RDWR))
          if ended.last() { state.withLock { $0.open.subtract([client, server]) } }
        }
        thread.stackSize = 1 << 18
        thread.start()
      }
    }
  }

  /// The second of two threads closes both sockets.
  private final class Ended: Sendable {
    private let left = Mutex(2)
    private let lines: [Int32]

    init(_ lines: Int32...) { self.lines = lines }

    func last() -> Bool {
      guard
        left.withLock({ left in
          left -= 1
          return left == 0
        })
      else { return false }
      for line in lines { Foundation.close(line) }
      return true
    }
  }

  private func pump(_ from: Int32, _ to: Int32, _ isSending: Bool) {
    var buffer = [UInt8](repeating: 0, count: 16 << 10)
    while true {
      let count = read(from, &buffer, buffer.count)
      guard count > 0 else { return }
      let (passing, ending) = judge(count, isSending)
      var done = 0
      while done < passing {
        let written = buffer.withUnsafeBytes { send(to, $0.baseAddress! + done, passing - done, Int32(MSG_NOSIGNAL)) }
        guard written > 0 else { return }
        done += written
      }
      if ending { return }
      if silenced(isSending) {
        // Until the client gives up.
        while read(from, &buffer, 1) > 0 {}
        return
      }
    }
  }

  private func silenced(_ isSending: Bool) -> Bool {
    state.withLock { state in
      guard case .silentAfterSent = state.cut, state.isDeaf, !isSending else { return false }
      state.cut = nil
      state.cuts += 1
      return true
    }
  }

  /// How many of these bytes go through, and whether the connection ends there.
  private func judge(_ count: Int, _ isSending: Bool) -> (passing: Int, ending: Bool) {
    state.withLock { state in
      let before = isSending ? state.sent : state.received
      if isSending { state.sent += count } else { state.received += count }
      switch (state.cut, isSending) {
      case (.afterSent(let limit), true) where before + count >= limit,
        (.afterReceived(let limit), false) where before + count >= limit:
        state.cut = nil
        state.cuts += 1
        return (max(0, limit - before), true)
      case (.deafAfterSent(let limit), true) where before + count >= limit,
        (.silentAfterSent(let limit), true) where before + count >= limit:
        state.isDeaf = true
        return (count, false)
      case (.silentAfterSent, false) where state.isDeaf: return (0, false)
      case (.deafAfterSent, false) where state.isDeaf:
        state.cut = nil
        state.cuts += 1
        return (0, true)
      default: return (count, false)
      }
    }
  }
}
