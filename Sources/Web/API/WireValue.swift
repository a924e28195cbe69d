/// A value whose members are only known when it is made, such as the OpenAPI document.
indirect enum WireValue: Encodable, Sendable, Equatable, ExpressibleByStringLiteral {
  case text(String)
  case number(Int)
  case flag(Bool)
  case list([WireValue])
  case object([String: WireValue])

  init(stringLiteral value: String) { self = .text(value) }

  func encode(to encoder: any Encoder) throws {
    switch self {
    case .text(let value): try Self.single(value, encoder)
    case .number(let value): try Self.single(value, encoder)
    case .flag(let value): try Self.single(value, encoder)
    case .list(let value): try Self.single(value, encoder)
    case .object(let value): try Self.single(value, encoder)
    }
  }

  private static func single(_ value: some Encodable, _ encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(value)
  }
}
