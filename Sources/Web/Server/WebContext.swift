import Hummingbird
import Logging
import NIOCore

/// What a connection gives to a request.
struct WebContext: InitializableFromSource, Sendable {
  let logger: Logger
  /// Of the machine that called; never logged.
  let address: String

  init(source: ApplicationRequestContextSource) {
    logger = source.logger
    address = source.channel.remoteAddress?.ipAddress ?? "-"
  }
}
