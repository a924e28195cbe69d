import Primitives
import Seals
import Storage

/// Moves a whole bank from one engine to another: every table, in one transaction of the target, from one
/// snapshot of the source; then every table of both is read again and compared.
package struct StoreCopy: Sendable {
  /// How one table compares.
  package struct TableResult: Sendable, Equatable {
    package let table: String
    package let rows: Int
    /// SHA-256 over all rows in key order.
    package let digest: String
  }

  package typealias Progress = @Sendable (_ done: Int, _ all: Int, _ what: String) -> Void

  private let source: any Database
  private let target: any Database
  private let schemas: [Schema]
  private let comparing: Bool
  private let progress: Progress

  /// - Parameters:
  ///   - source: brought to the newest schema already, and written by nobody else meanwhile if it is to be left.
  ///   - target: a vault without a bank; its tables are made.
  ///   - comparing: false when business goes on in the source: what it holds by then is another state.
  package init(
    from source: any Database, to target: any Database, schemas: [Schema], comparing: Bool = true,
    progress: @escaping Progress = { _, _, _ in }
  ) {
    self.source = source
    self.target = target
    self.schemas = schemas
    self.comparing = comparing
    self.progress = progress
  }

  private struct Plan: Sendable {
    let from: TableRows
    let to: TableRows
    let refersToItself: Bool
    /// Rows that are read at once: few where documents lie.
    var page: Int {
      to.columns.contains { $0.type == .bytes } && from.columns.contains { $0.type == .bytes } ? 100 : 2000
    }
  }

  /// Copies and compares.
  ///
  /// - Returns: one line per table; none when it does not compare.
  /// - Throws: `Refusal` `copy.target-occupied`; `Fault` `copy.schema-differs`, `copy.differs` when a table came
  ///   out otherwise (the target is not to be used then).
  package func run() async throws -> [TableResult] {
    try await target.migrate(schemas)
    let plans = try await plan()
    try await checkEmpty(plans)
    let counts = try await source.read { tx in try plans.map { try Self.count($0.from, in: tx) } }
    let all = counts.reduce(0, +)
    try await copy(plans, all)
    guard comparing else { return [] }
    var results: [TableResult] = []
    for (index, plan) in plans.enumerated() {
      progress(all + counts[..<index].reduce(0, +), all * 2, "比对 comparing \(plan.to.table)")
      let before = try await source.read { tx in try Self.digest(plan.from, plan.page, in: tx) }
      let after = try await target.read { tx in try Self.digest(plan.to, plan.page, in: tx) }
      guard before == after else {
        throw Fault(
          "copy.differs",
          "table \(plan.to.table) has \(before.rows) rows here and \(after.rows) there, or they differ: do not use the copy"
        )
      }
      results.append(after)
    }
    progress(all * 2, all * 2, "")
    return results
  }

  /// The tables in the order in which they were made, so that what is referred to comes first.
  private func plan() async throws -> [Plan] {
    let (from, to) = (try await source.tables(), try await target.tables())
    guard Set(from.map(\.table)) == Set(to.map(\.table)) else {
      let odd = Set(from.map(\.table)).symmetricDifference(to.map(\.table)).sorted()
      throw Fault("copy.schema-differs", "only one of the two has \(odd.joined(separator: ", "))")
    }
    let made = schemas.flatMap(\.tables)
    let known = Set(made.map(\.name))
    if let odd = to.first(where: { !known.contains($0.table) && $0.table != Schema.versionTable }) {
      throw Fault("copy.schema-differs", "table \(odd.table) belongs to no room of this program")
    }
    return try made.map { made in
      guard let one = from.first(where: { $0.table == made.name }),
        let two = to.first(where: { $0.table == made.name }),
        one.columns.map(\.name).sorted() == two.columns.map(\.name).sorted(), one.key == two.key
      else { throw Fault("copy.schema-differs", "table \(made.name) differs between the two") }
      // Both in the order of the source.
      let columns = one.columns.map { two.columns[two.place(of: $0.name)] }
      return Plan(
        from: one, to: TableRows(two.table, key: two.key, columns), refersToItself: made.refersToItself)
    }
  }

  /// Nothing but what the schema itself puts in.
  private func checkEmpty(_ plans: [Plan]) async throws {
    let seeded = Set(schemas.flatMap(\.seededTables))
    let occupied = try await target.read { tx in
      try plans.first { try !seeded.contains($0.to.table) && Self.count($0.to, in: tx) > 0 }
    }
    if let occupied { throw Self.occupied(occupied.to.table) }
  }

  private func copy(_ plans: [Plan], _ all: Int) async throws {
    let channel = RowChannel()
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { [source] in
        do {
          try await source.read { tx in
            for (index, plan) in plans.enumerated() {
              try Self.pages(of: plan.from, plan.refersToItself ? Int(Int32.max) : plan.page, in: tx) { rows in
                try channel.put(RowChannel.Chunk(table: index, rows: rows.map(\.values)))
              }
            }
            channel.finish()
          }
        } catch {
          channel.cancel()
          throw error
        }
      }
      group.addTask { [target, progress] in
        do {
          // A keyed body is never run twice on a mere conflict, and nobody else is here to conflict with.
          try await target.write(.keyed) { tx in
            try tx.deferReferences()
            for plan in plans { try tx.execute(StoreTables.empty(plan.to), []) }
            var done = 0
            while let chunk = try channel.take() {
              try tx.insert(plans[chunk.table].to, chunk.rows)
              done += chunk.rows.count
              progress(done, all * 2, "复制 copying \(plans[chunk.table].to.table)")
            }
          }
        } catch {
          channel.cancel()
          throw error
        }
      }
      do {
        while try await group.next() != nil {}
      } catch {
        let first = error
        // The side that failed says why; the other one was only told to stop.
        if first is CancellationError, let other = await group.nextResult(), case .failure(let cause) = other {
          throw cause
        }
        throw first
      }
    }
  }

  private static func count(_ rows: TableRows, in tx: any ReadTransaction) throws -> Int {
    Int(try tx.query(StoreTables.count(rows))[0].int(0))
  }

  private static func pages(
    of rows: TableRows, _ size: Int, in tx: any ReadTransaction, _ take: ([Row]) throws -> Void
  ) throws {
    let places = rows.key.map { rows.place(of: $0) }
    var last: [Value]?
    while true {
      let page = try tx.query(StoreTables.page(rows, first: last == nil), (last ?? []) + [.int(size)])
      if !page.isEmpty { try take(page) }
      guard page.count == size, let end = page.last else { return }
      last = places.map { end.values[$0] }
    }
  }

  private static func digest(_ rows: TableRows, _ size: Int, in tx: any ReadTransaction) throws -> TableResult {
    let digest = Digest.RunningDigest()
    var count = 0
    // Columns by name: the two engines may keep them in another order.
    let order = rows.columns.enumerated().sorted { $0.element.name < $1.element.name }.map(\.offset)
    try pages(of: rows, size, in: tx) { page in
      count += page.count
      for row in page {
        var bytes: [UInt8] = []
        for column in order { write(row.values[column], to: &bytes) }
        digest.update(bytes)
      }
    }
    return TableResult(table: rows.table, rows: count, digest: Hex.encode(digest.finish()))
  }

  /// Kind, length, content: no two rows read the same.
  private static func write(_ value: Value, to bytes: inout [UInt8]) {
    func put(_ kind: UInt8, _ content: some Collection<UInt8>) {
      bytes.append(kind)
      for shift in stride(from: 56, through: 0, by: -8) {
        bytes.append(UInt8(truncatingIfNeeded: content.count >> shift))
      }
      bytes += content
    }
    switch value {
    case .null: put(0, [])
    case .int(let number): put(1, "\(number)".utf8)
    case .text(let text): put(2, Array(text.utf8))
    case .bytes(let raw): put(3, raw)
    }
  }

  private static func occupied(_ table: String) -> Refusal {
    Refusal(
      .conflict, "copy.target-occupied", field: "to", zh: "目标库中已有数据（\(table)），复制不会覆盖任何数据。",
      en: "The target already holds data (\(table)); a copy never overwrites any.",
      remedyZh: "请指定一个空库或新的模式（schema）。", remedyEn: "Name an empty database or a new schema.")
  }
}
