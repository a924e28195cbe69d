import Banking
import Desk
import Primitives

/// Errors per 10,000 cases as a column per month, a colour per class; the table below it says the same in figures.
///
/// Whole units only, as in `RateChart`: the height of the frame is the highest rate, rounded up to a round step.
struct ErrorChart {
  static let width: Int64 = 760
  static let height: Int64 = 200
  private static let (left, right, top, bottom): (Int64, Int64, Int64, Int64) = (52, 12, 12, 28)

  let months: [ErrorMonth]
  let reader: ReaderForm

  private var most: Int64 { months.compactMap(\.rate).max() ?? 0 }
  /// Hundredths of an error per 10,000 cases between two lines of the grid.
  private var step: Int64 { ChartScale.step(most: most, smallest: 100) }
  private var highest: Int64 { ChartScale.top(most: most, step: step) }

  private func y(_ rate: Int64) -> Int64 {
    Self.height - Self.bottom - rate * (Self.height - Self.top - Self.bottom) / highest
  }

  /// {width, height, left, right, foot, grid [{y, labelY, label}], bars [{x, y, width, height, kind, text}],
  /// months [{x, label}], classes [{name, kind}], isEmpty}
  var context: PageContext {
    let room = (Self.width - Self.left - Self.right) / max(1, Int64(months.count))
    let used = ErrorClass.allCases.filter { one in months.contains { ($0.errors[one] ?? 0) > 0 } }
    var bars: [PageContext] = []
    var names: [PageContext] = []
    for (index, month) in months.enumerated() {
      let x = Self.left + Int64(index) * room
      let name = String("\(month.month)".prefix(7))
      names.append(["x": "\(x + room / 2)", "label": name])
      var below: Int64 = 0
      for one in used {
        guard let rate = month.rate(one), rate > 0 else { continue }
        let (from, to) = (y(below), y(below + rate))
        below += rate
        bars.append([
          "x": "\(x + room / 5)", "y": "\(to)", "width": "\(room * 3 / 5)", "height": "\(max(1, from - to))",
          "kind": "\(Self.kind(one))", "text": "\(name) · \(reader(one.title)) \(ErrorMonth.text(rate))",
        ])
      }
    }
    return [
      "width": "\(Self.width)", "height": "\(Self.height)", "left": "\(Self.left)",
      "right": "\(Self.width - Self.right)", "foot": "\(Self.height - 8)",
      "grid": stride(from: Int64(0), through: highest, by: Int64.Stride(step)).map { rate -> PageContext in
        ["y": "\(y(rate))", "labelY": "\(y(rate) + 4)", "label": "\(rate / 100)"]
      },
      "bars": bars, "months": names,
      "classes": used.map { ["name": reader($0.title), "kind": "\(Self.kind($0))"] as PageContext },
      "isEmpty": bars.isEmpty,
    ]
  }

  /// The colour of a class: its place in the list of all.
  static func kind(_ one: ErrorClass) -> Int { (ErrorClass.allCases.firstIndex(of: one) ?? 0) % 8 }
}
