import Storage
import Testing

@Suite("Schema")
struct SchemaTests {
  @Test("a table that a later step drops is no table of the room any more, and one made anew is")
  func dropped() {
    let made = "CREATE TABLE kept (id {int} NOT NULL PRIMARY KEY)"
    let first = "CREATE TABLE old (id {int} NOT NULL PRIMARY KEY)"
    let two = Schema(room: "room", steps: [Schema.Step(1, [first, made]), Schema.Step(2, ["DROP TABLE old"])])
    #expect(two.tables.map(\.name) == ["kept"])
    let three = Schema(room: "room", steps: two.steps + [Schema.Step(3, [first])])
    #expect(three.tables.map(\.name) == ["kept", "old"])
  }
}
