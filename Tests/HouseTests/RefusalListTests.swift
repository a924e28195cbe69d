import Foundation
import Testing

/// Every refusal that the sources know is met by a test, by its code (acceptance 8 of the teller's day).
@Suite("the list of refusals") struct RefusalListTests {
  /// Codes that no test can bring about by the door of a room, each with why.
  static let excused: [String: String] = [
    "case.approval-needed":
      "only when an approval is spent between the look at it and the reservation's own look, by another commit in between",
    "web.not-enrolled":
      "a second lock behind the first: the permission `case.work` asks for a workstation before (access.terminal-needed)",
  ]

  let plan: HousePlan
  let written: WrittenRefusals

  init() throws {
    plan = try HousePlan()
    written = WrittenRefusals(plan.sources)
  }

  /// Codes that stand in a test as what is expected: quoted in Swift and Python, or in an example or a scenario.
  private func met() throws -> (_ code: String) -> Bool {
    var texts: [(path: String, text: String)] = []
    for (folder, endings) in [("Tests", [".swift", ".py"]), ("Services", ["examples.yaml"]), ("Scenarios", [".yaml"])] {
      for ending in endings {
        for file in try HousePlan.files(below: plan.root.appending(path: folder), ending: ending) {
          guard file.lastPathComponent != "RefusalListTests.swift" else { continue }
          texts.append((file.path, try String(contentsOf: file, encoding: .utf8)))
        }
      }
    }
    let quoted = Set(
      texts.flatMap { file in
        let isYAML = file.path.hasSuffix(".yaml")
        let pattern = isYAML ? /(?:code|refusal): ([a-z.-]+)/ : /"([a-z.-]+)"/
        return file.text.matches(of: pattern).map { String($0.output.1) }
      })
    // Three rooms' own helpers put the room's name before the code.
    let rooms = ["interest": "InterestTests", "ledger": "LedgerTests", "access": "AccessTests"].mapValues { folder in
      Set(
        texts.filter { $0.path.contains("/\(folder)/") }.flatMap { file in
          file.text.matches(of: /"([a-z-]+)"/).map { String($0.output.1) }
        })
    }
    return { code in
      let parts = code.split(separator: ".", maxSplits: 1).map(String.init)
      return quoted.contains(code) || parts.count == 2 && rooms[parts[0]]?.contains(parts[1]) == true
    }
  }

  @Test("each code stands in a test as the expected one, or in the short list with its reason")
  func covered() throws {
    let met = try met()
    let codes = written.codes
    #expect(codes.count > 340, "the sources are read: \(codes.count) codes")
    let missing = codes.filter { !met($0) && Self.excused[$0] == nil }.sorted()
    #expect(missing.isEmpty, "met by no test: \(missing.joined(separator: ", "))")
    print("\(codes.count) codes of refusals, \(codes.count(where: met)) met by tests, \(Self.excused.count) excused")
  }

  @Test("the short list holds only codes that exist and that no test meets")
  func excuses() throws {
    let met = try met()
    for (code, why) in Self.excused {
      #expect(written.codes.contains(code), "\(code) is no refusal any more")
      #expect(!met(code), "\(code) is met by a test now")
      #expect(why.count > 20)
    }
  }

  @Test("each refusal is written in Chinese and in English: sentence and remedy, neither in the other's place")
  func languages() {
    let han = /\p{Han}/
    for refusal in written.all {
      let place = "\(refusal.code) in \(refusal.path)"
      #expect(!refusal.zh.isEmpty && refusal.zh.count == refusal.en.count, "\(place)")
      // Texts that are handed on (`zh: zh`) stand in the call that hands them.
      for text in refusal.zh where text.contains("\"") { #expect(text.contains(han), "\(place): \(text)") }
      for text in refusal.en where text.contains("\"") {
        #expect(!text.contains(han) && text.contains(/[a-z]/), "\(place): \(text)")
      }
    }
  }

  @Test("a refusal that no test meets is found, and one whose languages are exchanged")
  func sensitive() throws {
    let text = """
      enum OddRefusal {
        static let odd = Refusal(
          .invalid, "odd.new", limit: "1", zh: "Wrong (\\(1))", en: "错", remedyZh: "改", remedyEn: "Mend.")
        private static func no(_ kind: Refusal.Kind, _ code: String, _ zh: String, _ en: String) -> Refusal {
          Refusal(kind, "odd.\\(code)", zh: zh, en: en, remedyZh: "改", remedyEn: "Mend.")
        }
        static let second = no(.invalid, "second", "第二", "Second.", "改", "Mend.")
      }
      """
    let found = WrittenRefusals([HousePlan.SourceFile(room: "Odd", path: "Odd.swift", text: text)])
    #expect(found.codes == ["odd.new", "odd.second"])
    #expect(found.all[0].zh == ["\"Wrong (\\(1))\"", "\"改\""] && found.all[0].en == ["\"错\"", "\"Mend.\""])
    #expect(found.all[1].zh == ["\"第二\"", "\"改\""] && found.all[1].en == ["\"Second.\"", "\"Mend.\""])
    let met = try met()
    #expect(!met("odd.new") && met("term.busy"))
  }
}
