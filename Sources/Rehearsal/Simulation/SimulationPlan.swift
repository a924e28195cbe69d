import Catalog
import Primitives
import Storage

/// What a simulation is asked for.
package struct SimulationPlan: Sendable {
  package let seed: UInt64
  /// Business days.
  package let days: Int
  /// Over all days.
  package let operations: Int
  /// Crashes, doubtful commits, clock jumps, second clicks, cash that differs. Without it only the customers are
  /// difficult.
  package let withFaults: Bool
  /// Every so many vouchers one is drawn, signed and sealed for real, and verified.
  package let realVoucherEvery: Int
  /// Opens, reopens and closes nothing outside this folder; it must exist.
  package let folder: String
  package let services: [ServiceFile]
  /// `share/fonts`.
  package let fonts: String
  /// What stands between the house and its data; tests put stores with planted bugs here.
  package let store: @Sendable (any Database) -> any Database

  package static let operationsPerDay = 300

  package init(
    seed: UInt64, days: Int, operations: Int? = nil, withFaults: Bool, realVoucherEvery: Int = 500, folder: String,
    services: [ServiceFile], fonts: String, store: @escaping @Sendable (any Database) -> any Database = { $0 }
  ) {
    self.seed = seed
    self.days = days
    self.operations = operations ?? days * Self.operationsPerDay
    self.withFaults = withFaults
    self.realVoucherEvery = realVoucherEvery
    self.folder = folder
    self.services = services
    self.fonts = fonts
    self.store = store
  }
}

/// What a simulation did. Two runs of the same plan give the same report.
package struct SimulationReport: Codable, Sendable, Equatable {
  package internal(set) var seed: UInt64 = 0
  package internal(set) var days = 0
  package internal(set) var operations = 0
  /// By name of the operation.
  package internal(set) var done: [String: Int] = [:]
  /// Refusals by code that the model had foreseen.
  package internal(set) var refused: [String: Int] = [:]
  package internal(set) var settled = 0
  package internal(set) var released = 0
  package internal(set) var postings = 0
  package internal(set) var secondClicks = 0
  package internal(set) var crashes = 0
  package internal(set) var doubts = 0
  package internal(set) var clockJumps = 0
  package internal(set) var cashDifferences = 0
  package internal(set) var realVouchers = 0
  /// Fen, over all accounts and outlets.
  package internal(set) var demandInterest: Int64 = 0
  package internal(set) var termInterest: Int64 = 0
  package internal(set) var matured = 0
  package internal(set) var journals = 0
  package internal(set) var auditEntries = 0
  package internal(set) var firstDay = ""
  package internal(set) var lastDay = ""
  /// SHA-256 over all journals.
  package internal(set) var journalHash = ""
}

/// Something that must always hold did not.
package struct BrokenInvariant: Error, Sendable, Equatable, CustomStringConvertible {
  package let seed: UInt64
  /// From 1.
  package let day: Int
  package let date: BusinessDate
  /// From 1; the operation after which it was found.
  package let operation: Int
  package let what: String
  package let sentence: String

  package var description: String {
    "seed \(seed), day \(day) (\(date)), operation \(operation) (\(what)): \(sentence)"
  }
}

/// The sentence of a broken invariant, before anybody knows where it broke.
struct Broken: Error {
  let sentence: String

  init(_ sentence: String) { self.sentence = sentence }
}
