import Banking
import Primitives
import SQLiteStorage
import Storage
import TestHouse
import Testing

@Suite("important blank vouchers") struct VoucherStockTests {
  private let kind = "passbook"

  @Test("numbers are received, handed to a teller, used and voided in order, and destroyed by two")
  func journey() async throws {
    let rig = try await BankRig()
    let (boss, teller, kind, now) = (rig.actor("S0001"), rig.teller, kind, rig.time.now)
    let ids: [LotID] = [rig.id(), rig.id(), rig.id(), rig.id()]
    try await rig.write { try $0.vouchers.receive(kind, 1001...1100, id: ids[0], by: boss, at: now, in: $1) }
    let overlap = try await refused {
      try await rig.write { try $0.vouchers.receive(kind, 1100...1200, id: ids[1], by: boss, at: now, in: $1) }
    }
    #expect(overlap == "voucher.overlaps")
    let range = try await rig.write {
      try $0.vouchers.hand(kind, pieces: 5, to: teller.staff, id: ids[1], by: boss, at: now, in: $1)
    }
    #expect(range == 1001...1005)
    func end(_ number: Int64, _ end: VoucherStock.End) async throws {
      try await rig.write { try $0.vouchers.end(kind, number, end, purpose: "开户", by: teller, at: now, in: $1) }
    }
    #expect(try await refused { try await end(1002, .used) } == "voucher.not-next")
    try await end(1001, .used)
    try await end(1002, .void)
    #expect(try await refused { try await end(1002, .used) } == "voucher.not-next")
    let count = try await refused {
      try await rig.write { try $0.vouchers.count(kind, pieces: 4, by: teller, at: now, in: $1) }
    }
    #expect(count == "voucher.count-differs")
    try await rig.write { try $0.vouchers.count(kind, pieces: 3, by: teller, at: now, in: $1) }
    func destroy(_ number: Int64, _ second: CounterActor) async throws {
      try await rig.write {
        try $0.vouchers.destroy(kind, number, second: second.second, by: boss, at: now, in: $1)
      }
    }
    #expect(try await refused { try await destroy(1002, boss) } == "till.second-person")
    #expect(try await refused { try await destroy(1001, teller) } == "voucher.not-void")
    try await destroy(1002, teller)
    #expect(try await refused { try await destroy(1002, teller) } == "voucher.not-void")
    let back = try await rig.write { try $0.vouchers.handIn(kind, id: ids[2], by: teller, at: now, in: $1) }
    #expect(back == 1003...1005)
    let sheets = try await rig.read { try $0.vouchers.sheets(at: BankRig.outlet, in: $1) }
    #expect(sheets.count == 1 && sheets[0].agrees)
    #expect(sheets[0].received == 100 && sheets[0].used == 1 && sheets[0].void == 1 && sheets[0].left == 98)
    let next = try await rig.write {
      try $0.vouchers.hand(kind, pieces: 3, to: teller.staff, id: ids[3], by: boss, at: now, in: $1)
    }
    #expect(next == 1003...1005)
  }

  @Test("received − used − void = left at every commit, and no number is used twice or skipped")
  func property() async throws {
    let rig = try await BankRig()
    let chance = SeededEntropy(seed: 5)
    let (boss, kind, now) = (rig.actor("S0001"), kind, rig.time.now)
    let tellers = [rig.teller, rig.actor("T0002")]
    var (next, used): (Int64, Set<Int64>) = (1, [])
    for _ in 0..<1500 {
      let (teller, id): (CounterActor, LotID) = (tellers[chance.below(2)], rig.id())
      let pieces = Int64(1 + chance.below(9))
      do {
        switch chance.below(12) {
        case 0:
          let first = next
          try await rig.write {
            try $0.vouchers.receive(kind, first...(first + pieces), id: id, by: boss, at: now, in: $1)
          }
          next += pieces + 1
        case 1...3:
          try await rig.write {
            _ = try $0.vouchers.hand(kind, pieces: 1 + pieces / 4, to: teller.staff, id: id, by: boss, at: now, in: $1)
          }
        case 4:
          try await rig.write { _ = try $0.vouchers.handIn(kind, id: id, by: teller, at: now, in: $1) }
        default:
          let lots = try await rig.read { try $0.vouchers.lots(at: BankRig.outlet, in: $1) }
          guard let lot = lots.first(where: { $0.holder == teller.staff }) else { continue }
          let end: VoucherStock.End = chance.below(4) == 0 ? .void : .used
          try await rig.write {
            try $0.vouchers.end(kind, lot.next, end, purpose: "试验", by: teller, at: now, in: $1)
          }
          #expect(used.insert(lot.next).inserted, "\(lot.next) was used twice")
        }
      } catch is Refusal {
        continue
      }
      let sheets = try await rig.read { try $0.vouchers.sheets(at: BankRig.outlet, in: $1) }
      #expect(sheets.allSatisfy { $0.agrees })
    }
    #expect(used.count > 100)
  }
}

