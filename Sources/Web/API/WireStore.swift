import Primitives
import Storage

/// What an operator watches of the store.
struct WireStore: WireForm {
  let engine: String
  let waiting: Int
  let waitingLimit: Int
  let refused: Int
  let retried: Int
  let doubts: Int
  let connections: Int
  let stopped: String?

  init(_ figures: StoreFigures) {
    engine = figures.engine
    waiting = figures.waiting
    waitingLimit = figures.waitingLimit
    refused = figures.refused
    retried = figures.retried
    doubts = figures.doubts
    connections = figures.connections
    stopped = figures.stopped
  }

  static let shape = WireShape(
    "Store", Bilingual(zh: "数据库状态", en: "How the store does, counted since the start"),
    [
      .init("engine", .oneOf(["sqlite", "postgresql"]), "engine"),
      .init("waiting", .integer(0...Int64.max), "writes that wait now"),
      .init("waitingLimit", .integer(0...Int64.max), "one more is refused"),
      .init("refused", .integer(0...Int64.max), "refused because too many waited"),
      .init("retried", .integer(0...Int64.max), "run again because they met others"),
      .init("doubts", .integer(0...Int64.max), "commits whose fate was not known at first"),
      .init("connections", .integer(0...Int64.max), "connections opened"),
      .init("stopped", .text(), "why nothing is written any more", required: false),
    ])
}
