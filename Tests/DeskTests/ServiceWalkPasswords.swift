import Banking
import Catalog
import Desk
import Primitives
import TestCounter
import Testing

extension ServiceWalkTests {
  /// Setting, changing and resetting a password; and every service that asks for one (BC-070, SC-105, PC-019).
  func walkPasswords(_ walk: Walk, other: String) async throws -> Set<String> {
    var done: Set<String> = []
    func go(_ service: String, _ form: [String: String], typed: [String] = []) async throws -> Case {
      done.insert(service)
      return try await walk.go(service, form, typed: typed)
    }
    var form = TestCounter.openingForm
    (form["documentNumber"], form["customerName"], form["phone"]) = ("110101199003070011", "韩梅梅", nil)
    form["password"] = "set"
    let account = try await go("account-open", form, typed: ["271828"]).accountNumber ?? ""
    let identity = ["account": account, "identityCheck": "original-seen", "identityResult": "agrees"]
    #expect(try await walk.refused("password-set", identity) == ["password.already-set"])
    _ = try await go("password-change", identity, typed: ["271828", "314159"])
    let reset = try await go("password-reset", identity, typed: ["161803"])
    #expect(reset.facts["approvedBy"]?.contains("授权 approved") == true)

    _ = try await go("cash-deposit", TestCounter.deposit(account, notes: 100))
    _ = try await go("cash-withdrawal", TestCounter.deposit(account, notes: 1), typed: ["161803"])
    _ = try await go(
      "transfer", ["account": account, "payeeAccount": other, "payeeName": "李雷", "amount": "1"], typed: ["161803"])
    let time = try await go(
      "time-open", ["account": account, "amount": "1000", "tenor": "1y", "instruction": "payOut"])
    _ = try await go(
      "time-draw", ["deposit": time.facts["depositNumber"] ?? "", "amount": "1000"], typed: ["161803"])
    let either = try await go("demand-or-time-open", ["account": account, "amount": "500"])
    _ = try await go(
      "demand-or-time-draw", ["deposit": either.facts["depositNumber"] ?? "", "amount": "500"], typed: ["161803"])
    let instalment = try await go("instalment-open", ["account": account, "amount": "200", "tenor": "1y"])
    _ = try await go(
      "instalment-draw", ["deposit": instalment.facts["depositNumber"] ?? "", "amount": "200"], typed: ["161803"])
    let closed = try await go(
      "account-close",
      ["account": account, "payout": "cash", "amount": "9899", "denominations": "100*98,50*1,10*4,1*9"],
      typed: ["161803"])
    #expect(closed.facts["total"] == "9,899.00 CNY")

    (form["documentNumber"], form["customerName"], form["password"]) = ("440524199001010018", "林涛", "none")
    let plain = try await go("account-open", form).accountNumber ?? ""
    let holder = ["account": plain, "identityCheck": "original-seen", "identityResult": "agrees"]
    #expect(try await walk.refused("password-change", holder) == ["password.none"])
    #expect(try await walk.refused("password-reset", holder) == ["password.none"])
    _ = try await go("password-set", holder, typed: ["141421"])
    return done
  }
}
