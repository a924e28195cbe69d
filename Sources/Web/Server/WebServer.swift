import Desk
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Primitives

/// The web floor: built once from the desks, run as a service of the roof.
package struct WebServer: Sendable {
  package let settings: WebSettings
  let door: FrontDoor

  /// Reads templates, texts and assets.
  ///
  /// - Throws: `Refusal` `web.address`; `Fault` `web.templates`, `web.texts`, `web.assets`.
  package init(_ desks: Desks, settings: WebSettings) async throws {
    try settings.check()
    self.settings = settings
    let crossSite = CrossSite(entropy: desks.house.entropy, settings: settings)
    let shelf = try await PageShelf.load(settings.pagesDirectory + "/Templates")
    let assets = try AssetShelf.load(
      settings.pagesDirectory + "/Assets", vendor: settings.shareDirectory + "/vendor")
    let gate = AnonymousGate()
    door = FrontDoor(
      table: WebRoutes(desks: desks, settings: settings, shelf: shelf, crossSite: crossSite, gate: gate).table,
      reception: DeskReception(desks: desks), crossSite: crossSite, settings: settings, assets: assets,
      errorPages: ErrorPages(shelf: shelf, crossSite: crossSite), entropy: desks.house.entropy, gate: gate)
  }

  /// Largest head of a request, bytes.
  private static let headLimit = 16 << 10
  /// A connection without a request, or with one that does not come to its end, is closed after so long.
  private static let idleSeconds: Int64 = 75

  /// The application, a service of the service group; on shutdown `LiveBoard.close()` ends the live streams.
  ///
  /// - Parameter onListening: told the port once connections are accepted.
  package func application(
    logger: Logger, onListening: @escaping @Sendable (Int) async -> Void = { _ in }
  ) -> some ApplicationProtocol {
    Application(
      responder: door,
      server: .http1(
        configuration: .init(
          idleTimeout: .seconds(Self.idleSeconds),
          httpDecoderConfiguration: .init(
            maxHeaderFieldSize: Self.headLimit, maxHeaderListSize: Self.headLimit, maxHeaderFieldCount: 100))),
      configuration: ApplicationConfiguration(address: .hostname(settings.address, port: settings.port)),
      onServerRunning: { channel in await onListening(channel.localAddress?.port ?? 0) }, logger: logger)
  }

  /// Every route as tests and documentation see it: method, address, who may.
  package var routeList: [(method: String, path: String, need: String)] {
    door.table.routes.map { ($0.method.rawValue, $0.path, $0.need.text) }
  }
}
