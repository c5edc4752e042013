import SegSyntax
package import SegText
import SegWorkspace

extension Session {
  /// Whether what was typed is a whole statement or command, so that Enter runs it.
  package func isComplete(_ text: String) -> Bool {
    if text.drop(while: \.isWhitespace).first == "." { return true }
    if case .complete = Completeness.check(SourceText(name: "input", text: text)) { return true }
    return false
  }

  /// Runs what was typed at the prompt.
  ///
  /// It may go on from the last segment with `|`, `and` or `or`; then the whole statement is shown
  /// before it runs.
  package func runTyped(_ source: SourceText) {
    guard PromptContinuation.start(of: source) != nil else {
      run(source, isTyped: true)
      return
    }
    guard let lastSegment else {
      reporter.fail(
        .unexpectedToken, "there is no segment yet to go on from",
        notes: ["begin with `segment where ...`"])
      return
    }
    guard let text = composed(source, after: lastSegment) else { return }
    let whole = SourceText(name: "input", text: text)
    reporter.insist("→ " + DisplayText.escaped(text))
    run(whole, isTyped: true)
  }

  /// The statement that goes on: `|` keeps the narrowing stages, `and` and `or` go back to the
  /// condition, since they cannot reach behind a stage.
  private func composed(_ source: SourceText, after last: PipelineSyntax) -> String? {
    guard let start = PromptContinuation.start(of: source) else { return nil }
    if start.joint == .pipe {
      let typed = source.text(in: SourceRange(start.range.lowerBound, source.bytes.count))
      return "\(SyntaxPrinter.print(last)) \(typed)"
    }
    return PromptContinuation.composed(source, after: last.source)
  }
}
