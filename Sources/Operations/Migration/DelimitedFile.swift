import Foundation
import Primitives
import Seals

/// A file of values between semicolons, with a heading, read strictly: the columns are those we know, every line has all
/// of them. Texts are ASCII, in quotes or not; lines end with LF or CRLF.
struct DelimitedFile {
  /// Larger files are refused: the whole file is held in memory.
  static let largest = 1 << 30

  struct Line {
    let file: String
    let number: Int
    let columns: [String]
    let cells: [ArraySlice<UInt8>]

    func text(_ column: Int) -> String { String(decoding: cells[column], as: UTF8.self) }

    /// - Throws: `Refusal` `migration.number`: digits only, at most 15.
    func integer(_ column: Int) throws -> Int {
      let cell = cells[column]
      guard (1...15).contains(cell.count), cell.allSatisfy(Self.isDigit), let value = Int(text(column)) else {
        throw problem(column, "number", zh: "“\(shown(column))” 不是编号", en: "“\(shown(column))” is not a number")
      }
      return value
    }

    /// `930101`: the published files end in 1998.
    ///
    /// - Throws: `Refusal` `migration.date`.
    func date(_ column: Int) throws -> BusinessDate {
      guard cells[column].count == 6, cells[column].allSatisfy(Self.isDigit), let compact = Int64(text(column)),
        let date = BusinessDate(compact: 19_000_000 + compact)
      else {
        throw problem(
          column, "date", limit: "YYMMDD", zh: "“\(shown(column))” 不是日期", en: "“\(shown(column))” is not a date")
      }
      return date
    }

    /// An amount with a point and at most two decimals, in minor units; with a minus where that is allowed.
    ///
    /// - Throws: `Refusal` `migration.amount`.
    func minor(_ column: Int, signed: Bool = false) throws -> Int64 {
      var body = cells[column]
      let negative = signed && body.first == UInt8(ascii: "-")
      if negative { body = body.dropFirst() }
      let parts = body.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
      guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy(Self.isDigit) }) else {
        throw problem(column, "amount", zh: "“\(shown(column))” 不是金额", en: "“\(shown(column))” is not an amount")
      }
      let fraction = parts.count == 2 ? Array(parts[1]) : []
      guard fraction.count <= 2 else {
        throw problem(
          column, "amount", limit: "2", zh: "“\(shown(column))” 超过两位小数",
          en: "“\(shown(column))” has more than two decimals")
      }
      let digits = Array(parts[0]) + fraction + Array(repeating: UInt8(ascii: "0"), count: 2 - fraction.count)
      let value = digits.count <= 14 ? digits.reduce(Int64(0)) { $0 * 10 + Int64($1 - 48) } : Int64.max
      guard value <= Money.largestMinor else {
        throw problem(column, "amount", zh: "“\(shown(column))” 超过上限", en: "“\(shown(column))” is too large")
      }
      return negative ? -value : value
    }

    /// - Parameter code: the end of `migration.…`.
    func problem(_ column: Int, _ code: String, limit: String? = nil, zh: String, en: String) -> Refusal {
      MigrationRefusal.line(file, number, columns[column], code, limit: limit, zh: zh, en: en)
    }

    /// A cell as a refusal shows it: short, and never with control characters.
    func shown(_ column: Int) -> String {
      String(text(column).prefix(40).map { $0.isASCII && $0 >= " " ? $0 : "?" })
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
  }

  let name: String
  let columns: [String]
  let bytes: [UInt8]

  /// - Throws: `Refusal` `migration.file`, `migration.heading`.
  init(folder: URL, _ name: String, columns: [String]) throws {
    let path = folder.appending(path: name).path
    let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
    guard let size, size <= Self.largest, let data = FileManager.default.contents(atPath: path) else {
      throw MigrationRefusal.file(name)
    }
    self.name = name
    self.columns = columns
    bytes = [UInt8](data)
    guard let heading = Self.lines(bytes).next(),
      Self.cells(heading).map({ String(decoding: $0, as: UTF8.self) }) == columns
    else { throw MigrationRefusal.heading(name, columns.joined(separator: ";")) }
  }

  var digest: [UInt8] { Digest.sha256(bytes) }

  /// Hands over each line; refusals are collected, at most `limit` of them.
  func read(_ problems: inout [Refusal], limit: Int, _ take: (Line) throws -> Void) throws {
    let lines = Self.lines(bytes)
    _ = lines.next()
    var number = 1
    while let line = lines.next() {
      number += 1
      guard problems.count < limit else { return }
      if line.isEmpty { continue }
      let cells = Self.cells(line)
      do {
        guard cells.count == columns.count else {
          throw MigrationRefusal.line(
            name, number, columns[0], "columns", limit: "\(columns.count)",
            zh: "有 \(cells.count) 列，应为 \(columns.count) 列",
            en: "\(cells.count) columns instead of \(columns.count)")
        }
        try take(Line(file: name, number: number, columns: columns, cells: cells))
      } catch let refusal as Refusal {
        problems.append(refusal)
      }
    }
  }

  private static func lines(_ bytes: [UInt8]) -> AnyIterator<ArraySlice<UInt8>> {
    var start = 0
    return AnyIterator {
      guard start < bytes.count else { return nil }
      var end = start
      while end < bytes.count, bytes[end] != 10 { end += 1 }
      defer { start = end + 1 }
      return end > start && bytes[end - 1] == 13 ? bytes[start..<(end - 1)] : bytes[start..<end]
    }
  }

  private static func cells(_ line: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    line.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false).map { cell in
      cell.count >= 2 && cell.first == 34 && cell.last == 34 ? cell.dropFirst().dropLast() : cell
    }
  }
}
