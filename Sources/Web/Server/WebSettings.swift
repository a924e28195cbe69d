import Primitives

/// Where and how the web floor listens.
package struct WebSettings: Sendable, Equatable {
  /// `127.0.0.1`, `::1` or `localhost`; another address only behind a proxy that ends TLS.
  package let address: String
  /// 0 lets the system choose; the chosen one is given to `onListening`.
  package let port: Int
  /// Holds `web/templates` and `web/assets`.
  package let shareDirectory: String
  /// A proxy in front ends TLS: cookies are `Secure`, `X-Forwarded-For` is believed.
  package let behindTLSProxy: Bool
  /// `http://127.0.0.1:8080`, fixed when the bank was created, without a slash at the end.
  package let publicAddress: String
  /// Where templates and assets lie, when not under `shareDirectory` (a source tree).
  package let pagesDirectory: String

  package init(
    address: String = "127.0.0.1", port: Int, shareDirectory: String, behindTLSProxy: Bool = false,
    publicAddress: String, pagesDirectory: String? = nil
  ) {
    self.address = address
    self.port = port
    self.shareDirectory = shareDirectory
    self.behindTLSProxy = behindTLSProxy
    self.publicAddress = publicAddress
    self.pagesDirectory = pagesDirectory ?? shareDirectory + "/web"
  }

  static let loopbackNames: Set<String> = ["127.0.0.1", "localhost", "::1", "[::1]"]

  /// - Throws: `Refusal` `web.address` when the server would be reachable from other machines without TLS (DECISIONS 27).
  package func check() throws {
    guard behindTLSProxy || Self.loopbackNames.contains(address) else { throw WebRefusal.address(address) }
    guard (0...65_535).contains(port) else { throw WebRefusal.port(port) }
  }

  /// The names by which a browser may call this server.
  var hostNames: Set<String> {
    var names = Self.loopbackNames
    names.insert(address.lowercased())
    if let host = Self.host(ofAddress: publicAddress) { names.insert(host) }
    return names
  }

  /// `http://bank.example:8080/x` → `bank.example`; nil for anything that is not an address with a host.
  static func host(ofAddress address: String) -> String? {
    guard let scheme = address.firstRange(of: "://") else { return nil }
    let rest = address[scheme.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    return rest.isEmpty ? nil : hostName(String(rest))
  }

  /// `bank.example:8080` → `bank.example`, `[::1]:80` → `[::1]`, in lower case.
  static func hostName(_ authority: String) -> String {
    let text = authority.lowercased()
    if text.hasPrefix("["), let end = text.firstIndex(of: "]") { return String(text[...end]) }
    return String(text.prefix { $0 != ":" })
  }
}
