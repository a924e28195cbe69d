import Access
import Banking
import Desk
import Primitives

/// Parameters and their changes in the form of one reader.
struct ParameterSheet {
  let reader: ReaderForm
  let today: BusinessDate

  func row(_ line: ParameterLine) -> PageContext {
    let next = line.next.map { next in
      "\(reader(line.kind.shown(next.content))) · \(reader.date(next.from))"
    }
    return [
      "name": reader.title(line.kind.title),
      "group": reader(line.kind.group.title), "where": place(line.institution),
      "current": line.today.map { reader(line.kind.shown($0.content)) } ?? "—",
      "since": line.today.map { reader.date($0.from) } ?? "—", "next": next ?? "—", "hasNext": next != nil,
      "count": "\(line.values.count)",
    ]
  }

  /// Nobody agrees to what he asked for himself.
  func mayDecide(_ change: ParameterChange, _ signOn: SignOn) -> Bool {
    change.state == .open && signOn.may(.parameterApprove) && change.maker != signOn.staff.id
  }

  func change(_ change: ParameterChange, for signOn: SignOn) -> PageContext {
    let states: [ParameterChange.State: (Bilingual, String)] = [
      .open: (Bilingual(zh: "待复核", en: "Waits"), "wait"), .agreed: (Bilingual(zh: "已通过", en: "Agreed"), "ok"),
      .refused: (Bilingual(zh: "已退回", en: "Refused"), "bad"),
    ]
    let (text, kind) = states[change.state] ?? (Bilingual(zh: "", en: ""), "plain")
    return [
      "id": "\(change.id)", "name": reader.title(change.kind.title), "where": place(change.institution),
      "before": change.before.map { reader(change.kind.shown($0)) } ?? "—",
      "after": reader(change.kind.shown(change.content)), "from": reader.date(change.from), "ground": change.reason,
      "maker": change.makerNumber, "made": reader.moment(change.madeAt), "checker": change.checkerNumber ?? "—",
      "checkerReason": change.checkerReason ?? "", "stateText": reader(text), "stateKind": kind,
      "mayDecide": mayDecide(change, signOn),
    ]
  }

  /// Twelve years back at most, and two ahead: what begins later stands in the table.
  func chart(_ lines: [ParameterLine]) -> RateChart {
    let values = lines.flatMap(\.values).map(\.from)
    let until = min(max(today, values.max() ?? today), today.adding(days: 730)).adding(days: 90)
    let earliest = values.min() ?? today
    let from = max(earliest, today.adding(days: -12 * 366))
    return RateChart(
      lines: lines.filter { $0.institution == nil && !$0.values.isEmpty }.map { line in
        RateChart.Line(
          name: reader.title(line.kind.title),
          steps: line.values.compactMap { value in
            line.kind.rateUnits(value.content).map { (value.from, $0) }
          })
      }, from: min(from, today.adding(days: -1)), until: until, today: today)
  }

  private func place(_ institution: InstitutionID?) -> String {
    institution.map { "\($0)" } ?? (reader.isZh ? "全行" : "Whole bank")
  }
}

/// A year of months with its closed days.
struct CalendarSheet {
  let year: Int
  let today: BusinessDate
  let closed: Set<BusinessDate>
  let reader: ReaderForm

  /// [{name, weeks [{days [{text, isClosed, isToday, isEmpty}]}]}], Monday first.
  var months: [PageContext] {
    (1...12).compactMap { month -> PageContext? in
      guard let first = BusinessDate(compact: Int64(year * 10_000 + month * 100 + 1)) else { return nil }
      // 1970-01-01 was a Thursday.
      let lead = ((first.daysSince1970 + 3) % 7 + 7) % 7
      var days: [PageContext] = (0..<lead).map { _ in ["text": "", "isEmpty": true] }
      var day = first
      while day.month == month {
        let isClosed = closed.contains(day)
        let word = isClosed ? (reader.isZh ? "休息" : "closed") : (reader.isZh ? "营业" : "open")
        days.append([
          "text": "\(day.day)", "isEmpty": false, "isClosed": isClosed, "isToday": day == today,
          "isWeekend": days.count % 7 > 4,
          "label": "\(reader.date(day)) \(word)",
        ])
        day = day.adding(days: 1)
      }
      while days.count % 7 != 0 { days.append(["text": "", "isEmpty": true]) }
      let weeks = stride(from: 0, to: days.count, by: 7).map { ["days": Array(days[$0..<$0 + 7])] as PageContext }
      return ["name": name(month), "weeks": weeks]
    }
  }

  /// Above the columns, Monday first.
  var heads: [PageContext] {
    let names = reader.isZh ? ["一", "二", "三", "四", "五", "六", "日"] : ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"]
    return names.map { ["text": $0] }
  }

  private func name(_ month: Int) -> String {
    let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    return reader.isZh ? "\(month)月" : names[month - 1]
  }
}
