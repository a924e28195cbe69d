import Primitives

/// A paper that a service asks for: taken as an image and kept with the case.
package struct PaperDemand: Sendable, Equatable {
  package let kind: PaperKind
  /// Without it the case is not submitted.
  package let required: Bool
}

extension ServiceDefinition {
  /// Which required papers are still missing, as one refusal; nil when none is.
  package func missing(_ present: Set<PaperKind>) -> Refusal? {
    let missing = papers.filter { $0.required && !present.contains($0.kind) }.map(\.kind)
    return missing.isEmpty ? nil : CatalogRefusal.papersMissing(missing)
  }
}
