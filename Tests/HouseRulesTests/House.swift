/// A file of the repository that rules look into.
struct HouseFile {
  /// From the root, with slashes.
  let path: String
  let text: String
  let lines: [Substring]
  let tokens: [SwiftToken]
  let comments: [SwiftComment]
  let declarations: [SwiftDeclaration]

  init(path: String, text: String) {
    self.path = path
    self.text = text
    lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard path.hasSuffix(".swift") else {
      tokens = []
      comments = []
      declarations = []
      return
    }
    let lexer = SwiftLexer(text)
    tokens = lexer.tokens
    comments = lexer.comments
    declarations = SwiftScanner(lexer.tokens).declarations
  }

  var isSwift: Bool { path.hasSuffix(".swift") }

  var isSource: Bool { isSwift && path.hasPrefix("Sources/") }

  var isTest: Bool { isSwift && path.hasPrefix("Tests/") }

  /// `Sources/NAME` or `Tests/NAME` of a file in a target's folder; nil elsewhere.
  var targetFolder: String? {
    let parts = path.split(separator: "/")
    guard parts.count > 2, parts[0] == "Sources" || parts[0] == "Tests" else { return nil }
    return "\(parts[0])/\(parts[1])"
  }

  /// Tokens that are words, whether keywords or names.
  var words: some Sequence<SwiftToken> {
    tokens.lazy.filter { $0.kind == .word || $0.kind == .quotedWord }
  }

  func violation(_ line: Int, _ message: String) -> Violation {
    Violation(path: path, line: line, message: message)
  }
}

/// A place where the repository breaks a rule.
struct Violation: CustomStringConvertible {
  let path: String
  var line = 1
  let message: String

  var description: String { "\(path):\(line): \(message)" }
}

/// A repository as the rules see it, from disk or made up.
struct House {
  let files: [HouseFile]
  /// Every file and folder, hidden ones at the root included; folders without a slash at the end.
  let paths: Set<String>
  let manifest: Manifest

  /// A house of these files and of the folders that they stand in.
  init(_ files: [HouseFile]) {
    self.files = files.sorted { $0.path < $1.path }
    var paths: Set<String> = []
    for file in files {
      var path = file.path[...]
      paths.insert(file.path)
      while let slash = path.lastIndex(of: "/") {
        path = path[..<slash]
        paths.insert(String(path))
      }
    }
    self.paths = paths
    let manifest = files.first { $0.path == Manifest.path }
    self.manifest = Manifest(manifest?.tokens ?? [])
  }

  func file(_ path: String) -> HouseFile? { files.first { $0.path == path } }

  var sources: [HouseFile] { files.filter(\.isSource) }

  var swiftFiles: [HouseFile] { files.filter { $0.isSource || $0.isTest } }

  /// The target that a file belongs to; nil when none does.
  func target(of file: HouseFile) -> Manifest.Target? {
    guard let folder = file.targetFolder else { return nil }
    return manifest.targets.first { $0.path == folder }
  }
}
