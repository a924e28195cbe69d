import Primitives

/// Columns of stacked parts as whole units of an SVG, for people who would rather look than read; a table beside it says the
/// same. The height of the frame is the highest column, rounded up to a round step.
struct ColumnChart {
  struct Part {
    let value: Int64
    /// The colour: 0 to 7.
    let kind: Int
    /// What a pointer that rests on it is told.
    let text: String
  }

  struct Column {
    /// Under it.
    let mark: String
    /// From below upwards.
    let parts: [Part]

    var height: Int64 { parts.reduce(0) { $0 + $1.value } }
  }

  private static let (left, right, top, bottom): (Int64, Int64, Int64, Int64) = (60, 12, 12, 28)
  /// Few columns do not become walls.
  private static let widest: Int64 = 64
  /// Room for a mark; where columns are narrower not every one has its own.
  private static let markWidth: Int64 = 60

  /// What is shown, for those who hear the page.
  let name: String
  /// Said in its place when there is nothing.
  let emptyText: String
  let columns: [Column]
  /// Name and colour of each part.
  let legend: [(name: String, kind: Int)]
  var width: Int64 = 760
  var height: Int64 = 220
  /// The smallest distance between two lines of the grid.
  var smallestStep: Int64 = 1
  /// A value as the grid shows it.
  let label: (Int64) -> String

  private var most: Int64 { columns.map(\.height).max() ?? 0 }

  /// 1, 2 or 5 × a power of ten × the smallest: at most five lines.
  private var step: Int64 {
    var step = smallestStep
    while step * 5 < most {
      let lead = String(step).first
      step = lead == "2" ? step / 2 * 5 : step * 2
    }
    return step
  }

  private var highest: Int64 { max(step, (most + step - 1) / step * step) }

  private func y(_ value: Int64) -> Int64 { height - Self.bottom - value * (height - Self.top - Self.bottom) / highest }

  /// {width, height, left, right, gridX, foot, grid [{y, labelY, label}], bars [{x, y, width, height, kind, text}],
  /// marks [{x, label}], legend [{name, kind}], name, emptyText, isEmpty}
  var context: PageContext {
    let (room, count) = (width - Self.left - Self.right, max(1, Int64(columns.count)))
    let bar = min(Self.widest, max(1, room / count * 2 / 3))
    let every = max(1, Int((Self.markWidth * count + room - 1) / room))
    var bars: [PageContext] = []
    var marks: [PageContext] = []
    for (index, column) in columns.enumerated() {
      let middle = Self.left + (2 * Int64(index) + 1) * room / (2 * count)
      if index % every == 0 { marks.append(["x": "\(middle)", "label": column.mark]) }
      var below: Int64 = 0
      for part in column.parts where part.value > 0 {
        let (from, to) = (y(below), y(below + part.value))
        below += part.value
        bars.append([
          "x": "\(middle - bar / 2)", "y": "\(min(to, from - 2))", "width": "\(bar)", "height": "\(max(2, from - to))",
          "kind": "\(part.kind)", "text": part.text,
        ])
      }
    }
    return [
      "width": "\(width)", "height": "\(height)", "left": "\(Self.left)", "right": "\(width - Self.right)",
      "gridX": "\(Self.left - 6)", "foot": "\(height - 8)",
      "grid": stride(from: Int64(0), through: highest, by: Int64.Stride(step)).map { value -> PageContext in
        ["y": "\(y(value))", "labelY": "\(y(value) + 4)", "label": label(value)]
      },
      "bars": bars, "marks": marks, "isEmpty": bars.isEmpty, "name": name,
      "emptyText": emptyText,
      "legend": legend.map { ["name": $0.name, "kind": "\($0.kind)"] as PageContext },
    ]
  }
}
