import CPangoCairo
import Primitives

/// A line of text as outlines, in points; the baseline is y = 0, y upwards. So that the look of a signature needs no
/// font and no other resource.
struct GlyphOutline {
  private enum Element {
    case move(InkVector)
    case line(InkVector)
    case curve(InkVector, InkVector, InkVector)
    case close
  }

  let width: Double
  private let elements: [Element]

  init(_ text: String, size: Double, bold: Bool, magnification: Double, on table: DrawingTable) throws {
    let surface = cairo_recording_surface_create(CAIRO_CONTENT_ALPHA, nil)
    let cairo = cairo_create(surface)
    defer {
      cairo_destroy(cairo)
      cairo_surface_destroy(surface)
    }
    let layout = pango_layout_new(table.context)
    defer { guichet_object_release(UnsafeMutableRawPointer(layout)) }
    let font = pango_font_description_from_string(FontSet.families)
    pango_font_description_set_weight(font, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL)
    pango_font_description_set_absolute_size(font, size * magnification * Double(PANGO_SCALE))
    pango_layout_set_font_description(layout, font)
    pango_font_description_free(font)
    pango_layout_set_text(layout, text, Int32(text.utf8.count))
    let baseline = Double(pango_layout_get_baseline(layout)) / Double(PANGO_SCALE)
    var extent: Int32 = 0
    pango_layout_get_size(layout, &extent, nil)
    width = Double(extent) / Double(PANGO_SCALE) / magnification
    pango_cairo_layout_path(cairo, layout)
    guard let path = cairo_copy_path(cairo), path.pointee.status == CAIRO_STATUS_SUCCESS else {
      throw Fault("documents.drawing", "no outline for the text")
    }
    defer { cairo_path_destroy(path) }
    var elements: [Element] = []
    var index: Int32 = 0
    func point(_ offset: Int32) -> InkVector {
      InkVector(
        guichet_path_x(path, index + offset) / magnification,
        (baseline - guichet_path_y(path, index + offset)) / magnification)
    }
    while index < path.pointee.num_data {
      switch guichet_path_kind(path, index) {
      case Int32(CAIRO_PATH_MOVE_TO.rawValue): elements.append(.move(point(1)))
      case Int32(CAIRO_PATH_LINE_TO.rawValue): elements.append(.line(point(1)))
      case Int32(CAIRO_PATH_CURVE_TO.rawValue): elements.append(.curve(point(1), point(2), point(3)))
      default: elements.append(.close)
      }
      index += guichet_path_length(path, index)
    }
    self.elements = elements
  }

  /// Writes the outlines, moved to their place, and fills them.
  func write(into writer: inout OperatorWriter, placed: (InkVector) -> InkVector) {
    // cairo starts a new part after every close; one without a line in it is left out.
    var start: InkVector?
    func begin() {
      if let place = start { writer.move(placed(place)) }
      start = nil
    }
    for element in elements {
      switch element {
      case .move(let place): start = place
      case .line(let end):
        begin()
        writer.line(placed(end))
      case .curve(let first, let second, let end):
        begin()
        writer.curve(placed(first), placed(second), placed(end))
      case .close:
        if start == nil { writer.close() }
      }
    }
    writer.fill()
  }
}
