import Primitives
import Storage

/// A person who works at the bank.
package struct Staff: Sendable, Equatable {
  package enum State: Int64, Sendable, CaseIterable {
    case active = 1
    /// Cannot sign on until an administrator lifts it.
    case blocked = 2
    case left = 3
  }

  package let id: StaffID
  package let institution: InstitutionID
  /// What is typed at sign-on: a letter and 3 to 7 digits, `T0001`. Unique in the bank, never given again.
  package let number: String
  package let name: String
  package let posts: Set<Post>
  package let state: State
  package let mustChangePassword: Bool

  package init(
    id: StaffID, institution: InstitutionID, number: String, name: String, posts: Set<Post>, state: State,
    mustChangePassword: Bool
  ) {
    self.id = id
    self.institution = institution
    self.number = number
    self.name = name
    self.posts = posts
    self.state = state
    self.mustChangePassword = mustChangePassword
  }

  package func may(_ permission: Permission) -> Bool { posts.contains { $0.permissions.contains(permission) } }

  package var permissions: Set<Permission> { posts.reduce(into: []) { $0.formUnion($1.permissions) } }

  /// Upper case without spaces; nil unless a letter and 3 to 7 digits.
  package static func number(_ text: String) -> String? {
    let plain = Array(text.utf8).filter { $0 != 32 }.map { (97...122).contains($0) ? $0 - 32 : $0 }
    guard (4...8).contains(plain.count), (65...90).contains(plain[0]),
      plain.dropFirst().allSatisfy({ (48...57).contains($0) })
    else { return nil }
    return String(decoding: plain, as: UTF8.self)
  }
}

extension AccessOffice {
  /// Adds a person with a first password, already hashed on a Press.
  ///
  /// - Parameter mustChange: false only for the demo bank's printed sign-ons.
  /// - Throws: `Refusal` `access.staff-number`, `access.staff-name`, `access.posts`, `access.rehearsal-post`,
  ///   `access.no-institution`, `access.outside-institution`, `access.staff-number-used`.
  package func addStaff(
    _ new: Staff, passwordHash: String, at now: Moment, by actor: AccessActor, in tx: any WriteTransaction
  ) throws {
    guard Staff.number(new.number) == new.number else { throw AccessRefusal.staffNumber }
    guard (1...40).contains(new.name.count), new.name.contains(where: { !$0.isWhitespace }) else {
      throw AccessRefusal.staffName
    }
    try checkPosts(new.posts)
    guard try institution(new.institution, in: tx) != nil else { throw AccessRefusal.noInstitution(new.institution) }
    try requireWithin(new.institution, actor, in: tx)
    let key: [Value] = [.institution(new.institution), .id(new.id)]
    let added = try tx.query(
      AccessTables.addStaff, key + [.text(new.number), .text(new.name), .int(new.state.rawValue), .moment(now)])
    guard !added.isEmpty else { throw AccessRefusal.staffNumberUsed(new.number) }
    try tx.execute(
      AccessTables.addCredential, key + [.text(passwordHash), .bool(new.mustChangePassword), .moment(now)])
    try write(new.posts, of: key, in: tx)
    let posts = new.posts.map(\.rawValue).sorted().joined(separator: ",")
    try note("staff.added", new.number, ["posts": posts], at: new.institution, now, actor, in: tx)
  }

  package func staff(number: String, in tx: any ReadTransaction) throws -> Staff? {
    guard let plain = Staff.number(number) else { return nil }
    return try tx.first(AccessTables.staffByNumber, [.text(plain)]).map { try staff($0, in: tx) }
  }

  package func staff(_ id: StaffID, at institution: InstitutionID, in tx: any ReadTransaction) throws -> Staff? {
    try tx.first(AccessTables.staffByID, [.institution(institution), .id(id)]).map { try staff($0, in: tx) }
  }

  /// Everybody at these institutions, at most `limit`, in order of numbers.
  package func staff(
    at institutions: [InstitutionID], limit: Int = 1000, in tx: any ReadTransaction
  ) throws -> [Staff] {
    var found: [Staff] = []
    for institution in institutions.sorted() where found.count < limit {
      let rows = try tx.query(AccessTables.staffOfInstitution, [.institution(institution), .int(limit - found.count)])
      found += try rows.map { try staff($0, in: tx) }
    }
    return found
  }

