package import SegText

/// The names of stages, for messages about words that are none.
package enum StageNames {
  /// All of them, in the order that help shows them.
  package static let all = Keyword.stages.map(\.rawValue).joined(separator: " ")

  /// What other languages call stages.
  static let others: [String: Keyword] = [
    "select": .show, "list": .show, "print": .show, "order": .sort, "group": .by, "head": .limit,
    "take": .limit, "first": .limit, "write": .export, "download": .export,
  ]

  /// Stages, or relations, that a word may have been meant for.
  package static func fixes(for word: Located<String>, relations: [String] = []) -> [FixIt] {
    let near = NearestKeyword.fixes(
      for: word.value, among: Keyword.stages, relations, at: word.range)
    guard let ours = others[word.value.lowercased()], relations.isEmpty || near.isEmpty else {
      return near
    }
    return [FixIt("replace with `\(ours.rawValue)`", range: word.range, replacement: ours.rawValue)]
  }

  /// Words that begin a statement, or relations, that a word may have been meant for.
  package static func statementFixes(
    for word: Located<String>, relations: [String] = []
  ) -> [FixIt] {
    if ["customers", "customer", "clients", "users", "people"].contains(word.value.lowercased()) {
      return [FixIt("replace with `segment`", range: word.range, replacement: "segment")]
    }
    return NearestKeyword.fixes(
      for: word.value, among: [.segment, .let, .asof], relations, at: word.range)
  }
}

/// Keywords that a word may be a slip of.
enum NearestKeyword {
  static func fixes(
    for word: String, among keywords: [Keyword], _ names: [String] = [], at range: SourceRange
  ) -> [FixIt] {
    let nearest = NearestName.candidates(
      for: word, among: Set(keywords.map(\.rawValue) + names), count: 1)
    return nearest.map { FixIt("replace with `\($0)`", range: range, replacement: $0) }
  }
}
