import Catalog
import Foundation
import Primitives

/// Services, templates, assets and fonts of one installation (`--share DIR`).
struct ShareFolder {
  let url: URL

  /// Without a path: `share` of the folder the program was built in, found upwards from the binary.
  ///
  /// - Throws: `Fault` `roof.share` naming what is missing.
  init(path: String?) throws {
    if let path {
      url = URL(fileURLWithPath: path)
    } else {
      url = try Self.beside(URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath())
    }
    for name in ["services", "web", "vendor", "fonts"] {
      guard FileManager.default.fileExists(atPath: url.appending(path: name).path) else {
        throw Fault("roof.share", "\(url.path) has no “\(name)”: run script/bootstrap, or name the folder with --share")
      }
    }
  }

  private static func beside(_ binary: URL) throws -> URL {
    var folder =
      (try? URL(fileURLWithPath: FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))) ?? binary
    for _ in 0..<6 {
      folder.deleteLastPathComponent()
      let candidate = folder.appending(path: "share")
      if FileManager.default.fileExists(atPath: candidate.appending(path: "services").path) { return candidate }
    }
    throw Fault("roof.share", "no share folder found above the program: run script/bootstrap, or give --share DIR")
  }

  /// Templates and assets, links followed.
  var web: String { url.appending(path: "web").resolvingSymlinksInPath().path }

  var fonts: String { url.appending(path: "fonts").path }

  /// Every file of every service folder, in order of names.
  func serviceFiles() throws -> [ServiceFile] {
    let root = url.appending(path: "services").resolvingSymlinksInPath()
    let folders = try FileManager.default.contentsOfDirectory(atPath: root.path).sorted()
    return try folders.flatMap { folder -> [ServiceFile] in
      let place = root.appending(path: folder)
      let names = try FileManager.default.contentsOfDirectory(atPath: place.path).sorted()
      return try names.filter { $0.hasSuffix(".yaml") }.map { name in
        ServiceFile(
          service: folder, name: name, text: try String(contentsOf: place.appending(path: name), encoding: .utf8))
      }
    }
  }
}
