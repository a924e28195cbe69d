import Primitives
import Testing

@Suite("another program's words and ending") struct ChildProgramTests {
  @Test("output and complaints apart or together, exit status, a signal, nothing on its input")
  func endings() throws {
    let both = try ChildProgram.run("/bin/sh", ["-c", "cat; echo out; echo err >&2; exit 7"])
    #expect(both.status == 7)
    #expect(String(decoding: both.output, as: UTF8.self) == "out\n")
    #expect(String(decoding: both.errors, as: UTF8.self) == "err\n")
    let joined = try ChildProgram.run("/bin/sh", ["-c", "echo out; echo err >&2"], joined: true)
    #expect(String(decoding: joined.output, as: UTF8.self) == "out\nerr\n" && joined.errors.isEmpty)
    #expect(try ChildProgram.run("/bin/sh", ["-c", "kill -9 $$"]).status == 128 + 9)
  }

  @Test("more than a pipe holds, on both ends, in any order")
  func much() throws {
    let script = "head -c 3000000 /dev/zero >&2; head -c 2000000 /dev/zero; head -c 1000000 /dev/zero >&2"
    let ending = try ChildProgram.run("/bin/sh", ["-c", script])
    #expect(ending.status == 0 && ending.output.count == 2_000_000 && ending.errors.count == 4_000_000)
  }

  @Test("no such program is a fault; many at once do not mix")
  func many() async throws {
    #expect(throws: Fault.self) { try ChildProgram.run("/nowhere/at-all", []) }
    try await withThrowingTaskGroup(of: (Int, String).self) { group in
      for number in 0..<40 {
        group.addTask {
          (number, String(decoding: try ChildProgram.run("/bin/echo", ["\(number)"]).output, as: UTF8.self))
        }
      }
      for try await (number, text) in group { #expect(text == "\(number)\n") }
    }
  }
}
