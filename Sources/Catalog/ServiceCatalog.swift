import Primitives

/// One file below `Services/`, as bytes already read by the roof.
package struct ServiceFile: Sendable, Equatable {
  /// Name of the folder: `cash-deposit`.
  package let service: String
  /// `service.yaml`, `document.yaml` or `examples.yaml`.
  package let name: String
  package let text: String

  package init(service: String, name: String, text: String) {
    self.service = service
    self.name = name
    self.text = text
  }
}

/// The rule book: every service that the counter offers.
package struct ServiceCatalog: Sendable {
  /// No file of a definition may be larger, bytes.
  package static let largestFile = 256 * 1024
  private static let names = ["service.yaml", "document.yaml", "examples.yaml"]

  /// In order of their codes.
  package let services: [ServiceDefinition]

  /// - Parameters:
  ///   - files: the three files of each service.
  ///   - permissions: raw names of all permissions that exist; nil leaves them unchecked.
  /// - Throws: `CatalogProblems` with everything that is wrong, in order of file and line.
  package init(files: [ServiceFile], permissions: Set<String>? = nil) throws(CatalogProblems) {
    var problems: [CatalogProblem] = []
    var services: [ServiceDefinition] = []
    var codes: [Int: String] = [:]
    for (service, own) in Dictionary(grouping: files, by: \.service).sorted(by: { $0.key < $1.key }) {
      let (definition, found) = Self.read(service, own, permissions)
      problems += found
      if let definition, found.isEmpty { services.append(definition) }
      guard let code = definition?.code, code > 0 else { continue }
      if let other = codes[code] {
        problems.append(
          CatalogProblem(
            file: "\(service)/service.yaml", line: Self.line(of: "code", in: own),
            reason: "the code \(code) belongs to \(other) already"))
      }
      codes[code] = service
    }
    if files.isEmpty { problems.append(CatalogProblem(file: "Services", line: 1, reason: "there is no service")) }
    guard problems.isEmpty else {
      throw CatalogProblems(problems.sorted { ($0.file, $0.line) < ($1.file, $1.line) })
    }
    self.services = services.sorted { $0.code < $1.code }
  }

  package func service(_ id: String) -> ServiceDefinition? { services.first { $0.id == id } }

  package func service(code: Int) -> ServiceDefinition? { services.first { $0.code == code } }

  /// Finds services by code (`12`, `1201`), pinyin initials (`xjck`), or a word of name or words (`现金`,
  /// `deposit`). Best first: whole code or initials, then beginnings, then anything inside. Empty: all.
  package func search(_ query: String) -> [ServiceDefinition] {
    let wanted = query.filter { !$0.isWhitespace }.lowercased()
    guard !wanted.isEmpty else { return services }
    let ranked = services.compactMap { service -> (rank: Int, service: ServiceDefinition)? in
      let keys = [String(service.code)] + service.initials
      let names = ([service.name.zh, service.name.en] + service.words).map {
        $0.filter { !$0.isWhitespace }.lowercased()
      }
      if keys.contains(wanted) || names.contains(wanted) { return (0, service) }
      if keys.contains(where: { $0.hasPrefix(wanted) }) { return (1, service) }
      if names.contains(where: { $0.hasPrefix(wanted) }) { return (2, service) }
      if names.contains(where: { $0.contains(wanted) }) { return (3, service) }
      return nil
    }
    return ranked.sorted { ($0.rank, $0.service.code) < ($1.rank, $1.service.code) }.map(\.service)
  }

  private static func line(of key: String, in files: [ServiceFile]) -> Int {
    let text = files.first { $0.name == "service.yaml" }?.text ?? ""
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    return (lines.firstIndex { $0.hasPrefix("\(key):") } ?? 0) + 1
  }

  private static func read(
    _ service: String, _ files: [ServiceFile], _ permissions: Set<String>?
  ) -> (ServiceDefinition?, [CatalogProblem]) {
    var texts: [String: String] = [:]
    var problems: [CatalogProblem] = []
    for file in files {
      let path = "\(service)/\(file.name)"
      if !names.contains(file.name) {
        problems.append(CatalogProblem(file: path, line: 1, reason: "a service has no such file"))
      }
      if texts.updateValue(file.text, forKey: file.name) != nil {
        problems.append(CatalogProblem(file: path, line: 1, reason: "the file was given twice"))
      }
    }
    for name in names where texts[name] == nil {
      problems.append(CatalogProblem(file: "\(service)/\(name)", line: 1, reason: "the file is missing"))
    }
    let serviceFile = Findings(file: "\(service)/service.yaml")
    let documentFile = Findings(file: "\(service)/document.yaml")
    let exampleFile = Findings(file: "\(service)/examples.yaml")
    let root = texts["service.yaml"].flatMap { serviceFile.root(of: $0) }
    let declared = root.map { Set(Sheet($0, Findings(file: ""), "", keys: DefinitionReader.keys).texts("facts")) }
    let layout = texts["document.yaml"].flatMap { documentFile.root(of: $0) }
      .map { LayoutReader(findings: documentFile).read($0, facts: declared) }
    let examples = texts["examples.yaml"].flatMap { exampleFile.root(of: $0) }
      .map { ExampleReader(findings: exampleFile).read($0) }
    let definition = root.map {
      DefinitionReader(findings: serviceFile).read(
        $0, service: service, document: layout ?? DocumentLayout(title: Bilingual(zh: "", en: ""), blocks: []),
        examples: examples ?? [], permissions: permissions)
    }
    return (definition, problems + serviceFile.problems + documentFile.problems + exampleFile.problems)
  }
}
