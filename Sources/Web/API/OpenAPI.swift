import Foundation
import HTTPTypes
import Primitives

/// OpenAPI 3.1, made from the route table and the shapes; nothing is written a second time (DECISIONS 26).
struct OpenAPI: Sendable {
  let routes: [Route]
  let bankName: Bilingual
  let address: String

  init(_ table: [Route], bankName: Bilingual, address: String) {
    routes = table.filter(\.isAPI)
    self.bankName = bankName
    self.address = address
  }

  var document: WireValue {
    var paths: [String: WireValue] = [:]
    for (path, own) in Dictionary(grouping: routes, by: \.path) {
      paths[path] = .object(
        own.reduce(into: [:]) { $0[$1.method.rawValue.lowercased()] = operation($1) })
    }
    return .object([
      "openapi": "3.1.0",
      "info": .object([
        "title": .text("\(bankName.en) · Guichet"), "version": "1",
        "description": .text("\(bankName.zh)柜面接口。Amounts are decimal strings; errors are application/problem+json."),
      ]), "servers": .list([.object(["url": .text(address)])]), "paths": .object(paths),
      "components": .object(["schemas": .object(components), "securitySchemes": Self.security]),
    ])
  }

  private static let security: WireValue = .object([
    "staff": .object(["type": "http", "scheme": "bearer", "description": "POST /api/v1/sign-ons"]),
    "display": .object(["type": "http", "scheme": "bearer", "description": "POST /api/v1/displays"]),
  ])

  private var components: [String: WireValue] {
    var shapes: [WireShape] = Problem.shape.all
    for route in routes {
      if case .json(let shape) = route.body { shapes += shape.all }
      if case .json(let shape, _) = route.answer { shapes += shape.all }
    }
    var answered: Set<String> = []
    for case .json(let shape, _) in routes.map(\.answer) { answered.formUnion(shape.all.map(\.name)) }
    return shapes.reduce(into: [:]) { out, shape in
      let value = Self.schema(shape, isAnswer: answered.contains(shape.name) || shape.name.hasPrefix("Problem"))
      precondition(out[shape.name] == nil || out[shape.name] == value, "two shapes are called \(shape.name)")
      out[shape.name] = value
    }
  }

  // MARK: One operation

  private func operation(_ route: Route) -> WireValue {
    var members: [String: WireValue] = [
      "operationId": .text(Self.name(route)), "summary": .text("\(route.summary.zh) · \(route.summary.en)"),
      "x-permission": .text(route.need.text), "parameters": .list(parameters(route)),
      "responses": .object(responses(route)),
    ]
    switch route.need {
    case .anyone: members["security"] = .list([])
    case .display: members["security"] = .list([.object(["display": .list([])])])
    default: members["security"] = .list([.object(["staff": .list([])])])
    }
    switch route.body {
    case .none, .form: break
    case .json(let shape): members["requestBody"] = Self.content("application/json", Self.reference(shape))
    case .bytes(let type, _, let limit), .upload(let type, _, let limit):
      members["requestBody"] = Self.content(
        type, .object(["type": "string", "format": "binary", "maxLength": .number(limit)]))
    }
    return .object(members)
  }

  private static func content(_ type: String, _ schema: WireValue) -> WireValue {
    .object(["required": .flag(true), "content": .object([type: .object(["schema": schema])])])
  }

  /// `POST /api/v1/cases/{id}/release` → `postCasesIdRelease`.
  private static func name(_ route: Route) -> String {
    let words = route.path.dropFirst("/api/v1/".count).split { !$0.isLetter && !$0.isNumber }
    return route.method.rawValue.lowercased() + words.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
  }

