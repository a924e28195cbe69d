import Catalog
import Primitives
import Testing

@Suite struct DefinitionTests {
  @Test("the house's own services are sound and every example comes out as written")
  func ownServices() throws {
    let catalog = try ServiceFolder.catalog()
    #expect(catalog.services.map(\.code) == [1101, 1201])
    #expect(catalog.services.allSatisfy { $0.examples.count >= 8 })
    #expect(catalog.exampleFailures() == [])
  }

  @Test("an example that expects too much is reported with its line")
  func wrongExample() throws {
    let files = try ServiceFolder.spoiled("examples.yaml", "amount: \"1270.00\"", "amount: \"1270.01\"")
    let failures = try ServiceCatalog(files: files).exampleFailures()
    #expect(failures.count == 1)
    #expect(failures.first?.reason.contains("1270.00") == true)
    #expect(try failures.first?.line == ServiceFolder.line(of: "a plain deposit", in: "examples.yaml"))
  }

  @Test(
    "a broken definition is refused with file, line and reason",
    arguments: [
      ("service.yaml", "effect: deposit.cash", "effect: deposit.gold", "deposit.gold"),
      ("service.yaml", "permission: deposit.cash", "permission: deposit.cahs", "deposit.cahs"),
      ("service.yaml", "permission: value-date.set", "permission: value-date.sett", "value-date.sett"),
      ("service.yaml", "amountField: amount", "amountFeld: amount", "amountFeld"),
      ("service.yaml", "amountField: amount", "amountField: account", "no money field"),
      ("service.yaml", "type: account", "type: acount", "acount"),
      ("service.yaml", "code: 1201", "code: 99", "1000 to 9999"),
      ("service.yaml", "version: 2", "version: two", "whole number"),
      ("service.yaml", "id: cash-deposit", "id: cash-withdrawal", "stands in the folder"),
      ("service.yaml", "initials: [xjck", "initials: [XJCK", "must be a–z"),
      ("service.yaml", "CNY: {smallest", "CNX: {smallest", "CNX"),
      ("service.yaml", "confirmAbove: \"50000.00\"", "confirmAbove: \"50000.001\"", "not an amount"),
      ("service.yaml", "confirmAbove: \"50000.00\"", "confirmAbove: \"900000\"", "greater than approveAbove"),
      ("service.yaml", "repeats: amount", "repeats: account", "must be money fields"),
      ("service.yaml", "needs: two-persons", "needs: three-persons", "three-persons"),
      ("service.yaml", "needs: two-persons", "needs: none", "asks for nothing"),
      ("service.yaml", "above: {CNY: \"1000000.00\"", "above: {CNY: \"1000000.001\"", "no amount of a known currency"),
      ("service.yaml", "risk: high", "risk: highest", "highest"),
      ("service.yaml", "notInFuture: true", "notInFuture: maybe", "true or false"),
      ("service.yaml", "type: denominations", "type: denominations\n    byCustomer: true", "the teller's"),
      ("service.yaml", "  - changeText\n", "  - changeTxt\n", "changeTxt"),
      ("service.yaml", "的账户存入现金 {amount}", "的账户存入现金 {amuont}", "{amuont}"),
      ("service.yaml", "的账户存入现金 {amount}", "的账户存入现金 {amount", "brace"),
      ("service.yaml", "{fact: amountCapitals,", "{fact: amountInGold,", "amountInGold"),
      ("service.yaml", "{zh: 备注, en: Note}", "{zh: 备注}", "lacks “en”"),
      ("service.yaml", "role: customer", "role: passer-by", "passer-by"),
      ("service.yaml", "role: bank, field: Bank", "role: approver, field: Bank", "bank's"),
      ("service.yaml", "received: denominations", "received: amount", "no denominations field"),
      ("service.yaml", "facts:", "facts: [", "not YAML"),
      ("service.yaml", "\nfacts:", "\npapers: [{kind: passport, required: true}]\nfacts:", "passport"),
      ("service.yaml", "\nfacts:", "\npapers: [{kind: licence}]\nfacts:", "lacks “required”"),
      (
        "service.yaml", "\nfacts:",
        "\npapers: [{kind: form, required: true}, {kind: form, required: false}]\nfacts:", "stands twice"
      ),
      ("service.yaml", "version: 2", "version: 2\nversion: 3", "stands twice"),
      ("service.yaml", "name: denominations\n", "name: notes\n", "needs the field “denominations”"),
      ("document.yaml", "fact: denominationsText", "fact: denominationText", "denominationText"),
      ("document.yaml", "\n  - signatures", "", "exactly once"),
      ("document.yaml", "- paragraph:", "- paragaph:", "paragaph"),
      ("document.yaml", "fact: receiptUrl", "fact: balanceAfter", "balanceAfter"),
      ("examples.yaml", "outcome: approval", "outcome: aproval", "aproval"),
      ("examples.yaml", "currency: CZK", "currency: CSK", "CSK"),
    ])
  func broken(name: String, old: String, new: String, reason: String) throws {
    let problems = ServiceFolder.problems(try ServiceFolder.spoiled(name, old, new))
    let found = problems.filter { $0.file == "cash-deposit/\(name)" && $0.reason.contains(reason) }
    #expect(!found.isEmpty, "\(problems)")
    #expect(found.allSatisfy { $0.line >= 1 })
  }

