import Primitives

/// What the web floor itself answers before a room is asked. Codes start with `web.`.
enum WebRefusal {
  static func address(_ address: String) -> Refusal {
    Refusal(
      .invalid, "web.address", field: "address", limit: "127.0.0.1",
      zh: "未启用 TLS 时不能监听 \(address)。", en: "Without TLS the server may not listen on \(address).",
      remedyZh: "请监听 127.0.0.1，或由 TLS 代理转发并加上 --behind-tls-proxy。",
      remedyEn: "Listen on 127.0.0.1, or put a TLS proxy in front and add --behind-tls-proxy.")
  }

  static func port(_ port: Int) -> Refusal {
    Refusal(
      .invalid, "web.port", field: "port", limit: "0–65535", zh: "端口 \(port) 不存在。", en: "There is no port \(port).",
      remedyZh: "请使用 0–65535 之间的端口；0 由系统选择。", remedyEn: "Use a port of 0–65535; 0 lets the system choose.")
  }

  static let noSuchPage = Refusal(
    .notFound, "web.not-found", zh: "没有这个页面。", en: "There is nothing at this address.", remedyZh: "请检查地址，或回到首页。",
    remedyEn: "Check the address, or go back to the start.")

  static func method(_ allowed: String) -> Refusal {
    Refusal(
      .invalid, "web.method", field: "method", limit: allowed, zh: "此地址不支持这种请求方式。",
      en: "This address does not take this method.", remedyZh: "可用方式：\(allowed)。", remedyEn: "It takes \(allowed).")
  }

  static func tooLarge(_ field: String, limit: Int) -> Refusal {
    let text = limit % (1 << 20) == 0 ? "\(limit >> 20) MB" : "\(limit >> 10) KB"
    return Refusal(
      .tooLarge, "web.too-large", field: field, limit: "\(limit)", zh: "提交的内容超过 \(text)。",
      en: "What was sent is larger than \(text).", remedyZh: "请减小内容后再提交。", remedyEn: "Send something smaller.")
  }

  static func contentType(_ expected: String) -> Refusal {
    Refusal(
      .invalid, "web.content-type", field: "Content-Type", limit: expected, zh: "内容类型应为 \(expected)。",
      en: "The content type must be \(expected).", remedyZh: "请改用 \(expected) 提交。", remedyEn: "Send it as \(expected).")
  }

  static func json(line: Int, column: Int, reasonZh: String, reason: String) -> Refusal {
    Refusal(
      .invalid, "web.json", field: "body", limit: "\(line):\(column)",
      zh: "JSON 在第 \(line) 行第 \(column) 列有误：\(reasonZh)。",
      en: "The JSON is broken at line \(line), column \(column): \(reason).",
      remedyZh: "请改正后重新提交。", remedyEn: "Correct it and send it again.")
  }

  static func form(_ reasonZh: String, _ reason: String) -> Refusal {
    Refusal(
      .invalid, "web.form", field: "body", zh: "表单无法读取：\(reasonZh)。", en: "The form cannot be read: \(reason).",
      remedyZh: "请刷新页面后重新提交。", remedyEn: "Refresh the page and send it again.")
  }

  static func missing(_ field: String) -> Refusal {
    Refusal(
      .invalid, "web.missing", field: field, zh: "缺少 \(field)。", en: "\(field) is missing.", remedyZh: "请补上后重新提交。",
      remedyEn: "Add it and send it again.")
  }

  static func unknownField(_ field: String) -> Refusal {
    Refusal(
      .invalid, "web.unknown-field", field: field, zh: "没有名为 \(field) 的项目。", en: "There is no field \(field).",
      remedyZh: "请去掉它。", remedyEn: "Remove it.")
  }

  static func wrongForm(_ field: String, _ expectedZh: String, _ expected: String, limit: String? = nil) -> Refusal {
    Refusal(
      .invalid, "web.wrong-form", field: field, limit: limit, zh: "\(field) 应为\(expectedZh)。",
      en: "\(field) must be \(expected).", remedyZh: "请改正后重新提交。", remedyEn: "Correct it and send it again.")
  }

  static let noToken = Refusal(
    .unauthenticated, "web.no-token", field: "Authorization", zh: "尚未签到。", en: "You are not signed on.",
    remedyZh: "请先签到，并在 Authorization 中使用 Bearer 令牌。", remedyEn: "Sign on and send the token as Authorization: Bearer.")

  static let crossSite = Refusal(
    .forbidden, "web.cross-site", field: "Origin", zh: "请求不是从本系统页面发出的。",
    en: "The request did not come from a page of this system.",
    remedyZh: "请在本系统页面中重新操作。", remedyEn: "Do it again from a page of this system.")

  static let staleForm = Refusal(
    .forbidden, "web.stale-form", field: "_csrf", zh: "页面已失效，提交未被接受。",
    en: "The page is no longer valid; nothing was accepted.",
    remedyZh: "请刷新页面后重新提交。", remedyEn: "Refresh the page and send it again.")

  static let tooManyDenials = Refusal(
    .tooMany, "web.too-many", limit: "\(AnonymousGate.limit)/min", zh: "未签到的请求过多（每分钟上限 \(AnonymousGate.limit) 次）。",
    en: "Too many requests without sign-on (at most \(AnonymousGate.limit) a minute).",
    remedyZh: "请一分钟后再试。", remedyEn: "Try again in a minute.")

  static let passwordFirst = Refusal(
    .forbidden, "web.password-first", zh: "首次签到须先修改密码。", en: "The first password must be changed before anything else.",
    remedyZh: "请先修改密码。", remedyEn: "Change your password first.")

  static let notEnrolled = Refusal(
    .forbidden, "web.not-enrolled", zh: "这台设备还不是柜面终端。", en: "This machine is not enrolled as a workstation.",
    remedyZh: "请用管理员发放的一次性代码登记。", remedyEn: "Enrol it with a one-time code of an administrator.")

  static let upload = Refusal(
    .invalid, "web.no-file", field: "file", zh: "没有收到文件。", en: "No file was received.", remedyZh: "请选择一个 PDF 文件。",
    remedyEn: "Choose a PDF file.")

  static let noImage = Refusal(
    .invalid, "web.no-image", field: "image", zh: "没有收到图像。", en: "No image was received.",
    remedyZh: "请拍摄或选择一张图像。", remedyEn: "Take or choose an image.")

  static let noOpenTill = Refusal(
    .notFound, "web.no-till", zh: "您没有打开的尾箱。", en: "You have no open till.", remedyZh: "请先开箱。",
    remedyEn: "Open a till first.")

  static func noService(_ typed: String) -> Refusal {
    Refusal(
      .invalid, "web.no-service", field: "service", zh: "没有与“\(typed.prefix(40))”相符的唯一业务。",
      en: "No single service fits “\(typed.prefix(40))”.", remedyZh: "请输入完整的业务代码，或从下方列表选择。",
      remedyEn: "Type the whole code, or choose from the list.")
  }

  static let passwordsDiffer = Refusal(
    .invalid, "web.passwords-differ", field: "again", zh: "两次输入的新密码不一致。", en: "The two new passwords differ.",
    remedyZh: "请重新输入。", remedyEn: "Enter them again.")
}
