import Access
import Banking
import Desk
import Primitives

/// The context of one deed's form, and of what waits between colleagues.
struct TillDeedSheet: Sendable {
  let desks: Desks
  let reader: ReaderForm

  /// What the page of an open till says beside the customers' business.
  func side(_ signOn: SignOn) async throws -> PageContext {
    let book = try await desks.tills.book(by: signOn)
    let offers = try await desks.tills.offers(by: signOn)
    let moves = book.moves.map { move -> PageContext in
      let isOut = move.kind == .handUp || (move.kind == .transfer && move.teller == signOn.staff.id)
      let count = move.received.isEmpty ? move.given : move.received
      return [
        "time": reader.time(move.at), "what": reader.text("till_move_\(Self.word(move.kind))"),
        "number": "\(move.number)", "pieces": count.text,
        "in": isOut ? "" : reader.money(count.total),
        "out": isOut || move.kind == .exchange ? reader.money(count.total) : "",
      ]
    }
    return [
      "excess": book.excess.map { ["amount": reader.money($0)] as PageContext }, "hasExcess": !book.excess.isEmpty,
      "moves": moves, "hasMoves": !moves.isEmpty,
      "offers": offers.map { offer in
        [
          "id": "\(offer.id)", "giver": offer.giverNumber, "amount": reader.money(offer.pieces.total),
          "pieces": offer.pieces.text, "isOwn": offer.giver == signOn.staff.id,
        ] as PageContext
      }, "hasOffers": !offers.isEmpty,
    ]
  }

  private static func word(_ kind: TillMovement.Kind) -> String {
    switch kind {
    case .draw: "draw"
    case .handUp: "hand_up"
    case .transfer: "give"
    case .exchange: "exchange"
    }
  }

  /// The form itself; nil for a view that has none.
  func form(
    _ view: TillPages.View, _ signOn: SignOn, grids: [PageContext], given: [PageContext], _ call: Call
  ) async throws -> PageContext? {
    let (name, action): (String, String)
    switch view {
    case .draw: (name, action) = ("draw", "/till/draw")
    case .handUp: (name, action) = ("hand_up", "/till/hand-up")
    case .give: (name, action) = ("give", "/till/offer")
    case .exchange: (name, action) = ("exchange", "/till/exchange")
    case .seal: (name, action) = ("seal", "/till/seal")
    case .unseal: (name, action) = ("unseal", "/till/unsealing")
    case .moves, .holdings, .closing: return nil
    }
    let colleagues = view == .give ? try await desks.tills.colleagues(by: signOn) : []
    let chosen = call.form["receiver"] ?? ""
    return [
      "action": action, "title": reader.text("till_\(name)"), "hint": reader.text("till_\(name)_do"), "grids": grids,
      "given": given, "isExchange": view == .exchange, "isGive": view == .give, "isSeal": view == .seal,
      "isUnseal": view == .unseal, "box": call.form["box"] ?? call.query["box"] ?? "",
      "seal": call.form["seal"] ?? "", "hasColleagues": !colleagues.isEmpty,
      "colleagues": colleagues.map { one in
        [
          "number": one.staff.number, "name": one.staff.name, "box": "\(one.box)",
          "chosen": chosen == one.staff.number,
        ] as PageContext
      },
    ]
  }
}
