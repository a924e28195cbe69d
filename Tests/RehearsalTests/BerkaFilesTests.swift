import Banking
import Foundation
import Primitives
import Rehearsal
import Testing

@Suite("Berka files")
struct BerkaFilesTests {
  /// The data lie beside the checkout, not in it.
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "shared/data/berka")
  static let isThere = FileManager.default.fileExists(atPath: folder.appending(path: "trans.asc").path)

  @Test(
    "the deposits until 1993-03-31 are those of the published file",
    .enabled(if: isThere, "SKIPPED: the real bank's data are not beside this checkout"))
  func counts() throws {
    let until = try #require(BusinessDate("1993-03-31"))
    let files = try BerkaFiles(folder: Self.folder, until: until)
    #expect(files.deposits.count == 490)
    #expect(files.accounts.count == 225)
    #expect(files.deposits.reduce(Money.zero(.czk)) { $0 + $1.amount }.decimal == "3767118.00")
    #expect(
      files.deposits.allSatisfy {
        CashCount.greedy($0.amount, denominations: [100_000, 50_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 100]) != nil
      })
    #expect(files.deposits.allSatisfy { $0.date <= until })
  }

  @Test("a damaged line is named by file and line")
  func damage() throws {
    let folder = URL(fileURLWithPath: NSTemporaryDirectory()).appending(path: "berka-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data("\"disp_id\";\"client_id\";\"account_id\";\"type\"\r\n1;1;1;\"OWNER\"\r\n".utf8)
      .write(to: folder.appending(path: "disp.asc"))
    try Data(
      "head\r\n5;1;930101;\"PRIJEM\";\"VKLAD\";900.00;900.00\r\n6;1;939901;\"PRIJEM\";\"VKLAD\";1.00;1.00\r\n".utf8
    )
    .write(to: folder.appending(path: "trans.asc"))
    let fault = #expect(throws: Fault.self) {
      try BerkaFiles(
        folder: folder, until: BusinessDate(year: 1993, month: 12, day: 31) ?? BusinessDate(daysSince1970: 0))
    }
    #expect(fault?.detail.contains("trans.asc, line 3") == true)
  }
}
