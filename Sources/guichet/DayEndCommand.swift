import ArgumentParser
import Banking
import Desk
import Foundation
import Primitives

struct DayEndCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "day-end", abstract: "日终 End an outlet's business day: cut-off, accrual, settlement, maturities.",
    discussion: """
      For a bank that no server holds; a running server ends days on its own page. Broken off at any point, it goes on \
      when run again; a day that has ended stays as it is. Exit 0: the day has ended; 1: refused, with the reason; \
      2: the store cannot be opened.
      Example: guichet day-end --data var --outlet 110101 --date 2026-12-20
      """)

  @OptionGroup var bank: BankOptions
  @Option(help: "The outlet 网点, six digits.") var outlet: String
  @Option(help: "The day that is to end; default: the outlet's business date, or the day whose batch was broken off.")
  var date: String?
  @Flag(help: "状态 Only tell how the newest days stand; a server may be running.") var status = false
  @Flag(help: "JSON instead of text.") var json = false

  private var place: InstitutionID? {
    Int64(outlet).flatMap { outlet.count == 6 && $0 > 0 ? InstitutionID($0) : nil }
  }

  func validate() throws {
    guard place != nil else { throw ValidationError("--outlet is six digits: write 110101") }
    if let date, BusinessDate(date) == nil { throw ValidationError("--date is no date: write 2026-12-20") }
  }

  func run() async throws {
    guard let place else { return }
    if status { return try await tell(place) }
    let house = try await bank.opening.openBank()
    do {
      let end = try await finish(place, Desks(house).dayEnd)
      await house.database.close()
      if json { try Terminal.json(Report(end)) } else { Terminal.say(Self.line(end)) }
    } catch {
      await house.database.close()
      throw error
    }
  }

  /// Goes on with a batch that was broken off, leaves a day alone that has ended, ends the one that runs.
  private func finish(_ place: InstitutionID, _ desk: DayEndDesk) async throws -> DayEnd {
    let days = try await desk.last(at: place)
    let asked = date.flatMap { BusinessDate($0) }
    var end: DayEnd
    if let known = days.first(where: { asked == nil ? !$0.isDone : $0.date == asked }) {
      end = known
    } else {
      end = try await desk.cutOffByOperator(place, asked)
    }
    if !end.isDone { end = try await desk.run(end) { Terminal.progress($0.permille, 1000, Self.title($0)) } }
    return end
  }

  private func tell(_ place: InstitutionID) async throws {
    let house = try bank.opening.view()
    do {
      let days = try await Desks(house).dayEnd.last(at: place)
      await house.database.close()
      if json { return try Terminal.json(days.map(Report.init)) }
      for end in days { Terminal.say(Self.line(end)) }
      if days.isEmpty { Terminal.say("还没有结束过营业日 No day was ended yet.") }
    } catch {
      await house.database.close()
      throw error
    }
  }

  private static func title(_ end: DayEnd) -> String { "\(end.date) \(end.phase.title.zh) \(end.phase.title.en)" }

  private static func line(_ end: DayEnd) -> String {
    "\(end.institution) \(title(end)) \(end.permille / 10)% → \(end.next)；"
      + "计提 accrued \(end.accounts) / \(Money(minor: end.accrued, .cny).grouped)，"
      + "入账 booked \(end.booked) / \(Money(minor: end.interest, .cny).grouped)"
  }

  private struct Report: Encodable {
    let outlet: String
    let date: String
    let next: String
    let phase: Int64
    let done: Bool
    let permille: Int
    let accounts: Int64
    let accrued: String
    let booked: Int64
    let interest: String
    let startedAt: String
    let endedAt: String?

    init(_ end: DayEnd) {
      outlet = "\(end.institution)"
      date = "\(end.date)"
      next = "\(end.next)"
      phase = end.phase.rawValue
      done = end.isDone
      permille = end.permille
      accounts = end.accounts
      accrued = Money(minor: end.accrued, .cny).decimal
      booked = end.booked
      interest = Money(minor: end.interest, .cny).decimal
      startedAt = end.startedAt.iso8601
      endedAt = end.endedAt?.iso8601
    }
  }
}
