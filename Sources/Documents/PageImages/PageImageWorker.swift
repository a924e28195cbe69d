import CPoppler
import Foundation
import Primitives

/// One running child and the connection to it. Used by one thread at a time; when dropped, the child ends.
///
/// `@unchecked` because its owner hands it to one thread at a time and nothing else keeps it.
final class PageImageWorker: @unchecked Sendable {
  private let connection: Int32
  private let process: pid_t

  /// Starts `executable` with nothing but a locale in its environment and no open file of ours.
  ///
  /// - Throws: `Fault` `page-images.start`.
  init(executable: String, arguments: [String]) throws {
    var ends: [Int32] = [-1, -1]
    guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
      throw Fault("page-images.start", "socketpair: errno \(errno)")
    }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, ends[1], 0)
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    guichet_spawn_close_from(&actions, 3)
    let words = ([executable] + arguments).map { strdup($0) } + [nil]
    let environment = [strdup("LC_ALL=C.UTF-8"), nil]
    defer { for word in words + environment { free(word) } }
    var process: pid_t = 0
    let failure = posix_spawn(&process, executable, &actions, nil, words, environment)
    Foundation.close(ends[1])
    guard failure == 0 else {
      Foundation.close(ends[0])
      throw Fault("page-images.start", "\(executable) did not start: errno \(failure)")
    }
    connection = ends[0]
    self.process = process
  }

  deinit {
    Foundation.close(connection)
    kill(process, SIGKILL)
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 && errno == EINTR {}
  }

  /// For tests of the restart.
  var processID: pid_t { process }

  /// - Parameter seconds: for the whole exchange.
  /// - Throws: `Fault` `page-images.timeout`, `page-images.crashed`; the worker is of no use after either.
  func ask(_ request: PageImageRequest, seconds: Double) throws -> PageImageAnswer {
    let deadline = DispatchTime.now().uptimeNanoseconds + UInt64(seconds * 1e9)
    try send(request.head + request.file, until: deadline)
    let head = try receive(PageImageAnswer.headLength, until: deadline)
    let length = WireNumber.read(head[4..<8])
    guard let outcome = PageImageAnswer.Outcome(rawValue: WireNumber.read(head[0..<4])),
      length <= PageImageAnswer.largest
    else { throw Fault("page-images.crashed", "the child answered nonsense") }
    return PageImageAnswer(outcome: outcome, bytes: try receive(length, until: deadline))
  }

  private func send(_ bytes: [UInt8], until deadline: UInt64) throws {
    var done = 0
    while done < bytes.count {
      try wait(for: Int16(POLLOUT), until: deadline)
      let put = bytes.withUnsafeBytes {
        Foundation.send(
          connection, $0.baseAddress! + done, bytes.count - done,
          Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
      }
      if put < 0 && (errno == EINTR || errno == EAGAIN) { continue }
      guard put > 0 else { throw Fault("page-images.crashed", "the child went away while it was asked") }
      done += put
    }
  }

  private func receive(_ count: Int, until deadline: UInt64) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var done = 0
    while done < count {
      try wait(for: Int16(POLLIN), until: deadline)
      let got = bytes.withUnsafeMutableBytes { recv(connection, $0.baseAddress! + done, count - done, 0) }
      if got < 0 && errno == EINTR { continue }
      guard got > 0 else { throw Fault("page-images.crashed", "the child went away while it drew") }
      done += got
    }
    return bytes
  }

  private func wait(for event: Int16, until deadline: UInt64) throws {
    while true {
      let now = DispatchTime.now().uptimeNanoseconds
      guard now < deadline else { throw Fault("page-images.timeout", "no image within the time allowed") }
      var place = pollfd(fd: connection, events: event, revents: 0)
      let ready = poll(&place, 1, Int32(min(1_000_000, (deadline - now) / 1_000_000 + 1)))
      if ready > 0 { return }
      guard ready == 0 || errno == EINTR else { throw Fault("page-images.crashed", "poll: errno \(errno)") }
    }
  }
}
