import Primitives
import Seals

/// A file as the archive stores it: encrypted under a key of its own, the key wrapped by the archive's key
/// (DECISIONS 5). Made outside any transaction.
package struct SealedFile: Sendable, Equatable {
  /// SHA-256 of the plain file: its name.
  package let hash: [UInt8]
  /// Bytes of the plain file.
  package let size: Int
  package let wrappedKey: [UInt8]
  package let body: [UInt8]

  package static let largest = 16 << 20

  /// - Throws: `Refusal` `archive.too-large`; `Fault` `seals.encrypt`.
  init(sealing file: [UInt8], under archive: FieldCipher, entropy: any Entropy) throws {
    guard !file.isEmpty, file.count <= Self.largest else { throw ArchiveRefusal.tooLarge(file.count) }
    let key = entropy.bytes(32)
    hash = Digest.sha256(file)
    size = file.count
    let name = Hex.encode(hash)
    body = try FieldCipher(key: key).seal(file, context: Self.bodyContext(name), entropy: entropy)
    wrappedKey = try archive.seal(key, context: Self.keyContext(name), entropy: entropy)
  }

  init(hash: [UInt8], size: Int, wrappedKey: [UInt8], body: [UInt8]) {
    self.hash = hash
    self.size = size
    self.wrappedKey = wrappedKey
    self.body = body
  }

  /// The plain file, after its hash was compared with its name.
  ///
  /// - Throws: `Fault` `archive.unreadable` when a key or the content does not open, `archive.altered` when the
  ///   content is another one.
  func opened(with archive: FieldCipher) throws -> [UInt8] {
    let name = Hex.encode(hash)
    let file: [UInt8]
    do {
      let key = try archive.open(wrappedKey, context: Self.keyContext(name))
      guard key.count == 32 else { throw Fault("archive.unreadable", "key of \(name) has \(key.count) bytes") }
      file = try FieldCipher(key: key).open(body, context: Self.bodyContext(name))
    } catch let fault as Fault {
      throw Fault("archive.unreadable", "file \(name): \(fault.detail)")
    }
    guard file.count == size, Digest.equal(Digest.sha256(file), hash) else {
      throw Fault("archive.altered", "file \(name) is not what its name says")
    }
    return file
  }

  private static func bodyContext(_ name: String) -> String { "archive/\(name)" }
  private static func keyContext(_ name: String) -> String { "archive-key/\(name)" }
}
