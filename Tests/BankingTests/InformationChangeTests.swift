import Banking
import Primitives
import Storage
import TestHouse
import Testing

@Suite("information of customers is changed, with what stood there before (EP-012, EC-003)")
struct InformationChangeTests {
  private static let document = ["documentType": "resident-id", "documentNumber": BankRig.idNumber]

  private func rig() async throws -> (BankRig, CustomerID) {
    let rig = try await BankRig()
    let account = try await rig.account()
    let id = try await rig.database.read { [books = rig.books] in try books.accounts.find(account, in: $0).customer }
    return (rig, id)
  }

  private func fields(_ more: [String: String]) -> [String: String] { Self.document.merging(more) { $1 } }

  @Test("what was typed stands on record once it is signed, and not before; the history names both")
  func change() async throws {
    let (rig, id) = try await rig()
    let order = rig.deed(
      .changeInformation,
      fields([
        "customerName": "王晓明", "phone": "139 0013 9000", "address": "北京市朝阳区 建国路 1 号", "occupation": "2",
        "documentUntil": "2036-01-31",
      ]))
    let prepared = try await rig.prepare(order)
    #expect(prepared.sight.signer == "王小明", "the name on record signs")
    #expect(prepared.sight.facts["changeName"] == "王小明 → 王晓明")
    #expect(prepared.sight.facts["changePhone"] == "— → 13900139000")
    #expect(prepared.sight.facts["changeOccupation"]?.contains("专业技术人员") == true)
    let before = try await rig.database.read { [books = rig.books] in try books.customers.reveal(id, in: $0) }
    #expect(before.name == "王小明" && before.phone == nil)
    #expect(try await rig.settle(order)["changed"] == "name,phone,address,occupation,documentUntil")
    let (after, particulars, changes, byPhone, byName) = try await rig.database.read { [books = rig.books] tx in
      (
        try books.customers.reveal(id, in: tx), try books.records.particulars(id, in: tx),
        try books.records.changes(of: id, in: tx), try books.customers.find(phone: "13900139000", in: tx),
        try books.customers.find(name: "王小明", in: tx)
      )
    }
    #expect(after.name == "王晓明" && after.phone == "13900139000")
    #expect(particulars.address == "北京市朝阳区 建国路 1 号" && particulars.occupation == .professional)
    #expect(particulars.documentUntil == BusinessDate("2036-01-31"))
    #expect(byPhone.map(\.id) == [id] && byName.isEmpty, "found under the new values only")
    #expect(changes.count == 5)
    let name = changes.first { $0.attribute == "name" }
    #expect(name?.before == "王小明" && name?.after == "王晓明" && name?.caseID == order.counter.caseID)
    // The same once more says nothing new; a second change shows the first one's values, masked.
    #expect(
      try await refused {
        try await rig.prepare(rig.deed(.changeInformation, fields(["phone": "13900139000"])))
      } == "information.unchanged")
    let next = try await rig.prepare(
      rig.deed(.changeInformation, fields(["phone": "13700137000", "address": "上海市浦东新区世纪大道 100 号"])))
    #expect(next.sight.facts["changePhone"] == "139****9000 → 13700137000")
    #expect(next.sight.facts["changeAddress"]?.hasPrefix("北京市朝阳区*") == true)
    #expect(next.sight.facts["changeName"] == "不变 unchanged")
  }

  @Test("nothing of it stands in clear, neither while it waits nor afterwards, and a released one leaves nothing")
  func secrecy() async throws {
    let (rig, _) = try await rig()
    let order = rig.deed(
      .changeInformation, fields(["customerName": "王隐秘", "phone": "13577778888", "address": "秘密路九十九号"]))
    let secrets = ["王隐秘", "13577778888", "秘密路九十九号"].map { Array($0.utf8) }
    try await rig.prepare(order)
    #expect(try await rig.found(secrets).isEmpty)
    try await rig.settle(order)
    #expect(try await rig.found(secrets).isEmpty)
    let dropped = rig.deed(.changeInformation, fields(["phone": "13666665555"]))
    try await rig.prepare(dropped)
    try await rig.release(dropped)
    let rows = try await rig.database.read {
      try $0.query("SELECT state, order_sealed FROM customer_deeds ORDER BY state")
    }
    #expect(try rows.map { try $0.text(0) } == ["released", "settled"])
    #expect(rows[0].isNull(1) && !rows[1].isNull(1))
    #expect(try await refused { try await rig.settle(dropped) } == "case.already-ended")
  }

  @Test("a page drawn before another case changed the record is not true any more")
  func outdated() async throws {
    let (rig, _) = try await rig()
    let first = rig.deed(.changeInformation, fields(["phone": "13900139000"]))
    let second = rig.deed(.changeInformation, fields(["phone": "13700137000"]))
    try await rig.prepare(first)
    try await rig.prepare(second)
    try await rig.settle(first)
    #expect(try await refused { try await rig.settle(second) } == "information.outdated")
    try await rig.release(second)
  }

  @Test(
    "refusals, each at its field",
    arguments: [
      (["documentNumber": "440524188001010014", "phone": "13900139000"], "customer.unknown", "documentNumber"),
      (["identityResult": "doubtful", "phone": "13900139000"], "identity.doubtful", "identityResult"),
      (["phone": "12345678901"], "customer.phone", "phone"),
      (["documentUntil": "2026-11-21"], "information.document-expired", "documentUntil"),
      (["address": String(repeating: "路", count: 121)], "information.address", "address"),
      ([:], "information.unchanged", nil),
    ] as [([String: String], String, String?)])
  func refusals(more: [String: String], code: String, field: String?) async throws {
    let (rig, id) = try await rig()
    let refusal = await #expect(throws: Refusal.self) {
      try await rig.prepare(rig.deed(.changeInformation, fields(more)))
    }
    #expect(refusal?.code == code && refusal?.field == field)
    let changes = try await rig.database.read { [books = rig.books] in try books.records.changes(of: id, in: $0) }
    #expect(changes.isEmpty)
  }

  @Test("the last day of a document and the longest address still pass")
  func boundaries() async throws {
    let (rig, _) = try await rig()
    try await rig.perform(
      .changeInformation,
      fields(["documentUntil": "2026-11-22", "address": String(repeating: "路", count: 120)]))
  }
}
