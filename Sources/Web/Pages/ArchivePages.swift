import Access
import Desk
import Documents
import HTTPTypes
import Hummingbird
import Primitives

/// The archive: search, one voucher with its verification, the sealed file; and verifying a file that somebody brought.
struct ArchivePages: Sendable {
  let kit: PageKit

  private var desks: Desks { kit.desks }

  var routes: [Route] {
    [
      Route(.get, "/archive", .permission(.archiveRead), "档案检索页", "The archive") { [self] call in
        try await list(call, call.query)
      },
      // An ID number is personal: it comes in the body, never in an address.
      Route(.post, "/archive", .permission(.archiveRead), "档案检索", "Search the archive", body: .form) { [self] call in
        try await list(call, call.form)
      },
      Route(.get, "/archive/{id}", .permission(.archiveRead), "档案页", "A voucher") { [self] call in
        try await detail(call)
      },
      Route(
        .get, "/archive/{id}/voucher.pdf", .permission(.archiveRead), "凭证文件", "The sealed file",
        answer: .bytes("application/pdf")
      ) { [desks] call in
        let id: DocumentID = try call.identifier("id")
        let entry = try await desks.archive.entry(id, by: try call.signOn)
        let purpose = call.query["print"] == "1" ? "print" : "view"
        let file = try await desks.archive.file(id, purpose: purpose, by: try call.signOn)
        return Answer.file(file, type: "application/pdf", name: entry.journalNumber + ".pdf")
      },
      Route(.get, "/verification", .permission(.archiveVerify), "验真页", "Verify a file") { [self] call in
        try await verification(call)
      },
      Route(
        .post, "/verification", .permission(.archiveVerify), "验真", "Verify an uploaded file",
        body: .upload(type: "multipart/form-data", field: "voucher", limit: RecordRoutes.uploadLimit)
      ) { [self] call in try await verify(call) },
    ]
  }

  // MARK: Archive

  private func list(_ call: Call, _ asked: FormText) async throws -> Response {
    let reader = kit.form(call)
    let names = ["case", "account", "date", "teller", "idNumber", "before"]
    let searched = names.contains { asked.filled($0) != nil }
    var page = ArchivePage(entries: [], next: nil)
    var problem: (any Error)?
    do {
      var query = try ArchiveQueryText.read(asked)
      query.documentNumber = asked.filled("idNumber")
      if searched { page = try await desks.archive.find(query, by: try call.signOn) }
    } catch let refusal as Refusal {
      problem = refusal
    }
    let more = page.next.flatMap { next in
      asked.filled("idNumber") == nil
        ? PageQuery(
          "/archive", ["case", "account", "date", "teller"].map { ($0, asked.filled($0)) } + [("before", "\(next)")]
        ).address : nil
    }
    let rows = page.entries.map { row($0, reader) }
    return try await kit.page(
      "archive/list", call, at: .archive, title: reader.text("nav_archive"),
      [
        "filter": [
          "case": asked["case"] ?? "", "account": asked["account"] ?? "", "date": asked["date"] ?? "",
          "teller": asked["teller"] ?? "",
        ] as PageContext, "rows": rows, "hasRows": !rows.isEmpty, "searched": searched,
        "countText": rows.isEmpty ? "" : reader.count(rows.count), "moreHref": more ?? "", "hasMore": more != nil,
      ], problem: problem)
  }

  private func row(_ entry: ArchiveEntry, _ reader: ReaderForm) -> PageContext {
    [
      "href": "/archive/\(entry.id)", "number": entry.journalNumber, "date": "\(entry.businessDate)",
      "service": service(entry, reader), "account": entry.account.map(reader.masked) ?? "", "teller": entry.teller,
      "sizeText": reader.size(entry.size),
    ]
  }

  private func service(_ entry: ArchiveEntry, _ reader: ReaderForm) -> String {
    desks.house.catalog.service(entry.service).map { reader($0.name) } ?? entry.service
  }

  private func detail(_ call: Call) async throws -> Response {
    let reader = kit.form(call)
    let id: DocumentID = try call.identifier("id")
    let entry = try await desks.archive.entry(id, by: try call.signOn)
    let papers = try await PapersSheet(desks: desks, reader: reader).seen(entry.caseID, by: try call.signOn)
    var context: PageContext = ["document": document(entry, reader), "papers": papers]
    if entry.state == .kept {
      context["report"] = ReportSheet(reader: reader).context(try await desks.archive.verify(id, by: try call.signOn))
    }
    return try await kit.page("archive/detail", call, at: .archive, title: entry.journalNumber, context)
  }

  private func document(_ entry: ArchiveEntry, _ reader: ReaderForm) -> PageContext {
    let facts: [(String, String)] = [
      (reader.text("service"), service(entry, reader)),
      (reader.text("account"), entry.account.map(reader.masked) ?? "—"),
      (reader.text("business_date"), reader.date(entry.businessDate)), (reader.text("teller"), entry.teller),
      (reader.text("time"), reader.moment(entry.archivedAt)),
    ]
    return [
      "id": "\(entry.id)", "number": entry.journalNumber, "service": service(entry, reader),
      "facts": facts.map { ["label": $0.0, "value": $0.1, "bold": false] as PageContext },
      "hash": Masking.grouped(Hex.encode(entry.hash)), "sizeText": reader.size(entry.size),
      "caseHref": "/journal/\(entry.caseID)",
    ]
  }

  // MARK: Verification

  private func verification(
    _ call: Call, fileName: String = "", report: VerificationReport? = nil, problem: (any Error)? = nil
  ) async throws -> Response {
    let reader = kit.form(call)
    var context: PageContext = ["fileName": fileName, "hasReport": report != nil]
    if let report { context["report"] = ReportSheet(reader: reader).context(report) }
    return try await kit.page(
      "verification/page", call, at: .verification, title: reader.text("nav_verification"), context, problem: problem)
  }

  private func verify(_ call: Call) async throws -> Response {
    do {
      let parts = try MultipartForm(call.bytes, contentType: call.headers[.contentType] ?? "")
      guard let file = parts.part("voucher"), !file.bytes.isEmpty else { throw WebRefusal.upload }
      let report = try await desks.archive.verify(Array(file.bytes), by: try call.signOn)
      return try await verification(call, fileName: String((file.fileName ?? "").prefix(120)), report: report)
    } catch let refusal as Refusal where refusal.kind != .forbidden {
      return try await verification(call, problem: refusal)
    }
  }
}
