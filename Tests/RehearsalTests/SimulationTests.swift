import Catalog
import Foundation
import Rehearsal
import Testing

@Suite("A simulated bank (BC-025, BC-027, EC-008)") struct SimulationTests {
  @Test("ten days with faults: ten thousand operations and nothing that must hold is broken")
  func days() async throws {
    let report = try await SimulatedPlace.run(seed: 20_261_126, days: 10, operations: SimulatedPlace.many)
    #expect(report.operations == SimulatedPlace.many && report.days == 10)
    #expect(report.crashes > 0 && report.doubts > 0 && report.secondClicks > 0 && report.clockJumps > 0)
    #expect(report.cashDifferences > 0 && report.realVouchers > 0)
    #expect(report.demandInterest > 0 && report.matured > 0)
    #expect(report.done.count >= 20, "\(report.done.keys.sorted())")
  }

  @Test("the same seed gives the same days, another seed others")
  func seeds() async throws {
    let first = try await SimulatedPlace.run(seed: 5, days: 2, operations: 160)
    let again = try await SimulatedPlace.run(seed: 5, days: 2, operations: 160)
    let other = try await SimulatedPlace.run(seed: 6, days: 2, operations: 160)
    #expect(first == again)
    #expect(first.journalHash != other.journalHash)
    #expect(first.journalHash.count == 64)
  }

  @Test("without faults nothing is killed and nothing is doubted")
  func quiet() async throws {
    let report = try await SimulatedPlace.run(seed: 9, days: 2, operations: 150, faults: false)
    #expect(report.crashes == 0 && report.doubts == 0 && report.clockJumps == 0 && report.cashDifferences == 0)
  }

  @Test("each planted bug is found", arguments: PlantedBug.allCases)
  func planted(bug: PlantedBug) async throws {
    let broken = await #expect(throws: BrokenInvariant.self) {
      try await SimulatedPlace.run(seed: 11, days: bug.days, operations: bug.operations, bug: bug)
    }
    let found = try #require(broken)
    #expect(bug.words.contains { found.sentence.contains($0) }, "\(found)")
    #expect(found.operation <= bug.operations && found.seed == 11)
  }
}

/// Where simulations of tests live: a scratch folder each, gone afterwards.
enum SimulatedPlace {
  /// `script/test --long` lives through a million.
  static var many: Int { ProcessInfo.processInfo.environment["GUICHET_LONG"] == "1" ? 1_000_000 : 10_000 }

  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  static func run(
    seed: UInt64, days: Int, operations: Int, faults: Bool = true, bug: PlantedBug? = nil
  ) async throws -> SimulationReport {
    let memory = URL(fileURLWithPath: "/dev/shm")
    let parent =
      FileManager.default.isWritableFile(atPath: memory.path) ? memory : FileManager.default.temporaryDirectory
    let work = parent.appending(path: "guichet-simulation-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: work, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: work) }
    let services = try serviceFiles()
    let plan = SimulationPlan(
      seed: seed, days: days, operations: operations, withFaults: faults, folder: work.path, services: services,
      fonts: root.appending(path: "share/fonts").path,
      store: { database in bug.map { BuggyStore(database, $0) } ?? database })
    return try await Simulation(plan).run()
  }

  private static func serviceFiles() throws -> [ServiceFile] {
    let folder = root.appending(path: "Services")
    return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().flatMap { service in
      try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: service).path).sorted()
        .filter { $0.hasSuffix(".yaml") }.map { name in
          ServiceFile(
            service: service, name: name,
            text: try String(contentsOf: folder.appending(path: "\(service)/\(name)"), encoding: .utf8))
        }
    }
  }
}
