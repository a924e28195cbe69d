import PDF
import Primitives

/// The words for each code the verifier gives.
enum VerificationProblem {
  static func problem(
    _ code: String, field: String? = nil, revision: Int? = nil, _ detail: String = ""
  ) -> VerificationReport.Problem {
    let text = texts[code] ?? ("验证未通过（\(code)）。", "Verification failed (\(code)).")
    let suffix = detail.isEmpty ? "" : " [\(detail)]"
    return VerificationReport.Problem(
      code: code, zh: text.0 + suffix, en: text.1 + suffix, field: field, revision: revision)
  }

  static func problem(_ refusal: Refusal) -> VerificationReport.Problem {
    VerificationReport.Problem(code: refusal.code, zh: refusal.zh, en: refusal.en, field: nil, revision: nil)
  }

  static func problem(_ violation: RevisionDifference.Violation, revision: Int) -> VerificationReport.Problem {
    problem(
      violation.kind.rawValue, revision: revision,
      "r\(revision)" + (violation.object > 0 ? ", obj \(violation.object)" : ""))
  }

  static let texts: [String: (String, String)] = structure.merging(changes) { first, _ in first }
    .merging(signature) { first, _ in first }.merging(cms) { first, _ in first }

  private static let structure: [String: (String, String)] = [
    "document.unsigned": ("文件没有本系统的电子签名。", "The file has no signature of this system."),
    "document.fault": ("验证程序遇到内部错误。", "The verifier met an internal error."),
    "content.forbidden": (
      "文件含有脚本、动作、附件或图层等不允许的内容。", "The file holds scripts, actions, attachments or layers, which are not allowed."
    ),
    "content.unused": ("文件含有未被引用的隐藏对象。", "The file holds hidden objects that nothing refers to."),
    "content.open-reference": (
      "文件引用了不存在的对象，日后可能被填入内容。", "The file refers to an object that does not exist and could be filled in later."
    ),
    "revision.form": ("修订部分的写法与本系统的规范形式不一致。", "A revision is not in the exact form this system writes."),
    "revision.count": ("修订次数与签名数量不一致。", "The number of revisions is not the number of signatures."),
  ]

  private static let changes: [String: (String, String)] = [
    "change.catalog": ("签名之后文档目录被改动。", "The document catalog was changed."),
    "change.page-tree": ("签名之后页面被增加、删除或调换。", "Pages were added, removed or exchanged."),
    "change.page": ("签名之后页面被改动。", "A page was changed."),
    "change.form": ("签名之后表单被改动。", "The form was changed."),
    "change.annotation": ("签名之后添加了批注。", "An annotation was added."),
    "change.content": ("签名之后页面内容被替换。", "Page content was replaced."),
    "change.appearance": ("签名图形被替换。", "The drawn look of a signature was replaced."),
    "change.signature": ("已有的签名被替换。", "A signature was replaced."),
    "change.widget": ("签名栏被改动，超出了签署所需。", "A signature field was changed beyond signing."),
    "change.object": ("签名之后已有对象被替换。", "An existing object was replaced."),
    "change.added-object": ("签名之后添加了与签署无关的对象。", "An object was added that signing does not need."),
    "change.trailer": ("文件尾部信息被改动。", "The trailer was changed."),
    "change.unsigned": ("有一次修订没有签名。", "A revision carries no signature."),
    "change.several-signed": ("一次修订中出现多个签名。", "One revision carries several signatures."),
  ]

