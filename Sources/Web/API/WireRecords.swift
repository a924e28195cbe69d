import Access
import Audit
import Banking
import Desk
import Documents
import Ledger
import Primitives

struct WireTill: WireForm {
  struct Line: WireForm {
    let face: String
    let pieces: Int64

    static let shape = WireShape(
      "TillLine", Bilingual(zh: "券别", en: "Notes of one face"),
      [.init("face", .text(), "decimal"), .init("pieces", .integer(0...1_000_000), "how many")])
  }

  struct Drawer: WireForm {
    let currency: String
    let total: String
    let lines: [Line]

    static let shape = WireShape(
      "Drawer", Bilingual(zh: "一种货币", en: "One currency of the till"),
      [
        .init("currency", .text(length: 3...3), "ISO 4217"), .init("total", .text(), "decimal"),
        .init("lines", .list(.shape(Line.shape)), "largest face first"),
      ])
  }

  let box: Int64
  let isOpen: Bool
  let drawers: [Drawer]

  init(_ view: TillView) {
    box = view.box.box
    isOpen = view.box.isOpen
    drawers = view.drawers.map { count in
      Drawer(
        currency: count.currency.code, total: count.total.decimal,
        lines: count.lines.map {
          Line(face: Money(minor: $0.denomination, count.currency).decimal, pieces: $0.pieces)
        })
    }
  }

  static let shape = WireShape(
    "Till", Bilingual(zh: "尾箱", en: "A till"),
    [
      .init("box", .integer(1...9999), "number"), .init("isOpen", .flag, "open"),
      .init("drawers", .list(.shape(Drawer.shape)), "by currency"),
    ])
}

struct WireAccount: WireForm {
  let number: String
  let state: String
  let currency: String
  let balance: WireMoney
  let available: WireMoney
  let holder: String
  let document: String
  let openedOn: String

  init(_ sight: AccountSight) {
    let account = sight.balance.account
    number = "\(account.number)"
    state = account.state.rawValue
    currency = account.currency.code
    balance = WireMoney(sight.balance.balance)
    available = WireMoney(sight.balance.available)
    holder = sight.holder.nameMasked
    document = sight.holder.documentMasked
    openedOn = "\(account.openedOn)"
  }

  static let shape = WireShape(
    "Account", Bilingual(zh: "账户", en: "An account; its holder masked"),
    [
      .init("number", .text(), "account number"), .init("state", .text(), "pending, active, frozen, closed, released"),
      .init("currency", .text(length: 3...3), "ISO 4217"), .init("balance", .shape(WireMoney.shape), "settled"),
      .init("available", .shape(WireMoney.shape), "may be drawn"), .init("holder", .text(), "masked name"),
      .init("document", .text(), "masked document"), .init("openedOn", .text(), "accounting day"),
    ])
}

struct WireEntries: WireForm {
  struct Line: WireForm {
    let businessDate: String
    let valueDate: String
    let number: String?
    let code: Int
    let side: String
    let amount: WireMoney
    let balance: WireMoney
    let caseId: String?

    init(_ line: DetailLine) {
      businessDate = "\(line.businessDate)"
      valueDate = "\(line.valueDate)"
      number = line.number.map { "\($0)" }
      code = line.code
      side = line.side == .debit ? "debit" : "credit"
      amount = WireMoney(line.amount)
      balance = WireMoney(line.balance)
      caseId = line.reference.map { "\($0)" }
    }

    static let shape = WireShape(
      "AccountEntry", Bilingual(zh: "明细", en: "One line of an account"),
      [
        .init("businessDate", .text(), "accounting day"), .init("valueDate", .text(), "interest counts from here"),
        .init("number", .text(), "journal number", required: false),
        .init("code", .integer(0...99_999), "business kind"),
        .init("side", .oneOf(["debit", "credit"]), "credit raises the balance"),
        .init("amount", .shape(WireMoney.shape), "amount"),
        .init("balance", .shape(WireMoney.shape), "after this line"),
        .init("caseId", .text(), "the case", required: false),
      ])
  }

  let entries: [Line]
  /// Give it as `before` for the following page.
  let next: String?

