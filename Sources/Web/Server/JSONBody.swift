import Desk
import Primitives

/// Reads a body against the shape of its route: broken text is 400 at its position, wrong members are all
/// refused at once, each at its field.
enum JSONBody {
  static func read(_ bytes: [UInt8], _ shape: WireShape) throws -> [String: JSONText] {
    guard case .object(let members) = try JSONText(bytes) else {
      throw WebRefusal.wrongForm("body", "对象", "an object")
    }
    let problems = shape.problems(of: members, at: "")
    guard problems.isEmpty else { throw RefusalList(problems) }
    return members
  }
}

/// Checks one value of a query against its description.
enum QueryCheck {
  static func check(_ value: String, _ member: QueryMember) throws {
    let read: JSONText
    switch member.schema {
    case .integer: read = .number(value)
    case .flag: read = ["true": .flag(true), "false": .flag(false)][value] ?? .text(value)
    default: read = .text(value)
    }
    let problems = member.schema.problems(of: read, at: member.name)
    guard problems.isEmpty else { throw RefusalList(problems) }
  }
}
