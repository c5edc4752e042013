package import SegText

/// Whether what was typed at the prompt is finished, or waits for more lines.
package enum Completeness: Sendable {
  case complete
  /// More text could finish it: what is missing, and where the open bracket or quote is.
  case incomplete(missing: String, opened: SourceRange?)

  /// Judges a source; what no further text could mend counts as complete.
  ///
  /// A source that goes on from the last segment (`| ...`, `and ...`) is judged as such.
  package static func check(_ source: SourceText) -> Self {
    var text = source
    var shift = 0
    if PromptContinuation.start(of: source) != nil {
      let head = Array("segment where a ".utf8)
      shift = head.count
      text = SourceText(name: source.name, bytes: head + source.bytes)
    }
    var bag = DiagnosticBag()
    var parser = Parser(text)
    while !bag.hasErrors, parser.next(into: &bag) != nil {}
    guard let missing = parser.missingAtEnd else { return .complete }
    let opened = missing.openBracket.map {
      SourceRange(max(0, $0.lowerBound - shift), max(0, $0.upperBound - shift))
    }
    return .incomplete(missing: missing.expected, opened: opened)
  }
}
