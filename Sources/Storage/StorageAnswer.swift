import Primitives

/// What engines say in the same words.
package enum StorageAnswer {
  package static func stopped(_ why: String) -> Fault {
    Fault("storage.stopped", "this vault no longer writes: \(why)")
  }

  /// What a body threw that is no outcome of ours. The type only: it might hold what a person typed.
  package static func body(_ error: any Error) -> Fault {
    Fault("storage.body", "a transaction body threw \(type(of: error))")
  }

  package static func constraint(_ detail: String) -> Fault {
    Fault("storage.constraint", "a constraint of the data was broken (\(detail))")
  }

  package static func newer(_ room: String, at step: Int, knows known: Int) -> Fault {
    Fault(
      "storage.schema-newer",
      "the data of \(room) is at step \(step), this program knows \(known): it was written by a newer program; "
        + "use that one")
  }

  package static let readOnly = Fault("storage.read-only", "this program only looks; another one serves the data")

  package static func busy(_ limit: Int) -> Refusal {
    Refusal(
      .busy, "storage.busy", limit: "\(limit)", zh: "系统繁忙，等待处理的交易已达上限。",
      en: "The system is busy: too many transactions are waiting.",
      remedyZh: "请稍候几秒再试；本次操作没有执行，输入的内容不会丢失。",
      remedyEn: "Try again in a few seconds; nothing was done and nothing you typed is lost.")
  }

  /// PostgreSQL's texts cannot hold it, and nobody types it: the same on every engine.
  package static func unusableText() -> Refusal {
    Refusal(
      .invalid, "storage.text", limit: "U+0000", zh: "文本中含有不可用的字符（U+0000）。",
      en: "The text holds a character that cannot be kept (U+0000).", remedyZh: "请删除该字符后重新输入。",
      remedyEn: "Remove the character and enter the text again.")
  }

  /// The body ran into others again and again.
  package static func contended(_ tries: Int) -> Refusal {
    Refusal(
      .busy, "storage.contended", limit: "\(tries)", zh: "多笔交易同时修改同一数据，重试 \(tries) 次仍未成功。",
      en: "Too many transactions change the same data; \(tries) tries did not succeed.",
      remedyZh: "请稍候几秒再试；本次操作没有执行，输入的内容不会丢失。",
      remedyEn: "Try again in a few seconds; nothing was done and nothing you typed is lost.")
  }

  /// The store does not answer; nothing was done.
  package static func unreachable() -> Refusal {
    Refusal(
      .busy, "storage.unreachable", zh: "正在等待中心：数据中心暂时无法连接，本次操作没有执行。",
      en: "Waiting for the centre: it cannot be reached; nothing was done.",
      remedyZh: "请稍候再试，输入的内容不会丢失；如持续出现请联系科技人员。",
      remedyEn: "Try again shortly; nothing you typed is lost. Call bank IT if it goes on.")
  }
}
