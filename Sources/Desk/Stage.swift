import Banking
import Catalog
import Primitives

/// What the customer's screen shows and the teller's mirror repeats: always a whole snapshot, never a
/// change to one (DECISIONS 24).
package struct Stage: Sendable, Equatable {
  package enum Phase: String, Sendable {
    /// `waiting`: the centre has not said yet whether the settlement happened.
    /// `filling`: the customer completes the form; `filled`: he has given it back.
    /// `password`: the customer types what the case asks for.
    case idle, filling, filled, password, reading, signing, confirming, sealing, waiting, done, refused, interrupted
  }

  package struct KeyFact: Sendable, Equatable {
    package let label: Bilingual
    package let value: String
    package let bold: Bool

    package init(label: Bilingual, value: String, bold: Bool) {
      self.label = label
      self.value = value
      self.bold = bold
    }
  }

  /// What the customer types now; only his own screen is told.
  package struct PasswordSight: Sendable, Equatable {
    package let step: PasswordDemand.Step
    /// Middle hidden.
    package let account: String
    /// Tries left today, once an entry was wrong.
    package var left: Int?
  }

  /// The part of a form that the customer completes.
  package struct FormSight: Sendable, Equatable {
    package let fields: [FieldDefinition]
    /// For the choice of a currency: what the service offers.
    package let currencies: [Currency]
    /// By field: what stands there, from the teller, from what the bank knows and from the customer.
    package var values: [String: String]
    /// By field: what is wrong with it.
    package var problems: [String: Refusal] = [:]
  }

  /// One case on the screen. Holds personal data: it goes to the paired display and the case's own
  /// workstation, nowhere else, and is gone when the case ends.
  package struct Play: Sendable, Equatable {
    package let id: CaseID
    package let number: String
    package let title: Bilingual
    package let sentence: Bilingual
    package let speech: Bilingual
    package let keyFacts: [KeyFact]
    package let pages: Int
    package let signer: String
    package let nonce: String
    package let shownHash: String
    package var state: CaseMachine.State = .drafted
    package var password: PasswordSight?
    package var form: FormSight?
    package var confirmed: Set<Int> = []
    package var resigns = 0
    package var strokes: [[StrokePoint]] = []
    package var message: Bilingual?
    package var receiptAddress: String?
    package var rated = false

    package init(
      id: CaseID, number: String, title: Bilingual, sentence: Bilingual, speech: Bilingual, keyFacts: [KeyFact],
      pages: Int, signer: String, nonce: String, shownHash: String
    ) {
      self.id = id
      self.number = number
      self.title = title
      self.sentence = sentence
      self.speech = speech
      self.keyFacts = keyFacts
      self.pages = pages
      self.signer = signer
      self.nonce = nonce
      self.shownHash = shownHash
    }
  }

  /// A point of the mirrored stroke: hundredths of the pad's width and height, pressure in hundredths.
  package struct StrokePoint: Sendable, Equatable {
    package let x: Int
    package let y: Int
    package let pressure: Int

    package init(x: Int, y: Int, pressure: Int) {
      self.x = x
      self.y = y
      self.pressure = pressure
    }
  }

  package var version = 0
  package var phase = Phase.idle
  package var play: Play?

  package init() {}
}

/// What a display needs besides the stage.
package struct DisplaySight: Sendable, Equatable {
  package var version: Int
  /// Six digits while nobody has paired it.
  package var pairingCode: String?
  package var station: TerminalID?
  package var outlet: Bilingual?
  package var stage: Stage
}

/// What a workstation sees of its display.
package struct StationSight: Sendable, Equatable {
  package var version: Int
  package var paired: Bool
  package var stage: Stage
}
