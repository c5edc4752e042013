/// A small repository that keeps every rule, to plant violations in.
enum SampleHouse {
  static let files: [String: String] = [
    "README.md": "A sample. Its map is `Sources/README.md`; `swift test` checks it.\n",
    "LICENSE": "A licence.\n",
    "CHANGELOG.md": "# Changes\n",
    ".gitignore": ".build/\nPackage.resolved\n",
    "Package.resolved": "{}\n",
    "grammar/segsh.ebnf": "script = statement\n",
    "Sources/README.md":
      "SegModel, SegText, SegPlan, SegStore, SegEngine, segsh; see `SegText/Words.swift`.\n",
    "Package.swift": manifest,
    "Sources/SegModel/Money.swift": money,
    "Sources/SegText/Words.swift": words,
    "Sources/SegPlan/Plan.swift": plan,
    "Sources/SegStore/Table.swift": table,
    "Sources/SegEngine/Engine.swift": engine,
    "Sources/SegEngine/Engine+Rows.swift": engineRows,
    "Sources/segsh/Main.swift": main,
    "Tests/SegTextTests/WordsTests.swift": tests,
  ]

  private static let manifest = """
    import PackageDescription

    let settings: [SwiftSetting] = [.swiftLanguageMode(.v6)]
    let argumentParser: Target.Dependency = .product(
      name: "ArgumentParser", package: "swift-argument-parser")

    let package = Package(
      name: "sample",
      targets: [
        .target(name: "SegModel", swiftSettings: settings),
        .target(name: "SegText", swiftSettings: settings),
        .target(name: "SegPlan", dependencies: ["SegModel"], swiftSettings: settings),
        .target(name: "SegStore", dependencies: ["SegModel"], swiftSettings: settings),
        .target(
          name: "SegEngine", dependencies: ["SegPlan", "SegStore"], swiftSettings: settings),
        .executableTarget(
          name: "segsh", dependencies: ["SegEngine", "SegText", argumentParser],
          swiftSettings: settings),
        .testTarget(name: "SegTextTests", dependencies: ["SegText"], swiftSettings: settings),
      ]
    )

    """

  private static let money = """
    /// An exact amount.
    package struct Money: Sendable {
      package var minorUnits: Int64

      package init(minorUnits: Int64) { self.minorUnits = minorUnits }

      package static func < (left: Money, right: Money) -> Bool {
        left.minorUnits < right.minorUnits
      }
    }

    """

  private static let words = """
    /// Words of a text.
    package enum Words {
      /// The words, in order.
      package static func split(_ text: String) -> [Substring] {
        // Blanks part words; "import Foundation" in a text is no import.
        text.split(separator: " ")
      }
    }

    """

  private static let plan = """
    import SegModel

    /// What is asked.
    package struct Plan: Sendable {
      let least: Money
    }

    """

  private static let table = """
    package import SegModel

    /// Amounts, one a row.
    package struct Table: Sendable {
      package let amounts: [Money]
    }

    """

  private static let engine = """
    import SegPlan
    import SegStore

    /// Answers plans.
    package struct Engine: Sendable {
      private let table: Table
    }

    """

  private static let engineRows = """
    import SegPlan
    import SegStore

    extension Engine {
      /// Rows that reach the least amount.
      package func rows(_ plan: Plan) -> [Int] {
        table.amounts.indices.filter { row in
          !(table.amounts[row] < plan.least)
        }
      }
    }

    """

  private static let main = """
    import ArgumentParser
    import SegEngine
    import SegText

    @main
    struct Sample: ParsableCommand {
      func run() {
        print(Words.split("a b"), Engine.self)
        _ = { (engine: Engine, plan) in engine.rows(plan) }
      }
    }

    """

  private static let tests = """
    import SegText
    import Testing

    struct WordsTests {
      @Test func splits() { #expect(Words.split("a b").count == 2) }
    }

    """
}
