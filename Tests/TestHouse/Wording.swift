import Primitives

/// How a refusal speaks to a person: code, a sentence and a remedy in each language, and the limit that was crossed.
package enum Wording {
  /// What is wrong with it; empty when it is as the house wants it.
  package static func faults(_ refusal: Refusal) -> [String] {
    var faults: [String] = []
    for (name, text) in [("zh", refusal.zh), ("remedyZh", refusal.remedyZh)] where !hasHan(text) {
      faults.append("\(name) is not Chinese: “\(text)”")
    }
    for (name, text) in [("en", refusal.en), ("remedyEn", refusal.remedyEn)] where text.isEmpty || hasHan(text) {
      faults.append("\(name) is not English: “\(text)”")
    }
    guard let limit = refusal.limit else { return faults }
    if limit.isEmpty { faults.append("an empty limit") }
    guard !places.contains(refusal.code) else { return faults }
    for number in numbers(limit) {
      let (digits, words) = (number, spelled[number])
      if !says(refusal.zh + refusal.remedyZh, digits, words?.zh) { faults.append("the Chinese does not say \(limit)") }
      if !says(refusal.en + refusal.remedyEn, digits, words?.en) { faults.append("the English does not say \(limit)") }
    }
    return faults
  }

  /// The code when it is worded as the house wants it, otherwise the code with what is wrong.
  package static func verdict(_ refusal: Refusal) -> String {
    let faults = faults(refusal)
    return faults.isEmpty ? refusal.code : "\(refusal.code): \(faults.joined(separator: "; "))"
  }

  package static func hasHan(_ text: String) -> Bool { text.contains(/\p{Han}/) }

  /// The figures of a limit as whole numbers without leading zeros: `1–200` has two. A limit without figures names what
  /// a program must know, such as a permission.
  private static func numbers(_ text: String) -> [String] {
    text.replacing(/([0-9]),([0-9])/) { "\($0.output.1)\($0.output.2)" }.matches(of: /[0-9]+/).map { match in
      let digits = match.output.drop { $0 == "0" }
      return digits.isEmpty ? "0" : String(digits)
    }
  }

  private static func says(_ text: String, _ digits: String, _ words: [String]?) -> Bool {
    numbers(text).contains(digits) || words?.contains { text.lowercased().contains($0) } == true
  }

  /// Small numbers as people write them.
  private static let spelled: [String: (zh: [String], en: [String])] = [
    "0": (["零", "负", "空"], ["zero", "negative", "empty"]), "1": (["一"], ["one"]), "2": (["两", "二"], ["two", "both"]),
    "5": (["五"], ["five"]), "6": (["六"], ["six"]), "7": (["七"], ["seven"]), "12": (["十二"], ["twelve"]),
  ]

  /// What stands there is no limit that a person could keep to: a place in a file, what was found, the range of the
  /// books' own numbers, seconds where the sentences say minutes, a moment in another zone.
  private static let places: Set<String> = [
    "ink.malformed", "pdf.header", "pdf.xref-stream", "pdf.object-stream", "interest.overflow", "access.idle-lock",
    "access.pairing-code",
    "ledger.unbalanced", "ledger.total-too-large", "ledger.account-number-kept", "ledger.deadline-passed",
    "ledger.deadline-in-past", "ledger.reservation-not-due",
  ]
}

/// The verdict on the refusal that `body` ends with, the first of a list; "none" when it succeeds.
package func met(_ body: () async throws -> Void) async throws -> String {
  do {
    try await body()
    return "none"
  } catch let refusal as Refusal {
    return Wording.verdict(refusal)
  }
}
