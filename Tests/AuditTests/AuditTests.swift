import Audit
import Primitives
import Seals
import Storage
import Testing

@Suite struct AuditChainTests {
  @Test("an empty book is whole")
  func empty() async throws {
    let house = try await AuditHouse()
    let verdict = try await house.verify()
    #expect(verdict.isGood)
    #expect(verdict.entries == 0)
    #expect(verdict.chains == 0)
    let checkpoint = try await house.checkpoint()
    #expect(checkpoint.sequence == 1)
    #expect(checkpoint.heads.isEmpty)
    #expect(try await house.verify(external: checkpoint).isGood)
  }

  @Test("entries of several chains and institutions are whole, and counted")
  func filled() async throws {
    let (house, newest) = try await AuditHouse.filled()
    let verdict = try await house.verify(external: newest)
    #expect(verdict.problems == [])
    #expect(verdict.entries == 30)
    #expect(verdict.chains == 3)
    #expect(verdict.checkpoints == 2)
    #expect(verdict.unsealed == 6)
    try await house.checkpoint(10)
    #expect(try await house.verify().unsealed == 0)
  }

  @Test("one terminal in two institutions has two chains")
  func perInstitution() async throws {
    let house = try await AuditHouse()
    try await house.append([
      AuditHouse.entry(1), AuditHouse.entry(2, at: AuditHouse.east), AuditHouse.entry(3, at: AuditHouse.east),
    ])
    let checkpoint = try await house.checkpoint()
    #expect(checkpoint.heads.map(\.institution) == [AuditHouse.branch, AuditHouse.east])
    #expect(checkpoint.heads.map(\.sequence) == [1, 2])
    #expect(Set(checkpoint.heads.map(\.chain)).count == 1)
    #expect(try await house.verify().isGood)
  }

  @Test("an entry whose transaction is refused leaves no trace in its chain")
  func rolledBack() async throws {
    let house = try await AuditHouse()
    try await house.append([AuditHouse.entry(1)])
    let refusal = Refusal(.conflict, "test.refused", zh: "否。", en: "No.", remedyZh: "无。", remedyEn: "None.")
    await #expect(throws: Refusal.self) {
      try await house.vault.write { tx in
        try house.book.append(AuditHouse.entry(2), in: tx)
        throw refusal
      }
    }
    try await house.append([AuditHouse.entry(3)])
    let records = try await house.page(AuditFilter())
    #expect(records.map(\.sequence) == [2, 1])
    #expect(records.map(\.entry) == [AuditHouse.entry(3), AuditHouse.entry(1)])
    #expect(try await house.verify().isGood)
  }

  @Test("texts beyond their bounds are a fault, and nothing is written")
  func bounds() async throws {
    let house = try await AuditHouse()
    let entry = { (chain: ChainName, actor: String, action: String, subject: String, detail: String) in
      AuditEntry(
        chain: chain, institution: AuditHouse.branch, at: AuditHouse.start, actor: actor, action: action,
        subject: subject, detail: ["d": detail])
    }
    let long = { (count: Int) in String(repeating: "x", count: count) }
    for bad in [
      entry(AuditHouse.first, "", "a", "s", ""), entry(AuditHouse.first, long(65), "a", "s", ""),
      entry(AuditHouse.first, "t", "", "s", ""), entry(AuditHouse.first, "t", long(65), "s", ""),
      entry(AuditHouse.first, "t", "a", long(129), ""), entry(AuditHouse.first, "t", "a", "s", long(16_384)),
      entry(.server(""), "t", "a", "s", ""), entry(.server(long(65)), "t", "a", "s", ""),
    ] {
      await #expect(throws: Fault.self) { try await house.append([bad]) }
    }
    try await house.append([entry(.server(long(64)), long(64), long(64), long(128), long(16_383))])
    #expect(try await house.verify().entries == 1)
  }

  @Test("many chains at once, and one chain from many tasks, lose nothing and stay whole")
  func concurrent() async throws {
    let house = try await AuditHouse()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for task in 0..<16 {
        group.addTask {
          let own = ChainName.terminal(TerminalID(high: UInt64(task), low: 1))
          for number in 0..<25 {
            try await house.append([AuditHouse.entry(number, own)])
            try await house.append([AuditHouse.entry(number, AuditHouse.server)])
          }
        }
      }
      group.addTask { for number in 0..<10 { try await house.checkpoint(number) } }
      try await group.waitForAll()
    }
    let verdict = try await house.verify(external: try await house.checkpoint(99))
    #expect(verdict.problems == [])
    #expect(verdict.entries == 800)
    #expect(verdict.chains == 17)
    #expect(verdict.checkpoints == 11)
  }

  @Test("more entries than one page of the verification are all read, and progress is told")
  func manyPages() async throws {
    let house = try await AuditHouse()
    for round in 0..<9 {
      try await house.append(
        (0..<500).map { AuditHouse.entry(round * 500 + $0, $0 % 2 == 0 ? AuditHouse.first : AuditHouse.second) })
    }
    let told = try await house.vault.read { tx in
      var told: [Int] = []
      let verdict = try house.book.verify(key: house.key.publicKeyDER, in: tx) { told.append($0) }
      #expect(verdict.isGood)
      return told
    }
    #expect(told == [2000, 4000, 4500])
  }

  @Test("the hash is SHA-256 over the hash before and the stored bytes, so that others can check it")
  func hashRule() async throws {
    let (house, _) = try await AuditHouse.filled()
    let rows = try await house.vault.read { tx in
      try tx.query(SQL("SELECT record, hash FROM audit_entry WHERE institution = 10002 ORDER BY sequence"))
    }
    #expect(rows.count == 10)
    for (before, row) in zip(rows, rows.dropFirst()) {
      #expect(try row.bytes(1) == Digest.sha256(try before.bytes(1) + row.bytes(0)))
    }
  }

  @Test("chain names and places survive their text forms; nothing else is read")
  func texts() {
    for chain in [AuditHouse.first, AuditHouse.server, .server("a:b")] {
      #expect(ChainName(chain.description) == chain)
    }
    for text in ["", "terminal", "terminal:", "terminal:12", "server:", "Terminal:00", "x:y"] {
      #expect(ChainName(text) == nil)
    }
    let place = AuditPlace(at: AuditHouse.start, institution: AuditHouse.east, chain: -5, sequence: 9)
    #expect(AuditPlace(place.text) == place)
    for text in ["", "1.2.3", "1.2.3.4.5", "a.b.c.d", "1.2.3.99999999999999999999"] { #expect(AuditPlace(text) == nil) }
  }
}

