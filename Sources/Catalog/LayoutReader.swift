import Primitives
import Yams

/// Reads `document.yaml`.
struct LayoutReader {
  let findings: Findings

  /// - Parameter facts: declared in `service.yaml`; nil when that file could not be read.
  func read(_ root: Node, facts: Set<String>?) -> DocumentLayout {
    let sheet = Sheet(root, findings, "the document", keys: ["title", "blocks"], needed: ["title", "blocks"])
    var counted = 0
    let blocks = sheet.list("blocks").compactMap { node -> DocumentLayout.Block? in
      guard let block = block(node, facts) else { return nil }
      if block == .signatures { counted += 1 }
      return block
    }
    if counted != 1 && sheet.has("blocks") { sheet.problem("blocks", "the page needs “signatures” exactly once") }
    let title = sheet.bilingual("title")
    placeholders(title, sheet.line(of: "title"), facts)
    return DocumentLayout(title: title, blocks: blocks)
  }

  private func block(_ node: Node, _ facts: Set<String>?) -> DocumentLayout.Block? {
    let line = node.mark?.line ?? 1
    if node.scalar?.string == "signatures" { return .signatures }
    let sheet = Sheet(node, findings, "a block", keys: ["table", "amount", "paragraph", "qr", "lines"])
    if let table = sheet.node("table") {
      guard let rows = table.sequence, !rows.isEmpty else {
        findings.add(line, "a table needs a list of rows")
        return nil
      }
      return .table(rows.map { row($0, facts) })
    }
    if let amount = sheet.node("amount") {
      let keys: Set<String> = ["fact", "capitals", "label"]
      let own = Sheet(amount, findings, "an amount", keys: keys, needed: keys)
      return .amount(
        fact: fact(own, "fact", facts), capitals: fact(own, "capitals", facts), label: own.bilingual("label"))
    }
    if sheet.has("paragraph") {
      let text = sheet.bilingual("paragraph")
      placeholders(text, line, facts)
      return .paragraph(text)
    }
    if let qr = sheet.node("qr") {
      let own = Sheet(qr, findings, "a qr", keys: ["fact", "label"], needed: ["fact", "label"])
      return .qr(fact: fact(own, "fact", facts), label: own.bilingual("label"))
    }
    if let lines = sheet.node("lines") {
      let own = Sheet(lines, findings, "lines", keys: ["fact"], needed: ["fact"])
      return .lines(fact: fact(own, "fact", facts))
    }
    if node.mapping != nil { findings.add(line, "a block is one of table, amount, paragraph, qr, lines, signatures") }
    return nil
  }

  private func row(_ node: Node, _ facts: Set<String>?) -> DocumentLayout.Row {
    let sheet = Sheet(node, findings, "a row", keys: ["label", "fact", "bold"], needed: ["label", "fact"])
    return DocumentLayout.Row(
      label: sheet.bilingual("label"), fact: fact(sheet, "fact", facts), bold: sheet.flag("bold", default: false))
  }

  private func fact(_ sheet: Sheet, _ key: String, _ facts: Set<String>?) -> String {
    let name = sheet.text(key)
    if let facts, !name.isEmpty, !facts.contains(name) {
      sheet.problem(key, "the fact “\(name)” is not declared under “facts” of the service")
    }
    return name
  }

  private func placeholders(_ text: Bilingual, _ line: Int, _ facts: Set<String>?) {
    guard let facts else { return }
    for name in (text.placeholders ?? []).subtracting(facts).sorted() {
      findings.add(line, "the placeholder {\(name)} has no fact declared under “facts” of the service")
    }
  }
}
