import Primitives
import Seals
import Testing

@Suite struct PasswordSealTests {
  @Test(
    "argon2id accepts the vectors of the reference implementation, with their own parameters",
    arguments: [
      "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
      "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
    ])
  func vectors(encoded: String) {
    #expect(PasswordSeal.matches("password", encoded))
    #expect(!PasswordSeal.matches("Password", encoded))
    #expect(PasswordSeal.isOutdated(encoded))
  }

  @Test("a seal opens with its own password only, and two seals of one password differ")
  func roundTrip() throws {
    let entropy = SystemEntropy()
    let first = try PasswordSeal.hash("柜员密码 correct horse", entropy: entropy)
    let second = try PasswordSeal.hash("柜员密码 correct horse", entropy: entropy)
    #expect(first.hasPrefix("$argon2id$v=19$m=19456,t=2,p=1$"))
    #expect(first != second)
    #expect(!PasswordSeal.isOutdated(first))
    #expect(PasswordSeal.matches("柜员密码 correct horse", first))
    #expect(PasswordSeal.matches("柜员密码 correct horse", second))
    #expect(!PasswordSeal.matches("柜员密码 correct hors", first))
    #expect(!PasswordSeal.matches("", first))
  }

  @Test(
    "a damaged seal, another method or an unreasonable cost never matches",
    arguments: [
      "", "password", "$argon2id$", "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$",
      // argon2i and argon2d are other methods.
      "$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ$iekCn0Y3spW+sCcFanM2xBT63UP2sghkUoHLIUpWRS8",
      // A seal asking for 4 GiB, or for a million passes, would stop the counter.
      "$argon2id$v=19$m=4194304,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
      "$argon2id$v=19$m=256,t=1000000,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
      "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/5",
    ])
  func refused(encoded: String) {
    #expect(!PasswordSeal.matches("password", encoded))
  }
}
