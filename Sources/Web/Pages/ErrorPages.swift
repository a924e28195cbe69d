import HTTPTypes
import Hummingbird
import Primitives

/// The same refusal for three kinds of reader: a page for people, problem+json for programs and scripts, a
/// redirect for those who must first sign on.
struct ErrorPages: Sendable {
  let shelf: PageShelf
  let crossSite: CrossSite

  func answer(_ error: any Error, id: String, request: Request, route: Route? = nil) -> Response {
    let problem = Problem(error, requestId: id)
    let isAPI = request.uri.path.hasPrefix("/api/")
    let htmx = request.headers[.htmxRequest] == "true"
    let wantsPage = !isAPI && !htmx && (request.headers[.accept]?.contains("text/html") ?? false)
    if !isAPI, problem.status == 401, route?.need != .display {
      let place = problem.code == "access.idle-lock" ? unlockAddress(request, htmx: htmx) : "/sign-on"
      return signOn(at: place, htmx: htmx, wantsPage: wantsPage, problem)
    }
    if wantsPage, problem.code == "web.password-first" { return Answer.seeOther("/password") }
    return wantsPage ? page(problem, request) : Answer.problem(problem)
  }

  private func signOn(at place: String, htmx: Bool, wantsPage: Bool, _ problem: Problem) -> Response {
    if wantsPage { return Answer.seeOther(place) }
    var response = Answer.problem(problem)
    if htmx { response.headers[.htmxRedirect] = place }
    return response
  }

  /// Leads back to the page that was open: the one asked for, or the one that a form or script was sent from.
  private func unlockAddress(_ request: Request, htmx: Bool) -> String {
    let asked = request.method == .get && !htmx ? request.uri.path : Self.path(ofReferer: request.headers[.referer])
    let back = SignOnPages.safe(asked)
    return back == "/" ? "/unlock" : "/unlock?back=\(FormText.encode(back))"
  }

  /// `http://127.0.0.1:8080/cases/0199?x=1` → `/cases/0199`.
  private static func path(ofReferer referer: String?) -> String? {
    guard let referer, let scheme = referer.firstRange(of: "://") else { return nil }
    let rest = referer[scheme.upperBound...].drop { $0 != "/" }
    return String(rest.prefix { $0 != "?" && $0 != "#" })
  }

  private func page(_ problem: Problem, _ request: Request) -> Response {
    let cookies = Cookies.read(request.headers)
    let language = cookies[.language] == "en" ? "en" : "zh"
    let isGet = request.method == .get
    let text: (WireText) -> String = { language == "en" ? $0.en : $0.zh }
    let context: PageContext = [
      "title": text(problem.message), "path": isGet ? request.uri.path : "/",
      "csrf": crossSite.token(for: cookies[.session] ?? cookies[.station]), "status": "\(problem.status)",
      "heading": text(problem.message), "text": "", "hasText": false, "remedy": text(problem.remedy),
      "code": problem.code,
      "hasCode": true, "retry": isGet && problem.status >= 500, "home": "/",
    ]
    return Answer.html(shelf.render("error/page", context, language: language), problem.httpStatus)
  }
}
