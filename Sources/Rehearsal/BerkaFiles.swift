import Foundation
import Primitives

/// The Czech bank of the PKDD'99 challenge: the files as published, read strictly.
package struct BerkaFiles: Sendable {
  package struct Deposit: Sendable {
    package let transaction: Int
    package let account: Int
    package let date: BusinessDate
    package let amount: Money
  }

  /// Cash deposits (`VKLAD`) until the date, in the order of date and transaction.
  package let deposits: [Deposit]
  /// Account → the client who owns it (`OWNER`).
  package let owners: [Int: Int]

  /// Accounts that a deposit goes to, in order of number.
  package var accounts: [Int] { Set(deposits.map(\.account)).sorted() }

  /// - Throws: `Fault` `berka.file` naming file and line.
  package init(folder: URL, until: BusinessDate) throws {
    var owners: [Int: Int] = [:]
    for row in try Self.rows(folder, "disp.asc", columns: 4) where row.cells[3] == "OWNER" {
      owners[try row.integer(2)] = try row.integer(1)
    }
    self.owners = owners
    var deposits: [Deposit] = []
    for row in try Self.rows(folder, "trans.asc", columns: 6) where row.cells[4] == "VKLAD" {
      let date = try row.date(2)
      guard date <= until else { continue }
      let account = try row.integer(1)
      guard owners[account] != nil else { throw row.broken("account \(account) has no owner in disp.asc") }
      let amount = try Money(parsing: row.cells[5], .czk)
      deposits.append(Deposit(transaction: try row.integer(0), account: account, date: date, amount: amount))
    }
    self.deposits = deposits.sorted { ($0.date, $0.transaction) < ($1.date, $1.transaction) }
  }

  private struct Line {
    let file: String
    let number: Int
    let cells: [String]

    func integer(_ column: Int) throws -> Int {
      guard let value = Int(cells[column]) else { throw broken("“\(cells[column])” is not a number") }
      return value
    }

    /// `930101`: the published files end in 1998.
    func date(_ column: Int) throws -> BusinessDate {
      guard let compact = Int64(cells[column]), let date = BusinessDate(compact: 19_000_000 + compact) else {
        throw broken("“\(cells[column])” is not a date")
      }
      return date
    }

    func broken(_ what: String) -> Fault { Fault("berka.file", "\(file), line \(number): \(what)") }
  }

  /// Data rows after the heading; cells without their quotes.
  private static func rows(_ folder: URL, _ name: String, columns: Int) throws -> [Line] {
    guard let data = FileManager.default.contents(atPath: folder.appending(path: name).path) else {
      throw Fault("berka.file", "\(folder.path) has no \(name)")
    }
    let text = String(decoding: data, as: UTF8.self).replacing("\r\n", with: "\n")
    return try text.split(separator: "\n").enumerated().dropFirst().map { index, line in
      let cells = line.split(separator: ";", omittingEmptySubsequences: false).map {
        String($0).replacing("\"", with: "")
      }
      let row = Line(file: name, number: index + 1, cells: cells)
      guard cells.count >= columns else { throw row.broken("\(columns) columns expected") }
      return row
    }
  }
}
