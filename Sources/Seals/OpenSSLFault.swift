import COpenSSL
import Primitives

enum OpenSSLFault {
  /// A fault with OpenSSL's own reason, and this thread's error queue left empty.
  static func make(_ code: String, _ what: String) -> Fault {
    var text = [CChar](repeating: 0, count: 256)
    let number = ERR_get_error()
    ERR_clear_error()
    guard number != 0 else { return Fault(code, what) }
    ERR_error_string_n(number, &text, text.count)
    let reason = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return Fault(code, "\(what): \(reason)")
  }
}
