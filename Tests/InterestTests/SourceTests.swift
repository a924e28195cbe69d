import Foundation
import Interest
import Testing

@Suite("Sources of interest") struct SourceTests {
  func sources() throws -> [(name: String, text: String)] {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Sources/Interest")
    let names = try FileManager.default.contentsOfDirectory(atPath: root.path).filter { $0.hasSuffix(".swift") }
    return try names.map { ($0, try String(contentsOf: root.appending(path: $0), encoding: .utf8)) }
  }

  @Test("no binary fractions, no decimals of another library, no import but the primitives")
  func exact() throws {
    let sources = try sources()
    #expect(sources.count > 15)
    for (name, text) in sources {
      #expect(text.firstMatch(of: /\b(?:Double|Float\w*|CGFloat|Decimal|NSDecimalNumber)\b/) == nil, "\(name)")
      let imports = text.matches(of: /(?m)^\s*(?:\w+ )?import (.+)$/).map { String($0.output.1) }
      #expect(imports.allSatisfy { $0 == "Primitives" }, "\(name) imports \(imports)")
      #expect(text.firstMatch(of: /\bpublic\b/) == nil, "\(name)")
    }
  }

  @Test("every method and rule has a name in both languages")
  func names() {
    for method in InterestMethod.allCases { #expect(!method.name.zh.isEmpty && !method.name.en.isEmpty) }
    for rule in InterestRule.allCases { #expect(!rule.source.zh.isEmpty && !rule.source.en.isEmpty) }
    #expect(Set(InterestRule.allCases.map(\.source.zh)).count == InterestRule.allCases.count)
  }
}
