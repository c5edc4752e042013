// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

let package = Package(
  name: "segsh",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
  ],
  targets: [
    // MARK: floor 0
    .target(name: "SegText", swiftSettings: settings),
    .target(name: "SegModel", swiftSettings: settings),

    // MARK: floor 1
    .target(name: "SegPlan", dependencies: ["SegModel", "SegText"], swiftSettings: settings),
    .target(name: "SegRetention", dependencies: ["SegModel"], swiftSettings: settings),
    .target(name: "SegStore", dependencies: ["SegModel"], swiftSettings: settings),
    .target(name: "SegSyntax", dependencies: ["SegText"], swiftSettings: settings),

    // MARK: floor 2
    .target(
      name: "SegEngine",
      dependencies: ["SegModel", "SegPlan", "SegRetention", "SegStore", "SegText"],
      swiftSettings: settings),
    .target(
      name: "SegFiles", dependencies: ["SegStore", "SegModel", "SegText"],
      swiftSettings: settings),

    // MARK: floor 3
    .target(
      name: "SegWorkspace",
      dependencies: [
        "SegFiles", "SegPlan", "SegStore", "SegModel", "SegText",
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      swiftSettings: settings),

    // MARK: floor 4
    .target(
      name: "SegActions",
      dependencies: [
        "SegWorkspace", "SegFiles", "SegPlan", "SegStore", "SegModel", "SegText",
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      swiftSettings: settings),

    // MARK: tests
    .testTarget(
      name: "SegStoreTests", dependencies: ["SegModel", "SegStore"], swiftSettings: settings),
    .testTarget(
      name: "SegFilesTests", dependencies: ["SegFiles", "SegStore", "SegModel", "SegText"],
      swiftSettings: settings),
    .testTarget(
      name: "SegWorkspaceTests",
      dependencies: [
        "SegWorkspace", "SegFiles", "SegPlan", "SegStore", "SegModel", "SegText",
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      swiftSettings: settings),
    .testTarget(
      name: "SegActionsTests",
      dependencies: [
        "SegActions", "SegWorkspace", "SegFiles", "SegPlan", "SegStore", "SegModel", "SegText",
      ],
      swiftSettings: settings),
  ]
)
