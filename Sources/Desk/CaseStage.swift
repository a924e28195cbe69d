import Catalog
import Primitives
import Seals

/// What a case puts on the customer's screen, and when it takes it off again.
extension CaseSession {
  func show(_ drawn: ShownPaper, _ definition: ServiceDefinition) {
    showing = drawn
    handed = nil
    let facts = record.facts
    var play = Stage.Play(
      id: record.id, number: record.number ?? "", title: definition.name, sentence: definition.sentence.filled(facts),
      speech: definition.speech.filled(facts),
      keyFacts: definition.keyFacts.map {
        Stage.KeyFact(label: $0.label, value: facts[$0.fact] ?? "—", bold: $0.bold)
      }, pages: drawn.pages.count, signer: facts["signer"] ?? facts["customerName"] ?? "", nonce: drawn.nonce,
      shownHash: Hex.encode(drawn.shownHash))
    play.password = passwordSight
    house.live.change(record.terminal) { [play] stage in
      stage.phase = play.password == nil ? .reading : .password
      stage.play = play
    }
  }

  func thank() {
    let address = Receipt.address(record.facts["receiptUrl"])
    house.live.change(record.terminal) { stage in
      stage.phase = .done
      stage.play?.state = .settled
      stage.play?.strokes = []
      stage.play?.message = nil
      stage.play?.receiptAddress = address
    }
    showing = nil
    signed = nil
  }

  /// Nothing is shown as done, nothing as failed, nothing is printed.
  func showWaiting() {
    house.live.change(record.terminal) { stage in
      stage.phase = .waiting
      stage.play?.message = CaseRefusal.waitingForCentre
    }
  }

  func showRefusal(_ refusal: Refusal) {
    house.live.change(record.terminal) { stage in
      stage.phase = .refused
      stage.play?.state = .released
      stage.play?.strokes = []
      stage.play?.message = Bilingual(zh: refusal.zh, en: refusal.en)
    }
  }

  /// Nothing personal stays on the screen.
  func clearScreen() {
    showing = nil
    signed = nil
    let id = record.id
    house.live.change(record.terminal) { stage in
      guard stage.play == nil || stage.play?.id == id else { return }
      stage.phase = .idle
      stage.play = nil
    }
  }
}
