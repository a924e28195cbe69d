/// Writes the canonical binary form that is hashed: big-endian integers, every variable part with its
/// length before it, so that no two different records share a form.
package struct ByteWriter: Sendable {
  package private(set) var bytes: [UInt8] = []

  package init() {}

  package mutating func int(_ value: Int64) {
    for shift in stride(from: 56, through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: value >> Int64(shift))) }
  }

  package mutating func blob(_ value: some Collection<UInt8>) {
    int(Int64(value.count))
    bytes.append(contentsOf: value)
  }

  package mutating func text(_ value: String) { blob(Array(value.utf8)) }

  package mutating func optional(_ value: String?) {
    int(value == nil ? 0 : 1)
    if let value { text(value) }
  }
}
