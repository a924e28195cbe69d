import Banking
import Interest
import Primitives
import Yams

/// Reads a scenario file and judges it as a whole: what is wrong is told with its line, and nothing of it is played.
package struct ScenarioReader {
  package static let largestFile = 1_000_000
  static let mostEvents = 1000
  /// From the first event to the last: each day is ended by a real day's end.
  static let mostDays = 5500

  private static let keys = ["scenario", "title", "source", "holidays", "rates", "events"]

  private let notes: ScenarioNotes

  private init(file: String) { notes = ScenarioNotes(file: file) }

  /// - Parameters:
  ///   - text: the content of the file.
  ///   - file: how the file is named in what is told of it.
  /// - Throws: `ScenarioProblems`.
  package static func read(_ text: String, file: String) throws -> Scenario {
    let reader = ScenarioReader(file: file)
    let scenario = reader.root(of: text).flatMap(reader.scenario)
    guard let scenario, reader.notes.problems.isEmpty else {
      throw ScenarioProblems(problems: reader.notes.problems.sorted { $0.line < $1.line })
    }
    return scenario
  }

  /// A file that is not there or is no text.
  package static func unreadable(_ file: String) -> ScenarioProblems {
    let notes = ScenarioNotes(file: file)
    notes.add(
      1, zh: "文件无法读取。", en: "The file cannot be read.", doZh: "请核对路径；须为 UTF-8 文本，不超过 1 MB。",
      doEn: "Check its path; it must be UTF-8 text of at most 1 MB.")
    return ScenarioProblems(problems: notes.problems)
  }

  private func root(of text: String) -> Node? {
    let remedy = Bilingual(zh: "请按 docs/scenarios.md 的格式改正。", en: "Correct it as docs/scenarios.md describes.")
    guard text.utf8.count <= Self.largestFile else {
      notes.add(1, Bilingual(zh: "文件超过 1 MB。", en: "The file is larger than 1 MB."), remedy)
      return nil
    }
    do {
      if let node = try Yams.compose(yaml: text) { return node }
      notes.add(1, Bilingual(zh: "文件是空的。", en: "The file is empty."), remedy)
    } catch {
      let (line, reason) = Self.place(error)
      notes.add(line, Bilingual(zh: "不是正确的 YAML。", en: "This is not YAML: \(reason)."), remedy)
    }
    return nil
  }

  private static func place(_ error: any Error) -> (Int, String) {
    switch error as? YamlError {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      (mark.line, problem)
    case .duplicatedKeysInMapping(let keys, let context):
      (context.mark.line, "\(keys.sorted().joined(separator: ", ")) stands twice")
    default: (1, "it cannot be read")
    }
  }

  private func scenario(_ root: Node) -> Scenario? {
    let sheet = ScenarioSheet(
      root, notes, Bilingual(zh: "剧本", en: "A scenario"), keys: Self.keys, needed: ["scenario", "title", "events"])
    let title = sheet.node("title").map {
      ScenarioSheet(
        $0, notes, Bilingual(zh: "标题", en: "The title"), keys: ["zh", "en"], needed: ["zh", "en"])
    }
    let holidays = sheet.list("holidays").compactMap { node in
      ScenarioSheet.date(node.scalar?.string ?? "", node.mark?.line ?? 1, notes)
    }
    let events = sheet.list("events")
    if events.isEmpty || events.count > Self.mostEvents {
      notes.add(
        sheet.line(of: "events"), zh: "事件须有 1 至 \(Self.mostEvents) 项。",
        en: "There must be 1 to \(Self.mostEvents) events.",
        doZh: "请在 events 下列出事件。", doEn: "List them under events.")
    }
    let reader = ScenarioEventReader(notes: notes)
    let read = events.prefix(Self.mostEvents).compactMap(reader.event)
    ScenarioOrder(notes: notes, holidays: Set(holidays)).check(read)
    guard !read.isEmpty else { return nil }
    return Scenario(
      file: notes.file, name: sheet.text("scenario"),
      title: Bilingual(zh: title?.text("zh") ?? "", en: title?.text("en") ?? ""),
      source: sheet.optionalText("source") ?? "", holidays: holidays,
      rates: sheet.list("rates").flatMap(rates), events: read)
  }

  // MARK: Rates

  /// The keys of posted rates as a file writes them: `demand`, `lump-sum 6m`, `notice 7d`, `instalment 1y`.
  static let rateKeys: [(String, RateKey)] =
    [("demand", .demand)] + Tenor.all.map { ("lump-sum \($0)", .lumpSum($0)) }
    + NoticePeriod.allCases.map { ("notice \($0.days)d", .notice($0)) }
    + InstalmentPlan.tenors.map { ("instalment \($0)", .instalment($0)) }

  private func rates(_ node: Node) -> [ScenarioRate] {
    let sheet = ScenarioSheet(
      node, notes, Bilingual(zh: "利率", en: "A line of rates"), keys: ["from"] + Self.rateKeys.map(\.0),
      needed: ["from"])
    let from = sheet.date("from")
    return Self.rateKeys.compactMap { name, key in
      guard sheet.read(name, { try InterestRate(parsing: $0) }) != nil, let from else { return nil }
      // As the file writes it: `1.8‰/month` stands so in the bank's parameters.
      return ScenarioRate(line: sheet.line(of: name), key: key, rate: sheet.text(name), from: from)
    }
  }
}

