// swift-tools-version: 6.2
import PackageDescription

/// One set of settings for every Swift target, so that no target is laxer than another.
let settings: [SwiftSetting] = [
  // `any` is written out: an existential costs an allocation and should be seen.
  .enableUpcomingFeature("ExistentialAny"),
  // An import is an implementation detail unless a public signature needs it.
  .enableUpcomingFeature("InternalImportsByDefault"),
  // A member is visible only in files that import its module themselves.
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InferIsolatedConformances"),
  .enableUpcomingFeature("ImmutableWeakCaptures"),
  // An async function runs where its caller runs, unless it says otherwise.
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .treatAllWarnings(as: .error),
]

let package = Package(
  name: "repair-workflow-engine",
  products: [
    .library(name: "RepairCore", targets: ["RepairCore"]),
    .library(name: "RepairStore", targets: ["RepairStore"]),
    .library(name: "RepairExchange", targets: ["RepairExchange"]),
    .library(name: "RepairReport", targets: ["RepairReport"]),
    .library(name: "RepairTestSupport", targets: ["RepairTestSupport"]),
    .executable(name: "repairctl", targets: ["repairctl"]),
  ],
  targets: [
    .systemLibrary(
      name: "CSQLite",
      pkgConfig: "sqlite3",
      providers: [.apt(["libsqlite3-dev"]), .brew(["sqlite"])]
    ),
    .systemLibrary(
      name: "CCrypto",
      pkgConfig: "libcrypto",
      providers: [.apt(["libssl-dev"]), .brew(["openssl@3"])]
    ),
    .systemLibrary(
      name: "CExpat",
      pkgConfig: "expat",
      providers: [.apt(["libexpat1-dev"]), .brew(["expat"])]
    ),
    .systemLibrary(
      name: "CZlib",
      pkgConfig: "zlib",
      providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]
    ),
    .target(name: "RepairCore", swiftSettings: settings),
    .target(
      name: "RepairStore",
      dependencies: ["RepairCore", "CSQLite", "CCrypto"],
      swiftSettings: settings
    ),
    .target(
      name: "RepairExchange",
      dependencies: ["RepairCore", "RepairReport", "RepairStore", "CExpat", "CZlib"],
      swiftSettings: settings
    ),
    .target(name: "RepairReport", dependencies: ["RepairCore"], swiftSettings: settings),
    // Given, when, then: for the tests of whoever embeds, and to print a history as such a test.
    .target(
      name: "RepairTestSupport", dependencies: ["RepairCore"], swiftSettings: settings),
    .executableTarget(
      name: "repairctl",
      dependencies: [
        "RepairCore", "RepairStore", "RepairExchange", "RepairReport", "RepairTestSupport",
      ],
      swiftSettings: settings
    ),
    .testTarget(
      name: "RepairCoreTests", dependencies: ["RepairCore"], swiftSettings: settings),
    // Disks that lose power and calls that fail, for the tests alone.
    .target(name: "CFaultVFS", dependencies: ["CSQLite"], path: "Tests/CFaultVFS"),
    // A process that tests start to use a log hard and write down what it saw; no product has it.
    .executableTarget(
      name: "log-hammer",
      dependencies: ["RepairCore", "RepairStore"],
      path: "Tests/log-hammer",
      swiftSettings: settings
    ),
    // Turns over every bit of a small log and asks what becomes of it: `scripts/test --only bits`.
    .executableTarget(
      name: "bit-flipper",
      dependencies: ["RepairCore", "RepairStore", "CSQLite"],
      path: "Tests/bit-flipper",
      swiftSettings: settings
    ),
    .testTarget(
      name: "RepairStoreTests",
      dependencies: ["RepairCore", "RepairStore", "CSQLite", "CFaultVFS", "log-hammer"],
      swiftSettings: settings
    ),
    .testTarget(
      name: "RepairExchangeTests",
      dependencies: ["RepairCore", "RepairReport", "RepairStore", "RepairExchange"],
      swiftSettings: settings
    ),
    .testTarget(
      name: "RepairReportTests", dependencies: ["RepairCore", "RepairReport"],
      swiftSettings: settings),
    .testTarget(
      name: "RepairTestSupportTests",
      dependencies: ["RepairCore", "RepairStore", "RepairTestSupport"],
      swiftSettings: settings
    ),
    .testTarget(
      name: "repairctlTests",
      dependencies: ["RepairCore", "RepairStore", "RepairExchange", "RepairReport", "repairctl"],
      swiftSettings: settings
    ),
  ],
  swiftLanguageModes: [.v6]
)
