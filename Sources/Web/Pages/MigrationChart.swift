import Operations
import Primitives

/// Days whose printed balance differs, a column per month (per year where there are many): what is new, and what is
/// carried on.
enum MigrationChart {
  private static let mostMonths = 48

  static func chart(_ months: [MigrationReport.Month], _ reader: ReaderForm) -> ColumnChart {
    let digits = months.count > mostMonths ? 4 : 7
    var columns: [(name: String, carried: Int64, new: Int64)] = []
    for month in months {
      let name = String(month.name.prefix(digits))
      if columns.last?.name != name { columns.append((name, 0, 0)) }
      columns[columns.count - 1].carried += Int64(month.carried)
      columns[columns.count - 1].new += Int64(month.new)
    }
    let names = [reader.text("migration_carried"), reader.text("migration_new")]
    return ColumnChart(
      name: reader.text("migration_chart"), emptyText: reader.text("migration_chart_empty"),
      columns: columns.map { column in
        ColumnChart.Column(
          mark: column.name,
          parts: [column.carried, column.new].enumerated().map { kind, days in
            ColumnChart.Part(value: days, kind: kind, text: "\(column.name) · \(names[kind]) \(reader.number(days))")
          })
      }, legend: [(names[0], 0), (names[1], 1)], label: reader.number)
  }
}
