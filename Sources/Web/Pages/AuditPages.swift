import Access
import Audit
import Desk
import HTTPTypes
import Hummingbird
import Primitives

/// The audit chain, read-only, for the auditor.
struct AuditPages: Sendable {
  let kit: PageKit
  static let pageRows = 50

  private var desks: Desks { kit.desks }

  var routes: [Route] {
    [Route(.get, "/audit", .permission(.auditRead), "审计页", "The audit chain") { [self] call in try await page(call) }]
  }

  private func page(_ call: Call) async throws -> Response {
    let reader = kit.form(call)
    var problem: (any Error)?
    var records: [AuditRecord] = []
    do {
      records = try await desks.records.audit(
        try filter(call.query), limit: Self.pageRows, before: try AuditQuery.place(call.query), by: try call.signOn)
    } catch let refusal as Refusal where refusal.kind == .invalid {
      problem = refusal
    }
    let chosen = call.query.filled("chain")
    let seen = records.map { "\($0.entry.chain)" }.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    let more = records.count < Self.pageRows ? nil : records.last?.place.text
    let address = PageQuery(
      "/audit", ["chain", "actor", "action", "date"].map { ($0, call.query.filled($0)) } + [("before", more)]
    ).address
    let checkpoint = try await desks.records.newestCheckpoint(by: try call.signOn)
    return try await kit.page(
      "audit/page", call, at: .audit, title: reader.text("nav_audit"),
      [
        "filter": [
          "chain": chosen ?? "", "actor": call.query["actor"] ?? "", "action": call.query["action"] ?? "",
          "date": call.query["date"] ?? "",
        ] as PageContext, "chains": chains(seen, chosen, reader),
        "head": head(checkpoint, reader), "rows": records.map { row($0, reader) }, "hasRows": !records.isEmpty,
        "moreHref": address,
        "hasMore": more != nil,
      ], problem: problem)
  }

  /// The chip beside the title: where the chains were last signed for.
  private func head(_ checkpoint: Checkpoint?, _ reader: ReaderForm) -> PageContext {
    let hint = reader(
      Bilingual(
        zh: "只读；完整校验请运行 guichet audit verify", en: "Read-only; run guichet audit verify for a full check"))
    guard let checkpoint else {
      let none = Bilingual(zh: "尚无检查点", en: "No checkpoint yet")
      return ["kind": "wait", "stateText": reader(none), "text": hint]
    }
    let (number, chains, time) = (checkpoint.sequence, checkpoint.heads.count, reader.moment(checkpoint.at))
    let text = Bilingual(
      zh: "检查点 \(number) · \(time) · \(chains) 条链",
      en: "Checkpoint \(number) · \(time) · \(chains) chain\(chains == 1 ? "" : "s")")
    return ["kind": "ok", "stateText": reader(text), "text": hint]
  }

  private func filter(_ query: FormText) throws -> AuditFilter {
    var filter = AuditQuery.filter(query)
    filter.chain = query.filled("chain").flatMap(ChainName.init)
    if let date = try JournalQuery.date(query, "date") {
      // A day of China Standard Time begins eight hours before that of UTC.
      let start = Moment(milliseconds: Int64(date.daysSince1970) * 86_400_000).adding(seconds: -8 * 3600)
      (filter.from, filter.until) = (start, start.adding(seconds: 86_400))
    }
    return filter
  }

  private func chains(_ seen: [String], _ chosen: String?, _ reader: ReaderForm) -> [PageContext] {
    let all: PageContext = ["value": "", "label": reader.text("all_chains"), "selected": chosen == nil]
    let known = chosen.map { seen.contains($0) ? seen : [$0] + seen } ?? seen
    return [all]
      + known.map { ["value": $0, "label": Self.short($0), "selected": $0 == chosen] as PageContext }
  }

  /// `terminal:0199…` → `terminal 0199a3f2`.
  private static func short(_ chain: String) -> String {
    let parts = chain.split(separator: ":", maxSplits: 1)
    guard parts.count == 2 else { return chain }
    return parts[0] == "terminal" ? "\(parts[0]) \(parts[1].suffix(8))" : "\(parts[0]) \(parts[1])"
  }

  private func row(_ record: AuditRecord, _ reader: ReaderForm) -> PageContext {
    let entry = record.entry
    let detail = entry.detail.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
    return [
      "chain": Self.short("\(entry.chain)"), "sequence": "\(record.sequence)", "at": reader.moment(entry.at),
      "actor": entry.actor, "action": entry.action, "subject": entry.subject, "detail": detail,
      "hash": String(Hex.encode(record.hash).prefix(12)),
    ]
  }
}
