import Access
import Desk
import HTTPTypes
import Hummingbird
import Primitives

/// After the idle lock: the password again, and back to where one was.
struct UnlockPages: Sendable {
  let kit: PageKit
  let gate: AnonymousGate

  private var desks: Desks { kit.desks }

  var routes: [Route] {
    [
      Route(.get, "/unlock", .signedOnOrLocked, "解锁页", "Unlock page") { [self] call in
        let signOn = try call.signOn
        guard desks.door.idle.isLocked(signOn.tokenHash, at: desks.house.time.now) else {
          return Answer.seeOther(SignOnPages.safe(call.query["back"]))
        }
        return page(call, signOn, back: call.query["back"])
      },
      Route(.post, "/unlock", .signedOnOrLocked, "解锁", "Unlock", body: .form) { [self] call in
        try await unlock(call)
      },
    ]
  }

  private func page(_ call: Call, _ signOn: SignOn, back: String?, problem: (any Error)? = nil) -> Response {
    kit.bare(
      "unlock/page", call, title: "unlock_title",
      [
        "staffName": signOn.staff.name, "staffNumber": signOn.staff.number,
        "outletName": kit.form(call)(signOn.institution.name), "back": SignOnPages.safe(back),
      ], problem: problem)
  }

  private func unlock(_ call: Call) async throws -> Response {
    do {
      _ = try await desks.door.unlock(call.token, password: call.form["password"] ?? "")
      return Answer.seeOther(SignOnPages.safe(call.form["back"]))
    } catch let refusal as Refusal where refusal.code != "access.not-signed-on" {
      let tooMany = refusal.kind == .unauthenticated && gate.denied(call.address, at: desks.house.time.now)
      return page(
        call, try call.signOn, back: call.form["back"], problem: tooMany ? WebRefusal.tooManyDenials : refusal)
    }
  }
}
