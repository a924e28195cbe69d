import Foundation
import HTTPTypes
import Hummingbird
import Mustache
import Primitives

/// Templates and texts, read once at start.
struct PageShelf: Sendable {
  let templates: MustacheLibrary
  let texts: Texts

  /// - Throws: `Fault` `web.templates` naming the template that cannot be read.
  static func load(_ directory: String) async throws -> PageShelf {
    let library: MustacheLibrary
    do {
      library = try await MustacheLibrary(directory: directory)
    } catch let error as MustacheLibrary.ParserError {
      throw Fault("web.templates", "\(error.filename): \(error.error) at line \(error.context.lineNumber)")
    }
    guard library.getTemplate(named: "error/page") != nil else {
      throw Fault("web.templates", "no templates in \(directory)")
    }
    guard let data = FileManager.default.contents(atPath: directory + "/texts.yaml"),
      let text = String(data: data, encoding: .utf8)
    else { throw Fault("web.texts", "texts.yaml is not in \(directory)") }
    return PageShelf(templates: library, texts: try Texts(text))
  }

  /// A page with its texts.
  ///
  /// - Parameter context: what the template's own comment names; `t`, `lang` and `isZh` are added here.
  func render(_ template: String, _ context: PageContext, language: String) -> String {
    var all = context.values
    all["t"] = texts.of(language)
    all["lang"] = language
    all["isZh"] = language != "en"
    guard let text = templates.render(all, withTemplate: template) else {
      preconditionFailure("there is no template \(template)")
    }
    return text
  }
}

/// What a template is given, by name: texts, flags, lists and objects of the same kind. Absent means "not there".
struct PageContext: ExpressibleByDictionaryLiteral {
  var values: [String: Any] = [:]

  init(_ values: [String: Any] = [:]) { self.values = values }

  init(dictionaryLiteral elements: (String, Any?)...) {
    for (name, value) in elements { self[name] = value }
  }

  subscript(_ name: String) -> Any? {
    get { values[name] }
    set { values[name] = Self.plain(newValue) }
  }

  func merging(_ other: PageContext) -> PageContext {
    PageContext(values.merging(other.values) { $1 })
  }

  /// The template engine knows dictionaries and arrays.
  private static func plain(_ value: Any?) -> Any? {
    switch value {
    case let context as PageContext: context.values
    case let list as [PageContext]: list.map(\.values)
    default: value
    }
  }
}
