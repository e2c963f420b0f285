// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that nobody who embeds the engine builds it.
let package = Package(
  name: "repair-benchmarks",
  dependencies: [.package(name: "repair-workflow-engine", path: "..")],
  targets: [
    .systemLibrary(
      name: "CSQLiteRaw", pkgConfig: "sqlite3",
      providers: [.apt(["libsqlite3-dev"]), .brew(["sqlite"])]),
    .target(
      name: "RawSQLite", dependencies: ["CSQLiteRaw"], cSettings: [.unsafeFlags(["-O2"])],
      linkerSettings: [.linkedLibrary("crypto")]),
    .executableTarget(
      name: "repair-bench",
      dependencies: [
        "RawSQLite", "CSQLiteRaw",
        .product(name: "RepairCore", package: "repair-workflow-engine"),
        .product(name: "RepairStore", package: "repair-workflow-engine"),
        .product(name: "RepairExchange", package: "repair-workflow-engine"),
      ],
      swiftSettings: [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .treatAllWarnings(as: .error),
      ]),
  ],
  swiftLanguageModes: [.v6]
)
