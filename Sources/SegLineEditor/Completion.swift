/// One way to finish the word before the cursor.
package struct Completion: Sendable, Hashable {
  /// The whole word, as it will stand in the text.
  package var replacement: String
  /// Typed after the word when it is the only candidate, such as a space or a bracket.
  package var suffix: String
  /// A few words shown beside it in the list.
  package var description: String?

  package init(_ replacement: String, suffix: String = " ", description: String? = nil) {
    self.replacement = replacement
    self.suffix = suffix
    self.description = description
  }
}

/// What may stand at the cursor.
package struct CompletionResult: Sendable, Hashable {
  /// Bytes of UTF-8 just before the cursor that a candidate replaces.
  package var partialLength: Int
  /// The candidates, in the order they are listed.
  package var candidates: [Completion]

  package init(partialLength: Int, candidates: [Completion]) {
    self.partialLength = partialLength
    self.candidates = candidates
  }

  /// Nothing fits.
  package static let none = CompletionResult(partialLength: 0, candidates: [])
}

extension CompletionResult {
  /// What Tab puts in place of `partial`: the candidate when there is one, else what all share;
  /// nil when that adds nothing.
  package func insertion(for partial: String) -> String? {
    guard let first = candidates.first else { return nil }
    if candidates.count == 1 { return first.replacement + first.suffix }
    var common = first.replacement.unicodeScalars[...]
    for candidate in candidates.dropFirst() {
      let shared = zip(common, candidate.replacement.unicodeScalars).prefix { $0 == $1 }.count
      common = common.prefix(shared)
    }
    return common.count > partial.unicodeScalars.count ? String(common) : nil
  }
}
