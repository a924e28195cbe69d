import Primitives
import Synchronization

/// Images of the very bytes that are signed (what you see is what you sign), drawn by child processes that
/// hold no keys (DECISIONS 20). The caller hashes what it shows.
package final class PageImages: Sendable {
  private struct Pool {
    var idle: [PageImageWorker] = []
    var closed = false
  }

  private let executable: String
  private let arguments: [String]
  private let seconds: Double
  private let press: Press
  private let workers: Int
  private let pool = Mutex(Pool())

  /// - Parameters:
  ///   - executable: absolute path of this program; started with `arguments`, it must call `PageImageChild.run`.
  ///   - workers: children at most; each is started when it is first needed and kept.
  ///   - seconds: one image takes at most so long; then the child is stopped.
  package init(
    executable: String, arguments: [String] = ["page-images"], workers: Int = 1, seconds: Double = 20,
    limit: Int = 256
  ) {
    self.executable = executable
    self.arguments = arguments
    self.seconds = seconds
    self.workers = workers
    press = Press(name: "page-images", threads: workers, limit: limit)
  }

  deinit { press.stop(threads: workers) }

  /// PNG (RGB, 8 bit) of one page.
  ///
  /// - Parameters:
  ///   - page: from 1.
  ///   - dpi: 36 to 300.
  /// - Throws: `Refusal` `page-images.unreadable`, `page-images.too-large`, `page-images.no-such-page`,
  ///   `press.busy`; `Fault` `page-images.start`, `page-images.crashed`, `page-images.timeout`.
  package func png(of pdf: [UInt8], page: Int, dpi: Int) async throws -> [UInt8] {
    precondition(PageImageRequest.resolutions.contains(dpi), "a page image at \(dpi) dpi")
    guard (1...PageImageRequest.mostPages).contains(page) else { throw PageImageRefusal.noSuchPage(page) }
    guard !pdf.isEmpty else { throw PageImageRefusal.unreadable() }
    guard pdf.count <= PageImageRequest.largestFile else { throw PageImageRefusal.tooLarge() }
    let request = PageImageRequest(page: page, dpi: dpi, file: pdf)
    let answer = try await press.run { [self] in try ask(request) }
    switch answer.outcome {
    case .drawn: return answer.bytes
    case .unreadable: throw PageImageRefusal.unreadable()
    case .tooLarge: throw PageImageRefusal.tooLarge()
    case .noSuchPage: throw PageImageRefusal.noSuchPage(page)
    case .broken: throw Fault("page-images.broken", "the page could not be drawn")
    }
  }

  /// An image of a customer's paper as it is kept: its header is judged here, its content decoded and encoded anew by a
  /// child.
  ///
  /// - Throws: `Refusal` `image.type`, `image.damaged`, `image.too-large`, `image.too-many-pixels`, `image.too-small`,
  ///   `press.busy`; `Fault` `page-images.start`, `page-images.crashed`, `page-images.timeout`, `page-images.broken`.
  package func clean(_ file: [UInt8]) async throws -> CleanImage {
    _ = try ImageHead.accept(file)
    let answer = try await press.run { [self] in try ask(.cleaning(file)) }
    guard answer.outcome == .drawn else { throw ImageRefusal.damaged }
    guard let image = answer.image else { throw Fault("page-images.broken", "the child answered no clean image") }
    return image
  }

  /// Ends the children; later calls start none.
  package func close() {
    pool.withLock { pool in
      pool.closed = true
      pool.idle.removeAll()
    }
  }

  /// The children that wait for work, by process number.
  package var idleProcesses: [Int32] { pool.withLock { $0.idle.map(\.processID) } }

  /// A child that died while it was idle is replaced once; one that dies of this very file is not.
  private func ask(_ request: PageImageRequest) throws -> PageImageAnswer {
    if let kept = try take() {
      do {
        return try exchange(kept, request)
      } catch let fault as Fault where fault.code == "page-images.crashed" {
        // Perhaps it was dead before: ask a fresh one.
      }
    }
    return try exchange(try PageImageWorker(executable: executable, arguments: arguments), request)
  }

  private func take() throws -> PageImageWorker? {
    try pool.withLock { pool in
      guard !pool.closed else { throw Fault("page-images.closed", "the house is closing") }
      return pool.idle.popLast()
    }
  }

  /// Only a worker that answered goes back.
  private func exchange(_ worker: PageImageWorker, _ request: PageImageRequest) throws -> PageImageAnswer {
    let answer = try worker.ask(request, seconds: seconds)
    pool.withLock { pool in
      if !pool.closed { pool.idle.append(worker) }
    }
    return answer
  }
}
