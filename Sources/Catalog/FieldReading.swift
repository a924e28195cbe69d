import Primitives

/// Reads one text as the type of its field.
struct FieldReading {
  /// No count of notes or coins may be greater.
  static let largestCount: Int64 = 1_000_000

  let field: FieldDefinition
  let currency: Currency?
  let offered: [Currency]
  /// Kind of the identity document, for `document-number`.
  let kind: String?
  let context: FormContext

  /// - Parameter text: trimmed and not empty.
  func value(of text: String) throws(Refusal) -> FieldValue {
    guard !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
      throw CatalogRefusal.malformed(
        field, "catalog.characters", zh: "“\(field.label.zh)”含有不可见字符。",
        en: "“\(field.label.en)” holds control characters.")
    }
    switch field.type {
    case .account, .deposit, .holding: return .account(try account(text))
    case .card: return .text(try account(text))
    case .creditCode: return .text(try creditCode(text))
    case .money: return .money(try money(text))
    case .denominations: return .denominations(try denominations(text))
    case .residentID: return .text(try residentID(text))
    case .documentNumber: return .text(kind == "resident-id" ? try residentID(text) : try documentNumber(text))
    case .choice:
      guard field.choices.contains(where: { $0.value == text }) else { throw CatalogRefusal.choice(field) }
      return .text(text)
    case .currency:
      guard let currency = Currency(code: text.uppercased()) else { throw CatalogRefusal.choice(field) }
      guard offered.contains(currency) else {
        throw CatalogRefusal.currencyNotOffered(currency, offered, field: field.name)
      }
      return .currency(currency)
    case .text: return .text(text)
    case .date: return .date(try date(text))
    case .phone: return .text(try phone(text))
    case .name: return .text(try name(text))
    }
  }

  private func refused(_ code: String, _ zh: String, _ en: String) -> Refusal {
    CatalogRefusal.malformed(field, code, zh: zh, en: en)
  }

  /// 8 to 19 digits with a Luhn check digit (ISO/IEC 7812-1); spaces between groups are dropped.
  private func account(_ text: String) throws(Refusal) -> String {
    let digits = text.filter { $0 != " " }
    guard digits.utf8.allSatisfy({ (48...57).contains($0) }), (8...19).contains(digits.utf8.count) else {
      throw refused("account.shape", "账号应为 8 至 19 位数字。", "An account number has 8 to 19 digits.")
    }
    guard CheckDigits.luhnIsValid(digits) else {
      throw refused("account.check-digit", "账号校验位不正确。", "The check digit of the account number does not match.")
    }
    return digits
  }

  private func money(_ text: String) throws(Refusal) -> Money {
    guard let currency else { throw CatalogRefusal.currencyUnknown(field.name) }
    return try Self.money(text, currency, field.name)
  }

  private static func money(_ text: String, _ currency: Currency, _ field: String) throws(Refusal) -> Money {
    do {
      return try Money(parsing: text, currency, field: field)
    } catch let refusal as Refusal {
      throw refusal
    } catch {
      preconditionFailure("parsing money throws refusals only: \(error)")
    }
  }

  private func residentID(_ text: String) throws(Refusal) -> String {
    do {
      return try ResidentID(text, field: field.name).text
    } catch let refusal as Refusal {
      throw refusal
    } catch {
      preconditionFailure("reading an ID throws refusals only: \(error)")
    }
  }

  private func creditCode(_ text: String) throws(Refusal) -> String {
    do {
      return try CreditCode(text, field: field.name).text
    } catch let refusal as Refusal {
      throw refusal
    } catch {
      preconditionFailure("reading a credit code throws refusals only: \(error)")
    }
  }

  /// Passport and other documents: letters, digits and hyphens.
  private func documentNumber(_ text: String) throws(Refusal) -> String {
    let plain = text.uppercased()
    let allowed = plain.utf8.allSatisfy { (48...57).contains($0) || (65...90).contains($0) || $0 == 45 }
    guard allowed, (3...32).contains(plain.utf8.count) else {
      throw refused(
        "catalog.document-number", "证件号码应为 3 至 32 位字母、数字或连字符。",
        "A document number has 3 to 32 letters, digits or hyphens.")
    }
    return plain
  }

  /// `100x3 50x2`: faces and counts. A face may stand only once and must exist.
  private func denominations(_ text: String) throws(Refusal) -> [DenominationCount] {
    guard let currency else { throw CatalogRefusal.currencyUnknown(field.name) }
    var counts: [Int64: Int64] = [:]
    for item in text.split(whereSeparator: { " ,;，；".contains($0) }) {
      let parts = item.split(omittingEmptySubsequences: false, whereSeparator: { "xX*×".contains($0) })
      guard parts.count == 2, let count = Int64(parts[1]), (0...Self.largestCount).contains(count) else {
        throw refused("catalog.denominations", "券别张数格式不正确。", "The counts of notes cannot be read.")
      }
      let face = try Self.money(String(parts[0]), currency, field.name)
      guard face.minor > 0, context.faces.isEmpty || context.faces.contains(face.minor) else {
        throw CatalogRefusal.face(field, face.grouped)
      }
      let (total, overflow) = face.minor.multipliedReportingOverflow(by: count)
      guard !overflow, total <= Money.largestMinor, counts.updateValue(count, forKey: face.minor) == nil else {
        throw refused("catalog.denominations", "同一券别重复或合计过大。", "A face stands twice or the sum is too large.")
      }
    }
    return counts.filter { $0.value > 0 }.sorted { $0.key > $1.key }
      .map { DenominationCount(face: Money(minor: $0.key, currency), count: $0.value) }
  }

  private func date(_ text: String) throws(Refusal) -> BusinessDate {
    let plain = text.utf8.allSatisfy { (48...57).contains($0) || $0 == 45 }
    let compact = text.utf8.count == 8 ? Int64(text).flatMap { BusinessDate(compact: $0) } : nil
    guard plain, let date = BusinessDate(text) ?? compact else {
      throw refused("catalog.date", "日期不存在或格式不正确。", "This day does not exist or is not written as a date.")
    }
    if field.notInFuture, let today = context.businessDate, date > today {
      throw CatalogRefusal.inFuture(field, today)
    }
    return date
  }

  /// A mobile number of China (11 digits from 1) or an international one with `+` (ITU-T E.164).
  private func phone(_ text: String) throws(Refusal) -> String {
    let number = text.filter { $0 != " " && $0 != "-" }
    let digits = number.drop { $0 == "+" }
    let isDigits = !digits.isEmpty && digits.utf8.allSatisfy { (48...57).contains($0) }
    let chinese = number.count == 11 && number.first == "1" && (number.dropFirst().first ?? "0") >= "3"
    let foreign = number.first == "+" && number.count == digits.count + 1 && (7...15).contains(digits.count)
    guard isDigits, chinese || foreign else {
      throw refused("catalog.phone", "手机号码格式不正确。", "This is not a phone number.")
    }
    return number
  }

  /// Letters of any script, digits, and the signs that names have.
  private func name(_ text: String) throws(Refusal) -> String {
    let fits = text.allSatisfy { $0.isLetter || $0.isNumber || " ·•.-'’()（）".contains($0) }
    guard fits, text.contains(where: \.isLetter) else {
      throw refused("catalog.name", "姓名含有不允许的字符。", "The name holds characters that no name has.")
    }
    return text
  }
}
