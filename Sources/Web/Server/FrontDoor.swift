import Access
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Primitives

/// Every request comes in here: matched against the route table, limited, identified, checked, answered,
/// logged. Handlers only see calls that may reach them.
struct FrontDoor: HTTPResponder {
  typealias Context = WebContext

  let table: RouteTable
  let reception: any Reception
  let crossSite: CrossSite
  let settings: WebSettings
  let assets: AssetShelf
  let errorPages: ErrorPages
  let entropy: any Entropy
  let gate: AnonymousGate

  /// What is read and thrown away of a body that is too large, so that the refusal still reaches its sender.
  private static let drainLimit = 32 << 20

  func respond(to request: Request, context: WebContext) async throws -> Response {
    let start = ContinuousClock.now
    let id = Hex.encode(entropy.bytes(8))
    let logger = context.logger
    var name = "-"
    var response: Response
    if request.uri.path.hasPrefix("/assets/") {
      name = "/assets/"
      response = assets.answer(request)
    } else {
      switch table.find(request.method, request.uri.path) {
      case .found(let route, let parameters):
        name = route.path
        let visit = Visit(
          id: id, route: route, parameters: parameters, request: request, address: address(request, context))
        response = await answer(visit, logger: logger)
      case .otherMethod(let methods):
        let allowed = methods.map(\.rawValue).sorted().joined(separator: ", ")
        response = errorPages.answer(WebRefusal.method(allowed), id: id, request: request)
        response.headers[.allow] = allowed
      case .none:
        response = errorPages.answer(WebRefusal.noSuchPage, id: id, request: request)
      }
    }
    SecurityHeaders.add(to: &response, path: request.uri.path)
    response.headers[.requestID] = id
    if request.method == .head { response = response.createHeadResponse() }
    let milliseconds = (ContinuousClock.now - start) / Duration.milliseconds(1)
    logger.info(
      "answered",
      metadata: [
        "request": "\(id)", "method": "\(request.method)", "route": "\(name)", "status": "\(response.status.code)",
        "ms": "\(Int(milliseconds))",
      ])
    return response
  }

  /// One request on its way to a call.
  struct Visit: Sendable {
    let id: String
    let route: Route
    let parameters: [String: String]
    let request: Request
    let address: String

    var cookies: [CookieName: String] { route.isAPI ? [:] : Cookies.read(request.headers) }
  }

  private func answer(_ visit: Visit, logger: Logger) async -> Response {
    do {
      let caller = try await identify(visit)
      let call = try await read(visit, caller)
      return try await visit.route.handler(call)
    } catch {
      note(error, visit.id, logger)
      return errorPages.answer(error, id: visit.id, request: visit.request, route: visit.route)
    }
  }

  private func note(_ error: any Error, _ id: String, _ logger: Logger) {
    let text: String
    switch error {
    case is Refusal: return
    case let fault as Fault: text = "\(fault)"
    case let doubt as InDoubt: text = "\(doubt)"
    default:
      if "\(type(of: error))".hasSuffix("RefusalList") { return }
      text = "unexpected \(type(of: error))"
    }
    logger.error("\(text)", metadata: ["request": "\(id)"])
  }

  // MARK: Who

  private func identify(_ visit: Visit) async throws -> Caller {
    do {
      switch visit.route.need {
      case .anyone: return .nobody
      case .display:
        let token = try token(visit, .display)
        return .display(try await reception.display(token: token), token: token)
      case .signedOn:
        let token = try token(visit, .session)
        return .staff(try await reception.staff(token: token, isDeed: true), token: token)
      case .signedOnOrLocked:
        let token = try token(visit, .session)
        return .staff(try await reception.sleeping(token: token), token: token)
      case .permission(let permission): return try await admitted(visit, permission)
      case .either(let one, let other): return try await admitted(visit, other, or: [one])
      case .anyOf(let all):
        guard let last = all.last else { preconditionFailure("\(visit.route.path) needs one of nothing") }
        return try await admitted(visit, last, or: all)
      }
    } catch let refusal as Refusal where refusal.kind == .unauthenticated {
      if gate.denied(visit.address, at: reception.now) { throw WebRefusal.tooManyDenials }
      throw refusal
    }
  }

  /// - Throws: `Refusal` of kind `forbidden`; the denial is in the audit trail then.
  private func admitted(_ visit: Visit, _ permission: Permission, or others: [Permission] = []) async throws -> Caller {
    let token = try token(visit, .session)
    let signOn = try await reception.staff(token: token, isDeed: visit.route.answer != .events)
    guard !signOn.staff.mustChangePassword else { throw WebRefusal.passwordFirst }
    if !others.contains(where: signOn.may) {
      try await reception.admit(signOn, to: permission, route: "\(visit.route.method) \(visit.route.path)")
    }
    return .staff(signOn, token: token)
  }