  private static let signature: [String: (String, String)] = [
    "signature.dictionary": ("签名字典的内容不符合规范。", "The signature dictionary is not as it must be."),
    "signature.byte-range": (
      "签名覆盖范围（ByteRange）缺失或不等于整个文件减去签名值。",
      "ByteRange is missing, or is not the whole file but for the signature value."
    ),
    "signature.contents": ("签名值（Contents）缺失或为空。", "The signature value (Contents) is missing or empty."),
    "signature.hex": ("签名值不是规范的小写十六进制。", "The signature value is not canonical lower-case hexadecimal."),
    "signature.padding": ("签名值之后的填充不全为零。", "The padding behind the signature value is not all zero."),
    "signature.second-object": ("签名值之后还有第二个数据对象。", "A second object stands behind the signature value."),
    "signature.order": ("签名顺序与预备的顺序不一致。", "The signatures are not in the prepared order."),
    "signature.role": ("签名角色与签名栏不一致。", "The role in the signature is not the field's."),
    "signature.certification": (
      "第一个签名必须且只有它能认证文件（DocMDP P=2）。", "The first signature, and only it, must certify the document (DocMDP P=2)."
    ),
    "signature.last-not-bank": ("最后一个签名栏不是银行签章。", "The last signature field is not the bank's."),
    "signature.document-hash": (
      "签名没有绑定本文件的第一版。", "The signature is not bound to revision 1 of this document."
    ),
    "signature.customer-certificate": (
      "客户证书不是为本文件签发的。", "The customer's certificate was not made for this document."
    ),
    "signature.customer-key": (
      "客户的签名密钥也被其他签名使用。", "The customer's key is used by another signature too."
    ),
    "signature.role-certificate": (
      "柜员或银行的签名使用了客户的一次性证书。", "A customer's one-time certificate stands where the bank's staff must sign."
    ),
    "signature.bank-certificate": (
      "银行签章所用的证书不是银行机构本身的证书。", "The bank's seal was made with a certificate that is not the institution's own."
    ),
    "signature.evidence": ("手写签名缺少证据或证据不完整。", "The evidence of a handwritten signature is missing or incomplete."),
    "signature.ink-missing": (
      "文件中没有手写签名的原始笔迹采样。", "The file lacks the samples of the handwritten signature."
    ),
    "signature.ink-samples": (
      "手写签名的原始笔迹采样过大或无法读取。", "The samples of the handwritten signature are too large or cannot be read."
    ),
    "signature.ink-digest": (
      "手写签名的原始笔迹采样与签名时记录的摘要不一致。",
      "The samples of the handwritten signature are not those whose hash was signed."
    ),
    "signature.ink": ("手写签名没有笔迹图形。", "A handwritten signature has no ink."),
    "signature.appearance": ("签名图形含有线条以外的内容。", "The look of a signature holds more than lines."),
  ]

  private static let cms: [String: (String, String)] = [
    "cms.message-digest": ("文件内容在签名之后被改动。", "The document was changed after it was signed."),
    "cms.signature": ("签名值不正确。", "The signature value is wrong."),
    "cms.signing-certificate": ("签名证书被调换。", "The signing certificate was exchanged."),
    "cms.chain": ("签名证书不是由受信任的机构签发。", "The certificate does not lead to a trusted authority."),
    "cms.validity": ("签名时间不在证书有效期内。", "The claimed time lies outside the certificate's validity."),
    "cms.certificate-extra": ("签名中夹带了多余的证书。", "The signature carries a certificate nobody needs."),
    "cms.key-usage": ("证书不允许用于签名。", "The certificate is not meant for signing documents."),
    "cms.certificate-authority": ("签发者不是证书机构。", "The issuer is no certificate authority."),
    "cms.certificate-signer": ("证书机构的证书不能用于签署文件。", "An authority's certificate must not sign documents."),
    "cms.critical-extension": ("证书含有无法识别的关键扩展。", "The certificate has an unknown critical extension."),
    "cms.econtent": ("签名中夹带了内容。", "The signature carries content of its own."),
    "cms.signer-count": ("签名中的签名人数不是一个。", "The signature has not exactly one signer."),
    "cms.not-canonical": ("签名值不是规范的 DER 编码。", "The signature value is not canonical DER."),
    "cms.der": ("签名值不是合规的 DER 编码。", "The signature value is not strict DER."),
    "cms.attributes": ("签名属性不符合 PAdES 基线规定。", "The signed attributes are not those of PAdES baseline."),
    "cms.unsigned-attributes": ("签名含有不允许的未签名属性。", "The signature has unsigned attributes."),
    "cms.certificate-form": ("签名中的证书无法读取。", "A certificate in the signature cannot be read."),
    "cms.signer-unknown": ("签名中没有签名人的证书。", "The signer's certificate is not in the signature."),
  ]
}
