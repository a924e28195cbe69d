import Banking
import Primitives

/// Rates over time as steps: a picture for people who would rather look than read; the table beside it says the same.
///
/// Whole units only: the width is days, the height millionths of a percent, scaled to the frame by whole division.
struct RateChart {
  struct Line {
    let name: String
    /// In order of days.
    let steps: [(from: BusinessDate, units: Int64)]
  }

  static let width: Int64 = 760
  static let height: Int64 = 220
  private static let (left, right, top, bottom): (Int64, Int64, Int64, Int64) = (52, 12, 12, 28)

  let lines: [Line]
  let from: BusinessDate
  /// The day after the last one drawn.
  let until: BusinessDate
  let today: BusinessDate

  private var days: Int64 { max(1, Int64(until.daysSince1970 - from.daysSince1970)) }

  /// The highest rate rounded up to half a percent.
  private var highest: Int64 {
    let most = lines.flatMap(\.steps).map(\.units).max() ?? 0
    return max(500_000, (most + 499_999) / 500_000 * 500_000)
  }

  private func x(_ date: BusinessDate) -> Int64 {
    let inside = min(max(Int64(date.daysSince1970 - from.daysSince1970), 0), days)
    return Self.left + inside * (Self.width - Self.left - Self.right) / days
  }

  private func y(_ units: Int64) -> Int64 {
    Self.height - Self.bottom - units * (Self.height - Self.top - Self.bottom) / highest
  }

  /// `M52 120 H300 V96 H748`; a line begins where its first rate does.
  private func path(_ line: Line) -> String {
    let seen = line.steps.filter { $0.from < until }
    guard let start = seen.last(where: { $0.from <= from }) ?? seen.first else { return "" }
    var text = "M\(x(start.from)) \(y(start.units))"
    for step in seen where step.from > from && step.from != start.from {
      text += " H\(x(step.from)) V\(y(step.units))"
    }
    return text + " H\(x(until))"
  }

  /// {width, height, lines [{name, d, kind, isDashed}], grid [{y, label}], years [{x, label}], todayX}
  var context: PageContext {
    let step = max(1, highest / 500_000 / 4) * 500_000
    let levels = stride(from: Int64(0), through: highest, by: Int64.Stride(step))
    let years = from.year...until.year
    let stepOfYears = max(1, years.count / 8)
    return [
      "width": "\(Self.width)", "height": "\(Self.height)", "left": "\(Self.left)",
      "right": "\(Self.width - Self.right)", "foot": "\(Self.height - 8)", "base": "\(Self.height - Self.bottom)",
      "top": "\(Self.top)", "todayX": "\(x(today))",
      "lines": lines.enumerated().map { number, line in
        ["name": line.name, "d": path(line), "kind": "\(number % 8)", "isDashed": number >= 8] as PageContext
      },
      "grid": levels.map { units -> PageContext in
        ["y": "\(y(units))", "labelY": "\(y(units) + 4)", "label": ParameterKind.percent(units)]
      },
      "years": years.filter { ($0 - years.lowerBound) % stepOfYears == 0 }.compactMap { year -> PageContext? in
        guard let day = BusinessDate(compact: Int64(year) * 10_000 + 101), day >= from, day < until else { return nil }
        // A label that would not fit before the edge is left out.
        guard x(day) <= Self.width - Self.right - 16 else { return nil }
        return ["x": "\(x(day))", "label": "\(year)"]
      },
    ]
  }
}
