import SegFiles
import SegText
import SegWorkspace

/// The one place where errors become text and messages reach standard error.
struct Reporter: Sendable {
  private var sink: DescriptorSink
  private let renderer: DiagnosticRenderer
  private let isQuiet: Bool

  init(_ console: Console, isQuiet: Bool) {
    sink = console.messages
    renderer = DiagnosticRenderer(usesColor: console.messagesUseColor)
    self.isQuiet = isQuiet
  }

  /// Diagnostics of a source, in order.
  mutating func report(_ diagnostics: [Diagnostic], in source: SourceText) {
    for diagnostic in diagnostics { write(renderer.render(diagnostic, in: source)) }
  }

  /// An error without a place in a statement.
  mutating func fail(_ code: DiagnosticCode, _ message: String, notes: [String] = []) {
    let diagnostic = Diagnostic(
      code: code, message: message, range: .empty(at: 0), notes: notes)
    write(renderer.render(diagnostic, in: SourceText(name: "", text: "")))
  }

  /// Something worth knowing; not said with `--quiet`.
  mutating func say(_ text: String) {
    if !isQuiet { write(text + "\n") }
  }

  /// Something that must be seen, such as a plan to agree to.
  mutating func insist(_ text: String) { write(text + "\n") }

  private mutating func write(_ text: String) {
    // When even standard error cannot be written, there is nobody left to tell.
    try? sink.write(Array(text.utf8))
  }
}
