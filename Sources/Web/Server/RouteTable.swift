import HTTPTypes
import Primitives

/// Every address of the house.
struct RouteTable: Sendable {
  enum Match: Sendable {
    case found(Route, [String: String])
    /// The address exists with these methods.
    case otherMethod([HTTPRequest.Method])
    case none
  }

  let routes: [Route]
  /// Routes without parameters, found at once.
  private let plain: [String: [(method: HTTPRequest.Method, index: Int)]]
  private let bySize: [Int: [(segments: [Substring], index: Int)]]

  /// Two routes of one method and form are our bug.
  init(_ routes: [Route]) {
    self.routes = routes
    var forms: Set<String> = []
    var plain: [String: [(method: HTTPRequest.Method, index: Int)]] = [:]
    var bySize: [Int: [(segments: [Substring], index: Int)]] = [:]
    for (index, route) in routes.enumerated() {
      let form = route.segments.map { $0.hasPrefix("{") ? "{}" : $0 }.joined(separator: "/")
      precondition(forms.insert("\(route.method) \(form)").inserted, "two routes for \(route.method) \(route.path)")
      if !route.path.contains("{") { plain[route.path, default: []].append((route.method, index)) }
      bySize[route.segments.count, default: []].append((route.segments, index))
    }
    self.plain = plain
    self.bySize = bySize
  }

  /// Exact segments win over parameters. `path` comes without its query, still percent-encoded.
  func find(_ method: HTTPRequest.Method, _ path: String) -> Match {
    if let found = plain[path]?.first(where: { $0.method == method }) { return .found(routes[found.index], [:]) }
    let segments = path.split(separator: "/")
    guard path.hasPrefix("/"), path.utf8.count <= 512 else { return .none }
    var best: (route: Route, parameters: [String: String])?
    var others: [HTTPRequest.Method] = []
    for candidate in bySize[segments.count] ?? [] {
      guard let parameters = Self.match(candidate.segments, segments) else { continue }
      let route = routes[candidate.index]
      guard route.method == method || (method == .head && route.method == .get) else {
        others.append(route.method)
        continue
      }
      if let best, best.parameters.count <= parameters.count { continue }
      best = (route, parameters)
    }
    if let best { return .found(best.route, best.parameters) }
    return others.isEmpty ? .none : .otherMethod(others)
  }

  private static func match(_ form: [Substring], _ segments: [Substring]) -> [String: String]? {
    var parameters: [String: String] = [:]
    for (expected, given) in zip(form, segments) {
      guard let open = expected.firstIndex(of: "{"), let close = expected.firstIndex(of: "}") else {
        if expected == given { continue }
        return nil
      }
      // `{n}.png`: a parameter may have fixed text behind it.
      let tail = expected[expected.index(after: close)...]
      guard given.hasSuffix(tail), let value = FormText.decode(given.dropLast(tail.count).plusKept), !value.isEmpty,
        !value.contains("/")
      else { return nil }
      parameters[String(expected[expected.index(after: open)..<close])] = value
    }
    return parameters
  }
}

extension Substring {
  /// In a path `+` is itself.
  fileprivate var plusKept: String { split(separator: "+", omittingEmptySubsequences: false).joined(separator: "%2B") }
}