@Suite("counterfeit notes") struct CounterfeitTests {
  @Test("two of the bank take them in; the register finds them by day and serial, the holder is sealed")
  func journey() async throws {
    let rig = try await BankRig()
    let (teller, second, now) = (rig.teller, rig.actor("T0002"), rig.time.now)
    let holder = try rig.books.counterfeits.holder(
      .residentID, BankRig.idNumber, name: "王小明", id: rig.id(), entropy: rig.entropy)
    let notes = ["HD90000001", "HD90000001"].map {
      CounterfeitRegister.Note(10000, .cny, serial: $0, kind: .forged)
    }
    func takeIn(_ notes: [CounterfeitRegister.Note], _ second: CounterActor) async throws {
      try await rig.write {
        _ = try $0.counterfeits.takeIn(notes, from: holder, second: second.second, by: teller, at: now, in: $1)
      }
    }
    #expect(try await refused { try await takeIn(notes, teller) } == "till.second-person")
    #expect(try await refused { try await takeIn([], second) } == "counterfeit.notes")
    let odd = [CounterfeitRegister.Note(300, .cny, serial: "A1", kind: .altered)]
    #expect(try await refused { try await takeIn(odd, second) } == "cash.unknown-denomination")
    let small = [CounterfeitRegister.Note(100, .cny, serial: "a1", kind: .altered)]
    #expect(try await refused { try await takeIn(small, second) } == "counterfeit.serial")
    try await takeIn(notes, second)
    #expect(try await refused { try await takeIn(notes, second) } == "counterfeit.recorded")
    let day = try await rig.read { try $0.counterfeits.day(at: BankRig.outlet, on: BankRig.today, in: $1) }
    #expect(day.count == 1 && day[0].notes == notes && day[0].secondNumber == "T0002")
    #expect(day[0].nameMasked != "王小明" && !day[0].documentMasked.contains("19491231"))
    let same = try await rig.read { try $0.counterfeits.find(serial: "HD90000001", at: BankRig.outlet, in: $1) }
    #expect(same == day)
    #expect(try await rig.read { try $0.counterfeits.find(serial: "X", at: BankRig.outlet, in: $1) }.isEmpty)
    #expect(try await rig.check().isSound)
  }
}

@Suite("an outlet balances") struct OutletBalanceTests {
  @Test("not while a box is open, an approval waits or a booking is open; then vault and boxes are the books")
  func check() async throws {
    let rig = try await BankRig()
    let account = try await rig.account()
    func code(_ waiting: Int = 0) async throws -> String {
      try await refused {
        _ = try await rig.read { try $0.outletBalance.check(at: BankRig.outlet, waitingApprovals: waiting, in: $1) }
      }
    }
    try await rig.openTill("100*10")
    #expect(try await code() == "outlet.box-open")
    let order = try rig.deposit(account, "100", "100*1")
    _ = try await rig.prepare(order)
    try await rig.settle(order)
    _ = try await rig.seal("100*11")
    #expect(try await code(1) == "outlet.approval-waits")
    let lines = try await rig.read { try $0.outletBalance.check(at: BankRig.outlet, waitingApprovals: 0, in: $1) }
    let cny = lines.first { $0.currency == .cny }
    #expect(cny?.sealed.minor == 1_100_00 && cny?.tills.minor == 0 && cny?.ledger.minor == 10_000_100_00)
    let waiting = rig.opening(try rig.draft("440524188001010014", name: "李雷"))
    try await rig.write { _ = try $0.accountOpening.prepare(waiting, in: $1) }
    #expect(try await code() == "outlet.booking-open")
    let now = rig.time.now
    try await rig.write {
      try $0.accountOpening.release(waiting.caseID, at: BankRig.outlet, now: now, in: $1)
    }
    try await rig.database.write { try $0.execute(SQL("UPDATE till_notes SET pieces = pieces + 1"), []) }
    #expect(try await code() == "outlet.differs")
  }
}
