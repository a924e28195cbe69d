import Access
import Catalog
import Desk
import Documents
import Primitives
import Seals
import Synchronization

/// The paper of a simulated case: every so many a real page that is drawn, signed and sealed, slips of a line
/// otherwise. Everything around the paper is the same: draft, nonce, shown hash, ink, archive.
struct SlipPaper: Paperwork {
  let house: House
  let rota: Rota

  /// Whose turn it is to be a real page.
  final class Rota: Sendable {
    private struct State {
      var drawn = 0
      var real: Set<CaseID> = []
    }

    private let every: Int
    private let state = Mutex(State())

    init(every: Int) { self.every = every }

    func isReal(_ id: CaseID) -> Bool {
      state.withLock { state in
        state.drawn += 1
        guard state.drawn % every == 0 else { return false }
        state.real.insert(id)
        return true
      }
    }

    /// True once for a case that got a real page.
    func takeReal(_ id: CaseID) -> Bool { state.withLock { $0.real.remove(id) != nil } }
  }

  static func isSlip(_ file: [UInt8]) -> Bool { file.starts(with: Array("slip ".utf8)) }

  func draw(_ record: Case, _ definition: ServiceDefinition, by signOn: SignOn) async throws -> ShownPaper {
    if rota.isReal(record.id) { return try await house.realPaper.draw(record, definition, by: signOn) }
    let line = "slip \(record.id) \(record.service) \(record.number ?? "") \(record.amount?.decimal ?? "")"
    return shown(Array(line.utf8))
  }

  func show(_ revision1: [UInt8]) async throws -> ShownPaper {
    Self.isSlip(revision1) ? shown(revision1) : try await house.realPaper.show(revision1)
  }

  func sign(_ showing: ShownPaper, _ capture: InkCapture, _ record: Case) async throws -> [UInt8] {
    guard Self.isSlip(showing.revision1) else { return try await house.realPaper.sign(showing, capture, record) }
    return showing.revision1 + Array(" signed \(Hex.encode(Digest.sha256(capture.binary)))".utf8)
  }

  func seal(_ revision2: [UInt8], _ record: Case) async throws -> [UInt8] {
    Self.isSlip(revision2) ? revision2 + Array(" sealed".utf8) : try await house.realPaper.seal(revision2, record)
  }

  private func shown(_ slip: [UInt8]) -> ShownPaper {
    ShownPaper(
      revision1: slip, pages: [Digest.sha256(slip)], nonce: Base64URL.encode(house.entropy.bytes(24)))
  }
}

/// Stands for the child process that draws page images: nobody looks at them here.
struct HashedPages: PageRenderer {
  func png(of pdf: [UInt8], page: Int, dpi: Int) async throws -> [UInt8] {
    Digest.sha256(pdf + [UInt8(truncatingIfNeeded: page)])
  }

  func clean(_ file: [UInt8]) async throws -> CleanImage { try ImageCleaning.clean(file) }
}
