import Primitives

/// The four conditions of a reliable electronic signature (中华人民共和国电子签名法 (2019) 第十三条), each with
/// what this file itself shows. What rests on the bank's procedure and not on the file is said as such.
struct Article13 {
  let signatures: [VerificationReport.Signature]
  let problems: [VerificationReport.Problem]
  let checks: [SignatureCheck]

  private var hands: [VerificationReport.Signature] { signatures.filter(\.isByHand) }

  private func has(_ codes: String...) -> Bool { problems.contains { codes.contains($0.code) } }

  private var areSignaturesIntact: Bool { !signatures.isEmpty && signatures.allSatisfy(\.isIntact) }

  var conditions: [VerificationReport.Condition] { [own, control, signatureChanges, documentChanges] }

  private var own: VerificationReport.Condition {
    var zh: [String] = []
    var en: [String] = []
    for hand in hands {
      guard let certificate = hand.certificate else { continue }
      zh.append(
        "“\(hand.field)”：证书序列号 \(certificate.serial)，只为本文件签发，内含第一版 SHA-256 \(certificate.documentHash ?? "无")；密钥未被其他签名使用。"
      )
      en.append(
        "\(hand.field): certificate \(certificate.serial) was issued for this document alone and carries SHA-256 of revision 1, \(certificate.documentHash ?? "none"); no other signature uses its key."
      )
    }
    zh.append("密钥为本次业务生成、签后即销毁：以银行的操作规程和审计记录为证。")
    en.append(
      "That the key was made for this case and destroyed after it rests on the bank's procedure and audit trail.")
    let isMet =
      !hands.isEmpty && hands.allSatisfy(\.isIntact)
      && !has("signature.customer-certificate", "signature.customer-key", "signature.document-hash")
    return condition(
      1, isMet, "电子签名制作数据用于电子签名时，属于电子签名人专有",
      "the signature creation data belong exclusively to the signatory when used", zh, en)
  }

  private var control: VerificationReport.Condition {
    var zh: [String] = []
    var en: [String] = []
    for hand in hands {
      guard let evidence = hand.evidence else { continue }
      let kindZh = evidence.isScripted ? "演示笔迹，由程序生成，不是本人手写" : "现场手写笔迹"
      let kindEn = evidence.isScripted ? "scripted ink made by a program, nobody's hand" : "ink written at the counter"
      zh.append(
        "“\(hand.field)”：\(kindZh)；\(evidence.extent.zh)；会话一次性号码 \(evidence.nonce)；笔迹 SHA-256 \(evidence.inkDigest)；所示页面 \(evidence.shownPages.count) 页。"
      )
      en.append(
        "\(hand.field): \(kindEn); \(evidence.extent.en); one-use session number \(evidence.nonce); SHA-256 of the ink \(evidence.inkDigest); pages shown: \(evidence.shownPages.count)."
      )
    }
    let isMet =
      !hands.isEmpty && hands.allSatisfy { $0.isIntact && $0.evidence?.isScripted == false }
      && !has(
        "signature.evidence", "signature.ink", "signature.ink-missing", "signature.ink-samples", "signature.ink-digest")
    return condition(
      2, isMet, "签署时电子签名制作数据仅由电子签名人控制",
      "the creation data are under the signatory's sole control when signing", zh, en)
  }

  private var signatureChanges: VerificationReport.Condition {
    condition(
      3, areSignaturesIntact && problems.isEmpty, "签署后对电子签名的任何改动能够被发现",
      "any change to the electronic signature after signing can be detected",
      ["每个签名值都是规范的小写十六进制、唯一且严格的 DER；除最后一个外，均被其后的签名覆盖。"],
      [
        "Each signature value is canonical lower-case hexadecimal and one strict DER object; all but the last are covered by the signature after them."
      ])
  }

  private var documentChanges: VerificationReport.Condition {
    var zh: [String] = []
    var en: [String] = []
    for signature in signatures {
      guard let coverage = signature.coverage else { continue }
      let rest = coverage.isWholeFile ? ("整个文件", "the whole file") : ("截至该版的全部内容", "the whole revision")
      zh.append(
        "“\(signature.field)”覆盖 \(coverage.signedBytes) 字节（\(rest.0)，签名值除外），其后修订 \(signature.changesSince.count) 次，逐项核对。"
      )
      en.append(
        "\(signature.field) covers \(coverage.signedBytes) bytes (\(rest.1) but for the signature value); \(signature.changesSince.count) later revisions were compared object by object."
      )
    }
    return condition(
      4, areSignaturesIntact && problems.isEmpty, "签署后对数据电文内容和形式的任何改动能够被发现",
      "any change to content and form of the data message after signing can be detected", zh, en)
  }

  private func condition(
    _ number: Int, _ isMet: Bool, _ lawZh: String, _ lawEn: String, _ zh: [String], _ en: [String]
  ) -> VerificationReport.Condition {
    VerificationReport.Condition(
      number: number, isMet: isMet, lawZh: lawZh, lawEn: lawEn, evidenceZh: zh, evidenceEn: en)
  }
}
