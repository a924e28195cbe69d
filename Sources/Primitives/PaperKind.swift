/// What a customer's paper is that was taken as an image (影像): the word that services, archive and pages share.
package enum PaperKind: String, Sendable, CaseIterable, Codable {
  case identityFront = "identity-front"
  case identityBack = "identity-back"
  case agentIdentity = "agent-identity"
  case licence, form, other

  package var title: Bilingual {
    switch self {
    case .identityFront: Bilingual(zh: "身份证件正面", en: "Identity document, front")
    case .identityBack: Bilingual(zh: "身份证件反面", en: "Identity document, back")
    case .agentIdentity: Bilingual(zh: "经办人身份证件", en: "Agent's identity document")
    case .licence: Bilingual(zh: "营业执照", en: "Business licence")
    case .form: Bilingual(zh: "申请书", en: "Application form")
    case .other: Bilingual(zh: "其他资料", en: "Other paper")
    }
  }
}
