/// What the documents of the repository say about it.
enum DocumentRules {
  static let map = "Sources/README.md"
  static let documents = ["README.md", map, "grammar/README.md", "CHANGELOG.md"]

  /// Ends and beginnings by which a word of a document is a path of the repository.
  private static let endings = [
    ".swift", ".md", ".ebnf", ".list", ".golden", ".session", ".h", ".c", ".modulemap",
  ]
  private static let beginnings = ["Sources/", "Tests/", "grammar/", ".ci/", ".swift-format"]

  /// Documents and comments name only files that exist, and the map names every target.
  static func documents(_ house: House) -> [Violation] {
    var violations: [Violation] = []
    for file in documents.compactMap(house.file) {
      for (index, line) in file.lines.enumerated() {
        for path in paths(in: line) where !exists(path, from: file.path, in: house) {
          violations.append(file.violation(index + 1, "`\(path)` does not exist"))
        }
      }
    }
    for file in house.swiftFiles {
      for comment in file.comments {
        let named = paths(in: comment.text[...]).filter { $0.hasSuffix(".md") }
        for path in named where !exists(path, from: file.path, in: house) {
          violations.append(file.violation(comment.line, "`\(path)` does not exist"))
        }
      }
    }
    return violations + unmappedTargets(house)
  }

  private static func unmappedTargets(_ house: House) -> [Violation] {
    guard let map = house.file(map) else { return [] }
    let words = Set(map.text.split { !$0.isLetter && !$0.isNumber && $0 != "-" })
    let targets = house.manifest.targets.filter { $0.path.hasPrefix("Sources/") }
    return targets.filter { !words.contains($0.name[...]) }.map {
      map.violation(1, "the map does not name \($0.name)")
    }
  }

  /// The words of a line that are paths of the repository; addresses and patterns are none.
  static func paths(in line: Substring) -> [String] {
    let delimiters: Set<Character> = ["`", "(", ")", "[", "]", "<", ">", ",", ";", "|", "\"", "'"]
    return line.split { $0.isWhitespace || delimiters.contains($0) }.compactMap { word in
      var path = word
      while let last = path.last, ".:/".contains(last) { path.removeLast() }
      let isAddress = path.contains("://") || path.contains("github.com")
      guard !isAddress, !path.contains("*"), !path.contains("…") else { return nil }
      let isNamed = endings.contains { path.hasSuffix($0) && path.count > $0.count }
      return isNamed || beginnings.contains { path.hasPrefix($0) } ? String(path) : nil
    }
  }

  /// Whether a path exists, seen from the root, from its document's folder, or above it.
  private static func exists(_ path: String, from document: String, in house: House) -> Bool {
    var folder = document[...]
    while let slash = folder.lastIndex(of: "/") {
      folder = folder[..<slash]
      if house.paths.contains(normalized("\(folder)/\(path)")) { return true }
    }
    return house.paths.contains(normalized(path))
  }

  private static func normalized(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == "..", parts.popLast() != nil { continue }
      parts.append(part)
    }
    return parts.joined(separator: "/")
  }
}
