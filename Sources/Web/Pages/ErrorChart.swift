import Banking
import Desk
import Primitives

/// Errors per 10,000 cases as a column per month, a colour per class.
enum ErrorChart {
  static func chart(_ months: [ErrorMonth], _ reader: ReaderForm) -> ColumnChart {
    let used = ErrorClass.allCases.filter { one in months.contains { ($0.errors[one] ?? 0) > 0 } }
    let columns = months.map { month in
      let name = String("\(month.month)".prefix(7))
      return ColumnChart.Column(
        mark: name,
        parts: used.map { one in
          let rate = month.rate(one) ?? 0
          return ColumnChart.Part(
            value: rate, kind: kind(one), text: "\(name) · \(reader(one.title)) \(ErrorMonth.text(rate))")
        })
    }
    // Hundredths of an error.
    return ColumnChart(
      name: reader.text("error_rates"), emptyText: reader.text("error_rates_empty"), columns: columns,
      legend: used.map { (reader($0.title), kind($0)) }, smallestStep: 100
    ) { "\($0 / 100)" }
  }

  /// The colour of a class: its place in the list of all.
  private static func kind(_ one: ErrorClass) -> Int { (ErrorClass.allCases.firstIndex(of: one) ?? 0) % 8 }
}
