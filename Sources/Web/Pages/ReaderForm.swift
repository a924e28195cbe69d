import Access
import Banking
import Desk
import Primitives

/// Amounts, dates and states in the form of one reader.
struct ReaderForm: Sendable {
  let language: String
  let texts: Texts

  var isZh: Bool { language != "en" }

  func callAsFunction(_ text: Bilingual) -> String { text(language) }

  /// As the beginning of a line: in English with a capital.
  func title(_ text: Bilingual) -> String {
    let words = self(text)
    return words.prefix(1).uppercased() + words.dropFirst()
  }

  func text(_ key: String) -> String { texts(key)(language) }

  /// `¥ 12,300.00`, other currencies by their code.
  func money(_ money: Money) -> String {
    money.currency == .cny ? "¥ \(money.grouped)" : "\(money.currency.code) \(money.grouped)"
  }

  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

  /// `2026年11月22日`, `22 Nov 2026`.
  func date(_ date: BusinessDate) -> String {
    isZh ? "\(date.year)年\(date.month)月\(date.day)日" : "\(date.day) \(Self.months[date.month - 1]) \(date.year)"
  }

  /// `14:05` in China Standard Time.
  func time(_ moment: Moment) -> String { String(moment.beijing.dropFirst(11).prefix(5)) }

  /// `2026-11-22 14:05:02` in China Standard Time.
  func moment(_ moment: Moment) -> String { moment.beijing }

  /// `2026-11-22T05:46:39Z` of a report as China Standard Time; any other text as it is.
  func claimed(_ text: String) -> String {
    let halves = text.split(separator: "T")
    guard text.utf8.count == 20, text.hasSuffix("Z"), halves.count == 2, let date = BusinessDate(String(halves[0]))
    else {
      return text
    }
    let parts = halves[1].dropLast().split(separator: ":").compactMap { Int64($0) }
    guard parts.count == 3 else { return text }
    let seconds = Int64(date.daysSince1970) * 86_400 + parts[0] * 3600 + parts[1] * 60 + parts[2]
    return moment(Moment(milliseconds: seconds * 1000))
  }

  /// `3.2 秒`, `1 分 20 秒`.
  func duration(milliseconds: Int64) -> String {
    let seconds = milliseconds / 1000
    if seconds < 60 { return "\(seconds).\(milliseconds % 1000 / 100) " + (isZh ? "秒" : "s") }
    return isZh ? "\(seconds / 60) 分 \(seconds % 60) 秒" : "\(seconds / 60) min \(seconds % 60) s"
  }

  func size(_ bytes: Int) -> String { bytes < 1024 ? "\(bytes) B" : "\((bytes + 512) / 1024) KB" }

  /// `26,000`: digits in threes.
  func number(_ number: Int64) -> String { Money(minor: number, .jpy).grouped }

  func count(_ number: Int) -> String { isZh ? "\(number) 笔" : number == 1 ? "1 case" : "\(number) cases" }

  /// Account numbers in groups of four, but for the last four digits hidden.
  func masked(_ account: String) -> String { Masking.grouped(Masking.middle(account, head: 4, tail: 4)) }

  func state(_ state: CaseMachine.State) -> (text: String, kind: String) {
    let kinds: [CaseMachine.State: String] = [
      .opened: "plain", .waiting: "wait", .drafted: "wait", .settled: "ok", .released: "bad",
    ]
    return (text("state_\(state)"), kinds[state] ?? "plain")
  }

  func accountState(_ state: DemandAccount.State) -> (text: String, kind: String) {
    switch state {
    case .pending: (isZh ? "待客户签名" : "Waits for signature", "wait")
    case .active: (isZh ? "正常" : "Active", "ok")
    case .frozen: (isZh ? "已冻结" : "Frozen", "bad")
    case .closed: (isZh ? "已销户" : "Closed", "plain")
    case .released: (isZh ? "未开立" : "Not opened", "plain")
    }
  }

  func posts(_ posts: Set<Post>) -> String {
    Post.allCases.filter(posts.contains).map(post).joined(separator: " · ")
  }

  func post(_ post: Post) -> String {
    post == .rehearsal ? (isZh ? "演练" : "Rehearsal") : text("post_\(post.rawValue)")
  }
}
