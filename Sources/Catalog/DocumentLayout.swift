import Primitives

/// What stands on the page, in order; the names are facts (DECISIONS 17).
package struct DocumentLayout: Sendable, Equatable {
  package struct Row: Sendable, Equatable {
    package let label: Bilingual
    package let fact: String
    package let bold: Bool
  }

  package enum Block: Sendable, Equatable {
    case table([Row])
    /// The amount in figures and in capitals.
    case amount(fact: String, capitals: String, label: Bilingual)
    /// Running text; `{name}` is replaced by the fact.
    case paragraph(Bilingual)
    case qr(fact: String, label: Bilingual)
    /// As many lines as the fact has, over as many pages as they need; its first row says what the columns are.
    case lines(fact: String)
    /// One box for each role of the definition, in order.
    case signatures
  }

  package let title: Bilingual
  package let blocks: [Block]

  /// Every fact that the page needs.
  package var facts: Set<String> {
    blocks.reduce(into: title.placeholders ?? []) { found, block in
      switch block {
      case .table(let rows): found.formUnion(rows.map(\.fact))
      case .amount(let fact, let capitals, _): found.formUnion([fact, capitals])
      case .paragraph(let text): found.formUnion(text.placeholders ?? [])
      case .qr(let fact, _), .lines(let fact): found.insert(fact)
      case .signatures: break
      }
    }
  }
}
