import Desk
import Foundation
import Operations
import Primitives
import TestCounter
import TestHouse
import Testing

/// The files are judged as a whole before anything is written.
@Suite("Migration files")
struct MigrationFileTests {
  /// The real data lie beside the checkout, not in it.
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "shared/data/berka")
  static let isThere = FileManager.default.fileExists(atPath: folder.appending(path: "trans.asc").path)

  private func problems(_ change: (inout BerkaSample) -> Void) throws -> [Refusal] {
    var sample = BerkaSample()
    change(&sample)
    do {
      _ = try BerkaExport.read(sample.write())
    } catch let list as RefusalList {
      return list.refusals
    }
    return []
  }

  private static let wrongRows: [(String, String, String)] = [
    (#"16;10;930207;"PRIJEM";"DAR";1.00;1.00;"";;"#, "migration.kind", "trans.asc:17:operation"),
    (#"16;10;930207;"PRIJEM";"VKLAD";1.00;1.00;"SIPO";;"#, "migration.kind", "trans.asc:17:operation"),
    (#"16;10;930229;"PRIJEM";"VKLAD";1.00;1.00;"";;"#, "migration.date", "trans.asc:17:date"),
    (#"16;10;19930207;"PRIJEM";"VKLAD";1.00;1.00;"";;"#, "migration.date", "trans.asc:17:date"),
    (#"16;10;930207;"PRIJEM";"VKLAD";1.005;1.00;"";;"#, "migration.amount", "trans.asc:17:amount"),
    (#"16;10;930207;"PRIJEM";"VKLAD";-1.00;1.00;"";;"#, "migration.amount", "trans.asc:17:amount"),
    (#"16;10;930207;"PRIJEM";"VKLAD";0.00;1.00;"";;"#, "migration.amount", "trans.asc:17:amount"),
    (#"16;10;930207;"PRIJEM";"VKLAD";1.00;1.0.0;"";;"#, "migration.amount", "trans.asc:17:balance"),
    (#"16;10;930207;"PRIJEM";"VKLAD";9999999999999.00;1.00;"";;"#, "migration.amount", "trans.asc:17:amount"),
    (#"7;10;930207;"PRIJEM";"VKLAD";1.00;1.00;"";;"#, "migration.duplicate", "trans.asc:17:trans_id"),
    (#"x;10;930207;"PRIJEM";"VKLAD";1.00;1.00;"";;"#, "migration.number", "trans.asc:17:trans_id"),
    (#"16;30;930207;"PRIJEM";"VKLAD";1.00;1.00;"";;"#, "migration.unknown", "trans.asc:17:account_id"),
    (#"16;20;930101;"PRIJEM";"VKLAD";1.00;1.00;"";;"#, "migration.before-opening", "trans.asc:17:date"),
    (#"16;10;930207;"PRIJEM";"VKLAD";1.00;1.00;"""#, "migration.columns", "trans.asc:17:trans_id"),
  ]

  @Test("a wrong row is refused by file, line and column", arguments: wrongRows)
  func wrongRow(row: String, code: String, field: String) throws {
    let found = try problems { $0.rows.append(row) }
    #expect(found.map(\.code) == [code], "\(row): \(found)")
    #expect(found.first?.field == field)
    let parts = field.split(separator: ":")
    #expect(found.first?.en.hasPrefix("\(parts[0]), line \(parts[1]), \(parts[2])") == true)
    #expect(found.first?.zh.hasPrefix("\(parts[0]) 第 \(parts[1]) 行") == true)
  }

  @Test("people and accounts that do not fit together are refused")
  func wrongPeople() throws {
    #expect(try problems { $0.clients.append(#"1;"1";1"#) }.map(\.field) == ["client.asc:5:client_id"])
    #expect(try problems { $0.accounts.append(#"10;1;"";930101"#) }.map(\.field) == ["account.asc:4:account_id"])
    #expect(try problems { $0.accounts.append(#"30;1;"";930101"#) }.map(\.code) == ["migration.owner"])
    #expect(try problems { $0.dispositions.append(#"4;9;10;"DISPONENT""#) }.map(\.field) == ["disp.asc:5:client_id"])
    #expect(try problems { $0.dispositions.append(#"4;2;10;"OWNER""#) }.map(\.code) == ["migration.duplicate"])
    #expect(try problems { $0.dispositions.append(#"4;2;10;"BOSS""#) }.map(\.code) == ["migration.disposition"])
  }

  @Test("all wrong rows are told at once, up to a limit")
  func manyProblems() throws {
    let found = try problems { sample in
      for id in 16...60 { sample.rows.append(#"\#(id);10;930229;"PRIJEM";"VKLAD";1.00;1.00;"";;"#) }
    }
    #expect(found.count == BerkaExport.mostProblems)
  }

  @Test("a file that is missing or of another form is refused by its name")
  func wrongFile() throws {
    let folder = try BerkaSample().write()
    try FileManager.default.removeItem(at: folder.appending(path: "disp.asc"))
    let missing = #expect(throws: Refusal.self) { try BerkaExport.read(folder) }
    #expect(missing?.code == "migration.file" && missing?.field == "disp.asc")
    try Data("a;b\n".utf8).write(to: folder.appending(path: "disp.asc"))
    let heading = #expect(throws: Refusal.self) { try BerkaExport.read(folder) }
    #expect(heading?.code == "migration.heading" && heading?.field == "disp.asc:1")
  }

  @Test("the plan is the same however the rows are ordered, and spreads every account")
  func plan() throws {
    var shuffled = BerkaSample()
    shuffled.rows.reverse()
    let outlets = [InstitutionID(1), InstitutionID(2)]
    let one = MigrationPlan(try BerkaExport.read(BerkaSample().write()), outlets: outlets)
    let two = MigrationPlan(try BerkaExport.read(shuffled.write()), outlets: outlets)
    #expect(one.transactions.map { $0.items.map(\.id) } == two.transactions.map { $0.items.map(\.id) })
    #expect(one.accounts.map { $0.items.map(\.id) } == [[10], [20]])
    #expect(one.overdrawn == [20])
    // What comes in before what goes out: 3 before 2 on the same day.
    #expect(one.transactions[0].items.map(\.id) == [1, 3, 2, 4, 5, 6, 7])
  }

  @Test(
    "the real bank is taken over to the last haléř",
    .enabled(if: isThere, "SKIPPED: the real bank's data are not beside this checkout: NOTHING WAS MIGRATED"))
  func realBank() async throws {
    let bank = try await TestBank.open()
    let migration = Migration(bank.desks.house, source: try BerkaExport.read(Self.folder))
    let written = try await migration.load()
    #expect(written.postings == 35_138 && written.accounts == 4_500 && written.customers == 5_369)
    let report = try await migration.reconcile()
    #expect(report.wrong.isEmpty, "\(report.wrong)")
    #expect(report.rows.bank == "35138" && report.rows.isEqual)
    #expect(report.credits.bank == "128037875.30" && report.debits.bank == "101101271.80")
    #expect(report.net.bank == "26936603.50")
    #expect(report.accountsWithRows == 840 && report.accountsDiffering.isEmpty && report.trialBalanceIsZero)
    #expect(report.days == 28_572 && report.daysEqual + report.daysDiffering.count == report.days)
    #expect(report.daysDiffering.count == 12_049)
    let deposits = try #require(report.kinds.first { $0.code == MigrationKind.cashDeposit.rawValue })
    #expect(deposits.rows.bank == "6862" && deposits.sum.bank == "93312045.00")
    await bank.database.close()
  }
}
