import Banking
import Primitives

/// A part of the reconciliation as rows of cells. Page, paper and the program's own page show the same parts, so the
/// wording stands once.
package struct MigrationTable: Sendable {
  package struct Column: Sendable {
    package let label: Bilingual
    /// Its share of a paper's width, against the others'.
    package let share: Int
    package let isFigure: Bool

    init(_ zh: String, _ en: String, _ share: Int, figure: Bool = false) {
      label = Bilingual(zh: zh, en: en)
      self.share = share
      isFigure = figure
    }
  }

  package enum Cell: Sendable, Equatable {
    case text(String)
    case words(Bilingual)
    /// Equal, or not.
    case verdict(Bool)
    /// An account of this bank.
    case account(String)

    static func number(_ number: Int) -> Cell { .text(Money(minor: Int64(number), .jpy).grouped) }

    /// As one reader sees it.
    package func callAsFunction(_ language: String) -> String {
      switch self {
      case .text(let text): text
      case .account(let number): Masking.grouped(number)
      case .words(let words): words(language)
      case .verdict(let isEqual): isEqual ? "✓" : "✗"
      }
    }

    /// For a reader of either language.
    package var both: String {
      guard case .words(let words) = self else { return self("zh") }
      return words.both
    }
  }

  package let title: Bilingual
  package let columns: [Column]
  package let rows: [[Cell]]
  /// Said when there are no rows.
  package let nothing: Bilingual
}

extension Bilingual {
  /// Chinese and English on one line; once when they are the same.
  var both: String { zh == en ? zh : [zh, en].filter { !$0.isEmpty }.joined(separator: " ") }
}

/// Words for what the report holds as codes.
package enum MigrationWords {
  package static let title = Bilingual(zh: "迁移对账报告", en: "Migration reconciliation")

  package static func state(_ state: MigrationRun.State) -> Bilingual {
    switch state {
    case .loading: Bilingual(zh: "迁入中", en: "Loading")
    case .loaded: Bilingual(zh: "已迁入", en: "Loaded")
    case .cutOver: Bilingual(zh: "已切换", en: "Cut over")
    case .takingBack: Bilingual(zh: "退回中", en: "Being taken back")
    case .takenBack: Bilingual(zh: "已退回", en: "Taken back")
    }
  }

  /// What does not come out, of `MigrationReport.wrong`.
  package static func wrong(_ code: String) -> Bilingual {
    let parts = code.split(separator: " ").map(String.init)
    return switch (parts.first, parts.last) {
    case ("rows", _): Bilingual(zh: "笔数", en: "rows")
    case ("credits", _): Bilingual(zh: "贷方", en: "credits")
    case ("debits", _): Bilingual(zh: "借方", en: "debits")
    case ("kind", let number?): Bilingual(zh: "类别 \(number)", en: "kind \(number)")
    case (let count?, "accounts"): Bilingual(zh: "\(count) 个账户", en: "\(count) accounts")
    case ("trial", _): Bilingual(zh: "试算平衡", en: "trial balance")
    case ("ledger", _): Bilingual(zh: "账务核对", en: "ledger check")
    default: Bilingual(zh: code, en: code)
    }
  }
}
