import Primitives
import Storage

/// When somebody's posts were last looked through, and by when they must be again (SC-092: permissions are checked
/// and cleaned regularly).
package struct PostReview: Sendable, Equatable {
  /// Posts are looked through once a year (GB/T 22239-2019, 8.1.4.2: surplus and expired accounts are removed in
  /// time).
  package static let everySeconds: Int64 = 365 * 86_400

  package let staff: StaffID
  /// nil: never since the person was added.
  package let lastAt: Moment?
  package let reviewer: String?
  package let dueAt: Moment

  package func isOverdue(at now: Moment) -> Bool { dueAt <= now }
}

extension AccessOffice {
  /// An administrator looked through the posts of somebody else and keeps, gives or takes some; a change ends the
  /// person's sign-ons.
  ///
  /// - Throws: `Refusal` as `setPosts`.
  package func reviewPosts(
    _ posts: Set<Post>, of number: String, at now: Moment, by actor: AccessActor, in tx: any WriteTransaction
  ) throws {
    guard let person = try staff(number: number, in: tx) else { throw AccessRefusal.noStaff }
    if person.posts == posts {
      _ = try managed(number, actor, in: tx)
    } else {
      try setPosts(posts, of: number, at: now, by: actor, in: tx)
    }
    let list = posts.map(\.rawValue).sorted().joined(separator: ",")
    try tx.execute(
      AccessTables.addReview,
      [.institution(person.institution), .id(person.id), .moment(now), .text(actor.number), .text(list)])
    try note("staff.posts-reviewed", person.number, ["posts": list], at: person.institution, now, actor, in: tx)
  }

  /// How it stands with everybody at these institutions.
  package func reviews(
    at institutions: [InstitutionID], in tx: any ReadTransaction
  ) throws -> [StaffID: PostReview] {
    var found: [StaffID: PostReview] = [:]
    for institution in institutions {
      for row in try tx.query(AccessTables.reviews, [.institution(institution)]) {
        let last = try row.optionalMoment(2)
        let id: StaffID = try row.id(0)
        found[id] = PostReview(
          staff: id, lastAt: last, reviewer: try row.optionalText(3),
          dueAt: (try last ?? row.moment(1)).adding(seconds: PostReview.everySeconds))
      }
    }
    return found
  }
}

extension AccessDoor {
  /// Looks through somebody's posts, as `AccessOffice.reviewPosts`.
  package func reviewPosts(_ posts: Set<Post>, of number: String, by signOn: SignOn) async throws {
    try signOn.require(.staffManage)
    let (office, now) = (office, time.now)
    try await change { tx in
      try office.reviewPosts(posts, of: number, at: now, by: AccessActor(signOn), in: tx)
    }
  }

  /// When the posts of everybody below were and must be looked through.
  package func reviews(by signOn: SignOn) async throws -> [StaffID: PostReview] {
    try signOn.require(.staffManage)
    let (office, top) = (office, signOn.institution.id)
    return try await database.read { tx in
      try office.reviews(at: try office.institutions(below: top, in: tx).map(\.id), in: tx)
    }
  }
}
