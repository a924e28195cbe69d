/// Named places where a test may kill the program, to prove that nothing is ever half done. The roof
/// wires them to nothing in an ordinary run.
package enum CrashPoint: String, Sendable, CaseIterable {
  case beforeReserve = "before-reserve"
  case afterReserve = "after-reserve"
  case afterDrawing = "after-drawing"
  case afterDraft = "after-draft"
  case afterPages = "after-pages"
  case afterInk = "after-ink"
  case afterSeal = "after-seal"
  case insideSettle = "inside-settle"
  case afterSettle = "after-settle"
  case insideRelease = "inside-release"
  case afterRelease = "after-release"
}