  init(_ details: AccountDetails) {
    entries = details.lines.map(Line.init)
    next = details.next.map { "\($0.journal).\($0.number)" }
  }

  static let shape = WireShape(
    "AccountEntries", Bilingual(zh: "账户明细", en: "Lines of an account, newest first"),
    [
      .init("entries", .list(.shape(Line.shape)), "lines"),
      .init("next", .text(), "`before` of the next page", required: false),
    ])
}

struct WireArchiveEntry: WireForm {
  let id: String
  let caseId: String
  let number: String
  let service: String
  let account: String?
  let businessDate: String
  let teller: String
  let size: Int
  let sha256: String
  let archivedAt: String
  let state: String

  init(_ entry: ArchiveEntry) {
    id = "\(entry.id)"
    caseId = "\(entry.caseID)"
    number = entry.journalNumber
    service = entry.service
    account = entry.account
    businessDate = "\(entry.businessDate)"
    teller = entry.teller
    size = entry.size
    sha256 = Hex.encode(entry.hash)
    archivedAt = entry.archivedAt.iso8601
    state = entry.state.rawValue
  }

  static let shape = WireShape(
    "ArchiveEntry", Bilingual(zh: "电子档案", en: "A sealed voucher"),
    [
      .init("id", .text(.hex, length: 32...32), "id"), .init("caseId", .text(.hex, length: 32...32), "the case"),
      .init("number", .text(), "journal number"), .init("service", .text(), "id of the service"),
      .init("account", .text(), "account number", required: false), .init("businessDate", .text(), "accounting day"),
      .init("teller", .text(), "staff number"), .init("size", .integer(0...100_000_000), "bytes"),
      .init("sha256", .text(.hex, length: 64...64), "of the file"), .init("archivedAt", .text(), "UTC, ISO 8601"),
      .init("state", .oneOf(["kept", "destroyed"]), "whether it can still be read"),
    ])
}

struct WireArchive: WireForm {
  let entries: [WireArchiveEntry]
  let next: String?

  static let shape = WireShape(
    "Archive", Bilingual(zh: "档案检索结果", en: "Vouchers found, newest first"),
    [
      .init("entries", .list(.shape(WireArchiveEntry.shape)), "vouchers"),
      .init("next", .text(), "`before` of the next page", required: false),
    ])
}

struct WireAuditRecord: WireForm {
  let place: String
  let sequence: Int64
  let chain: String
  let institution: String
  let at: String
  let actor: String
  let action: String
  let subject: String
  let detail: [String: String]
  let hash: String

  init(_ record: AuditRecord) {
    place = record.place.text
    sequence = record.sequence
    chain = "\(record.entry.chain)"
    institution = "\(record.entry.institution)"
    at = record.entry.at.iso8601
    actor = record.entry.actor
    action = record.entry.action
    subject = record.entry.subject
    detail = record.entry.detail
    hash = Hex.encode(record.hash)
  }

  static let shape = WireShape(
    "AuditRecord", Bilingual(zh: "审计记录", en: "An entry of the audit chain"),
    [
      .init("place", .text(), "`before` of the next page"),
      .init("sequence", .integer(1...Int64.max), "within its chain"),
      .init("chain", .text(), "terminal or server"), .init("institution", .text(), "number"),
      .init("at", .text(), "UTC, ISO 8601"), .init("actor", .text(), "staff number or server"),
      .init("action", .text(), "what"), .init("subject", .text(), "to what"),
      .init("detail", .texts(most: 200, length: 16_000), "codes and amounts"),
      .init("hash", .text(.hex, length: 64...64), "chained hash"),
    ])
}

struct WireAudit: WireForm {
  let records: [WireAuditRecord]

  static let shape = WireShape(
    "Audit", Bilingual(zh: "审计链", en: "Audit entries, newest first"),
    [.init("records", .list(.shape(WireAuditRecord.shape)), "entries")])
}

struct WireTrialBalance: WireForm {
  struct Line: WireForm {
    let institution: String
    let currency: String
    let kind: String
    let accounts: Int
    let debit: String
    let credit: String

