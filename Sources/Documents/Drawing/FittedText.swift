import CPangoCairo
import Primitives

/// How a piece of text looks.
struct TextStyle {
  enum Alignment { case left, centre, right }

  let size: Double
  var bold = false
  var ink = Palette.ink
  var alignment = Alignment.left
  /// Text that is too wide shrinks to this part of its size before it wraps.
  var smallest = 0.8

  func bolder() -> TextStyle {
    var style = self
    style.bold = true
    return style
  }
}

/// A colour of the page, 0…1 each.
struct PageColour {
  let red: Double
  let green: Double
  let blue: Double
}

/// The few colours of a voucher: ink on white, one accent, hairlines (SCREENS.md, "Language").
enum Palette {
  static let ink = PageColour(red: 0.10, green: 0.12, blue: 0.14)
  static let quiet = PageColour(red: 0.38, green: 0.41, blue: 0.44)
  static let accent = PageColour(red: 0.04, green: 0.33, blue: 0.36)
  static let hairline = PageColour(red: 0.76, green: 0.79, blue: 0.80)
  static let label = PageColour(red: 0.955, green: 0.965, blue: 0.965)
  static let panel = PageColour(red: 0.925, green: 0.953, blue: 0.95)
}

/// Text measured into a width: on one line if it fits, else smaller, else wrapped. Nothing is ever cut off.
final class FittedText {
  let height: Double
  let lines: Int
  let widest: Double
  private let layout: OpaquePointer
  private let style: TextStyle
  private let width: Double

  init(_ text: String, _ style: TextStyle, width: Double, on table: DrawingTable) {
    self.style = style
    self.width = width
    layout = pango_layout_new(table.context)
    let clean = Self.printable(text)
    pango_layout_set_text(layout, clean, Int32(clean.utf8.count))
    Self.setFont(layout, style, size: style.size)
    var size = Self.measure(layout)
    if size.width > width {
      let wanted = max(style.smallest, width / size.width * 0.995)
      Self.setFont(layout, style, size: style.size * wanted)
      size = Self.measure(layout)
    }
    if size.width > width {
      pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR)
      pango_layout_set_width(layout, Int32(width * Double(PANGO_SCALE)))
      size = Self.measure(layout)
    }
    height = size.height
    widest = size.width
    lines = Int(pango_layout_get_line_count(layout))
  }

  deinit { guichet_object_release(UnsafeMutableRawPointer(layout)) }

  /// Control characters and invisible direction marks could hide what is signed; they become a visible box.
  static func printable(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { scalar in
          switch scalar.properties.generalCategory {
          case .control where scalar == "\n": scalar
          case .control, .format, .privateUse, .surrogate, .unassigned, .lineSeparator, .paragraphSeparator: "□"
          default: scalar
          }
        }))
  }

  /// Draws with the upper left corner at (`x`, `y`).
  func draw(on cairo: OpaquePointer, x: Double, y: Double) {
    let shift: Double =
      switch style.alignment {
      case .left: 0
      case .centre: (width - widest) / 2
      case .right: width - widest
      }
    cairo_set_source_rgb(cairo, style.ink.red, style.ink.green, style.ink.blue)
    cairo_move_to(cairo, x + max(0, shift), y)
    pango_cairo_show_layout(cairo, layout)
  }

  private static func setFont(_ layout: OpaquePointer, _ style: TextStyle, size: Double) {
    let font = pango_font_description_from_string(FontSet.families)
    pango_font_description_set_weight(font, style.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL)
    pango_font_description_set_size(font, Int32(size * Double(PANGO_SCALE)))
    pango_layout_set_font_description(layout, font)
    pango_font_description_free(font)
    // Noto’s own line is 1.45 em high, too airy for a form.
    pango_layout_set_line_spacing(layout, 0.92)
    switch style.alignment {
    case .left: pango_layout_set_alignment(layout, PANGO_ALIGN_LEFT)
    case .centre: pango_layout_set_alignment(layout, PANGO_ALIGN_CENTER)
    case .right: pango_layout_set_alignment(layout, PANGO_ALIGN_RIGHT)
    }
  }

  private static func measure(_ layout: OpaquePointer) -> (width: Double, height: Double) {
    var width: Int32 = 0
    var height: Int32 = 0
    pango_layout_get_size(layout, &width, &height)
    return (Double(width) / Double(PANGO_SCALE), Double(height) / Double(PANGO_SCALE))
  }
}
