import Desk
import HTTPTypes
import Primitives

/// Everything that has an address, put together once.
struct WebRoutes: Sendable {
  let desks: Desks
  let settings: WebSettings
  let shelf: PageShelf
  let crossSite: CrossSite
  let gate: AnonymousGate

  var table: RouteTable { RouteTable(api + pages) }

  private var api: [Route] {
    let operations =
      SessionRoutes(desks: desks, gate: gate).routes + CaseRoutes(desks: desks).routes
      + CaseImageRoutes(desks: desks).routes
      + ApprovalRoutes(desks: desks).routes + DayEndRoutes(desks: desks).routes
      + CorrectionRoutes(desks: desks).routes + ErrorRoutes(desks: desks).routes + ReportRoutes(desks: desks).routes
      + TillRoutes(desks: desks).routes
      + VaultRoutes(desks: desks).routes + VoucherRoutes(desks: desks).routes
      + DisplayRoutes(desks: desks).routes + PostingRoutes(desks: desks).routes + RecordRoutes(desks: desks).routes
    let document = OpenAPI(
      operations, bankName: desks.house.settings.bankName, address: settings.publicAddress
    ).document
    return operations + [
      Route(.get, "/api/openapi.json", .anyone, "接口说明", "OpenAPI 3.1", answer: .bytes("application/json")) { _ in
        Answer.json(document)
      },
      Route(.get, "/healthz", .anyone, "运行状态", "Health", answer: .json(WireHealth.shape)) { _ in
        let isStopped = desks.house.database.figures.stopped != nil
        return Answer.json(WireHealth(status: isStopped ? "stopped" : "ok"), isStopped ? .serviceUnavailable : .ok)
      },
    ]
  }

  private var pages: [Route] {
    let kit = PageKit(desks: desks, settings: settings, shelf: shelf, crossSite: crossSite)
    return SignOnPages(kit: kit, gate: gate).routes + UnlockPages(kit: kit, gate: gate).routes
      + WorkbenchPages(kit: kit).routes + CasePages(kit: kit).routes
      + CaseImagePages(kit: kit).routes
      + ApprovalPages(kit: kit).routes + DayEndPages(kit: kit).routes + TillPages(kit: kit).routes
      + TillDeedPages(kit: kit, till: TillPages(kit: kit)).routes + VaultPages(kit: kit).routes
      + BlankVoucherPages(kit: kit).routes + CounterfeitPages(kit: kit).routes
      + JournalPages(kit: kit).routes + CorrectionPages(kit: kit, journal: JournalPages(kit: kit)).routes
      + ErrorRegisterPages(kit: kit).routes + ReportPages(kit: kit).routes
      + AccountPages(kit: kit).routes
      + DepositPages(kit: kit).routes
      + PayeePages(kit: kit).routes
      + RevealPages(kit: kit).routes
      + HelpPages(kit: kit).routes + ArchivePages(kit: kit).routes + AuditPages(kit: kit).routes
      + AdministrationPages(kit: kit).routes
      + BackOfficePages(kit: kit).routes + ParameterPages(kit: kit).routes
      + MigrationPages(kit: kit).routes
      + DisplayPages(kit: kit).routes + ReceiptPages(kit: kit).routes
  }
}