    static let shape = WireShape(
      "TrialBalanceLine", Bilingual(zh: "试算平衡行", en: "Accounts of one kind"),
      [
        .init("institution", .text(), "number"), .init("currency", .text(length: 3...3), "ISO 4217"),
        .init("kind", .text(), "kind of account"), .init("accounts", .integer(0...Int64.max), "how many"),
        .init("debit", .text(), "decimal"), .init("credit", .text(), "decimal"),
      ])
  }

  let isBalanced: Bool
  let lines: [Line]

  init(_ balance: TrialBalance) {
    isBalanced = balance.isBalanced
    lines = balance.lines.map {
      Line(
        institution: "\($0.institution)", currency: $0.currency.code, kind: "\($0.kind)", accounts: $0.accounts,
        debit: $0.debit.decimal, credit: $0.credit.decimal)
    }
  }

  static let shape = WireShape(
    "TrialBalance", Bilingual(zh: "试算平衡表", en: "The trial balance"),
    [.init("isBalanced", .flag, "debit equals credit everywhere"), .init("lines", .list(.shape(Line.shape)), "lines")])
}

struct WireStaff: WireForm {
  let number: String
  let name: String
  let institution: String
  let posts: [String]
  let state: String
  let mustChangePassword: Bool

  init(_ staff: Staff) {
    number = staff.number
    name = staff.name
    institution = "\(staff.institution)"
    posts = staff.posts.map(\.rawValue).sorted()
    state = "\(staff.state)"
    mustChangePassword = staff.mustChangePassword
  }

  static let shape = WireShape(
    "Staff", Bilingual(zh: "人员", en: "A member of staff"),
    [
      .init("number", .text(), "staff number"), .init("name", .text(), "name"), .init("institution", .text(), "number"),
      .init("posts", .list(.text()), "posts"), .init("state", .oneOf(["active", "blocked", "left"]), "state"),
      .init("mustChangePassword", .flag, "first password not changed yet"),
    ])
}

struct WireStaffList: WireForm {
  let staff: [WireStaff]

  static let shape = WireShape(
    "StaffList", Bilingual(zh: "人员名单", en: "Staff of the institution and below"),
    [.init("staff", .list(.shape(WireStaff.shape)), "staff")])
}

struct WireTerminals: WireForm {
  struct Item: WireForm {
    let id: String
    let name: String
    let institution: String
    let enrolledAt: String
    let withdrawnAt: String?

    static let shape = WireShape(
      "Terminal", Bilingual(zh: "终端", en: "A workstation"),
      [
        .init("id", .text(.hex, length: 32...32), "id"), .init("name", .text(), "name"),
        .init("institution", .text(), "number"), .init("enrolledAt", .text(), "UTC, ISO 8601"),
        .init("withdrawnAt", .text(), "UTC, ISO 8601", required: false),
      ])
  }

  let terminals: [Item]

  init(_ terminals: [Terminal]) {
    self.terminals = terminals.map {
      Item(
        id: "\($0.id)", name: $0.name, institution: "\($0.institution)", enrolledAt: $0.enrolledAt.iso8601,
        withdrawnAt: $0.withdrawnAt?.iso8601)
    }
  }

  static let shape = WireShape(
    "Terminals", Bilingual(zh: "终端", en: "Workstations"),
    [.init("terminals", .list(.shape(Item.shape)), "workstations")])
}

/// The report of `verify`; its parts are those of the command line.
enum WireReport {
  static let shape = WireShape(
    "VerificationReport", Bilingual(zh: "验证报告", en: "What the verifier found"),
    [
      .init("verdict", .oneOf(["valid", "unfinished", "invalid"]), "verdict"),
      .init("bytes", .integer(0...Int64.max), "size"),
      .init("sha256", .text(.hex, length: 64...64), "of the file"), .init("pages", .integer(0...100_000), "pages"),
      .init("revisions", .integer(0...100_000), "revisions"),
      .init("missing", .list(.text()), "fields without signature"),
      .init("signatures", .list(.anything), "who, when, certificate, what changed since"),
      .init("article13", .list(.anything), "four conditions with their evidence"),
      .init("problems", .list(.anything), "what is wrong"),
    ])
}
