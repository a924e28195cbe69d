import Primitives

/// Notes and coins of one currency, counted by denomination (券别). One line per denomination, the
/// largest first, none with zero pieces.
package struct CashCount: Hashable, Sendable {
  package struct Line: Hashable, Sendable {
    /// Face value of one piece in minor units.
    package let denomination: Int64
    package let pieces: Int64
  }

  /// At most this many pieces of one denomination in one count.
  package static let mostPieces: Int64 = 1_000_000
  /// No piece of money is worth more than this, in minor units.
  static let largestDenomination: Int64 = 10_000_000
  /// At most this many lines in what a person or a program sends.
  static let mostLines = 64

  package let currency: Currency
  package let lines: [Line]

  /// Nothing of this currency.
  package init(_ currency: Currency) {
    self.currency = currency
    lines = []
  }

  /// - Parameter pieces: face value in minor units and number; a denomination may come twice, its
  ///   pieces are then added; zero pieces are left out.
  /// - Throws: `Refusal` `cash.count` for a negative or absurd number.
  package init(_ currency: Currency, pieces: [(denomination: Int64, pieces: Int64)], field: String = "cash") throws {
    guard pieces.count <= Self.mostLines else { throw CashRefusal.count(field) }
    var sums: [Int64: Int64] = [:]
    for line in pieces {
      guard (1...Self.largestDenomination).contains(line.denomination), (0...Self.mostPieces).contains(line.pieces)
      else { throw CashRefusal.count(field) }
      sums[line.denomination, default: 0] += line.pieces
    }
    guard sums.values.allSatisfy({ $0 <= Self.mostPieces }) else { throw CashRefusal.count(field) }
    self.init(currency, sums: sums)
  }

  private init(_ currency: Currency, sums: [Int64: Int64]) {
    self.currency = currency
    lines = sums.filter { $0.value > 0 }.sorted { $0.key > $1.key }.map {
      Line(denomination: $0.key, pieces: $0.value)
    }
  }

  /// Reads `100*3, 50*1` or `100x3 0.5x2`: face value in whole units of the currency, then pieces.
  ///
  /// - Throws: `Refusal` `cash.format`, `cash.count`, and those of `Money(parsing:)`.
  package init(parsing text: String, _ currency: Currency, field: String = "cash") throws {
    let items = text.split(whereSeparator: { ",;，； \n\t".contains($0) })
    guard items.count <= Self.mostLines else { throw CashRefusal.count(field) }
    let pieces = try items.map { item in
      let parts = item.split(separator: "*", omittingEmptySubsequences: false)
      let halves = parts.count == 2 ? parts : item.split(whereSeparator: { "xX×".contains($0) })
      guard halves.count == 2, halves[1].utf8.allSatisfy({ (48...57).contains($0) }), halves[1].utf8.count <= 7,
        let count = Int64(halves[1])
      else { throw CashRefusal.format(field) }
      return (try Money(parsing: String(halves[0]), currency, field: field).minor, count)
    }
    try self.init(currency, pieces: pieces, field: field)
  }

  package var total: Money {
    Money(minor: lines.reduce(0) { $0 + $1.denomination * $1.pieces }, currency)
  }

  package var isEmpty: Bool { lines.isEmpty }

  /// `100*3,50*1`: the form `init(parsing:)` reads.
  package var text: String {
    lines.map { "\(Money(minor: $0.denomination, currency).short)*\($0.pieces)" }.joined(separator: ",")
  }

  /// Breaks an amount into the fewest pieces, the largest first; nil when these denominations cannot pay it.
  ///
  /// - Parameter denominations: minor units, the largest first.
  package static func greedy(_ amount: Money, denominations: [Int64]) -> CashCount? {
    var rest = amount.minor
    guard rest >= 0 else { return nil }
    var sums: [Int64: Int64] = [:]
    for denomination in denominations where rest >= denomination {
      sums[denomination] = rest / denomination
      rest %= denomination
    }
    guard rest == 0, sums.values.allSatisfy({ $0 <= mostPieces }) else { return nil }
    return CashCount(amount.currency, sums: sums)
  }

  /// - Throws: `Refusal` `cash.unknown-denomination` for a piece that is not in the list.
  func check(against denominations: [Int64], field: String) throws {
    for line in lines where !denominations.contains(line.denomination) {
      throw CashRefusal.unknownDenomination(Money(minor: line.denomination, currency), denominations, field)
    }
  }

  /// The stored form: `10000*3,5000*1`, in minor units.
  var stored: String { lines.map { "\($0.denomination)*\($0.pieces)" }.joined(separator: ",") }

  /// Rows of a till, whose numbers the schema has checked.
  init(stored pieces: [(Int64, Int64)], _ currency: Currency) {
    self.init(currency, sums: Dictionary(pieces, uniquingKeysWith: +))
  }

  init(stored: String, _ currency: Currency) throws {
    var sums: [Int64: Int64] = [:]
    for item in stored.split(separator: ",") {
      let halves = item.split(separator: "*").compactMap { Int64($0) }
      guard halves.count == 2 else { throw Fault("storage.row", "a stored count of cash cannot be read") }
      sums[halves[0]] = halves[1]
    }
    self.init(currency, sums: sums)
  }
}

extension Money {
  /// `100`, `0.5`: without zeros that say nothing; for face values.
  var short: String {
    guard decimal.contains(".") else { return decimal }
    var text = Substring(decimal)
    while text.last == "0" { text = text.dropLast() }
    return String(text.last == "." ? text.dropLast() : text)
  }
}
