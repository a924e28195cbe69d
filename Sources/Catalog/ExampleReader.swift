import Primitives
import Yams

/// Reads `examples.yaml`.
struct ExampleReader {
  let findings: Findings

  func read(_ root: Node) -> [ServiceExample] {
    let sheet = Sheet(root, findings, "the examples", keys: ["examples"], needed: ["examples"])
    let examples = sheet.list("examples").map(example)
    if examples.isEmpty && sheet.has("examples") { sheet.problem("examples", "at least one example is needed") }
    return examples
  }

  private func example(_ node: Node) -> ServiceExample {
    let sheet = Sheet(
      node, findings, "an example", keys: ["name", "given", "form", "outcome", "needs", "values", "refusals"],
      needed: ["name", "form", "outcome"])
    let outcome = sheet.choice("outcome", ServiceExample.Outcome.self, or: .allow)
    let refusals = sheet.list("refusals").map(refusal)
    if (outcome == .refused) == refusals.isEmpty && sheet.has("outcome") {
      sheet.problem("outcome", "an example is refused exactly when it lists refusals")
    }
    func dictionary(_ key: String) -> [String: String] {
      Dictionary(sheet.pairs(key).map { ($0.key, $0.value) }) { first, _ in first }
    }
    return ServiceExample(
      name: sheet.text("name"), line: sheet.line, context: context(sheet), form: dictionary("form"),
      values: dictionary("values"), outcome: outcome,
      needs: sheet.has("needs") ? sheet.choice("needs", ApprovalNeed.self, or: .supervisor) : nil,
      refusals: Set(refusals))
  }

  private func refusal(_ node: Node) -> ServiceExample.Expected {
    let sheet = Sheet(node, findings, "a refusal", keys: ["field", "code"], needed: ["code"])
    return ServiceExample.Expected(field: sheet.optionalText("field"), code: sheet.text("code"))
  }

  private func context(_ sheet: Sheet) -> FormContext {
    guard let node = sheet.node("given") else { return FormContext() }
    let given = Sheet(
      node, findings, "“given”", keys: ["currency", "permissions", "posts", "risk", "businessDate", "faces"])
    let currency = given.optionalText("currency").flatMap { code in
      if Currency(code: code) == nil { given.problem("currency", "“\(code)” is no known currency") }
      return Currency(code: code)
    }
    let date = given.optionalText("businessDate").flatMap { text in
      if BusinessDate(text) == nil { given.problem("businessDate", "“\(text)” is no date") }
      return BusinessDate(text)
    }
    let faces = given.texts("faces").compactMap { text -> Int64? in
      guard let currency, let face = try? Money(parsing: text, currency) else {
        given.problem("faces", "“\(text)” is no amount of the given currency")
        return nil
      }
      return face.minor
    }
    return FormContext(
      currency: currency, permissions: Set(given.texts("permissions")), posts: Set(given.texts("posts")),
      risk: given.has("risk") ? given.choice("risk", RiskLevel.self, or: .normal) : .normal, businessDate: date,
      faces: Set(faces))
  }
}
