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

    // MARK: tests
    .target(
      name: "SegTestSupport", dependencies: ["SegModel", "SegPlan", "SegStore", "SegText"],
      path: "Tests/SegTestSupport", swiftSettings: settings),
    .testTarget(name: "SegModelTests", dependencies: ["SegModel"], swiftSettings: settings),
    .testTarget(
      name: "SegRetentionTests", dependencies: ["SegModel", "SegRetention"],
      swiftSettings: settings),
    .testTarget(
      name: "SegEngineTests",
      dependencies: ["SegEngine", "SegModel", "SegPlan", "SegStore", "SegTestSupport"],
      swiftSettings: settings),
  ]
)