  /// Changes the posts of somebody else; running sign-ons of that person end.
  ///
  /// - Throws: `Refusal` `access.own-record`, `access.posts`, `access.rehearsal-post`,
  ///   `access.outside-institution`, `access.no-staff`.
  package func setPosts(
    _ posts: Set<Post>, of number: String, at now: Moment, by actor: AccessActor, in tx: any WriteTransaction
  ) throws {
    try checkPosts(posts)
    let staff = try managed(number, actor, in: tx)
    let key: [Value] = [.institution(staff.institution), .id(staff.id)]
    try tx.execute(AccessTables.removePosts, key)
    try write(posts, of: key, in: tx)
    try endSignOns(of: staff, because: "posts-changed", at: now, in: tx)
    let before = staff.posts.map(\.rawValue).sorted().joined(separator: ",")
    let after = posts.map(\.rawValue).sorted().joined(separator: ",")
    try note(
      "staff.posts-set", staff.number, ["before": before, "after": after], at: staff.institution, now, actor, in: tx)
  }

  /// Blocks, lets back in, or closes the record of somebody who left; running sign-ons end.
  package func setState(
    _ state: Staff.State, of number: String, at now: Moment, by actor: AccessActor, in tx: any WriteTransaction
  ) throws {
    let staff = try managed(number, actor, in: tx)
    let key: [Value] = [.institution(staff.institution), .id(staff.id)]
    try tx.execute(AccessTables.setStaffState, key + [.int(state.rawValue)])
    if state == .active { try tx.execute(AccessTables.clearFailures, key) }
    try endSignOns(of: staff, because: "state-changed", at: now, in: tx)
    try note("staff.state-set", staff.number, ["state": "\(state)"], at: staff.institution, now, actor, in: tx)
  }

  /// Gives somebody a new first password, already hashed; lifts a lock-out; running sign-ons end.
  package func resetPassword(
    of number: String, passwordHash: String, at now: Moment, by actor: AccessActor, in tx: any WriteTransaction
  ) throws {
    let staff = try managed(number, actor, in: tx)
    try tx.execute(
      AccessTables.setPassword,
      [.institution(staff.institution), .id(staff.id), .text(passwordHash), .bool(true), .moment(now)])
    try endSignOns(of: staff, because: "password-reset", at: now, in: tx)
    try note("staff.password-reset", staff.number, at: staff.institution, now, actor, in: tx)
  }

  func managed(_ number: String, _ actor: AccessActor, in tx: any ReadTransaction) throws -> Staff {
    guard let staff = try staff(number: number, in: tx) else { throw AccessRefusal.noStaff }
    guard staff.id != actor.staff else { throw AccessRefusal.ownRecord }
    try requireWithin(staff.institution, actor, in: tx)
    return staff
  }

  private func checkPosts(_ posts: Set<Post>) throws {
    guard Post.fit(posts) else { throw AccessRefusal.posts }
    guard isDemo || !posts.contains(.rehearsal) else { throw AccessRefusal.rehearsalPost }
  }

  private func write(_ posts: Set<Post>, of key: [Value], in tx: any WriteTransaction) throws {
    for post in posts.sorted(by: { $0.rawValue < $1.rawValue }) {
      try tx.execute(AccessTables.addPost, key + [.text(post.rawValue)])
    }
  }

  private func staff(_ row: Row, in tx: any ReadTransaction) throws -> Staff {
    let posts = try tx.query(AccessTables.posts, [.institution(try row.institution(0)), .bytes(try row.bytes(1))])
    return try Self.staff(row, posts: posts.map { try $0.text(0) })
  }

  /// Six columns: institution, id, number, name, state, must change.
  static func staff(_ row: Row, posts: [String]) throws -> Staff {
    guard let state = Staff.State(rawValue: try row.int(4)) else {
      throw Fault("access.row", "a person has an unknown state")
    }
    let posts = try posts.map { text in
      guard let post = Post(rawValue: text) else { throw Fault("access.row", "unknown post \(text)") }
      return post
    }
    return Staff(
      id: try row.id(1), institution: try row.institution(0), number: try row.text(2), name: try row.text(3),
      posts: Set(posts), state: state, mustChangePassword: try row.bool(5))
  }
}
