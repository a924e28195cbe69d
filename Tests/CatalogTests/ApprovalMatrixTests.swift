import Catalog
import Primitives
import Testing

/// What each service asks for in each band of amounts, written down beside the definitions: a threshold that moves
/// in a `service.yaml` must move here too (EC-005, EC-019, SC-093).
@Suite("every service × amount × post × risk has the approval that it should") struct ApprovalMatrixTests {
  /// Amounts in yuan, each the last of its band or the first fen above it.
  private static let bands: [(minor: Int64, label: String)] = [
    (100_00, "100"), (50_000_00, "50,000"), (50_000_01, "50,000.01"), (200_000_00, "200,000"),
    (200_000_01, "200,000.01"), (1_000_000_00, "1,000,000"), (1_000_000_01, "1,000,000.01"),
  ]

  /// In the order of the bands. `-` nothing, `c` typed twice, `r` review, `s` supervisor, `2` two persons.
  private static let matrix: [String: String] = [
    "cash-deposit": "--ccss2", "cash-withdrawal": "--ss222", "transfer": "--rrss2", "time-open": "--ccccs",
    "notice-open": "--ccccs", "demand-or-time-open": "--ccccs", "time-draw": "--ccss2", "notice-draw": "--ccss2",
    "demand-or-time-draw": "--ccss2", "instalment-open": "--ccccs", "instalment-pay": "--ccccs",
    "instalment-draw": "--ccss2", "account-close": "sssssss", "cash-appointment": "--ccccc",
  ]

  /// Services that move no money ask for the same whatever comes.
  private static let plain: [String: ApprovalNeed] = [
    "account-open": .none, "password-set": .none, "password-change": .none, "password-reset": .supervisor,
    "notice-give": .none, "notice-cancel": .none, "loss-report": .none, "loss-cancel": .review,
    "certificate-replace": .supervisor, "account-freeze": .supervisor, "account-release": .twoPersons,
    "account-activate": .review, "authority-freeze": .supervisor, "authority-release": .supervisor,
    "payment-stop": .supervisor, "payment-resume": .supervisor, "card-issue": .review, "card-activate": .none,
    "card-replace": .review, "card-cancel": .none, "enterprise-open": .supervisor, "information-change": .review,
    "pledge": .supervisor, "pledge-release": .supervisor, "proof-moment": .review, "proof-period": .supervisor,
    "proof-return": .supervisor, "statement": .none,
  ]

  private static let signs: [Character: ApprovalNeed] = [
    "-": .none, "c": .confirmation, "r": .review, "s": .supervisor, "2": .twoPersons,
  ]

  private func need(
    _ definition: ServiceDefinition, _ minor: Int64?, posts: Set<String>, risk: RiskLevel = .normal
  ) -> ApprovalNeed {
    let decision = ServiceCatalog.decide(
      definition, amount: minor.map { Money(minor: $0, .cny) }, currency: .cny,
      on: PolicyGround(permissions: [definition.permission], posts: posts, risk: risk))
    switch decision {
    case .allow(let twice): return twice ? .confirmation : .none
    case .needsApproval(let need, let reasons):
      #expect(!reasons.isEmpty && reasons.allSatisfy { !$0.text.zh.isEmpty && !$0.text.en.isEmpty })
      return need
    case .refuse(let refusal):
      Issue.record("\(definition.id): \(refusal.code)")
      return .none
    }
  }

  @Test("the whole matrix, for every post that could be the maker's")
  func matrix() throws {
    let catalog = try ServiceFolder.everything()
    let known = Set(Self.matrix.keys).union(Self.plain.keys)
    #expect(Set(catalog.services.map(\.id)) == known, "a service that the matrix does not know")
    var looked = 0
    for definition in catalog.services {
      for posts in [["teller"], ["supervisor"], ["teller", "supervisor"], ["rehearsal", "teller"]] as [Set<String>] {
        if let row = Self.matrix[definition.id] {
          for (band, sign) in zip(Self.bands, row) where band.minor >= definition.limits["CNY"]!.smallest.minor {
            #expect(
              need(definition, band.minor, posts: posts) == Self.signs[sign],
              "\(definition.id) \(band.label) \(posts.sorted())")
            looked += 1
          }
        } else {
          #expect(need(definition, nil, posts: posts) == Self.plain[definition.id], "\(definition.id)")
          looked += 1
        }
      }
    }
    #expect(looked >= 4 * 60)
  }

  @Test("danger never asks for less, and high danger always asks for a supervisor where money moves")
  func risk() throws {
    for definition in try ServiceFolder.everything().services where Self.matrix[definition.id] != nil {
      for band in Self.bands where band.minor >= definition.limits["CNY"]!.smallest.minor {
        let calm = need(definition, band.minor, posts: ["teller"])
        for risk in [RiskLevel.elevated, .high] {
          let now = need(definition, band.minor, posts: ["teller"], risk: risk)
          #expect(now >= calm, "\(definition.id) \(band.label)")
          if risk == .high, !definition.entries.isEmpty {
            #expect(now >= .supervisor, "\(definition.id) \(band.label)")
          }
        }
      }
    }
  }

  @Test("a rule that spares a post spares only a maker who holds it")
  func spared() throws {
    let files = try ServiceFolder.spoiled(
      "service.yaml", "fields:", "approval:\n  - {needs: supervisor, notFor: [supervisor]}\nfields:",
      service: "account-open")
    let catalog = try ServiceCatalog(files: files, permissions: ServiceFolder.permissions)
    let definition = try #require(catalog.services.first { $0.id == "account-open" })
    #expect(need(definition, nil, posts: ["teller"]) == .supervisor)
    #expect(need(definition, nil, posts: ["teller", "supervisor"]) == .none)
  }
}
