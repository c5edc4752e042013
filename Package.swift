// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let argumentParser: Target.Dependency = .product(
  name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "segsh",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
  ],
  targets: [
    // MARK: floor 0
    .target(name: "CEditline", linkerSettings: [.linkedLibrary("edit")]),
    .target(name: "CMasks"),
    .target(name: "CZlib", linkerSettings: [.linkedLibrary("z")]),
    .target(name: "SegModel", swiftSettings: settings),
    .target(name: "SegText", swiftSettings: settings),

    // MARK: floor 1
    .target(name: "SegDemo", dependencies: ["SegModel"], swiftSettings: settings),
    .target(
      name: "SegLineEditor", dependencies: ["CEditline", "SegText"],
      swiftSettings: settings + [.strictMemorySafety()]),
    .target(name: "SegPlan", dependencies: ["SegModel", "SegText"], swiftSettings: settings),
    .target(name: "SegRetention", dependencies: ["SegModel"], swiftSettings: settings),
    .target(name: "SegStore", dependencies: ["CMasks", "SegModel"], swiftSettings: settings),
    .target(name: "SegSyntax", dependencies: ["SegText"], swiftSettings: settings),

    // MARK: floor 2
    .target(
      name: "SegBinder", dependencies: ["SegModel", "SegPlan", "SegSyntax", "SegText"],
      swiftSettings: settings),
    .target(
      name: "SegEngine",
      dependencies: ["CMasks", "SegModel", "SegPlan", "SegRetention", "SegStore", crypto],
      swiftSettings: settings),
    .target(
      name: "SegFiles", dependencies: ["CMasks", "CZlib", "SegModel", "SegStore", "SegText"],
      swiftSettings: settings),
    .target(name: "SegSQL", dependencies: ["SegModel", "SegPlan"], swiftSettings: settings),

    // MARK: floor 3
    .target(
      name: "SegWorkspace",
      dependencies: ["SegFiles", "SegModel", "SegPlan", "SegStore", crypto, grdb],
      swiftSettings: settings),

    // MARK: floor 4
    .target(
      name: "SegActions",
      dependencies: [
        "SegFiles", "SegModel", "SegPlan", "SegStore", "SegText", "SegWorkspace", crypto,
      ],
      swiftSettings: settings),

    // MARK: floor 5
    .target(
      name: "SegShell",
      dependencies: [
        "SegActions", "SegBinder", "SegEngine", "SegFiles", "SegModel", "SegPlan", "SegSQL",
        "SegStore", "SegSyntax", "SegText", "SegWorkspace",
      ],
      swiftSettings: settings),

    // MARK: floor 6
    .executableTarget(
      name: "segsh",
      dependencies: [
        "SegDemo", "SegFiles", "SegLineEditor", "SegModel", "SegShell", "SegStore", "SegText",
        "SegWorkspace", argumentParser,
      ],
      swiftSettings: settings),

    .executableTarget(
      name: "segsh-bench",
      dependencies: [
        "SegBinder", "SegDemo", "SegEngine", "SegFiles", "SegModel", "SegPlan", "SegStore",
        "SegSyntax", "SegText", argumentParser,
      ], exclude: ["Comparison", "README.md"],
      swiftSettings: settings),

    // MARK: tests
    .target(
      name: "SegTestSupport", dependencies: ["SegModel", "SegPlan", "SegStore", "SegText", crypto],
      path: "Tests/SegTestSupport", swiftSettings: settings),
    .executableTarget(
      name: "LineEditorProbe", dependencies: ["SegLineEditor"], path: "Tests/LineEditorProbe",
      swiftSettings: settings),
    .testTarget(
      name: "GrammarTests", dependencies: ["SegSyntax", "SegTestSupport", "SegText"],
      swiftSettings: settings),
    .testTarget(name: "HouseRulesTests", swiftSettings: settings),
    .testTarget(
      name: "SegActionsTests",
      dependencies: [
        "SegActions", "SegModel", "SegPlan", "SegStore", "SegText", "SegWorkspace",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "SegBinderTests",
      dependencies: ["SegBinder", "SegModel", "SegPlan", "SegSyntax", "SegTestSupport", "SegText"],
      exclude: ["Golden"],
      swiftSettings: settings),
    .testTarget(
      name: "SegDemoTests", dependencies: ["SegDemo", "SegModel"], swiftSettings: settings),
    .testTarget(
      name: "SegEngineTests",
      dependencies: [
        "CMasks", "SegBinder", "SegEngine", "SegModel", "SegPlan", "SegRetention", "SegStore",
        "SegSyntax", "SegTestSupport", "SegText",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "SegFilesTests",
      dependencies: ["CMasks", "SegFiles", "SegModel", "SegStore", "SegText"],
      swiftSettings: settings),
    .testTarget(
      name: "SegLineEditorTests",
      dependencies: ["LineEditorProbe", "SegLineEditor", "SegTestSupport"],
      swiftSettings: settings),
    .testTarget(name: "SegModelTests", dependencies: ["SegModel"], swiftSettings: settings),
    .testTarget(
      name: "SegRetentionTests", dependencies: ["SegModel", "SegRetention"],
      swiftSettings: settings),
    .testTarget(
      name: "SegSQLTests",
      dependencies: [
        "SegBinder", "SegDemo", "SegEngine", "SegFiles", "SegModel", "SegPlan", "SegSQL",
        "SegStore",
        "SegSyntax", "SegTestSupport", "SegText", crypto, grdb,
      ], swiftSettings: settings),
    .testTarget(
      name: "SegStoreTests", dependencies: ["SegModel", "SegStore", "SegTestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "SegSyntaxTests", dependencies: ["SegSyntax", "SegTestSupport", "SegText"],
      exclude: ["Fuzz", "Fuzz.base64", "Golden"], swiftSettings: settings),
    .testTarget(
      name: "SegshTests",
      dependencies: [
        "segsh", "SegFiles", "SegModel", "SegShell", "SegTestSupport", "SegText", "SegWorkspace",
        crypto,
      ],
      exclude: ["Golden"], swiftSettings: settings),
    .testTarget(
      name: "SegWorkspaceTests",
      dependencies: [
        "SegFiles", "SegModel", "SegPlan", "SegStore", "SegTestSupport", "SegWorkspace", grdb,
      ],
      swiftSettings: settings),
  ]
)

// The fuzzer has no main and needs the fuzzer's own, so that it is built on request: .ci/fuzz.
if Context.environment["SEGSH_FUZZ"] != nil {
  package.targets.append(
    .executableTarget(
      name: "segsh-fuzz",
      dependencies: ["SegBinder", "SegModel", "SegPlan", "SegSyntax", "SegText"],
      swiftSettings: settings + [.unsafeFlags(["-parse-as-library"])]))
}
