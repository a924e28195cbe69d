import Synchronization

/// What goes wrong each second is told once, and once more when it is well again.
final class Complaints: Sendable {
  private let last = Mutex<[String: String]>([:])

  func tell(_ what: String, _ why: String) {
    let isNews = last.withLock { last in
      defer { last[what] = why }
      return last[what] != why
    }
    if isNews { Terminal.complain("\(what): \(why)") }
  }

  func heal(_ what: String) {
    if last.withLock({ $0.removeValue(forKey: what) }) != nil { Terminal.complain("\(what): well again") }
  }
}
