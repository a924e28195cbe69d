import Audit
import Foundation
import Ledger
import PostgresStorage
import Primitives
import Seals
import Storage
import Synchronization
import TestHouse
import Testing

/// The connection to PostgreSQL cut at every point of a posting: whatever is told is true, nothing is lost and
/// nothing happens twice (issue: "in doubt").
@Suite("Cut connections", .enabled(if: TestEngine.server != nil, "SKIPPED: no PostgreSQL (GUICHET_TEST_POSTGRES)"))
struct CutTests {
  private static let bank = InstitutionID(7)
  private static let day = BusinessDate(daysSince1970: 20_000)
  private static let (from, to) = (LedgerAccountID(bank, sequence: 1), LedgerAccountID(bank, sequence: 2))

  /// A vault behind a proxy, with one connection that writes, and the same vault without it.
  private struct Scene: Sendable {
    let proxy: CutProxy
    let cut: PostgresDatabase
    let straight: PostgresDatabase
    let entropy = SeededEntropy(seed: 20)
    let books = LedgerBooks()
    let audit = AuditBook()

    static func open(_ change: (inout PostgresOptions) -> Void = { _ in }) async throws -> Scene {
      let server = try #require(TestEngine.server)
      let port = try #require(URL(string: server)?.port)
      let proxy = try CutProxy(to: port)
      let place = try TestVault.directory()
      var options = PostgresOptions()
      (options.writers, options.readers) = (1, 1)
      change(&options)
      let through = try TestEngine.address(for: place).text.replacing(":\(port)/", with: ":\(proxy.port)/")
      let cut = try PostgresDatabase(try PostgresAddress(through), options: options)
      try await cut.migrate([StorageSchema.schema, LedgerBooks.schema, AuditBook.schema])
      options.viewing = true
      let straight = try PostgresDatabase(try TestEngine.address(for: place), options: options)
      let scene = Scene(proxy: proxy, cut: cut, straight: straight)
      try await cut.write { tx in
        for id in [CutTests.from, CutTests.to] {
          try scene.books.openAccount(
            NewAccount(id: id, currency: .cny, kind: .liability, mayOverdraw: true, openedOn: day), in: tx)
        }
      }
      return scene
    }

    func order() -> PostingOrder {
      let now = Moment(milliseconds: 1_795_138_200_000)
      return PostingOrder(
        journal: EntityID(at: now, from: entropy), key: EntityID(at: now, from: entropy), institution: bank, code: 9001,
        legs: [.debit(from, Money(minor: 1, .cny)), .credit(to, Money(minor: 1, .cny))], businessDate: day,
        recordedAt: now)
    }

    /// The same intention, as a client sends it again: its own key, everything else drawn anew.
    func again(_ order: PostingOrder) -> PostingOrder {
      PostingOrder(
        journal: EntityID(at: order.recordedAt, from: entropy), key: order.key, institution: order.institution,
        code: order.code, legs: order.legs, businessDate: order.businessDate, recordedAt: order.recordedAt)
    }

    /// Posts and audits in one transaction, as the house does.
    func post(_ order: PostingOrder, _ manner: WriteManner) async throws -> Journal {
      try await cut.write(manner) { [books, audit] tx in
        let posted = try books.post([order], in: tx)[0].get()
        if posted.isNew {
          try audit.append(
            AuditEntry(
              chain: .server("cut"), institution: bank, at: order.recordedAt, actor: "cut", action: "ledger.posted",
              subject: "journal:\(posted.journal.id)"), in: tx)
        }
        return posted.journal
      }
    }

    /// Each key has one journal, and there is nothing else.
    func expectExactly(_ keys: [IdempotencyKey]) async throws {
      let key = try SigningKey.generate(.p256).publicKeyDER
      let (found, balance, check, verdict) = try await straight.read { tx in
        (
          try keys.filter { try books.journal(key: $0, institution: bank, in: tx) != nil }.count,
          try books.account(CutTests.to, in: tx).balance.minor, try books.check(in: tx),
          try audit.verify(key: key, in: tx)
        )
      }
      #expect(found == keys.count, "lost: \(keys.count - found)")
      #expect(balance == Int64(keys.count), "posted \(balance) times for \(keys.count) keys")
      #expect(check.isSound && check.journals == keys.count, "\(check.findings)")
      #expect(verdict.isGood && verdict.entries == keys.count, "\(verdict.problems)")
    }

    func close() async {
      await cut.close()
      await straight.close()
      proxy.close()
    }
  }

  /// How many bytes one posting sends and receives on a warm connection.
  private func size(_ scene: Scene, _ manner: WriteManner) async throws -> (sent: Int, received: Int) {
    for _ in 0..<3 { _ = try await scene.post(scene.order(), manner) }
    scene.proxy.arm(.afterSent(.max))
    _ = try await scene.post(scene.order(), manner)
    let tally = scene.proxy.tally
    return (tally.sent, tally.received)
  }

