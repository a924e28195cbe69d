import Glibc

/// Runs another program to its end and takes what it says. (Foundation's `Process` of Swift 6.3 reads past a buffer now
/// and then when it counts open files, and takes the whole program with it.)
package enum ChildProgram {
  package struct Ending: Sendable {
    /// Exit status; 128 + the signal when one ended it, as a shell says it.
    package let status: Int32
    package let output: [UInt8]
    package let errors: [UInt8]
  }

  /// - Parameters:
  ///   - path: of the program; no search, no shell.
  ///   - joined: what it complains of stands in its output.
  /// - Throws: `Fault` `child.start`.
  package static func run(_ path: String, _ arguments: [String], joined: Bool = false) throws -> Ending {
    var (output, errors) = (Pipe(), Pipe())
    defer {
      output.close()
      errors.close()
    }
    guard output.open(), errors.open() else { throw fault(path, errno) }
    let process = try spawn(path, arguments, output.input, joined ? output.input : errors.input)
    output.closeInput()
    errors.closeInput()
    let said = read(&output, &errors)
    var state: Int32 = 0
    while waitpid(process, &state, 0) < 0 {
      guard errno == EINTR else { throw fault(path, errno) }
    }
    let signal = state & 0x7F
    return Ending(
      status: signal == 0 ? (state >> 8) & 0xFF : 128 + signal, output: said.output, errors: said.errors)
  }

  private static func spawn(
    _ path: String, _ arguments: [String], _ output: Int32, _ errors: Int32
  ) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    posix_spawn_file_actions_adddup2(&actions, errors, 2)
    var words = ([path] + arguments).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var process = pid_t()
    let failure = posix_spawn(&process, path, &actions, nil, &words, environ)
    guard failure == 0 else { throw fault(path, failure) }
    return process
  }

  /// Until both ends are closed.
  private static func read(_ output: inout Pipe, _ errors: inout Pipe) -> (output: [UInt8], errors: [UInt8]) {
    var found: [[UInt8]] = [[], []]
    var waits = [output.output, errors.output].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while waits.contains(where: { $0.fd >= 0 }) {
      guard poll(&waits, nfds_t(waits.count), -1) >= 0 || errno == EINTR else { break }
      for index in waits.indices where waits[index].fd >= 0 && waits[index].revents != 0 {
        let count = Glibc.read(waits[index].fd, &buffer, buffer.count)
        if count > 0 { found[index] += buffer[..<count] }
        if count == 0 || count < 0 && errno != EINTR { waits[index].fd = -1 }
      }
    }
    return (found[0], found[1])
  }

  private static func fault(_ path: String, _ error: Int32) -> Fault {
    Fault("child.start", "\(path) cannot be run: \(String(cString: strerror(error)))")
  }

  /// Closed in the child but for what is given to it.
  private struct Pipe {
    private(set) var output: Int32 = -1
    private(set) var input: Int32 = -1

    mutating func open() -> Bool {
      var ends: [Int32] = [-1, -1]
      let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
      guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { return false }
      (output, input) = (ends[0], ends[1])
      return true
    }

    mutating func closeInput() {
      if input >= 0 { Glibc.close(input) }
      input = -1
    }

    mutating func close() {
      closeInput()
      if output >= 0 { Glibc.close(output) }
      output = -1
    }
  }
}