/// Days must not go back, nothing happens on a holiday or on a day that has ended, and an account is opened before it
/// is used.
struct ScenarioOrder {
  let notes: ScenarioNotes
  let holidays: Set<BusinessDate>

  func check(_ events: [ScenarioEvent]) {
    var opened: Set<String> = []
    for (index, event) in events.enumerated() {
      if index > 0 { checkDay(event, after: events[index - 1], first: events[0].date) }
      if holidays.contains(event.date) {
        notes.add(
          event.line, zh: "\(event.date) 是节假日，没有营业。", en: "\(event.date) is a holiday: no business.",
          doZh: "请改用营业日，或从 holidays 中删去。", doEn: "Use a business day, or take it out of holidays.")
      }
      for name in event.action.needed where !opened.contains(name) { unknown(name, event.line, opened) }
      for expected in event.expectations {
        guard let name = expected.account, !opened.contains(name), name != openedHere(event) else { continue }
        unknown(name, expected.line, opened)
      }
      open(event, &opened)
    }
  }

  private func openedHere(_ event: ScenarioEvent) -> String? { event.action.isOpening ? event.action.account : nil }

  private func open(_ event: ScenarioEvent, _ opened: inout Set<String>) {
    guard let name = openedHere(event), !event.isRefused else { return }
    if !opened.insert(name).inserted {
      notes.add(
        event.line, zh: "账户名“\(name)”用了两次。", en: "The account name “\(name)” is used twice.", doZh: "请另取一个名字。",
        doEn: "Choose another name.")
    }
  }

  private func checkDay(_ event: ScenarioEvent, after last: ScenarioEvent, first: BusinessDate) {
    if event.date < last.date {
      notes.add(
        event.line, zh: "事件次序颠倒：\(event.date) 早于上一项的 \(last.date)。",
        en: "Events are out of order: \(event.date) lies before \(last.date) of the one above.",
        doZh: "请按日期先后排列。", doEn: "Put them in the order of their days.")
    } else if last.endsDay, event.date == last.date {
      notes.add(
        event.line, zh: "\(event.date) 已由上一项日终。", en: "\(event.date) was ended by the event above.",
        doZh: "请改到以后的日期，或移到日终之前。", doEn: "Move it to a later day, or above that event.")
    }
    if event.date.daysSince1970 - first.daysSince1970 > ScenarioReader.mostDays {
      notes.add(
        event.line, zh: "距首个事件超过 \(ScenarioReader.mostDays) 天。",
        en: "This is more than \(ScenarioReader.mostDays) days after the first event.", doZh: "请缩短剧本。",
        doEn: "Make the scenario shorter.")
    }
  }

  private func unknown(_ name: String, _ line: Int, _ opened: Set<String>) {
    let known = opened.isEmpty ? "—" : opened.sorted().joined(separator: ", ")
    notes.add(
      line, zh: "没有名为“\(name)”的账户。", en: "There is no account “\(name)”.",
      doZh: "请先用 do: open 开立；此前已有：\(known)。", doEn: "Open it first with do: open; so far there are: \(known).")
  }
}

extension ScenarioEvent {
  /// The file itself says that it is refused.
  var isRefused: Bool { expectations.contains { $0.kind == .refusal } }

  var endsDay: Bool {
    switch action {
    case .dayEnd, .settleInterest: !isRefused
    default: false
    }
  }
}
