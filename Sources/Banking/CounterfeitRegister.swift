import Primitives
import Seals
import Storage

/// Counterfeit money taken in (假币收缴): two of the bank before the holder's eyes, a register by serial number, and a
/// receipt that tells the holder of his right to an appraisal. Nothing is posted: it is not money.
package struct CounterfeitRegister: Sendable {
  package static let mostNotes = 100
  package static let mostListed = 500

  package struct Note: Sendable, Equatable {
    package enum Kind: String, Sendable, CaseIterable {
      /// Imitated (伪造), or made out of real money (变造).
      case forged, altered
    }

    /// Face value in minor units.
    package let denomination: Int64
    package let currency: Currency
    package let serial: String
    package let kind: Kind

    package init(_ denomination: Int64, _ currency: Currency, serial: String, kind: Kind) {
      self.denomination = denomination
      self.currency = currency
      self.serial = serial
      self.kind = kind
    }
  }

  /// The holder's data, sealed before the transaction.
  package struct Holder: Sendable {
    let id: CounterfeitID
    let documentType: DocumentType
    let documentSealed: [UInt8]
    let documentBlind: [UInt8]
    let nameSealed: [UInt8]
  }

  /// What the register and the receipt say; the holder masked.
  package struct Entry: Sendable, Equatable {
    package let id: CounterfeitID
    /// The receipt's number.
    package let number: JournalNumber
    package let tellerNumber: String
    package let secondNumber: String
    package let documentType: DocumentType
    package let documentMasked: String
    package let nameMasked: String
    package let notes: [Note]
    package let at: Moment
  }

  let ground: TillGround
  let field: FieldCipher
  let customers: CustomerRegister

  /// Checks and seals who the holder is. Call it before the transaction.
  ///
  /// - Throws: `Refusal` as `CustomerRegister.draft`.
  package func holder(
    _ type: DocumentType, _ number: String, name: String, id: CounterfeitID, entropy: any Entropy
  ) throws -> Holder {
    let (number, name) = (try CustomerText.document(type, number), try CustomerText.name(name))
    return Holder(
      id: id, documentType: type,
      documentSealed: try field.seal(Array(number.utf8), context: Self.context("document", id), entropy: entropy),
      documentBlind: customers.index(type, number),
      nameSealed: try field.seal(Array(name.utf8), context: Self.context("name", id), entropy: entropy))
  }

  /// Enters what was taken in and gives the receipt its number.
  ///
  /// - Throws: `Refusal` `counterfeit.notes`, `counterfeit.serial`, `counterfeit.recorded`, `till.second-person`,
  ///   `cash.unknown-denomination`, `cash.no-denominations`.
  @discardableResult
  package func takeIn(
    _ notes: [Note], from holder: Holder, second: SecondPerson, by actor: CounterActor, at now: Moment,
    in tx: any WriteTransaction
  ) throws -> Entry {
    let (institution, today) = (actor.institution, try ground.today(actor, in: tx))
    guard second.staff != actor.staff else { throw TillRefusal.samePerson }
    guard (1...Self.mostNotes).contains(notes.count) else { throw VoucherRefusal.notes }
    for note in notes {
      let known = try ground.parameters.denominations(of: note.currency, at: institution, on: today, in: tx)
      guard known.contains(note.denomination) else {
        throw CashRefusal.unknownDenomination(Money(minor: note.denomination, note.currency), known, "notes")
      }
      let isSerial = note.serial.utf8.allSatisfy { (48...57).contains($0) || (65...90).contains($0) }
      guard (1...20).contains(note.serial.utf8.count), isSerial else { throw VoucherRefusal.serial }
    }
    let number = try ground.numbers.allot(
      institution, today, caseID: CaseID(high: holder.id.high, low: holder.id.low), journal: nil, at: now, in: tx)
    try ground.numbers.end(number, .settled, at: now, in: tx)
    let made = try tx.query(
      VoucherTables.insertCounterfeit,
      [
        .institution(institution), .id(holder.id), .date(today), .int(number.sequence), .id(actor.staff),
        .text(actor.number), .id(second.staff), .text(second.number), .text(holder.documentType.rawValue),
        .bytes(holder.documentSealed), .bytes(holder.documentBlind), .bytes(holder.nameSealed), .moment(now),
      ])
    guard !made.isEmpty else { throw VoucherRefusal.recorded }
    for (line, note) in notes.enumerated() {
      try tx.execute(
        VoucherTables.insertCounterfeitNote,
        [
          .institution(institution), .id(holder.id), .int(line + 1), .text(note.currency.code),
          .int(note.denomination), .text(note.serial), .text(note.kind.rawValue),
        ])
    }
    try ground.audit.append(
      actor.entry(
        "counterfeit.taken-in", "counterfeit:\(holder.id)", at: now, today,
        ["receipt": "\(number)", "notes": "\(notes.count)", "second": second.number]), in: tx)
    return try find(holder.id, at: institution, in: tx)
  }

  /// - Throws: `Refusal` `counterfeit.unknown`.
  package func find(_ id: CounterfeitID, at institution: InstitutionID, in tx: any ReadTransaction) throws -> Entry {
    guard let row = try tx.first(VoucherTables.counterfeit, [.institution(institution), .id(id)]) else {
      throw VoucherRefusal.unknown
    }
    return try entry(row, in: tx)
  }

  /// The register of one day, in the order of the receipts.
  package func day(
    at institution: InstitutionID, on date: BusinessDate, in tx: any ReadTransaction
  ) throws -> [Entry] {
    try tx.query(VoucherTables.counterfeitsOfDay, [.institution(institution), .date(date), .int(Self.mostListed)])
      .map { try entry($0, in: tx) }
  }

  /// Where this serial number turned up before; counterfeits often share one.
  package func find(
    serial: String, at institution: InstitutionID, in tx: any ReadTransaction
  ) throws -> [Entry] {
    try tx.query(
      VoucherTables.counterfeitsBySerial, [.institution(institution), .text(serial), .int(Self.mostListed)]
    ).map { try entry($0, in: tx) }
  }

  private func entry(_ row: Row, in tx: any ReadTransaction) throws -> Entry {
    let (institution, id): (InstitutionID, CounterfeitID) = (try row.institution(0), try row.id(1))
    guard let type = DocumentType(rawValue: try row.text(6)) else {
      throw Fault("storage.row", "unknown document type of a counterfeit record")
    }
    let notes = try tx.query(VoucherTables.counterfeitNotes, [.institution(institution), .id(id)]).map { line in
      guard let kind = Note.Kind(rawValue: try line.text(3)) else {
        throw Fault("storage.row", "unknown kind of a counterfeit note")
      }
      return Note(try line.int(1), try line.currency(0), serial: try line.text(2), kind: kind)
    }
    return Entry(
      id: id, number: JournalNumber(outlet: institution, businessDate: try row.date(2), sequence: try row.int(3)),
      tellerNumber: try row.text(4), secondNumber: try row.text(5), documentType: type,
      documentMasked: CustomerText.maskedDocument(type, try clear(try row.bytes(7), "document", id)),
      nameMasked: CustomerText.maskedName(try clear(try row.bytes(8), "name", id)), notes: notes,
      at: try row.moment(9))
  }

  private func clear(_ sealed: [UInt8], _ column: String, _ id: CounterfeitID) throws -> String {
    String(decoding: try field.open(sealed, context: Self.context(column, id)), as: UTF8.self)
  }

  private static func context(_ column: String, _ id: CounterfeitID) -> String {
    "counterfeit_receipts.\(column).\(id)"
  }
}

package enum CounterfeitKind {}
package typealias CounterfeitID = EntityID<CounterfeitKind>
