import CPangoCairo
import Foundation
import Primitives

/// The fonts of the house, independent of what the machine's own font settings say (DECISIONS 21).
///
/// `directory` holds the two weights that `script/fonts` makes (family `Guichet Sans`: Noto Sans CJK SC cut
/// down to GB 2312). The full Noto Sans CJK, where the machine has it, stands behind them for rare characters.
///
/// `@unchecked` because the configuration is never changed after init and fontconfig guards its reading.
package final class FontSet: @unchecked Sendable {
  /// What pages ask for, best first.
  static let families = "Guichet Sans, Noto Sans CJK SC"

  /// An `FcConfig`; fontconfig guards a configuration that is no longer changed against several threads.
  let configuration: OpaquePointer

  /// - Parameters:
  ///   - directory: `share/fonts`.
  ///   - fallbacks: directories with the full Noto Sans CJK; those that do not exist are passed over.
  /// - Throws: `Fault` `documents.fonts` when a weight is missing or unreadable.
  package init(directory: String, fallbacks: [String] = ["/usr/share/fonts/opentype/noto"]) throws {
    for weight in ["Regular", "Bold"] {
      let path = "\(directory)/NotoSansCJKsc-\(weight).otf"
      guard FileManager.default.isReadableFile(atPath: path) else {
        throw Fault("documents.fonts", "\(path) is missing; run script/fonts")
      }
    }
    guard let configuration = FcConfigCreate() else { throw Fault("documents.fonts", "fontconfig gave no memory") }
    let text = Self.text(directory: directory, fallbacks: fallbacks)
    let understood = Array(text.utf8 + [0]).withUnsafeBufferPointer {
      FcConfigParseAndLoadFromMemory(configuration, $0.baseAddress, FcTrue)
    }
    guard understood != 0, FcConfigBuildFonts(configuration) != 0 else {
      FcConfigDestroy(configuration)
      throw Fault("documents.fonts", "fontconfig cannot read the fonts in \(directory)")
    }
    self.configuration = configuration
  }

  deinit { FcConfigDestroy(configuration) }

  private static func text(directory: String, fallbacks: [String]) -> String {
    func escaped(_ path: String) -> String {
      path.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
    }
    let absolute = URL(fileURLWithPath: directory).path
    let directories = ([absolute] + fallbacks).map { "<dir>\(escaped($0))</dir>" }.joined()
    return """
      <?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
      <fontconfig>\(directories)
      <cachedir>\(escaped(absolute))/cache</cachedir><cachedir>/var/cache/fontconfig</cachedir>
      <selectfont><rejectfont><glob>*NotoSerif*</glob></rejectfont></selectfont>
      </fontconfig>
      """
  }
}
