import Access
import Banking
import Desk
import HTTPTypes
import Hummingbird
import Ledger
import Primitives

/// Accounts: found by their number, with their detail.
struct AccountPages: Sendable {
  let kit: PageKit

  private var desks: Desks { kit.desks }

  var routes: [Route] {
    [
      Route(.get, "/accounts", .permission(.accountRead), "账户查询页", "Find an account") { [self] call in
        try await search(call)
      },
      Route(.get, "/accounts/{number}", .permission(.accountRead), "账户页", "An account") { [self] call in
        try await page(call)
      },
    ]
  }

  private func search(_ call: Call) async throws -> Response {
    let reader = kit.form(call)
    let query = call.query.filled("q")
    var rows: [PageContext] = []
    var problem: (any Error)?
    if let query {
      do {
        rows = [row(try await desks.records.account(query, by: try call.signOn), reader)]
      } catch let refusal as Refusal where ["account.unknown", "account.number-format"].contains(refusal.code) {
        rows = try await certificate(query, call, reader)
      } catch let refusal as Refusal {
        problem = refusal
      }
    }
    return try await kit.page(
      "account/search", call, at: .accounts, title: reader.text("nav_accounts"),
      ["q": query ?? "", "rows": rows, "hasRows": !rows.isEmpty, "searched": query != nil], problem: problem)
  }

  /// A deposit by its own number or by that of its certificate.
  private func certificate(_ query: String, _ call: Call, _ reader: ReaderForm) async throws -> [PageContext] {
    do {
      let sight = try await desks.records.deposit(query.filter { $0 != " " }, by: try call.signOn)
      let state = HoldingsSheet.state(sight.deposit.state, reader)
      return [
        [
          "href": "/deposits/\(sight.deposit.number)", "number": Masking.grouped("\(sight.deposit.number)"),
          "name": sight.holder.nameMasked, "product": reader(sight.deposit.product),
          "balance": reader.money(sight.deposit.principal), "stateText": state.text, "stateKind": state.kind,
        ]
      ]
    } catch let refusal as Refusal where refusal.kind == .notFound {
      return []
    }
  }

  private func row(_ sight: AccountSight, _ reader: ReaderForm) -> PageContext {
    let account = sight.balance.account
    let state = reader.accountState(account.state)
    return [
      "href": "/accounts/\(account.number)", "number": Masking.grouped("\(account.number)"),
      "name": sight.holder.nameMasked,
      "product": reader(account.product),
      "balance": reader.money(sight.balance.balance), "stateText": state.text, "stateKind": state.kind,
    ]
  }

  private func page(_ call: Call) async throws -> Response {
    let signOn = try call.signOn
    let reader = kit.form(call)
    let text = try call.parameter("number")
    let sight = try await desks.records.account(text, by: signOn)
    let details = try await desks.records.entries(
      text, before: try EntryPlaceText.read(call.query.filled("before")), by: signOn)
    let account = sight.balance.account
    let state = reader.accountState(account.state)
    let reserved = sight.balance.balance - sight.balance.available
    let outlet = try await desks.outletName(account.home)
    let sheet: PageContext = [
      "number": Masking.grouped("\(account.number)"), "holder": sight.holder.nameMasked,
      "product": reader(account.product), "stateText": state.text,
      "stateKind": state.kind, "openedText": reader.date(account.openedOn), "outlet": outlet.map { reader($0) } ?? "",
      "balance": reader.money(sight.balance.balance), "available": reader.money(sight.balance.available),
      "reserved": reader.money(reserved), "hasReserved": reserved.minor != 0, "currency": account.currency.code,
      "canReveal": signOn.may(.customerReveal), "revealHref": "/accounts/\(account.number)/reveal",
    ]
    let held = try await desks.records.holdings(of: text, by: signOn)
    let (today, holdings) = (held.today, HoldingsSheet.context(held, reader))
    let more = details.next.map {
      PageQuery("/accounts/\(account.number)", [("before", "\($0.journal).\($0.number)")]).address
    }
    return try await kit.page(
      "account/page", call, at: .accounts, title: Masking.grouped("\(account.number)"),
      [
        "account": sheet, "holdings": holdings, "statement": statement(account, today, signOn),
        "entries": details.lines.map { entry($0, reader) }, "hasEntries": !details.lines.isEmpty,
        "moreHref": more ?? "", "hasMore": more != nil,
      ])
  }

  /// The last 30 days to begin with; the sealed form is a service of the counter.
  private func statement(_ account: DemandAccount, _ today: BusinessDate, _ signOn: SignOn) -> PageContext {
    [
      "mayExport": signOn.may(.statementExport), "csvHref": "/accounts/\(account.number)/statement.csv",
      "from": "\(max(account.openedOn, today.adding(days: -30)))", "to": "\(today)",
      "maySeal": signOn.may(.statementExport) && signOn.may(.caseWork), "account": "\(account.number)",
      "key": "\(IdempotencyKey(at: desks.house.time.now, from: desks.house.entropy))",
    ]
  }

  private func entry(_ line: DetailLine, _ reader: ReaderForm) -> PageContext {
    let service = desks.house.catalog.service(code: line.code)
    let other = Bilingual(zh: line.otherSideZh ?? "", en: line.otherSideEn ?? "")
    return [
      "date": "\(line.businessDate)", "valueDate": "\(line.valueDate)",
      "summary": service.map { reader($0.name) } ?? reader(other),
      "in": line.side == .credit ? line.amount.grouped : "",
      "out": line.side == .debit ? line.amount.grouped : "", "balance": line.balance.grouped,
      "href": line.reference.map { "/journal/\($0)" } ?? "/journal", "number": line.number.map { "\($0)" } ?? "",
    ]
  }
}
