import NIOCore
import NIOHTTP1
import NIOPosix

/// One kept-alive HTTP/1.1 connection to a server on this machine. Requests wait for each other.
package final class HTTPConnection: Sendable {
  private let channel: any Channel
  private let host: String

  /// A response body may be at most so long.
  package static let largestBody = 16 << 20

  private init(_ channel: any Channel, _ host: String) {
    self.channel = channel
    self.host = host
  }

  /// - Parameter address: `127.0.0.1` or `localhost`; rehearsals go nowhere else.
  package static func open(_ address: String, port: Int) async throws -> HTTPConnection {
    guard ["127.0.0.1", "localhost", "::1"].contains(address) else { throw RehearsalFault.notLocal(address) }
    let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .connectTimeout(.seconds(5))
      .channelOption(.socketOption(.tcp_nodelay), value: 1)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHTTPClientHandlers()
          try channel.pipeline.syncOperations.addHandler(Exchange())
        }
      }
      .connect(host: address, port: port).get()
    return HTTPConnection(channel, "\(address):\(port)")
  }

  package func send(_ call: HTTPCall) async throws -> HTTPReply {
    var head = HTTPRequestHead(version: .http1_1, method: .init(rawValue: call.method), uri: call.path)
    head.headers.add(name: "Host", value: host)
    for (name, value) in call.headers { head.headers.add(name: name, value: value) }
    if !call.body.isEmpty || call.method == "POST" {
      head.headers.add(name: "Content-Length", value: "\(call.body.count)")
    }
    let promise = channel.eventLoop.makePromise(of: HTTPReply.self)
    let order = Exchange.Order(head: head, body: channel.allocator.buffer(bytes: call.body), promise: promise)
    channel.writeAndFlush(order, promise: nil)
    return try await promise.futureResult.get()
  }

  package func close() async { try? await channel.close().get() }
}

package struct HTTPCall: Sendable {
  package var method: String
  package var path: String
  package var headers: [(String, String)]
  package var body: [UInt8]

  package init(_ method: String, _ path: String, headers: [(String, String)] = [], body: [UInt8] = []) {
    self.method = method
    self.path = path
    self.headers = headers
    self.body = body
  }
}

package struct HTTPReply: Sendable {
  package let status: Int
  package let headers: [String: String]
  package let body: [UInt8]
}

package enum RehearsalFault: Error, CustomStringConvertible {
  case notLocal(String)
  case closed
  case tooLarge
  case unexpected(String)

  package var description: String {
    switch self {
    case .notLocal(let address): "rehearsals talk to this machine only, not to \(address)"
    case .closed: "the server closed the connection"
    case .tooLarge: "the answer is too large"
    case .unexpected(let what): what
    }
  }
}

/// Pairs answers with requests, in order. Lives on its channel's event loop.
private final class Exchange: ChannelDuplexHandler {
  typealias InboundIn = HTTPClientResponsePart
  typealias OutboundIn = Order
  typealias OutboundOut = HTTPClientRequestPart

  struct Order: Sendable {
    let head: HTTPRequestHead
    let body: ByteBuffer
    let promise: EventLoopPromise<HTTPReply>
  }

  private var waiting: [EventLoopPromise<HTTPReply>] = []
  private var head: HTTPResponseHead?
  private var body: [UInt8] = []

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    let order = unwrapOutboundIn(data)
    waiting.append(order.promise)
    context.write(wrapOutboundOut(.head(order.head)), promise: nil)
    if order.body.readableBytes > 0 { context.write(wrapOutboundOut(.body(.byteBuffer(order.body))), promise: nil) }
    context.write(wrapOutboundOut(.end(nil)), promise: promise)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head): self.head = head
    case .body(let buffer):
      body.append(contentsOf: buffer.readableBytesView)
      if body.count > HTTPConnection.largestBody { fail(RehearsalFault.tooLarge, context) }
    case .end:
      guard let head, !waiting.isEmpty else { return }
      var headers: [String: String] = [:]
      for (name, value) in head.headers { headers[name.lowercased()] = value }
      let reply = HTTPReply(status: Int(head.status.code), headers: headers, body: body)
      (self.head, body) = (nil, [])
      waiting.removeFirst().succeed(reply)
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    for promise in waiting { promise.fail(RehearsalFault.closed) }
    waiting = []
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { fail(error, context) }

  private func fail(_ error: any Error, _ context: ChannelHandlerContext) {
    for promise in waiting { promise.fail(error) }
    waiting = []
    context.close(promise: nil)
  }
}
