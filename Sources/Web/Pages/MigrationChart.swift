import Operations
import Primitives

/// Days whose printed balance differs, a column per month: what is new, and what is carried on.
///
/// Whole units only, as in `ErrorChart`. Long histories are shown by year, so that each column can be seen.
struct MigrationChart {
  static let width: Int64 = 760
  static let height: Int64 = 220
  private static let mostColumns = 48
  private static let mostLabels = 12
  private static let widest: Int64 = 48
  private static let (left, right, top, bottom): (Int64, Int64, Int64, Int64) = (60, 12, 12, 28)

  private struct Column {
    let name: String
    var new = 0
    var carried = 0
    var all: Int64 { Int64(new + carried) }
  }

  private let columns: [Column]
  private let reader: ReaderForm

  init(_ months: [MigrationReport.Month], _ reader: ReaderForm) {
    let digits = months.count > Self.mostColumns ? 4 : 7
    var columns: [Column] = []
    for month in months {
      let name = String(month.name.prefix(digits))
      if columns.last?.name != name { columns.append(Column(name: name)) }
      columns[columns.count - 1].new += month.new
      columns[columns.count - 1].carried += month.carried
    }
    self.columns = columns
    self.reader = reader
  }

  /// Days between two lines of the grid: 1, 2 or 5 × a power of ten.
  private var step: Int64 {
    let most = columns.map(\.all).max() ?? 0
    var step: Int64 = 1
    while step * 5 < most {
      let lead = String(step).first
      step = lead == "2" ? step / 2 * 5 : step * 2
    }
    return step
  }

  private var highest: Int64 {
    let most = columns.map(\.all).max() ?? 0
    return max(step, (most + step - 1) / step * step)
  }

  private func y(_ days: Int64) -> Int64 {
    Self.height - Self.bottom - days * (Self.height - Self.top - Self.bottom) / highest
  }

  /// {width, height, left, right, foot, grid [{y, labelY, label}], bars [{x, y, width, height, kind, text}],
  /// months [{x, label}], classes [{name, kind}], isEmpty}
  var context: PageContext {
    let room = (Self.width - Self.left - Self.right) / max(1, Int64(columns.count))
    // A single month is a column too, not a wall.
    let bar = min(Self.widest, max(1, room * 2 / 3))
    let every = max(1, (columns.count + Self.mostLabels - 1) / Self.mostLabels)
    let names = [reader.text("migration_carried"), reader.text("migration_new")]
    var bars: [PageContext] = []
    var labels: [PageContext] = []
    for (index, column) in columns.enumerated() {
      let x = Self.left + Int64(index) * room
      if index % every == 0 { labels.append(["x": "\(x + room / 2)", "label": column.name]) }
      var below: Int64 = 0
      for (kind, days) in [column.carried, column.new].enumerated() where days > 0 {
        let (from, to) = (y(below), y(below + Int64(days)))
        below += Int64(days)
        bars.append([
          "x": "\(x + (room - bar) / 2)", "y": "\(min(to, from - 2))", "width": "\(bar)",
          "height": "\(max(2, from - to))",
          "kind": "\(kind)", "text": "\(column.name) · \(names[kind]) \(reader.number(Int64(days)))",
        ])
      }
    }
    return [
      "width": "\(Self.width)", "height": "\(Self.height)", "left": "\(Self.left)",
      "right": "\(Self.width - Self.right)", "foot": "\(Self.height - 8)",
      "grid": stride(from: Int64(0), through: highest, by: Int64.Stride(step)).map { days -> PageContext in
        ["y": "\(y(days))", "labelY": "\(y(days) + 4)", "label": reader.number(days)]
      },
      "bars": bars, "months": labels,
      "classes": names.enumerated().map { ["name": $1, "kind": "\($0)"] as PageContext }, "isEmpty": bars.isEmpty,
    ]
  }
}
