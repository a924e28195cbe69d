/// Something is broken. The operator sees `detail`; people see a plain sentence and the code.
/// Never holds personal data.
package struct Fault: Error, Sendable, Equatable, CustomStringConvertible {
  package let code: String
  package let detail: String

  package init(_ code: String, _ detail: String) {
    self.code = code
    self.detail = detail
  }

  package var description: String { "fault \(code): \(detail)" }
}

/// The fate of a commit is not known yet: neither success nor failure may be shown. Whoever holds the
/// idempotency key asks again with the same key and gets the true answer (DECISIONS 8).
package struct InDoubt: Error, Sendable, Equatable, CustomStringConvertible {
  package let detail: String

  package init(_ detail: String) { self.detail = detail }

  package var description: String { "in doubt: \(detail)" }
}
