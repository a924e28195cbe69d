import Desk
import Foundation
import Primitives
import Seals

/// The export of the Czech bank of the PKDD'99 challenge: `client.asc`, `disp.asc`, `account.asc`, `trans.asc`.
package enum BerkaExport {
  /// So many wrong lines are told at once.
  package static let mostProblems = 20

  /// Reads and checks everything: numbers once each, everybody and every account there, every transaction of a kind we
  /// have a counter-account for, none before its account was opened.
  ///
  /// - Throws: `RefusalList` of `migration.…`, each naming file, line and column; `Refusal` `migration.file`,
  ///   `migration.heading`.
  package static func read(_ folder: URL) throws -> MigrationSource {
    let reading = try Reading(folder)
    try reading.clients()
    try reading.accounts()
    try reading.dispositions()
    try reading.transactions()
    return try reading.source()
  }
}

/// One pass over the four files, each standing on those before it.
private final class Reading {
  private let clientFile: DelimitedFile
  private let dispFile: DelimitedFile
  private let accountFile: DelimitedFile
  private let transFile: DelimitedFile
  private var problems: [Refusal] = []

  private var districts: [Int: Int] = [:]
  private var opened: [Int: (district: Int, date: BusinessDate, line: DelimitedFile.Line)] = [:]
  private var owners: [Int: Int] = [:]
  private var proxies: [Int: [Int]] = [:]
  private var booked: [MigrationSource.Transaction] = []

  init(_ folder: URL) throws {
    clientFile = try DelimitedFile(folder: folder, "client.asc", columns: ["client_id", "birth_number", "district_id"])
    dispFile = try DelimitedFile(
      folder: folder, "disp.asc", columns: ["disp_id", "client_id", "account_id", "type"])
    accountFile = try DelimitedFile(
      folder: folder, "account.asc", columns: ["account_id", "district_id", "frequency", "date"])
    transFile = try DelimitedFile(
      folder: folder, "trans.asc",
      columns: [
        "trans_id", "account_id", "date", "type", "operation", "amount", "balance", "k_symbol", "bank", "account",
      ])
  }

  func clients() throws {
    try clientFile.read(&problems, limit: BerkaExport.mostProblems) { line in
      let id = try line.integer(0)
      guard districts[id] == nil else { throw Self.twice(line, 0) }
      districts[id] = try line.integer(2)
    }
  }

  func accounts() throws {
    try accountFile.read(&problems, limit: BerkaExport.mostProblems) { line in
      let id = try line.integer(0)
      guard opened[id] == nil else { throw Self.twice(line, 0) }
      opened[id] = (try line.integer(1), try line.date(3), line)
    }
  }

  func dispositions() throws {
    try dispFile.read(&problems, limit: BerkaExport.mostProblems) { line in
      let (client, account) = (try line.integer(1), try line.integer(2))
      guard districts[client] != nil else { throw Self.missing(line, 1, "client.asc") }
      guard opened[account] != nil else { throw Self.missing(line, 2, "account.asc") }
      switch line.text(3) {
      case "OWNER":
        guard owners[account] == nil else { throw Self.twice(line, 2) }
        owners[account] = client
      case "DISPONENT": proxies[account, default: []].append(client)
      default:
        throw line.problem(
          3, "disposition", limit: "OWNER, DISPONENT", zh: "“\(line.shown(3))” 不是已知的权利",
          en: "“\(line.shown(3))” is no kind of right that is known")
      }
    }
    let ownerless = opened.filter { owners[$0.key] == nil }.values.sorted { $0.line.number < $1.line.number }
    for account in ownerless.prefix(max(0, BerkaExport.mostProblems - problems.count)) {
      problems.append(
        account.line.problem(0, "owner", zh: "账户在 disp.asc 中没有 OWNER", en: "the account has no OWNER in disp.asc"))
    }
  }

  func transactions() throws {
    var seen: Set<Int> = []
    try transFile.read(&problems, limit: BerkaExport.mostProblems) { line in
      let (id, account, date) = (try line.integer(0), try line.integer(1), try line.date(2))
      guard seen.insert(id).inserted else { throw Self.twice(line, 0) }
      guard let known = opened[account] else { throw Self.missing(line, 1, "account.asc") }
      guard known.date <= date else {
        throw line.problem(
          2, "before-opening", limit: "\(known.date)", zh: "早于账户开立日 \(known.date)",
          en: "before the account was opened on \(known.date)")
      }
      let written = MigrationKind.Written(
        type: line.text(3), operation: line.text(4), symbol: line.text(7).trimmingCharacters(in: .whitespaces))
      guard let kind = MigrationKind.mapping[written] else {
        throw line.problem(
          4, "kind", zh: "type “\(line.shown(3))”、operation “\(line.shown(4))”、k_symbol “\(line.shown(7))” 没有对应的科目",
          en:
            "no counter-account for type “\(line.shown(3))”, operation “\(line.shown(4))”, k_symbol “\(line.shown(7))”")
      }
      let amount = try line.minor(5)
      guard amount > 0 else { throw line.problem(5, "amount", zh: "金额为零", en: "the amount is zero") }
      booked.append(
        MigrationSource.Transaction(
          id: id, account: account, date: date, kind: kind, amount: amount, printed: try line.minor(6, signed: true)))
    }
  }

  func source() throws -> MigrationSource {
    guard problems.isEmpty else { throw RefusalList(problems) }
    let digest = Digest.sha256(clientFile.digest + dispFile.digest + accountFile.digest + transFile.digest)
    return MigrationSource(
      name: "berka", currency: .czk, digest: Hex.encode(digest),
      customers: districts.map {
        .init(id: $0.key, district: $0.value, document: "CZ-\($0.key)", name: "Client \($0.key)")
      }
      .sorted { $0.id < $1.id },
      accounts: opened.compactMap { id, account in
        owners[id].map {
          .init(
            id: id, district: account.district, openedOn: account.date, owner: $0,
            proxies: (proxies[id] ?? []).sorted())
        }
      }.sorted { $0.id < $1.id }, transactions: booked,
      leftOut: [
        Bilingual(
          zh: "client.asc 的出生编号（客户模型没有该字段）", en: "birth numbers of client.asc (a customer has no such field here)"),
        Bilingual(zh: "account.asc 的对账单频率", en: "frequency of statements in account.asc"),
        Bilingual(zh: "trans.asc 的对方银行与账号", en: "bank and account of the other side in trans.asc"),
        Bilingual(zh: "card.asc、loan.asc、order.asc、district.asc", en: "card.asc, loan.asc, order.asc, district.asc"),
      ])
  }

  private static func twice(_ line: DelimitedFile.Line, _ column: Int) -> Refusal {
    line.problem(column, "duplicate", zh: "“\(line.shown(column))” 重复出现", en: "“\(line.shown(column))” occurs twice")
  }

  private static func missing(_ line: DelimitedFile.Line, _ column: Int, _ file: String) -> Refusal {
    line.problem(
      column, "unknown", zh: "\(file) 中没有 “\(line.shown(column))”", en: "“\(line.shown(column))” is not in \(file)")
  }
}
