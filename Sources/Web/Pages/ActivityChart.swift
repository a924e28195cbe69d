import Desk
import Primitives

/// Cases as columns, what was settled below, what was not above it; the table below says the same in figures.
struct ActivityChart {
  static let width: Int64 = 1100
  static let height: Int64 = 220
  private static let (left, right, top, bottom): (Int64, Int64, Int64, Int64) = (52, 12, 12, 28)
  /// Room for a label, in the chart's own units.
  private static let labelWidth: Int64 = 64

  /// In their order: a short name, a longer one, and the figures.
  let columns: [(mark: String, name: String, row: Activity.Row)]
  let reader: ReaderForm

  private var most: Int64 { columns.map(\.row.cases).max() ?? 0 }
  private var step: Int64 { ChartScale.step(most: most) }
  private var highest: Int64 { ChartScale.top(most: most, step: step) }

  private func y(_ count: Int64) -> Int64 {
    Self.height - Self.bottom - count * (Self.height - Self.top - Self.bottom) / highest
  }

  /// {width, height, left, right, foot, grid [{y, labelY, label}], bars [{x, y, width, height, kind, text}], marks [{x, label}]}
  var context: PageContext {
    let room = Self.width - Self.left - Self.right
    let count = max(1, Int64(columns.count))
    // Few columns do not become walls; many are labelled now and then.
    let pitch = min(room / count, 96)
    let every = max(1, Int((Self.labelWidth + pitch - 1) / max(1, pitch)))
    var bars: [PageContext] = []
    var marks: [PageContext] = []
    for (index, column) in columns.enumerated() {
      let x = Self.left + Int64(index) * room / count + (room / count - pitch) / 2
      if index % every == 0 { marks.append(["x": "\(x + pitch / 2)", "label": column.mark]) }
      var below: Int64 = 0
      let parts = [
        (column.row.settled, 0, "report_settled"), (column.row.released, 4, "report_released"),
        (column.row.open, 1, "report_open"),
      ]
      for (figure, kind, text) in parts where figure > 0 {
        let (from, to) = (y(below), y(below + figure))
        below += figure
        bars.append([
          "x": "\(x + pitch / 6)", "y": "\(to)", "width": "\(max(1, pitch * 2 / 3))", "height": "\(max(1, from - to))",
          "kind": "\(kind)", "text": "\(column.name) · \(reader.text(text)) \(reader.number(figure))",
        ])
      }
    }
    return [
      "width": "\(Self.width)", "height": "\(Self.height)", "left": "\(Self.left)",
      "right": "\(Self.width - Self.right)", "foot": "\(Self.height - 8)",
      "grid": stride(from: Int64(0), through: highest, by: Int64.Stride(step)).map { line -> PageContext in
        ["y": "\(y(line))", "labelY": "\(y(line) + 4)", "label": reader.number(line)]
      },
      "bars": bars, "marks": marks,
    ]
  }
}
