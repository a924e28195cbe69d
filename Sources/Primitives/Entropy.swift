import Synchronization

/// Where randomness comes from. Injected; `Seals` gives the cryptographic one, tests a seeded one.
package protocol Entropy: Sendable {
  func bytes(_ count: Int) -> [UInt8]
}

/// A reproducible source for tests and rehearsals (SplitMix64); never for keys.
package final class SeededEntropy: Entropy {
  private let state: Mutex<UInt64>

  package init(seed: UInt64) { state = Mutex(seed) }

  package func bytes(_ count: Int) -> [UInt8] {
    state.withLock { state in
      var out: [UInt8] = []
      out.reserveCapacity(count)
      while out.count < count {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        z ^= z >> 31
        for shift in 0..<8 where out.count < count { out.append(UInt8(truncatingIfNeeded: z >> (8 * shift))) }
      }
      return out
    }
  }

  /// A number below `limit`, evenly enough for tests.
  package func below(_ limit: Int) -> Int {
    Int(bytes(8).reduce(0) { $0 << 8 | UInt64($1) } % UInt64(limit))
  }
}