  /// The API takes bearer tokens only; pages take cookies only (DECISIONS 22).
  private func token(_ visit: Visit, _ cookie: CookieName) throws -> String {
    if visit.route.isAPI {
      guard let token = BearerToken.read(visit.request.headers) else { throw WebRefusal.noToken }
      return token
    }
    guard let token = visit.cookies[cookie], token.utf8.count <= 128 else { throw WebRefusal.noToken }
    return token
  }

  private func address(_ request: Request, _ context: WebContext) -> String {
    guard settings.behindTLSProxy, let hops = request.headers[.forwardedFor] else { return context.address }
    return hops.split(separator: ",").last.map { String($0.trimmingSpace.prefix(64)) } ?? context.address
  }

  // MARK: What

  private func read(_ visit: Visit, _ caller: Caller) async throws -> Call {
    let route = visit.route
    let query = try FormText(visit.request.uri.query ?? "")
    for member in route.query {
      guard let value = query[member.name], route.isAPI || !value.isEmpty else { continue }
      try QueryCheck.check(value, member)
    }
    let changes = route.method != .get
    if changes && !route.isAPI { try crossSite.checkOrigin(visit.request.head) }
    let bytes = changes ? try await body(visit) : []
    var form = FormText()
    var json: [String: JSONText] = [:]
    let type = visit.request.headers[.contentType]?.lowercased() ?? ""
    switch route.body {
    case .none, .upload: break
    case .bytes(let expected, _, _):
      guard type.hasPrefix(expected) else { throw WebRefusal.contentType(expected) }
    case .form:
      if type.hasPrefix("multipart/form-data") {
        let parts = try MultipartForm(bytes, contentType: visit.request.headers[.contentType] ?? "")
        form = FormText(parts.parts.map { ($0.name, String(decoding: $0.bytes, as: UTF8.self)) })
      } else if !bytes.isEmpty {
        guard type.hasPrefix("application/x-www-form-urlencoded") else {
          throw WebRefusal.contentType("application/x-www-form-urlencoded")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
          throw WebRefusal.form("不是 UTF-8", "not UTF-8")
        }
        form = try FormText(text)
      }
    case .json(let shape):
      guard type.hasPrefix("application/json") else { throw WebRefusal.contentType("application/json") }
      json = try JSONBody.read(bytes, shape)
    }
    let call = Call(
      id: visit.id, route: route, parameters: visit.parameters, path: visit.request.head.path ?? "/", query: query,
      headers: visit.request.headers, cookies: visit.cookies, bytes: bytes, form: form, json: json, caller: caller,
      address: visit.address)
    if changes && !route.isAPI { try checkToken(call) }
    return call
  }

  /// The cross-site token of a page: in the header, in the form, or as a part of an upload.
  private func checkToken(_ call: Call) throws {
    var token = call.headers[.csrfToken] ?? call.form["_csrf"]
    if token == nil, case .upload = call.route.body,
      let parts = try? MultipartForm(call.bytes, contentType: call.headers[.contentType] ?? "")
    {
      token = parts.text("_csrf")
    }
    try crossSite.checkToken(token, for: call.credential)
  }

  /// - Throws: `Refusal` `web.too-large` naming field and limit.
  private func body(_ visit: Visit) async throws -> [UInt8] {
    let limit = visit.route.body.limit
    var bytes: [UInt8] = []
    var count = 0
    let announced = visit.request.headers[.contentLength].flatMap { Int($0) } ?? 0
    for try await buffer in visit.request.body {
      count += buffer.readableBytes
      if count <= limit && announced <= limit { bytes.append(contentsOf: buffer.readableBytesView) }
      if count > Self.drainLimit { break }
    }
    guard count <= limit, announced <= limit else {
      throw WebRefusal.tooLarge(visit.route.body.field, limit: limit)
    }
    return bytes
  }
}

/// `Authorization: Bearer <token>` (RFC 6750).
enum BearerToken {
  static func read(_ headers: HTTPFields) -> String? {
    guard let header = headers[.authorization] else { return nil }
    let parts = header.utf8.split(separator: UInt8(ascii: " "))
    guard parts.count == 2, parts[0].count == 6, parts[1].count <= 128,
      Substring(parts[0]).lowercased() == "bearer"
    else { return nil }
    return String(Substring(parts[1]))
  }
}
