import Access
import Desk
import Documents
import HTTPTypes
import Hummingbird
import Primitives
import Seals

/// Images of customers' papers as JSON and JPEG.
struct CaseImageRoutes: Sendable {
  let desks: Desks

  /// Whoever may see some cases; the desk says which.
  static let readers: Need = .anyOf([.caseWork, .caseReview, .caseApprove, .archiveRead])

  var routes: [Route] {
    let desks = desks
    let kinds = PaperKind.allCases.map(\.rawValue)
    return [
      Route(
        .get, "/api/v1/cases/{id}/images", Self.readers, "业务影像", "The images of a case",
        answer: .json(WireCaseImages.shape)
      ) { call in
        let found = try await desks.images.list(try call.identifier("id"), by: try call.signOn)
        return Answer.json(WireCaseImages(images: found.map(WireCaseImage.init)))
      },
      Route(
        .post, "/api/v1/cases/{id}/images", .permission(.caseWork), "保存影像", "Take an image to the case",
        body: .bytes(type: "application/octet-stream", field: "image", limit: ImageLimits.largestFile),
        answer: .json(WireCaseImage.shape, .created),
        query: [
          QueryMember("kind", .oneOf(kinds), "needed: what the paper is"),
          QueryMember("source", .oneOf(CaseImage.Source.allCases.map(\.rawValue)), "file if absent"),
        ]
      ) { call in
        guard let kind = call.query["kind"].flatMap(PaperKind.init(rawValue:)) else { throw WebRefusal.missing("kind") }
        let source = call.query["source"].flatMap(CaseImage.Source.init(rawValue:)) ?? .file
        guard !call.bytes.isEmpty else { throw WebRefusal.noImage }
        let added = try await desks.images.add(
          call.bytes, kind: kind, source: source, to: try call.identifier("id"), by: try call.signOn)
        return Answer.json(WireCaseImage(added.image), added.isNew ? .created : .ok)
      },
      Route(
        .get, "/api/v1/cases/{id}/images/{n}", Self.readers, "影像原图（记入审计）", "An image; audited",
        answer: .bytes("image/jpeg")
      ) { call in
        let file = try await desks.images.file(
          try call.number("n"), of: try call.identifier("id"), by: try call.signOn)
        return Answer.bytes(file, type: "image/jpeg")
      },
      Route(
        .get, "/api/v1/cases/{id}/images/{n}/thumbnail", Self.readers, "影像缩略图", "Its thumbnail",
        answer: .bytes("image/jpeg")
      ) { call in
        let file = try await desks.images.thumbnail(
          try call.number("n"), of: try call.identifier("id"), by: try call.signOn)
        return Answer.bytes(file, type: "image/jpeg")
      },
      Route(
        .delete, "/api/v1/cases/{id}/images/{n}", .permission(.caseWork), "删除影像", "Remove an image before submission",
        answer: .nothing
      ) { call in
        try await desks.images.remove(try call.number("n"), of: try call.identifier("id"), by: try call.signOn)
        return Answer.nothing()
      },
    ]
  }
}

/// An image as programs see it.
struct WireCaseImage: WireForm {
  let number: Int
  let kind: String
  let source: String
  let takenBy: String
  let takenAt: String
  let width: Int
  let height: Int
  let size: Int
  let sha256: String
  let submitted: Bool

  init(_ image: CaseImage) {
    number = image.number
    kind = image.kind.rawValue
    source = image.source.rawValue
    takenBy = image.takenBy
    takenAt = image.takenAt.iso8601
    width = image.width
    height = image.height
    size = image.size
    sha256 = Hex.encode(image.hash)
    submitted = image.isFixed
  }

  static let shape = WireShape(
    "CaseImage", Bilingual(zh: "一张影像", en: "An image of a customer's paper"),
    [
      .init("number", .integer(1...Int64(ImageLimits.mostNumbers)), "its place in the address"),
      .init("kind", .oneOf(PaperKind.allCases.map(\.rawValue)), "what the paper is"),
      .init("source", .oneOf(CaseImage.Source.allCases.map(\.rawValue)), "where it came from"),
      .init("takenBy", .text(), "staff number"), .init("takenAt", .text(), "UTC, ISO 8601"),
      .init("width", .integer(1...Int64(ImageLimits.keptSide)), "pixels"),
      .init("height", .integer(1...Int64(ImageLimits.keptSide)), "pixels"),
      .init("size", .integer(1...Int64(SealedFile.largest)), "bytes of the JPEG"),
      .init("sha256", .text(.hex, length: 64...64), "of the JPEG"),
      .init("submitted", .flag, "it went with the case and stays"),
    ])
}

struct WireCaseImages: WireForm {
  let images: [WireCaseImage]

  static let shape = WireShape(
    "CaseImages", Bilingual(zh: "业务影像", en: "The images of a case"),
    [.init("images", .list(.shape(WireCaseImage.shape), most: ImageLimits.mostPerCase), "in the order of taking")])
}
