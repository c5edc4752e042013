extension PlantedViolation {
  static let words =
    [
      ("func a() { fatalError(\"\") }", "`fatalError(`"),
      ("let b = try! c()", "`try!`"),
      ("let b = c as! Int", "`as!`"),
      ("let b: Any = 1", "`Any`"),
      ("let b: [String: Any] = [:]", "`Any`"),
      ("let b = \"\\(c as! Int)\"", "`as!`"),
      ("@testable import SegModel", "`@testable`"),
      ("public struct B {}", "`public`"),
      ("open class B {}", "`openclass`"),
      ("@_exported import SegModel", "`@_exported`"),
      ("package extension Words {}", "`packageextension`"),
      ("func a() { Swift.print(1) }", "`Swift.print`"),
      ("func a() { debugPrint(1) }", "`debugPrint(`"),
      ("// \(WordRules.bannedWords[0]): later", "`\(WordRules.bannedWords[0])`"),
      ("let b = \"\(WordRules.bannedWords[1])\"", "`\(WordRules.bannedWords[1])`"),
      ("/* \(WordRules.bannedWords[2]) */", "`\(WordRules.bannedWords[2])`"),
    ].map { line, message in
      Self(.bannedWords, "Sources/SegText/Words.swift", .append(line + "\n"), message)
    } + otherWords

  private static let otherWords = [
    Self(
      .printing, "Sources/SegText/Words.swift", .append("func a() { print(1) }\n"),
      "only the programs may print"),
    Self(
      .printing, "Sources/SegText/Words.swift",
      .append("struct A { func print(_ b: Int) {} }\nstruct B { func b() { print(1) } }\n"),
      "only the programs may print"),
    Self(
      .machinePaths, "Sources/SegText/Words.swift", .append("let a = \"/root/a.csv\"\n"),
      "names `/root/`"),
    Self(.machinePaths, "README.md", .append("It lies in /home/me/segsh.\n"), "names `/home/`"),
    Self(
      .commentedOutCode, "Sources/SegText/Words.swift", .append("// let a = b\n"), "switched off"),
    Self(
      .commentedOutCode, "Tests/SegTextTests/WordsTests.swift", .append("// if a {\n// }\n"),
      "switched off"),
  ]

  static let deadCode = [
    Self(
      .deadFiles, "Sources/SegText/Lines.swift", .file("/// Lines.\nenum Lines {}\n"),
      "no other file mentions"),
    Self(.deadFiles, "Sources/SegText/Lines.swift", .file("// Lines.\n"), "declares nothing"),
    Self(
      .deadFiles, "Sources/SegText/Words+Lines.swift",
      .file("extension Words {\n  static func lines() {}\n}\n"), "no other file mentions"),
    Self(
      .deadFiles, "Sources/SegText/Lines.swift",
      .file("// Words\nlet words = \"Words\"\n"), "no other file mentions"),
    Self(
      .deadFiles, "Tests/SegTextTests/Helper.swift", .file("enum Helper {}\n"),
      "no other file mentions"),
    Self(
      .deadDeclarations, "Sources/SegText/Words.swift",
      .append("extension Words {\n  static var tally: Int { 1 }\n  // tally\n}\n"),
      "nothing mentions `var tally`"),
    Self(
      .deadDeclarations, "Sources/SegText/Words.swift",
      .append("enum Joint: Sendable {\n  case and, or(Int)\n  case pipe\n}\n"),
      "nothing mentions `case pipe`"),
  ]
}
