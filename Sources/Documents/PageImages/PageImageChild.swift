import CPangoCairo
import CPoppler
import Foundation
import Primitives

/// The child's side (`guichet page-images`): reads files from its standard input and answers with images. It
/// has no keys, no database and an almost empty environment, since poppler is a large C++ parser
/// (DECISIONS 20); images of papers are decoded here for the same reason.
package enum PageImageChild {
  /// Address space of the child; more than the largest page needs.
  static let memory: UInt64 = 2 << 30

  /// Serves until its input ends.
  ///
  /// - Returns: the exit code: 0 when the parent closed the connection between two requests.
  package static func run() -> Int32 {
    guard guichet_confine(memory) == 0 else { return 3 }
    while true {
      guard let head = read(PageImageRequest.headLength) else { return 0 }
      guard let (page, dpi, length) = PageImageRequest.limits(head: head), let file = read(length) else { return 2 }
      let answer = page == 0 ? clean(file) : draw(PageImageRequest(page: page, dpi: dpi, file: file))
      guard write(answer.head), write(answer.bytes) else { return 1 }
    }
  }

  /// An image of a paper, decoded and encoded anew.
  static func clean(_ file: [UInt8]) -> PageImageAnswer {
    do {
      return PageImageAnswer(try ImageCleaning.clean(file))
    } catch {
      return PageImageAnswer(outcome: .unreadable, bytes: [])
    }
  }

  /// One page as PNG, in this process.
  static func draw(_ request: PageImageRequest) -> PageImageAnswer {
    func no(_ outcome: PageImageAnswer.Outcome) -> PageImageAnswer { PageImageAnswer(outcome: outcome, bytes: []) }
    let bytes = g_bytes_new(request.file, gsize(request.file.count))
    defer { g_bytes_unref(bytes) }
    var error: UnsafeMutablePointer<GError>?
    guard let document = poppler_document_new_from_bytes(bytes, nil, &error) else {
      g_clear_error(&error)
      return no(.unreadable)
    }
    defer { guichet_poppler_release(UnsafeMutableRawPointer(document)) }
    let pages = Int(poppler_document_get_n_pages(document))
    guard pages <= PageImageRequest.mostPages else { return no(.tooLarge) }
    guard request.page <= pages, let page = poppler_document_get_page(document, Int32(request.page - 1)) else {
      return no(.noSuchPage)
    }
    defer { guichet_poppler_release(UnsafeMutableRawPointer(page)) }
    return draw(page, dpi: request.dpi)
  }

  private static func draw(_ page: OpaquePointer, dpi: Int) -> PageImageAnswer {
    var (width, height) = (0.0, 0.0)
    poppler_page_get_size(page, &width, &height)
    let scale = Double(dpi) / 72
    let (columns, rows) = ((width * scale).rounded(.up), (height * scale).rounded(.up))
    guard columns >= 1, rows >= 1, columns * rows <= Double(PageImageRequest.mostPixels), columns <= 20_000,
      rows <= 20_000
    else { return PageImageAnswer(outcome: .tooLarge, bytes: []) }
    let surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(columns), Int32(rows))
    let cairo = cairo_create(surface)
    defer { cairo_surface_destroy(surface) }
    cairo_set_source_rgb(cairo, 1, 1, 1)
    cairo_paint(cairo)
    cairo_scale(cairo, scale, scale)
    poppler_page_render(page, cairo)
    let status = cairo_status(cairo)
    cairo_destroy(cairo)
    cairo_surface_flush(surface)
    guard status == CAIRO_STATUS_SUCCESS, let pixels = cairo_image_surface_get_data(surface) else {
      return PageImageAnswer(outcome: .broken, bytes: [])
    }
    var out = guichet_buffer(bytes: nil, count: 0, room: 0)
    defer { free(out.bytes) }
    let stride = cairo_image_surface_get_stride(surface)
    guard guichet_png_write(pixels, Int32(columns), Int32(rows), stride, &out) == 0, let bytes = out.bytes else {
      return PageImageAnswer(outcome: .broken, bytes: [])
    }
    return PageImageAnswer(outcome: .drawn, bytes: Array(UnsafeBufferPointer(start: bytes, count: out.count)))
  }

  private static func read(_ count: Int) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    var done = 0
    while done < count {
      let got = bytes.withUnsafeMutableBytes { Foundation.read(0, $0.baseAddress! + done, count - done) }
      if got < 0 && errno == EINTR { continue }
      guard got > 0 else { return nil }
      done += got
    }
    return bytes
  }

  private static func write(_ bytes: [UInt8]) -> Bool {
    var done = 0
    while done < bytes.count {
      let put = bytes.withUnsafeBytes { Foundation.write(1, $0.baseAddress! + done, bytes.count - done) }
      if put < 0 && errno == EINTR { continue }
      guard put > 0 else { return false }
      done += put
    }
    return true
  }
}
