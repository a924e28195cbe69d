import Access
import Catalog
import Desk
import Documents
import HTTPTypes
import Hummingbird
import Primitives
import Seals

/// Images of customers' papers on the pages: taking and removing them at the case, looking at them where the case is
/// seen.
struct CaseImagePages: Sendable {
  let kit: PageKit

  private var desks: Desks { kit.desks }
  /// The image with the other parts of its form.
  static let uploadLimit = ImageLimits.largestFile + (1 << 20)

  var routes: [Route] {
    [
      Route(
        .post, "/cases/{id}/images", .permission(.caseWork), "保存影像", "Take an image to the case",
        body: .upload(type: "multipart/form-data", field: "image", limit: Self.uploadLimit)
      ) { [self] call in
        try await change(call) { [desks] id, signOn in
          let parts = try MultipartForm(call.bytes, contentType: call.headers[.contentType] ?? "")
          guard let kind = parts.text("kind").flatMap(PaperKind.init(rawValue:)) else {
            throw WebRefusal.missing("kind")
          }
          guard let file = parts.part("image"), !file.bytes.isEmpty else { throw WebRefusal.noImage }
          let source = parts.text("source").flatMap(CaseImage.Source.init(rawValue:)) ?? .file
          _ = try await desks.images.add(Array(file.bytes), kind: kind, source: source, to: id, by: signOn)
        }
      },
      Route(
        .post, "/cases/{id}/images/{n}/removal", .permission(.caseWork), "删除影像", "Remove an image", body: .form
      ) { [self] call in
        try await change(call) { [desks] id, signOn in
          try await desks.images.remove(try call.number("n"), of: id, by: signOn)
        }
      },
      Route(
        .get, "/cases/{id}/images/{n}.jpg", CaseImageRoutes.readers, "影像原图（记入审计）", "An image; audited",
        answer: .bytes("image/jpeg")
      ) { [desks] call in
        let number = try call.number("n")
        let file = try await desks.images.file(number, of: try call.identifier("id"), by: try call.signOn)
        return Answer.file(file, type: "image/jpeg", name: "image-\(number).jpg")
      },
      Route(
        .get, "/cases/{id}/images/{n}/thumbnail.jpg", CaseImageRoutes.readers, "影像缩略图", "Its thumbnail",
        answer: .bytes("image/jpeg")
      ) { [desks] call in
        let file = try await desks.images.thumbnail(
          try call.number("n"), of: try call.identifier("id"), by: try call.signOn)
        return Answer.bytes(file, type: "image/jpeg")
      },
    ]
  }

  /// The pane alone for the script; without script the page again.
  private func change(_ call: Call, _ work: (CaseID, SignOn) async throws -> Void) async throws -> Response {
    let id: CaseID = try call.identifier("id")
    var problem: Refusal?
    do {
      try await work(id, try call.signOn)
      if !call.isHTMX { return Answer.seeOther("/cases/\(id)") }
    } catch let refusal as Refusal where refusal.kind != .forbidden {
      problem = refusal
    }
    let record = try await desks.cases.view(id, by: try call.signOn)
    guard call.isHTMX else { return try await CasePages(kit: kit).page(call, record, problem: problem) }
    var papers = try await PapersSheet(desks: desks, reader: kit.form(call)).context(record, by: try call.signOn)
    if let problem { papers["problem"] = kit.problem(problem, call) }
    let context: PageContext = ["papers": papers, "csrf": kit.crossSite.token(for: call.credential)]
    let status = problem.map { Problem($0, requestId: call.id).httpStatus } ?? .ok
    return Answer.html(kit.shelf.render("case/papers", context, language: call.language), status)
  }
}

/// What the pages show of a case's images.
struct PapersSheet: Sendable {
  let desks: Desks
  let reader: ReaderForm

  /// The pane of the workbench.
  func context(_ record: Case, by signOn: SignOn) async throws -> PageContext {
    let demands = desks.house.catalog.service(record.service)?.papers ?? []
    let isOwn = record.teller == signOn.staff.id
    let images = isOwn ? try await desks.images.list(record.id, by: signOn) : []
    let present = Set(images.map(\.kind))
    let isOpen = record.state == .opened && isOwn
    let next = demands.first { !present.contains($0.kind) }?.kind ?? demands.first?.kind ?? .other
    return shown(images, of: record.id, mayRemove: isOpen).merging([
      "caseID": "\(record.id)", "isOpen": isOpen, "isShown": isOpen || !images.isEmpty,
      "countText": "\(images.count) / \(ImageLimits.mostPerCase)", "limit": "\(ImageLimits.largestFile)",
      "limitText": "\(ImageLimits.largestFile >> 20) MB", "hasDemands": isOpen && !demands.isEmpty,
      "demands": demands.map { demand(present.contains($0.kind), $0) },
      "kinds": PaperKind.allCases.map { kind in
        ["value": kind.rawValue, "label": reader(kind.title), "chosen": kind == next] as PageContext
      },
    ])
  }

  private func demand(_ isThere: Bool, _ demand: PaperDemand) -> PageContext {
    [
      "label": reader(demand.kind.title), "kind": isThere ? "ok" : demand.required ? "wait" : "plain",
      "text": reader.text(isThere ? "papers_there" : demand.required ? "papers_missing" : "papers_optional"),
    ]
  }

  /// The images of a case for somebody who may see it; none for others.
  func seen(_ id: CaseID, by signOn: SignOn) async throws -> PageContext {
    do {
      return shown(try await desks.images.list(id, by: signOn), of: id, mayRemove: false)
    } catch let refusal as Refusal where refusal.kind == .notFound {
      return shown([], of: id, mayRemove: false)
    }
  }

  private func shown(_ images: [CaseImage], of id: CaseID, mayRemove: Bool) -> PageContext {
    [
      "hasImages": !images.isEmpty,
      "images": images.map { image in
        let kind = reader(image.kind.title)
        let from = reader.text(image.source == .camera ? "papers_camera" : "papers_file")
        return [
          "href": "/cases/\(id)/images/\(image.number).jpg",
          "thumbnail": "/cases/\(id)/images/\(image.number)/thumbnail.jpg", "kindText": kind,
          "label": "\(image.number) · \(kind)",
          "caption": """
          \(kind) · \(from) · \(image.takenBy) \(reader.moment(image.takenAt)) · \(image.width)×\(image.height) · \
          SHA-256 \(Hex.encode(image.hash).prefix(16))…
          """, "canRemove": mayRemove && !image.isFixed, "removeHref": "/cases/\(id)/images/\(image.number)/removal",
        ] as PageContext
      },
    ]
  }
}
