import Foundation
import Primitives

extension VerificationReport {
  private static let verdicts: [Verdict: (String, String)] = [
    .valid: ("有效", "VALID"), .unfinished: ("未完成", "UNFINISHED"), .invalid: ("无效", "INVALID"),
  ]

  private static let roles: [String: (String, String)] = [
    "teller": ("柜员", "teller"), "customer": ("客户", "customer"), "bank": ("银行", "bank"),
    "approver": ("授权人", "approver"), "proxy": ("代理人", "proxy"),
  ]

  /// The report for people: Chinese first, English beside it.
  package var text: String {
    let verdictText = Self.verdicts[verdict] ?? ("", "")
    var lines = [
      "结论 Verdict：\(verdictText.0) \(verdictText.1)",
      "文件 File：\(bytes) 字节 bytes，\(pages) 页 pages，SHA-256 \(sha256)",
    ]
    for field in missing { lines.append("缺少签名 Missing signature：\(field)") }
    for problem in problems {
      lines.append("问题 Problem：\(problem.code)\(problem.field.map { " (\($0))" } ?? "")：\(problem.zh) \(problem.en)")
    }
    for signature in signatures { lines += Self.lines(of: signature) }
    if !signatures.isEmpty {
      lines += ["", "电子签名法第十三条 Electronic Signature Law, article 13"]
      for condition in article13 { lines += Self.lines(of: condition) }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func lines(of signature: Signature) -> [String] {
    let role = roles[signature.role] ?? (signature.role, signature.role)
    var lines = [
      "",
      "签名 Signature \(signature.revision)：\(role.0) \(role.1)（\(signature.field)）"
        + (signature.isIntact ? "完好 intact" : "不成立 broken") + (signature.isByHand ? "，手写 by hand" : "")
        + (signature.certifies ? "，认证 certifies" : ""),
    ]
    if let certificate = signature.certificate {
      lines.append("  签名人 Signer：\(certificate.subject)，\(certificate.organization)")
      lines.append("  证书 Certificate：\(certificate.serial)，签发 issued by \(certificate.issuer)")
      lines.append("  有效期 Validity：\(certificate.notBefore) – \(certificate.notAfter)")
      if let hash = certificate.documentHash { lines.append("  证书绑定文件 Made for document：\(hash)") }
    }
    if let claimedAt = signature.claimedAt { lines.append("  签署时间（自述）Claimed time：\(claimedAt)") }
    if let coverage = signature.coverage {
      let whole = coverage.isWholeFile ? "整个文件 the whole file" : "至第 \(coverage.upTo) 字节 up to byte \(coverage.upTo)"
      lines.append("  覆盖 Covers：\(coverage.signedBytes) 字节 bytes，\(whole)")
    }
    if let evidence = signature.evidence {
      let kind = evidence.isScripted ? "演示笔迹 scripted ink" : "现场手写 handwritten"
      lines.append("  证据 Evidence：\(kind)，\(evidence.extent.zh) \(evidence.extent.en)，\(evidence.detail)")
    }
    if signature.changesSince.isEmpty { lines.append("  其后无改动 Nothing changed since") }
    for change in signature.changesSince {
      lines.append("  其后修订 Later revision \(change.revision)：\(change.zh) \(change.en)")
    }
    return lines
  }

  private static func lines(of condition: Condition) -> [String] {
    let head =
      "(\(condition.number)) \(condition.isMet ? "具备 shown" : "未证明 not shown")：\(condition.lawZh) / \(condition.lawEn)"
    return [head] + zip(condition.evidenceZh, condition.evidenceEn).map { "    \($0) \($1)" }
  }

  /// The report for programs; keys sorted, UTF-8.
  ///
  /// - Throws: never in practice; the encoder's error otherwise.
  package func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}

extension VerificationReport.Evidence {
  /// How many samples over how long a time, for people.
  var extent: Bilingual {
    guard let samples, let milliseconds else { return Bilingual(zh: "原始采样不可用", en: "samples not available") }
    let tenths = (milliseconds + 50) / 100
    let seconds = "\(tenths / 10).\(tenths % 10)"
    return Bilingual(zh: "原始采样 \(samples) 点、历时 \(seconds) 秒", en: "\(samples) samples in \(seconds) s")
  }
}
