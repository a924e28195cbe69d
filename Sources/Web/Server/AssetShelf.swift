import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Primitives
import Seals

/// Style sheets, scripts and pictures, read once at start: what is not on the shelf does not exist, so no
/// path can lead elsewhere.
struct AssetShelf: Sendable {
  struct Asset: Sendable {
    let bytes: [UInt8]
    let type: String
    /// `"<first 16 bytes of SHA-256>"`, the entity tag.
    let tag: String
  }

  private let assets: [String: Asset]

  init(_ assets: [String: Asset]) { self.assets = assets }

  static let types: [String: String] = [
    "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml",
    "png": "image/png", "woff2": "font/woff2", "otf": "font/otf", "ico": "image/x-icon", "json": "application/json",
    "webmanifest": "application/manifest+json",
  ]

  /// - Parameters:
  ///   - directory: our own style sheets and scripts, under `/assets/`.
  ///   - vendor: what others wrote, under `/assets/vendor/`; may be missing in a source tree without bootstrap.
  /// - Throws: `Fault` `web.assets` when a directory or file cannot be read.
  static func load(_ directory: String, vendor: String) throws -> AssetShelf {
    var assets = try read(directory, below: "/assets/")
    if FileManager.default.fileExists(atPath: vendor) {
      assets.merge(try read(vendor, below: "/assets/vendor/")) { own, _ in own }
    }
    return AssetShelf(assets)
  }

  private static func read(_ directory: String, below prefix: String) throws -> [String: Asset] {
    var assets: [String: Asset] = [:]
    guard let paths = FileManager.default.enumerator(atPath: directory) else {
      throw Fault("web.assets", "no assets in \(directory)")
    }
    for case let path as String in paths {
      guard let dot = path.lastIndex(of: "."), let type = types[String(path[path.index(after: dot)...])] else {
        continue
      }
      guard let data = FileManager.default.contents(atPath: directory + "/" + path) else {
        throw Fault("web.assets", "\(path) cannot be read")
      }
      let bytes = Array(data)
      let tag = "\"" + Hex.encode(Array(Digest.sha256(bytes).prefix(16))) + "\""
      assets[prefix + path] = Asset(bytes: bytes, type: type, tag: tag)
    }
    return assets
  }

  func answer(_ request: Request) -> Response {
    guard request.method == .get || request.method == .head else {
      return Response(status: .methodNotAllowed, headers: [.allow: "GET, HEAD"])
    }
    guard let asset = assets[request.uri.path] else { return Response(status: .notFound) }
    var headers: HTTPFields = [.contentType: asset.type, .eTag: asset.tag, .cacheControl: "no-cache"]
    if request.headers[.ifNoneMatch] == asset.tag { return Response(status: .notModified, headers: headers) }
    if asset.type.hasPrefix("font/") { headers[.cacheControl] = "max-age=86400" }
    return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: asset.bytes)))
  }
}