  @Test("the line is the line of the mistake")
  func lines() throws {
    let typo = ServiceFolder.problems(try ServiceFolder.spoiled("service.yaml", "type: account", "type: acount"))
    #expect(try typo.map(\.line).contains(ServiceFolder.line(of: "type: account", in: "service.yaml")))
    let key = ServiceFolder.problems(try ServiceFolder.spoiled("service.yaml", "repeats: amount", "repeat: amount"))
    #expect(try key.map(\.line) == [ServiceFolder.line(of: "repeats: amount", in: "service.yaml")])
  }

  @Test("all mistakes are told at once, of all files")
  func collected() throws {
    let one = try ServiceFolder.spoiled("service.yaml", "effect: deposit.cash", "effect: deposit.gold")
    let files = one.map { file in
      file.service == "account-open" && file.name == "document.yaml"
        ? ServiceFile(service: file.service, name: file.name, text: "title: 5") : file
    }
    let problems = ServiceFolder.problems(files)
    #expect(Set(problems.map(\.file)).isSuperset(of: ["account-open/document.yaml", "cash-deposit/service.yaml"]))
    #expect(problems.map(\.file) == problems.map(\.file).sorted())
  }

  @Test("two services with one code, a missing file, a stray file, no services at all")
  func wholes() throws {
    let twice = ServiceFolder.problems(try ServiceFolder.spoiled("service.yaml", "code: 1201", "code: 1101"))
    #expect(twice.count == 1)
    #expect(twice.first?.reason == "the code 1101 belongs to account-open already")
    #expect(try twice.first?.line == ServiceFolder.line(of: "code: 1201", in: "service.yaml"))
    let files = try ServiceFolder.files()
    #expect(
      ServiceFolder.problems(files.filter { $0.name != "document.yaml" }).count == Set(files.map(\.service)).count)
    let stray = ServiceFile(service: "cash-deposit", name: "notes.txt", text: "")
    #expect(ServiceFolder.problems(files + [stray]).map(\.file) == ["cash-deposit/notes.txt"])
    #expect(ServiceFolder.problems([]).map(\.reason) == ["there is no service"])
    let large = ServiceFile(
      service: "cash-deposit", name: "service.yaml", text: String(repeating: "#", count: ServiceCatalog.largestFile + 1)
    )
    #expect(ServiceFolder.problems([large]).contains { $0.reason.contains("larger than") })
  }

  @Test("any single line taken out or any word changed never crashes the reader")
  func mutations() throws {
    let files = try ServiceFolder.files()
    let entropy = SeededEntropy(seed: 5)
    for _ in 0..<150 {
      let victim = entropy.below(files.count)
      var lines = files[victim].text.components(separatedBy: "\n")
      let place = entropy.below(lines.count)
      switch entropy.below(3) {
      case 0: lines.remove(at: place)
      case 1: lines[place] = String(lines[place].dropLast(entropy.below(8)))
      default: lines[place] = "  " + lines[place] + ": ["
      }
      var changed = files
      let old = files[victim]
      changed[victim] = ServiceFile(service: old.service, name: old.name, text: lines.joined(separator: "\n"))
      for problem in ServiceFolder.problems(changed) { #expect(problem.line >= 1) }
    }
  }
}
