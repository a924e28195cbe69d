import Foundation
import FoundationNetworking
import Synchronization

/// Reads the first event of a stream, then hangs up.
final class EventListener: NSObject, URLSessionDataDelegate {
  private let text = Mutex("")
  private let told: AsyncStream<String>.Continuation

  private init(_ told: AsyncStream<String>.Continuation) { self.told = told }

  static func first(_ address: String, cookies: String) async throws -> String {
    guard let url = URL(string: address) else { return "" }
    var request = URLRequest(url: url)
    request.setValue(cookies, forHTTPHeaderField: "Cookie")
    request.setValue("text/event-stream", forHTTPHeaderField: "Accept")
    let (events, told) = AsyncStream.makeStream(of: String.self)
    let session = URLSession(configuration: .ephemeral, delegate: EventListener(told), delegateQueue: nil)
    session.dataTask(with: request).resume()
    defer { session.invalidateAndCancel() }
    for await event in events { return event }
    return ""
  }

  func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
    let all = text.withLock { text in
      text += String(decoding: data, as: UTF8.self)
      return text
    }
    if all.contains("data: ") && all.hasSuffix("\n\n") { told.yield(all) }
  }

  func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
    told.finish()
  }
}
