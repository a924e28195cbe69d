import Primitives

/// Effects that leave only after commit (HOUSE rule 10): a row is written in the transaction that
/// causes the effect, and deleted once the effect has been delivered. Delivery is at least once.
package struct OutboxMessage: Sendable, Equatable {
  package enum Kind {}
  package let id: EntityID<Kind>
  package let institution: InstitutionID
  package let topic: String
  package let body: [UInt8]
  package let createdAt: Moment

  package init(id: EntityID<Kind>, institution: InstitutionID, topic: String, body: [UInt8], createdAt: Moment) {
    self.id = id
    self.institution = institution
    self.topic = topic
    self.body = body
    self.createdAt = createdAt
  }
}

package enum Outbox {
  private static let insert: SQL =
    "INSERT INTO outbox (id, institution, topic, body, created_at) VALUES ($1, $2, $3, $4, $5)"
  private static let oldest: SQL =
    "SELECT id, institution, topic, body, created_at FROM outbox ORDER BY id LIMIT $1"
  private static let remove: SQL = "DELETE FROM outbox WHERE id = $1"

  package static func put(_ message: OutboxMessage, in tx: any WriteTransaction) throws {
    try tx.execute(
      insert,
      [
        .id(message.id), .institution(message.institution), .text(message.topic), .bytes(message.body),
        .moment(message.createdAt),
      ])
  }

  /// The oldest undelivered messages, at most `limit`.
  package static func pending(limit: Int, in tx: any ReadTransaction) throws -> [OutboxMessage] {
    try tx.query(oldest, [.int(limit)]).map { row in
      OutboxMessage(
        id: try row.id(0), institution: try row.institution(1), topic: try row.text(2), body: try row.bytes(3),
        createdAt: try row.moment(4))
    }
  }

  package static func delivered(_ ids: [EntityID<OutboxMessage.Kind>], in tx: any WriteTransaction) throws {
    for id in ids { try tx.execute(remove, [.id(id)]) }
  }
}
