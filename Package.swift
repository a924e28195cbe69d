// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
]

let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let grdbSQLite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let asn1 = Target.Dependency.product(name: "SwiftASN1", package: "swift-asn1")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")

// The arrows of the house: a room may import what stands here and nothing else.
// Tests/HouseTests/TidyTests.swift reads this table and the sources and compares them.
let rooms: [(String, [Target.Dependency])] = [
  ("Primitives", []),
  ("Storage", ["Primitives"]),
  ("SQLiteStorage", ["Primitives", "Storage", grdb, grdbSQLite]),
  ("PostgresStorage", ["Primitives", "Storage", "CPostgres"]),
  ("Seals", ["Primitives", "COpenSSL", "CArgon2", asn1]),
  ("Audit", ["Primitives", "Storage", "Seals"]),
  ("Access", ["Primitives", "Storage", "Seals", "Audit"]),
  ("Ledger", ["Primitives", "Storage"]),
  ("Catalog", ["Primitives", yams]),
  ("Interest", ["Primitives"]),
  ("PDF", ["Primitives", "CZlib"]),
  ("Banking", ["Primitives", "Storage", "Ledger", "Interest", "Seals", "Audit"]),
  (
    "Documents",
    ["Primitives", "Storage", "PDF", "Seals", "Audit", "CImageFiles", "CPangoCairo", "CPoppler", "CQREncode"]
  ),
  (
    "Desk",
    ["Primitives", "Storage", "Seals", "Audit", "Ledger", "Interest", "Catalog", "Access", "Banking", "Documents"]
  ),
  (
    "Operations",
    ["Primitives", "Storage", "PDF", "Seals", "Audit", "Ledger", "Access", "Banking", "Documents", "Desk"]
  ),
  (
    "Web",
    [
      "Primitives", "Storage", "Seals", "Audit", "Ledger", "Catalog", "Access", "Banking", "Documents", "Desk",
      "Operations", hummingbird, mustache, logging, nioCore, httpTypes,
    ]
  ),
  (
    "Rehearsal",
    [
      "Primitives", "Storage", "SQLiteStorage", "PostgresStorage", "Seals", "Audit", "Ledger", "Interest", "Catalog",
      "Access", "Banking", "Documents", "Desk", yams, nioCore, nioPosix, nioHTTP1,
    ]
  ),
]

// One C library, one Swift owner.
let cLibraries: [(String, String)] = [
  ("COpenSSL", "libcrypto"), ("CArgon2", "libargon2"), ("CImageFiles", "libjpeg"), ("CPangoCairo", "pangocairo"),
  ("CPoppler", "poppler-glib"), ("CPostgres", "libpq"), ("CQREncode", "libqrencode"), ("CZlib", "zlib"),
]

let houseRooms = rooms.map(\.0)
let testHouse = Target.Dependency.target(name: "TestHouse")

let package = Package(
  name: "guichet",
  products: [.executable(name: "guichet", targets: ["guichet"])],
  dependencies: [
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
  ],
  targets: cLibraries.map { .systemLibrary(name: $0.0, pkgConfig: $0.1) }
    + rooms.map { name, dependencies in
      .target(
        name: name, dependencies: dependencies,
        exclude: name == "Web" ? ["Templates", "Assets"] : [], swiftSettings: settings)
    }
    + [
      .executableTarget(
        name: "guichet", dependencies: houseRooms.map { .target(name: $0) } + [arguments, lifecycle, logging],
        swiftSettings: settings),
      .target(
        name: "TestHouse", dependencies: ["Primitives", "Storage", "SQLiteStorage", "PostgresStorage", "Seals"],
        path: "Tests/TestHouse",
        swiftSettings: settings),
      .target(
        name: "TestCounter",
        dependencies: houseRooms.filter { !["Web", "Rehearsal", "Operations"].contains($0) }.map { .target(name: $0) }
          + [testHouse], path: "Tests/TestCounter", swiftSettings: settings),
    ]
    + houseRooms.map { name in
      .testTarget(
        name: "\(name)Tests",
        dependencies: [.target(name: name), testHouse] + (["Desk", "Web"].contains(name) ? ["TestCounter"] : []),
        swiftSettings: settings)
    }
    + [
      .testTarget(
        name: "HouseTests", dependencies: houseRooms.map { .target(name: $0) } + [testHouse, "TestCounter"],
        swiftSettings: settings)
    ]
)