  private func cuts(_ size: (sent: Int, received: Int), step: Int) -> [CutProxy.Cut] {
    stride(from: 1, through: size.sent, by: step).map { .afterSent($0) }
      + stride(from: 1, through: size.received, by: step).map { .afterReceived($0) }
      + stride(from: 1, through: size.sent, by: step).map { .deafAfterSent($0) }
  }

  @Test("a keyed posting is answered truly whatever byte the cut falls on", .timeLimit(.minutes(15)))
  func keyed() async throws {
    let scene = try await Scene.open()
    let size = try await size(scene, .keyed)
    let cuts = cuts(size, step: TestEngine.isLong ? 1 : 23)
    var keys = (try await scene.straight.read { tx in try tx.query("SELECT key FROM ledger_key") })
      .compactMap { try? $0.id(0, IdempotencyKey.self) }
    for cut in cuts {
      let warm = scene.order()
      _ = try await scene.post(warm, .keyed)
      // Several at once share one transaction.
      let orders = (0..<3).map { _ in scene.order() }
      scene.proxy.arm(cut)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for order in orders {
          group.addTask {
            let journal = try await scene.post(order, .keyed)
            #expect(journal.id == order.journal && journal.key == order.key, "\(cut)")
          }
        }
        try await group.waitForAll()
      }
      keys += [warm.key] + orders.map(\.key)
    }
    print(
      "keyed: \(cuts.count) cuts armed, \(scene.proxy.tally.cuts) made; \(size.sent) bytes out, \(size.received) back")
    // A cut behind the last byte never happens.
    #expect(scene.proxy.tally.cuts >= cuts.count * 9 / 10)
    try await scene.expectExactly(keys)
    await scene.close()
  }

  @Test(
    "a journey is told “in doubt”, never success or failure, and asking again with its key resolves it",
    .timeLimit(.minutes(15)))
  func journey() async throws {
    let scene = try await Scene.open()
    let size = try await size(scene, .journey)
    var keys = (try await scene.straight.read { tx in try tx.query("SELECT key FROM ledger_key") })
      .compactMap { try? $0.id(0, IdempotencyKey.self) }
    var (doubts, durable) = (0, 0)
    let cuts = cuts(size, step: TestEngine.isLong ? 1 : 23)
    for cut in cuts {
      let warm = scene.order()
      _ = try await scene.post(warm, .journey)
      let order = scene.order()
      scene.proxy.arm(cut)
      do {
        _ = try await scene.post(order, .journey)
      } catch is InDoubt {
        doubts += 1
        let again = try await scene.post(scene.again(order), .journey)
        if again.id == order.journal { durable += 1 }
      }
      keys += [warm.key, order.key]
    }
    print("journey: \(cuts.count) cuts, \(doubts) in doubt, \(durable) of them had happened")
    #expect(doubts > 0 && durable > 0 && durable < doubts)
    try await scene.expectExactly(keys)
    await scene.close()
  }

  @Test("a silent line is given up when its time has passed, by closing and not by cancelling")
  func silent() async throws {
    let scene = try await Scene.open { ($0.commitSeconds, $0.statementSeconds) = (1, 2) }
    let size = try await size(scene, .keyed)
    var keys = (try await scene.straight.read { tx in try tx.query("SELECT key FROM ledger_key") })
      .compactMap { try? $0.id(0, IdempotencyKey.self) }
    for limit in [1, size.sent / 2, size.sent] {
      let order = scene.order()
      scene.proxy.arm(.silentAfterSent(limit))
      #expect(try await scene.post(order, .keyed).id == order.journal)
      let warm = scene.order()
      _ = try await scene.post(warm, .keyed)
      keys += [order.key, warm.key]
    }
    #expect(scene.proxy.tally.cuts == 3)
    try await scene.expectExactly(keys)
    await scene.close()
  }

  @Test("a server that is gone: 503 with what to do, nothing done, and business goes on when it is back")
  func gone() async throws {
    let scene = try await Scene.open { $0.connectSeconds = 1 }
    let order = scene.order()
    scene.proxy.close()
    do {
      _ = try await scene.post(order, .keyed)
      Issue.record("posted without a server")
    } catch let refusal as Refusal {
      #expect(refusal.kind == .busy && refusal.code == "storage.unreachable")
      #expect(!refusal.remedyZh.isEmpty && !refusal.remedyEn.isEmpty)
    }
    let read = await #expect(throws: Refusal.self) { _ = try await scene.cut.read { try $0.query("SELECT 1") } }
    #expect(read?.code == "storage.unreachable")
    try await scene.expectExactly([])
    await scene.close()
  }
}
