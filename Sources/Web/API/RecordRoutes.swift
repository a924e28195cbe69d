import Access
import Audit
import Desk
import Documents
import HTTPTypes
import Hummingbird
import Ledger
import Primitives

/// Journal, accounts, archive, verification, audit as JSON.
struct RecordRoutes: Sendable {
  let desks: Desks
  static let uploadLimit = 8 << 20

  var routes: [Route] { journal + accounts + archive + oversight }

  static let dateMember = WireSchema.date

  private var journal: [Route] {
    let desks = desks
    return [
      Route(
        .get, "/api/v1/journal", .permission(.journalRead), "流水查询", "The journal", answer: .json(WireCases.shape),
        query: [
          QueryMember("from", Self.dateMember, "first accounting day; today if absent"),
          QueryMember("to", Self.dateMember, "last accounting day"),
          QueryMember("teller", .text(length: 0...8), "staff number"),
          QueryMember("state", .oneOf(WireCase.states), "state"),
          QueryMember("account", .text(length: 0...40), "account number"),
          QueryMember("limit", .integer(1...200), "rows"),
          QueryMember("offset", .integer(0...1_000_000), "rows to skip"),
        ]
      ) { call in
        let filter = try await JournalQuery(call.query).filter(desks, by: try call.signOn)
        return Answer.json(
          WireCases(cases: try await desks.records.journal(filter, by: try call.signOn).map(WireCase.init)))
      }
    ]
  }

  private var accounts: [Route] {
    let desks = desks
    return [
      Route(
        .get, "/api/v1/accounts/{number}", .permission(.accountRead), "账户余额", "An account",
        answer: .json(WireAccount.shape)
      ) { call in
        Answer.json(WireAccount(try await desks.records.account(try call.parameter("number"), by: try call.signOn)))
      },
      Route(
        .get, "/api/v1/accounts/{number}/entries", .permission(.accountRead), "账户明细", "Its entries",
        answer: .json(WireEntries.shape),
        query: [
          QueryMember("before", .text(length: 0...64), "`next` of the page before"),
          QueryMember("limit", .integer(1...200), "rows"),
        ]
      ) { call in
        let details = try await desks.records.entries(
          try call.parameter("number"), before: try EntryPlaceText.read(call.query.filled("before")),
          limit: call.query.filled("limit").flatMap { Int($0) } ?? 50, by: try call.signOn)
        return Answer.json(WireEntries(details))
      },
      Route(
        .get, "/api/v1/accounts/{number}/statement.csv", .permission(.statementExport), "导出对账单（记入审计）",
        "A statement as a file; audited", answer: .bytes("text/csv; charset=utf-8"), query: StatementQuery.members
      ) { call in try await StatementQuery.file(call, desks) },
      Route(
        .post, "/api/v1/accounts/{number}/reveal", .permission(.customerReveal), "显示客户信息（记入审计）",
        "The customer in clear; audited", answer: .json(WireCustomer.shape)
      ) { call in
        Answer.json(WireCustomer(try await desks.records.reveal(try call.parameter("number"), by: try call.signOn)))
      },
    ]
  }

  private var archive: [Route] {
    let desks = desks
    return [
      Route(
        .get, "/api/v1/archive", .permission(.archiveRead), "档案检索", "Find vouchers", answer: .json(WireArchive.shape),
        query: [
          QueryMember("case", .text(length: 0...40), "journal number or case id"),
          QueryMember("account", .text(length: 0...40), "account number"),
          QueryMember("date", Self.dateMember, "accounting day"),
          QueryMember("teller", .text(length: 0...8), "staff number"),
          QueryMember("before", .text(.hex, length: 32...32), "`next`"),
          QueryMember("limit", .integer(1...200), "rows"),
        ]
      ) { call in
        let page = try await desks.archive.find(try ArchiveQueryText.read(call.query), by: try call.signOn)
        return Answer.json(
          WireArchive(entries: page.entries.map(WireArchiveEntry.init), next: page.next.map { "\($0)" }))
      },
      Route(
        .get, "/api/v1/archive/{id}", .permission(.archiveRead), "档案条目", "A voucher",
        answer: .json(WireArchiveEntry.shape)
      ) { call in
        Answer.json(WireArchiveEntry(try await desks.archive.entry(try call.identifier("id"), by: try call.signOn)))
      },
      Route(
        .get, "/api/v1/archive/{id}/voucher.pdf", .permission(.archiveRead), "凭证文件", "The sealed file",
        answer: .bytes("application/pdf")
      ) { call in
        let id: DocumentID = try call.identifier("id")
        let entry = try await desks.archive.entry(id, by: try call.signOn)
        let file = try await desks.archive.file(id, purpose: "view", by: try call.signOn)
        return Answer.file(file, type: "application/pdf", name: entry.journalNumber + ".pdf")
      },
      Route(
        .post, "/api/v1/verifications", .permission(.archiveVerify), "验证凭证", "Verify a file",
        body: .bytes(type: "application/pdf", field: "file", limit: Self.uploadLimit), answer: .json(WireReport.shape)
      ) { call in Answer.json(try await desks.archive.verify(call.bytes, by: try call.signOn)) },
    ]
  }

  private var oversight: [Route] {
    let desks = desks
    return [
      Route(
        .get, "/api/v1/audit", .permission(.auditRead), "审计链", "The audit chain", answer: .json(WireAudit.shape),
        query: [
          QueryMember("actor", .text(length: 0...64), "staff number"),
          QueryMember("action", .text(length: 0...64), "begins with"),
          QueryMember("subject", .text(length: 0...128), "to what"),
          QueryMember("before", .text(length: 0...80), "place"),
          QueryMember("limit", .integer(1...200), "rows"),
        ]
      ) { call in
        let records = try await desks.records.audit(
          AuditQuery.filter(call.query), limit: call.query.filled("limit").flatMap { Int($0) } ?? 50,
          before: try AuditQuery.place(call.query), by: try call.signOn)
        return Answer.json(WireAudit(records: records.map(WireAuditRecord.init)))
      },
      Route(
        .get, "/api/v1/store", .permission(.storeRead), "数据库状态", "How the store does", answer: .json(WireStore.shape)
      ) { _ in Answer.json(WireStore(desks.house.database.figures)) },
      Route(
        .get, "/api/v1/trial-balance", .permission(.trialBalanceRead), "试算平衡", "The trial balance",
        answer: .json(WireTrialBalance.shape)
      ) { call in Answer.json(WireTrialBalance(try await desks.records.trialBalance(by: try call.signOn))) },
    ]
  }
}
