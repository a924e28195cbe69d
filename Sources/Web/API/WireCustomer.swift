import Banking
import Primitives

/// A customer in clear.
struct WireCustomer: WireForm {
  let id: String
  let name: String
  let documentType: String
  let documentNumber: String
  let phone: String?

  init(_ detail: CustomerDetail) {
    id = "\(detail.card.id)"
    name = detail.name
    documentType = detail.card.documentType.rawValue
    documentNumber = detail.documentNumber
    phone = detail.phone
  }

  static let shape = WireShape(
    "Customer", Bilingual(zh: "客户（明文）", en: "A customer in clear; each look is audited"),
    [
      .init("id", .text(.hex, length: 32...32), "id"), .init("name", .text(), "full name"),
      .init("documentType", .oneOf(DocumentType.allCases.map(\.rawValue)), "kind of document"),
      .init("documentNumber", .text(), "full number"), .init("phone", .text(), "full number", required: false),
    ])
}
