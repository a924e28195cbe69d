import CPangoCairo
import Foundation
import Primitives

/// One thread's own font map and context: pango objects never leave the thread that made them (DECISIONS 19).
final class DrawingTable {
  let fonts: FontSet
  let context: OpaquePointer
  private let map: UnsafeMutablePointer<PangoFontMap>

  /// Where a thread keeps its table.
  private static let key = "guichet.drawing-table"

  static func ofThisThread(_ fonts: FontSet) throws -> DrawingTable {
    let own = Thread.current.threadDictionary
    if let table = own[key] as? DrawingTable, table.fonts === fonts { return table }
    let table = try DrawingTable(fonts)
    own[key] = table
    return table
  }

  private init(_ fonts: FontSet) throws {
    guard let map = guichet_font_map_new(fonts.configuration) else {
      throw Fault("documents.fonts", "pango has no FreeType font map")
    }
    guard let context = guichet_context_new(map) else { throw Fault("documents.fonts", "pango gave no context") }
    self.fonts = fonts
    self.map = map
    self.context = context
  }

  deinit {
    guichet_object_release(UnsafeMutableRawPointer(context))
    guichet_object_release(map)
  }
}
