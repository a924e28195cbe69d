import CZlib
import Primitives

/// FlateDecode (ISO 32000-1 §7.4.4): zlib streams.
package enum Flate {
  /// Compresses at level 9; the same bytes always give the same stream (for one zlib version).
  package static func deflate(_ bytes: [UInt8]) -> [UInt8] {
    var size = compressBound(UInt(bytes.count))
    var out = [UInt8](repeating: 0, count: Int(size))
    let status = compress2(&out, &size, bytes, UInt(bytes.count), 9)
    precondition(status == Z_OK, "zlib cannot compress: \(status)")
    out.removeLast(out.count - Int(size))
    return out
  }

  /// - Parameter limit: the most bytes that may come out; a bomb is refused before it fills memory.
  /// - Throws: `Refusal` `pdf.stream`.
  package static func inflate(_ bytes: ArraySlice<UInt8>, limit: Int) throws -> [UInt8] {
    var out: [UInt8] = []
    var stream = z_stream()
    guard inflateInit_(&stream, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      throw Fault("pdf.zlib", "inflateInit failed")
    }
    defer { inflateEnd(&stream) }
    var input = Array(bytes)
    var chunk = [UInt8](repeating: 0, count: 32_768)
    var status = Z_OK
    try input.withUnsafeMutableBufferPointer { source in
      stream.next_in = source.baseAddress
      stream.avail_in = UInt32(source.count)
      while status != Z_STREAM_END {
        let count = chunk.withUnsafeMutableBufferPointer { target in
          stream.next_out = target.baseAddress
          stream.avail_out = UInt32(target.count)
          status = CZlib.inflate(&stream, Z_NO_FLUSH)
          return target.count - Int(stream.avail_out)
        }
        guard status == Z_OK || status == Z_STREAM_END, count > 0 || status == Z_STREAM_END else {
          throw PDFRefusal.stream("zlib \(status)")
        }
        guard out.count + count <= limit else { throw PDFRefusal.stream("> \(limit)") }
        out.append(contentsOf: chunk[..<count])
      }
      guard stream.avail_in == 0 else { throw PDFRefusal.stream("trailing") }
    }
    return out
  }
}
