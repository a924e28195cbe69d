import Ledger
import Primitives
import Storage

/// Cash between two tellers of one outlet (柜员调拨): held out by one, taken or refused by the other, who sees
/// the count and confirms it. Until then the pieces lie in the giver's box, promised. Both names are on record.
package struct TillOffers: Sendable {
  package static let transferCode = 1467

  let ground: TillGround

  /// Holds pieces out to a colleague with an open till at the same outlet.
  ///
  /// - Throws: `Refusal` `till.closed`, `till.nothing`, `till.no-currency`, `till.pieces-missing`,
  ///   `offer.to-oneself`, `offer.receiver-closed`, `offer.exists`, `cash.unknown-denomination`.
  @discardableResult
  package func offer(
    _ pieces: CashCount, to receiver: StaffID, id: OfferID, by actor: CounterActor, at now: Moment,
    in tx: any WriteTransaction
  ) throws -> TillOffer {
    let today = try ground.today(actor, in: tx)
    let view = try ground.ownBox(actor, in: tx)
    guard receiver != actor.staff else { throw TillRefusal.toOneself }
    guard let other = try ground.tills.box(of: receiver, in: tx), other.institution == actor.institution else {
      throw TillRefusal.receiverClosed
    }
    _ = try ground.drawer(pieces.currency, of: try ground.tills.view(other, in: tx))
    _ = try ground.check([pieces], at: actor.institution, today, in: tx)
    try ground.requireFree(pieces, in: view, tx: tx)
    let made = try tx.query(
      TillTables.insertOffer,
      [
        .institution(actor.institution), .id(id), .int(view.box.box), .int(view.box.session), .id(actor.staff),
        .text(actor.number), .id(receiver), .text(pieces.currency.code), .text(pieces.stored), .moment(now),
      ])
    guard !made.isEmpty else { throw TillRefusal.offerTwice }
    try ground.audit.append(
      actor.entry(
        "till.offered", ground.subject(view.box), at: now, today,
        ["offer": "\(id)", "to": "\(other.box)", "amount": "\(pieces.total)"]), in: tx)
    return try find(id, at: actor.institution, lock: false, in: tx)
  }

  /// The receiver has counted the pieces and takes them into his box: one posting between the two tills.
  ///
  /// - Throws: `Refusal` `offer.unknown`, `offer.ended`, `till.closed`, `till.no-currency`, `till.limit`,
  ///   `banking.key-reused`; `Fault` `till.broken`.
  @discardableResult
  package func accept(_ id: OfferID, _ deed: CashDeed, in tx: any WriteTransaction) throws -> JournalNumber {
    let (institution, today) = (deed.actor.institution, try ground.today(deed.actor, in: tx))
    let offer = try open(id, at: institution, in: tx)
    guard offer.receiver == deed.actor.staff else { throw TillRefusal.offerUnknown }
    let view = try ground.ownBox(deed.actor, in: tx)
    guard let from = try ground.tills.find(institution, offer.box, lock: true, in: tx), from.teller == offer.giver,
      from.session == offer.session
    else { throw CashRefusal.tillChanged }
    let (currency, total, box) = (offer.pieces.currency, offer.pieces.total, view.box)
    let held = try ground.drawer(currency, of: view)
    try ground.limits.requireRoom(for: total, beside: held.total, at: institution, today, in: tx)
    try end(offer, .accepted, by: deed.actor.staff, into: box.box, at: deed.at, in: tx)
    let number = try ground.post(
      deed, code: Self.transferCode,
      [
        .debit(BankChart.till(institution, box: box.box, currency), total),
        .credit(BankChart.till(institution, box: from.box, currency), total),
      ], today, in: tx)
    let none = CashCount(currency)
    try ground.cash.move(institution, from.box, received: none, given: offer.pieces, in: tx)
    try ground.cash.move(institution, box.box, received: offer.pieces, given: none, in: tx)
    for one in [from, box] { try ground.cash.prove(institution, one.box, currency, in: tx) }
    try tx.execute(
      TillTables.insertMovement,
      [
        .institution(institution), .date(today), .int(number.sequence), .text(currency.code),
        .text(TillMovement.Kind.transfer.rawValue), .int(from.box), .int(from.session), .id(offer.giver),
        .int(box.box), .id(deed.actor.staff), .text(""), .text(offer.pieces.stored), .moment(deed.at),
      ])
    try ground.record(
      deed, "till.transfer", ground.subject(box), today,
      ["offer": "\(id)", "from": offer.giverNumber, "amount": "\(total)", "journal": "\(number)"], in: tx)
    return number
  }

  /// The receiver does not take the pieces.
  ///
  /// - Throws: `Refusal` `offer.unknown`, `offer.ended`.
  package func refuse(_ id: OfferID, by actor: CounterActor, at now: Moment, in tx: any WriteTransaction) throws {
    let offer = try open(id, at: actor.institution, in: tx)
    guard offer.receiver == actor.staff else { throw TillRefusal.offerUnknown }
    try giveBack(offer, .refused, actor, at: now, in: tx)
  }

  /// The giver keeps the pieces.
  ///
  /// - Throws: `Refusal` `offer.unknown`, `offer.ended`.
  package func withdraw(_ id: OfferID, by actor: CounterActor, at now: Moment, in tx: any WriteTransaction) throws {
    let offer = try open(id, at: actor.institution, in: tx)
    guard offer.giver == actor.staff else { throw TillRefusal.offerUnknown }
    try giveBack(offer, .withdrawn, actor, at: now, in: tx)
  }

  /// Open offers this teller has made or been made, the oldest first.
  package func waiting(
    for teller: StaffID, at institution: InstitutionID, in tx: any ReadTransaction
  ) throws -> [TillOffer] {
    try tx.query(TillTables.openOffers, [.institution(institution), .id(teller)]).map(Self.offer)
  }

  private func giveBack(
    _ offer: TillOffer, _ state: TillOffer.State, _ actor: CounterActor, at now: Moment, in tx: any WriteTransaction
  ) throws {
    try end(offer, state, by: actor.staff, into: nil, at: now, in: tx)
    try ground.audit.append(
      actor.entry(
        "till.offer-\(state.rawValue)", "till:\(offer.institution)-\(offer.box)", at: now,
        try ground.today(actor, in: tx), ["offer": "\(offer.id)", "amount": "\(offer.pieces.total)"]), in: tx)
  }

  private func find(
    _ id: OfferID, at institution: InstitutionID, lock: Bool, in tx: any ReadTransaction
  ) throws -> TillOffer {
    guard let row = try tx.first(TillTables.offer, [.institution(institution), .id(id)], lock: lock) else {
      throw TillRefusal.offerUnknown
    }
    return try Self.offer(row)
  }

  private func open(_ id: OfferID, at institution: InstitutionID, in tx: any WriteTransaction) throws -> TillOffer {
    let offer = try find(id, at: institution, lock: true, in: tx)
    guard offer.state == .open else { throw TillRefusal.offerEnded(offer.state.rawValue) }
    return offer
  }

  private func end(
    _ offer: TillOffer, _ state: TillOffer.State, by staff: StaffID, into box: Int64?, at now: Moment,
    in tx: any WriteTransaction
  ) throws {
    let ended = try tx.query(
      TillTables.endOffer,
      [.institution(offer.institution), .id(offer.id), .text(state.rawValue), .moment(now), .id(staff), .int(box)])
    guard !ended.isEmpty else { throw TillRefusal.offerEnded(state.rawValue) }
  }

  private static func offer(_ row: Row) throws -> TillOffer {
    guard let state = TillOffer.State(rawValue: try row.text(9)) else {
      throw Fault("storage.row", "unknown state of an offer")
    }
    return TillOffer(
      id: try row.id(1), institution: try row.institution(0), box: try row.int(2), session: try row.int(3),
      giver: try row.id(4), giverNumber: try row.text(5), receiver: try row.id(6),
      pieces: try CashCount(stored: try row.text(8), try row.currency(7)), state: state,
      offeredAt: try row.moment(10), endedAt: try row.optionalMoment(11))
  }
}
