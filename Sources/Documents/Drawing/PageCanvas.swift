import CPangoCairo
import Primitives

/// An A4 PDF that cairo writes into memory.
final class PageCanvas {
  /// A4 in points (ISO 216: 210 × 297 mm).
  static let width = 595.276
  static let height = 841.89

  let cairo: OpaquePointer
  private let surface: OpaquePointer
  private let output: ByteSink

  init(title: String, createdAt: Moment) throws {
    output = ByteSink()
    let sink = Unmanaged.passUnretained(output).toOpaque()
    surface = cairo_pdf_surface_create_for_stream(ByteSink.write, sink, Self.width, Self.height)
    cairo = cairo_create(surface)
    cairo_pdf_surface_restrict_to_version(surface, CAIRO_PDF_VERSION_1_5)
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, title)
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "Guichet")
    // Without it cairo writes the machine's clock into the file.
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, createdAt.iso8601)
  }

  deinit {
    cairo_destroy(cairo)
    cairo_surface_destroy(surface)
  }

  func endPage() { cairo_show_page(cairo) }

  /// - Throws: `Fault` `documents.drawing` with cairo's own words.
  func finish() throws -> [UInt8] {
    cairo_surface_finish(surface)
    for status in [cairo_status(cairo), cairo_surface_status(surface)] where status != CAIRO_STATUS_SUCCESS {
      throw Fault("documents.drawing", String(cString: cairo_status_to_string(status)))
    }
    return output.bytes
  }

  func fill(x: Double, y: Double, width: Double, height: Double, _ colour: PageColour) {
    cairo_set_source_rgb(cairo, colour.red, colour.green, colour.blue)
    cairo_rectangle(cairo, x, y, width, height)
    cairo_fill(cairo)
  }

  func line(from: (Double, Double), to: (Double, Double), width: Double = 0.6, _ colour: PageColour) {
    cairo_set_source_rgb(cairo, colour.red, colour.green, colour.blue)
    cairo_set_line_width(cairo, width)
    cairo_move_to(cairo, from.0, from.1)
    cairo_line_to(cairo, to.0, to.1)
    cairo_stroke(cairo)
  }

  func frame(x: Double, y: Double, width: Double, height: Double, line: Double = 0.6, _ colour: PageColour) {
    cairo_set_source_rgb(cairo, colour.red, colour.green, colour.blue)
    cairo_set_line_width(cairo, line)
    cairo_rectangle(cairo, x, y, width, height)
    cairo_stroke(cairo)
  }
}

/// Collects what cairo writes.
final class ByteSink {
  fileprivate(set) var bytes: [UInt8] = []

  static let write: cairo_write_func_t = { closure, data, length in
    guard let closure, let data else { return CAIRO_STATUS_WRITE_ERROR }
    let sink = Unmanaged<ByteSink>.fromOpaque(closure).takeUnretainedValue()
    sink.bytes.append(contentsOf: UnsafeBufferPointer(start: data, count: Int(length)))
    return CAIRO_STATUS_SUCCESS
  }
}
