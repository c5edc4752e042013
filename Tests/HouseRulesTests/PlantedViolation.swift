import Foundation
import Testing

/// A fault put into the sample, and the rule that has to see it.
struct PlantedViolation: CustomTestStringConvertible {
  enum Change {
    /// A file of its own, replacing one of that path.
    case file(String)
    case append(String)
    case replace(String, with: String)
    case remove
  }

  let rule: HouseRule
  let path: String
  let change: Change
  /// A part of the message.
  let message: String

  var testDescription: String { "\(rule.rawValue): \(message)" }

  init(_ rule: HouseRule, _ path: String, _ change: Change, _ message: String) {
    self.rule = rule
    self.path = path
    self.change = change
    self.message = message
  }

  /// The sample with the fault in it.
  var house: House {
    var files = SampleHouse.files
    let text = files[path] ?? ""
    switch change {
    case .file(let new): files[path] = new
    case .append(let more): files[path] = text + more
    case .replace(let old, let new): files[path] = text.replacingOccurrences(of: old, with: new)
    case .remove: files[path] = nil
    }
    return House(files.map { HouseFile(path: $0.key, text: $0.value) })
  }
}

extension PlantedViolation {
  static let all = layout + imports + sizes + words + documentation + deadCode + documents

  private static let layout = [
    Self(.rootEntries, "notes.txt", .file("notes"), "nothing else stands in the root"),
    Self(.rootEntries, "docs/a.md", .file("a"), "nothing else stands in the root"),
    Self(.rootEntries, "LICENSE", .remove, "missing in the root"),
    Self(.targetFolders, "Sources/SegOld/A.swift", .file("struct A {}"), "no target has"),
    Self(.targetFolders, "Sources/SegStore/Table.swift", .remove, "SegStore has no folder"),
    Self(
      .targetFolders, Manifest.path,
      .replace(#"dependencies: ["SegPlan", "SegStore"]"#, with: #"dependencies: ["SegPlan"]"#),
      "SegStore is used by no target"),
    Self(
      .targetFolders, Manifest.path,
      .replace(#"(name: "SegText", swiftSettings: settings)"#, with: #"(name: "SegText")"#),
      "SegText does not take the shared settings"),
    Self(
      .floors, Manifest.path,
      .replace(
        #""SegPlan", dependencies: ["SegModel"]"#,
        with: #""SegPlan", dependencies: ["SegEngine"]"#),
      "SegPlan on floor 1 depends on SegEngine on floor 2"),
    Self(
      .floors, Manifest.path,
      .replace(
        #""SegPlan", dependencies: ["SegModel"]"#, with: #""SegPlan", dependencies: ["SegStore"]"#),
      "SegPlan on floor 1 depends on SegStore on floor 1"),
    Self(
      .floors, Manifest.path, .replace(#"name: "SegText""#, with: #"name: "SegTexts""#),
      "SegTexts has no floor"),
    Self(
      .floors, Manifest.path,
      .replace(
        "    .target(name: \"SegText\", swiftSettings: settings),\n",
        with: """
              .target(name: "SegFiles", swiftSettings: settings),
              .target(name: "SegText", swiftSettings: settings),

          """),
      "SegText stands behind a target of a higher floor"),
    Self(
      .firewalls, Manifest.path,
      .replace(
        #"name: "SegEngine", dependencies: ["#,
        with: #"name: "SegEngine", dependencies: ["SegSyntax", "#),
      "SegEngine may not reach SegSyntax"),
    Self(
      .firewalls, Manifest.path,
      .replace(
        #"name: "SegText", "#, with: #"name: "SegText", dependencies: [argumentParser], "#),
      "SegText may not reach ArgumentParser"),
    Self(
      .firewalls, Manifest.path,
      .replace(
        #"name: "SegStore", dependencies: ["#,
        with: #"name: "SegStore", dependencies: ["SegLineEditor", "#),
      "SegEngine may not reach SegLineEditor"),
  ]

  private static let imports = [
    Self(
      .imports, "Sources/SegText/Words.swift", .append("import SegModel\n"),
      "SegText does not declare SegModel"),
    Self(
      .imports, "Sources/segsh/Main.swift", .append("package import struct SegModel.Money\n"),
      "segsh does not declare SegModel"),
    Self(
      .imports, "Sources/SegText/Words.swift", .append("import Foundation\n"),
      "SegText may not import Foundation"),
    Self(
      .imports, "Sources/SegEngine/Engine.swift", .append("import Glibc\n"),
      "SegEngine may not import Glibc"),
    Self(
      .imports, "Sources/segsh/Main.swift", .append("import Testing\n"),
      "segsh may not import Testing"),
    Self(
      .unusedDependencies, "Sources/SegPlan/Plan.swift", .replace("import SegModel\n", with: ""),
      "SegPlan declares SegModel and never imports it"),
  ]

  private static let sizes = [
    Self(
      .sizes, "Sources/SegText/Words.swift",
      .append(String(repeating: "// A line.\n", count: 600)), "608 lines, more than 600"),
    Self(
      .sizes, "Sources/SegText/Words.swift",
      .append("func long() {\n" + String(repeating: "  a(\"}\")  // }\n", count: 69) + "}\n"),
      "`long` has 71 lines"),
    Self(
      .sizes, "Sources/SegText/Words.swift",
      .append(
        "var long: Int {\n" + String(repeating: "  \"\"\"\n  }\n  \"\"\"\n", count: 23) + "}\n"),
      "`long` has 71 lines"),
    Self(
      .sizes, "Tests/SegTextTests/WordsTests.swift",
      .append("// " + String(repeating: "é", count: 98) + "\n"), "101 columns"),
  ]

  private static let documentation = [
    Self(
      .documentation, "Sources/SegText/Words.swift",
      .replace("  /// The words, in order.\n", with: ""), "`func split` has no"),
    Self(
      .documentation, "Sources/SegText/Words.swift",
      .replace("  /// The words, in order.\n", with: "  ///\n"), "`func split` has no"),
    Self(
      .documentation, "Sources/SegText/Words.swift",
      .replace("/// Words of a text.\n", with: "// Words of a text.\n"), "`enum Words` has no"),
    Self(
      .documentation, "Sources/SegModel/Money.swift",
      .replace("/// An exact amount.\n", with: ""), "`var minorUnits` has no"),
    Self(
      .documentation, "Sources/SegModel/Money.swift",
      .append("extension Money {\n  package var isZero: Bool { minorUnits == 0 }\n}\n"),
      "`var isZero` has no"),
    Self(
      .documentation, "Sources/SegModel/Money.swift",
      .append("/// A purse.\npackage protocol Purse {\n  func open()\n}\n"), "`func open` has no"),
    Self(
      .documentation, "Sources/SegModel/Money.swift",
      .append("/// A pair.\n\n@inline(__always)\npackage func pair() {}\n"), "`func pair` has no"),
  ]

  private static let documents = [
    Self(
      .documents, "README.md", .append("See [the map](Sources/MAP.md).\n"),
      "`Sources/MAP.md` does not exist"),
    Self(
      .documents, "Sources/README.md", .append("- `SegText/Lines.swift` cuts lines.\n"),
      "`SegText/Lines.swift` does not exist"),
    Self(
      .documents, "grammar/README.md", .file("`corpus.list` holds them.\n"),
      "`corpus.list` does not exist"),
    Self(
      .documents, "Sources/SegText/Words.swift", .append("/// As DESIGN.md says.\n"),
      "`DESIGN.md` does not exist"),
    Self(
      .documents, "Sources/README.md", .replace("SegStore, ", with: ""),
      "the map does not name SegStore"),
  ]
}
