import Catalog
import Foundation

/// The real definitions of the house, and ways to spoil them.
enum ServiceFolder {
  static let directory = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Services")

  /// Every service of the house.
  static func everything() throws -> ServiceCatalog {
    let all = try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted()
    let texts = try files(of: all)
    let named = texts.filter { $0.name == "service.yaml" }.flatMap { file in
      file.text.components(separatedBy: "\n").filter { $0.contains("permission: ") }
        .map { String($0.split(separator: " ").last ?? "") }
    }
    return try ServiceCatalog(files: texts, permissions: permissions.union(named))
  }

  static func files(of services: [String] = ["account-open", "cash-deposit"]) throws -> [ServiceFile] {
    try services.flatMap { service in
      try ["service.yaml", "document.yaml", "examples.yaml"].map { name in
        let place = directory.appending(path: service).appending(path: name)
        return ServiceFile(service: service, name: name, text: try String(contentsOf: place, encoding: .utf8))
      }
    }
  }

  static func catalog() throws -> ServiceCatalog { try ServiceCatalog(files: try files(), permissions: permissions) }

  static let permissions: Set<String> = [
    "account.open", "deposit.cash", "withdraw.cash", "transfer.internal", "term.operate", "value-date.set",
  ]

  /// The real files with one text of one file replaced; what is replaced must be there.
  static func spoiled(
    _ name: String, _ old: String, _ new: String, service: String = "cash-deposit"
  ) throws -> [ServiceFile] {
    try files().map { file in
      guard file.service == service, file.name == name else { return file }
      precondition(file.text.contains(old), "\(name) does not hold \(old)")
      let range = file.text.range(of: old)!
      return ServiceFile(service: service, name: name, text: file.text.replacingCharacters(in: range, with: new))
    }
  }

  /// Line of a text in a file, from 1.
  static func line(of text: String, in name: String, service: String = "cash-deposit") throws -> Int {
    let file = try files().first { $0.service == service && $0.name == name }!
    return file.text.components(separatedBy: "\n").firstIndex { $0.contains(text) }! + 1
  }

  static func problems(_ files: [ServiceFile]) -> [CatalogProblem] {
    do {
      _ = try ServiceCatalog(files: files, permissions: permissions)
      return []
    } catch {
      return error.problems
    }
  }
}
