/// Whole figures between two lines of a grid, so that at most five lines are drawn.
enum ChartScale {
  /// 1, 2 or 5 × a power of ten times `smallest`.
  static func step(most: Int64, smallest: Int64 = 1) -> Int64 {
    var step = smallest
    while step * 5 < most {
      let lead = String(step).first
      step = lead == "2" ? step / 2 * 5 : step * 2
    }
    return step
  }

  /// The top of the frame: `most` rounded up to the next line.
  static func top(most: Int64, step: Int64) -> Int64 { max(step, (most + step - 1) / step * step) }
}
