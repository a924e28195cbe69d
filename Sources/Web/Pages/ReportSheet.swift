import Documents
import Primitives

/// A verification report in the reader's language.
struct ReportSheet: Sendable {
  let reader: ReaderForm

  func context(_ report: VerificationReport) -> PageContext {
    let verdict = report.verdict.rawValue
    let kinds: [VerificationReport.Verdict: (String, String)] = [
      .valid: ("ok", "✓"), .unfinished: ("wait", "…"), .invalid: ("bad", "✗"),
    ]
    let kind = kinds[report.verdict] ?? ("bad", "✗")
    var problems: [PageContext] = report.problems.map {
      ["code": $0.code, "text": reader(Bilingual(zh: $0.zh, en: $0.en))]
    }
    problems += report.missing.map { field in
      ["code": field, "text": reader(Bilingual(zh: "缺少签名。", en: "A signature is missing."))]
    }
    return [
      "verdictKind": kind.0, "verdictMark": kind.1, "verdictText": reader.text("verdict_\(verdict)"),
      "verdictExplained": reader.text("verdict_\(verdict)_text"), "problems": problems,
      "hasProblems": !problems.isEmpty,
      "signatures": report.signatures.map(signature), "hasSignatures": !report.signatures.isEmpty,
      "conditions": report.article13.map(condition), "hasConditions": !report.article13.isEmpty,
    ]
  }

  private static let roles: [String: Bilingual] = [
    "teller": Bilingual(zh: "柜员", en: "Teller"), "customer": Bilingual(zh: "客户", en: "Customer"),
    "bank": Bilingual(zh: "银行", en: "Bank"),
  ]

  private func signature(_ signature: VerificationReport.Signature) -> PageContext {
    let changes = signature.changesSince.map { reader(Bilingual(zh: $0.zh, en: $0.en)) }
    let nothing = reader(Bilingual(zh: "没有改动", en: "Nothing changed"))
    let scripted = signature.evidence?.isScripted == true ? reader(Bilingual(zh: "（演示笔迹）", en: " (scripted ink)")) : ""
    return [
      "role": (Self.roles[signature.role].map { reader($0) } ?? signature.role) + scripted,
      "who": signature.certificate?.subject ?? "—", "when": signature.claimedAt.map(reader.claimed) ?? "—",
      "certificate": signature.certificate.map { "\($0.organization) · \($0.issuer)" } ?? "—",
      "serial": signature.certificate?.serial ?? "",
      "changed": changes.isEmpty ? nothing : changes.joined(separator: reader.isZh ? "" : " "),
      "okKind": signature.isIntact ? "ok" : "bad",
      "okText": reader.text(signature.isIntact ? "signature_ok" : "signature_bad"),
    ]
  }

  private func condition(_ condition: VerificationReport.Condition) -> PageContext {
    let evidence = reader.isZh ? condition.evidenceZh : condition.evidenceEn
    return [
      "title": reader(Bilingual(zh: condition.lawZh, en: condition.lawEn)),
      "text": evidence.joined(separator: reader.isZh ? "；" : "; "), "okKind": condition.isMet ? "ok" : "bad",
      "okText": reader.text(condition.isMet ? "condition_met" : "condition_not_met"),
    ]
  }
}
