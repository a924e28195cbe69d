import Access
import ArgumentParser
import Foundation
import Primitives
import Rehearsal

struct InitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init", abstract: "新建银行 Make a new bank: keys, schema, head office, branch, outlet, first people.",
    discussion: """
      The administrator and the auditor get random first passwords, printed once; both must be changed at the \
      first sign-on.
      Example: guichet init --data /srv/bank --name-zh 示例银行 --name-en "Example Bank" \
      --public-address https://counter.example --vault "CNY 1000000.00"
      """)

  @OptionGroup var bank: BankOptions
  @Option(help: "Name of the bank in Chinese 银行名称.") var nameZh: String
  @Option(help: "Name of the bank in English.") var nameEn: String
  @Option(help: "Address printed in receipts, without a slash at the end.") var publicAddress: String
  @Option(help: "Cash in the outlet's vault, such as “CNY 1000000.00”; may be repeated.") var vault: [String] = []
  @Option(help: "First business date; default: today in Beijing.") var businessDate: String?

  func run() async throws {
    let today = SystemTime().now.parts(offsetMinutes: 480).date
    guard let date = businessDate.map({ BusinessDate($0) }) ?? today else {
      throw ValidationError("--business-date is no date: write 2026-11-22")
    }
    guard publicAddress.hasPrefix("http"), !publicAddress.hasSuffix("/") else {
      throw ValidationError("--public-address begins with http and has no slash at the end")
    }
    let money = try vault.map { text -> Money in
      let parts = text.split(separator: " ")
      guard parts.count == 2, let currency = Currency(code: String(parts[0])) else {
        throw ValidationError("--vault needs currency and amount, such as “CNY 1000000.00”")
      }
      return try Money(parsing: String(parts[1]), currency, field: "vault")
    }
    let store = try bank.store.map { try StorePlace($0) }
    let founding = BankFounding(
      folder: bank.folder, share: try bank.resources,
      settings: BankFolder.Settings(
        bankNameZh: nameZh, bankNameEn: nameEn, publicAddress: publicAddress, demo: false,
        store: bank.store), store: store,
      places: [
        .init(id: 100_000, level: .headOffice, parent: nil, nameZh: "\(nameZh)总行", nameEn: "\(nameEn) Head Office"),
        .init(id: 110_000, level: .branch, parent: 100_000, nameZh: "第一分行", nameEn: "First Branch"),
        .init(id: 110_101, level: .outlet, parent: 110_000, nameZh: "第一支行", nameEn: "First Outlet"),
      ],
      people: [
        .init(number: "A0001", name: "管理员", posts: [.administrator], institution: 100_000, mustChange: true),
        .init(number: "U0001", name: "审计员", posts: [.auditor], institution: 100_000, mustChange: true),
      ], vault: money, businessDate: date)
    let signOns = try await founding.found()
    Terminal.say("新银行已建立 The bank is in \(bank.folder.url.path). 首次口令 First passwords:")
    for entry in signOns { Terminal.say("  \(entry.person.number)  \(entry.password)  \(entry.person.name)") }
  }
}

struct DemoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo", abstract: "演示银行 Make a demo bank with people, a funded vault and random sign-ons.",
    discussion: """
      Prints the sign-ons and writes them to DIR/credentials.json (mode 0600).
      Example: guichet demo --data var && guichet serve --data var
      """)

  @OptionGroup var bank: BankOptions
  @Option(help: "The port that receipts will name.") var port = 8080

  func run() async throws {
    let store = try bank.store.map { try StorePlace($0) }
    let founding = BankFounding(
      folder: bank.folder, share: try bank.resources,
      settings: BankFolder.Settings(
        bankNameZh: "柜面演示银行", bankNameEn: "Guichet Demo Bank", publicAddress: "http://127.0.0.1:\(port)", demo: true,
        store: bank.store), store: store,
      places: DemoBank.places, people: DemoBank.people, vault: DemoBank.vault,
      businessDate: SystemTime().now.parts(offsetMinutes: 480).date)
    let signOns = try await founding.found { folder, signOns in
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
      try BankFolder.writePrivately(try encoder.encode(DemoBank.credentials(signOns)), to: folder.credentials)
    }
    let credentials = DemoBank.credentials(signOns)
    Terminal.say("演示银行已建立 The demo bank is in \(bank.folder.url.path).")
    Terminal.say(DemoBank.list(credentials))
  }
}

/// The demo bank: one outlet with two tellers, a second one beside it, everybody else once.
enum DemoBank {
  static let places: [BankFounding.Place] = [
    .init(id: 100_000, level: .headOffice, parent: nil, nameZh: "柜面演示银行总行", nameEn: "Demo Head Office"),
    .init(id: 110_000, level: .branch, parent: 100_000, nameZh: "北京分行", nameEn: "Beijing Branch"),
    .init(id: 110_101, level: .outlet, parent: 110_000, nameZh: "建国路支行", nameEn: "Jianguo Road Outlet"),
    .init(id: 110_102, level: .outlet, parent: 110_000, nameZh: "长安街支行", nameEn: "Chang'an Avenue Outlet"),
  ]
  static let people: [BankFounding.Person] = [
    .init(number: "A0001", name: "陈管理", posts: [.administrator], institution: 100_000, mustChange: false),
    .init(number: "T0001", name: "李柜员", posts: [.teller], institution: 110_101, mustChange: false),
    .init(number: "T0002", name: "周柜员", posts: [.teller], institution: 110_101, mustChange: false),
    .init(number: "T0003", name: "吴柜员", posts: [.teller], institution: 110_102, mustChange: false),
    .init(number: "S0001", name: "赵主管", posts: [.supervisor], institution: 110_101, mustChange: false),
    .init(number: "K0001", name: "钱会计", posts: [.accountant], institution: 110_101, mustChange: false),
    .init(number: "U0001", name: "孙审计", posts: [.auditor], institution: 100_000, mustChange: false),
    .init(number: "K0002", name: "冯产品", posts: [.accountant], institution: 100_000, mustChange: false),
    .init(number: "S0002", name: "秦总监", posts: [.supervisor], institution: 100_000, mustChange: false),
    .init(number: "R0001", name: "重放柜员", posts: [.teller, .rehearsal], institution: 110_101, mustChange: false),
  ]
  static let vault = [Money(minor: 50_000_000_00, .cny), Money(minor: 50_000_000_00, .czk)]

  static func credentials(_ signOns: [BankFounding.FirstSignOn]) -> RehearsedCounter.Credentials {
    RehearsedCounter.Credentials(
      people: signOns.map {
        .init(
          number: $0.person.number, password: $0.password, post: post($0.person),
          institution: "\($0.person.institution)")
      })
  }

  /// The word under which a rehearsal looks somebody up.
  static func post(_ person: BankFounding.Person) -> String {
    person.posts.contains(.rehearsal) ? "rehearsal" : person.posts.map(\.rawValue).sorted().joined(separator: "+")
  }

  static func list(_ credentials: RehearsedCounter.Credentials) -> String {
    let words = [
      "administrator": "管理员 administrator", "teller": "柜员 teller", "supervisor": "主管 supervisor",
      "accountant": "会计 accountant", "auditor": "审计员 auditor", "rehearsal": "重放 rehearsal",
    ]
    return credentials.people.map { "  \($0.number)  \($0.password)  \(words[$0.post] ?? $0.post)" }
      .joined(separator: "\n")
  }
}