@Suite struct AuditPageTests {
  @Test("pages go back in time without losing or repeating an entry, also where times are equal")
  func paging() async throws {
    let house = try await AuditHouse()
    let chains = [AuditHouse.first, AuditHouse.second, AuditHouse.server]
    // Ten entries in each second.
    try await house.append((0..<100).map { AuditHouse.entry($0 / 10, chains[$0 % 3]) })
    var seen: [AuditRecord] = []
    while true {
      let page = try await house.page(AuditFilter(), limit: 7, before: seen.last?.place)
      seen += page
      if page.count < 7 { break }
    }
    #expect(seen.count == 100)
    #expect(Set(seen.map(\.place)).count == 100)
    #expect(zip(seen, seen.dropFirst()).allSatisfy { $0.entry.at >= $1.entry.at })
  }

  @Test("each part of a filter narrows, and together they narrow further")
  func filters() async throws {
    let (house, _) = try await AuditHouse.filled()
    try await house.append([AuditHouse.entry(50, action: "till.opened")])
    let count = { (filter: AuditFilter) in try await house.page(filter).count }
    #expect(try await count(AuditFilter()) == 31)
    #expect(try await count(AuditFilter(institution: AuditHouse.east)) == 10)
    #expect(try await count(AuditFilter(chain: AuditHouse.first)) == 11)
    #expect(try await count(AuditFilter(chain: .server("nobody"))) == 0)
    #expect(try await count(AuditFilter(actor: "T0002")) == 10)
    #expect(try await count(AuditFilter(actionPrefix: "till.")) == 1)
    #expect(try await count(AuditFilter(actionPrefix: "case.")) == 30)
    #expect(try await count(AuditFilter(actionPrefix: "case.settled.late")) == 0)
    #expect(try await count(AuditFilter(subject: "case-3")) == 3)
    let (from, until) = (AuditHouse.start.adding(seconds: 3), AuditHouse.start.adding(seconds: 5))
    #expect(try await count(AuditFilter(from: from, until: until)) == 6)
    #expect(try await count(AuditFilter(actor: "T0001", subject: "case-4", from: from, until: until)) == 1)
  }

  @Test("a filter's text is a value, never SQL or a pattern")
  func injection() async throws {
    let (house, _) = try await AuditHouse.filled()
    for text in ["' OR '1'='1", "%", "_", "case-1' --"] {
      #expect(try await house.page(AuditFilter(subject: text)).isEmpty)
      #expect(try await house.page(AuditFilter(actor: text)).isEmpty)
      #expect(try await house.page(AuditFilter(actionPrefix: text)).isEmpty)
    }
  }
}