  private func parameters(_ route: Route) -> [WireValue] {
    let inPath = route.segments.compactMap { segment -> WireValue? in
      guard let open = segment.firstIndex(of: "{"), let close = segment.firstIndex(of: "}") else { return nil }
      let name = String(segment[segment.index(after: open)..<close])
      let schema = name == "n" ? WireSchema.integer(1...1000) : .text(.name, length: 1...64)
      return Self.parameter(name, "path", schema, "from an earlier answer", required: true)
    }
    var headers: [WireValue] = []
    if case .bytes(_, "ink", _) = route.body {
      headers = [
        Self.parameter(
          "X-Case-Nonce", "header", .text(.name, length: 1...128), "nonce of what is shown", required: true),
        Self.parameter("X-Shown-Hash", "header", .text(.hex, length: 64...64), "hash of what is shown", required: true),
        Self.parameter("X-Scripted-Ink", "header", .oneOf(["0", "1"]), "made by a program", required: false),
      ]
    }
    return inPath + headers + route.query.map { Self.parameter($0.name, "query", $0.schema, $0.note, required: false) }
  }

  private static func parameter(
    _ name: String, _ place: String, _ schema: WireSchema, _ note: String, required: Bool
  ) -> WireValue {
    .object([
      "name": .text(name), "in": .text(place), "required": .flag(required), "description": .text(note),
      "schema": self.schema(schema),
    ])
  }

  private func responses(_ route: Route) -> [String: WireValue] {
    var responses: [String: WireValue] = [:]
    switch route.answer {
    case .json(let shape, let status):
      let answer = Self.answer("application/json", Self.reference(shape))
      responses["\(status.code)"] = answer
      // Opening something that is there already answers 200.
      if status == .created { responses["200"] = answer }
    case .bytes(let type): responses["200"] = Self.answer(type, .object(["type": "string", "format": "binary"]))
    case .nothing, .page, .events: responses["204"] = .object(["description": "done"])
    }
    let problem = Self.answer("application/problem+json", Self.reference(Problem.shape))
    for status in [400, 401, 403, 404, 405, 409, 413, 415, 422, 429, 500, 503] { responses["\(status)"] = problem }
    return responses
  }

  private static func answer(_ type: String, _ schema: WireValue) -> WireValue {
    .object(["description": .text(type), "content": .object([type: .object(["schema": schema])])])
  }

  // MARK: Schemas

  private static func reference(_ shape: WireShape) -> WireValue {
    .object(["$ref": .text("#/components/schemas/\(shape.name)")])
  }

  /// Requests refuse unknown members; readers of answers must bear new ones.
  static func schema(_ shape: WireShape, isAnswer: Bool) -> WireValue {
    .object([
      "type": "object", "description": .text("\(shape.note.zh) · \(shape.note.en)"),
      "properties": .object(
        shape.members.reduce(into: [:]) { out, member in
          guard case .object(var schema) = schema(member.schema) else { return }
          if schema["$ref"] == nil { schema["description"] = .text(member.note) }
          out[member.name] = .object(schema)
        }), "required": .list(shape.members.filter(\.required).map { .text($0.name) }),
      "additionalProperties": .flag(isAnswer),
    ])
  }

  static func schema(_ schema: WireSchema) -> WireValue {
    switch schema {
    case .text(let alphabet, let length):
      var members: [String: WireValue] = [
        "type": "string", "minLength": .number(length.lowerBound), "maxLength": .number(length.upperBound),
      ]
      if alphabet != .any {
        members["pattern"] = .text("^\(alphabet.rawValue){\(length.lowerBound),\(length.upperBound)}$")
      }
      return .object(members)
    case .date: return .object(["type": "string", "format": "date"])
    case .oneOf(let choices): return .object(["type": "string", "enum": .list(choices.map { .text($0) })])
    case .integer(let range):
      return .object([
        "type": "integer", "format": "int64", "minimum": .number(Int(range.lowerBound)),
        "maximum": .number(Int(range.upperBound)),
      ])
    case .flag: return .object(["type": "boolean"])
    case .list(let inner, let most):
      return .object(["type": "array", "items": self.schema(inner), "maxItems": .number(most)])
    case .texts(let most, let length):
      return .object([
        "type": "object", "maxProperties": .number(most),
        "additionalProperties": .object(["type": "string", "maxLength": .number(length)]),
      ])
    case .shape(let shape): return reference(shape)
    case .anything: return .object([:])
    }
  }
}
