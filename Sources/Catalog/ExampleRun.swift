import Primitives

extension ServiceCatalog {
  /// Runs every example of every service; empty when each came out as written.
  package func exampleFailures() -> [CatalogProblem] {
    services.flatMap { definition in
      definition.examples.flatMap { example in
        Self.failures(of: example, in: definition).map {
          CatalogProblem(
            file: "\(definition.id)/examples.yaml", line: example.line, reason: "“\(example.name)”: \($0)")
        }
      }
    }
  }

  private static func failures(of example: ServiceExample, in definition: ServiceDefinition) -> [String] {
    var failures: [String] = []
    let checked = check(form: example.form, of: definition, context: example.context)
    var refusals = checked.refusals
    var outcome = ServiceExample.Outcome.refused
    if refusals.isEmpty {
      let amount = definition.amountField.flatMap { checked.values.money($0) }
      let named = definition.fields.first { $0.type == .currency }.flatMap { checked.values.currency($0.name) }
      let decision = decide(
        definition, amount: amount, currency: named ?? example.context.currency,
        on: PolicyGround(
          permissions: example.context.permissions.union([definition.permission]), posts: example.context.posts,
          risk: example.context.risk))
      switch decision {
      case .allow(let twice): outcome = twice ? .confirmTwice : .allow
      case .needsApproval(let need, _):
        outcome = .approval
        if let wanted = example.needs, wanted != need {
          failures.append("needs \(need.rawValue), not \(wanted.rawValue)")
        }
      case .refuse(let refusal): refusals = [refusal]
      }
    }
    if outcome != example.outcome {
      failures.append("came out as \(outcome.rawValue), not \(example.outcome.rawValue)")
    }
    let found = Set(refusals.map { ServiceExample.Expected(field: $0.field, code: $0.code) })
    for missing in example.refusals.subtracting(found).map({ "\($0.code) at \($0.field ?? "no field")" }).sorted() {
      failures.append("was not refused with \(missing)")
    }
    for extra in found.subtracting(example.refusals).map({ "\($0.code) at \($0.field ?? "no field")" }).sorted() {
      failures.append("was refused with \(extra)")
    }
    for (name, wanted) in example.values.sorted(by: { $0.key < $1.key }) {
      let value = checked.values[name]?.canonical ?? "nothing"
      if value != wanted { failures.append("\(name) is read as \(value), not \(wanted)") }
    }
    return failures
  }
}
