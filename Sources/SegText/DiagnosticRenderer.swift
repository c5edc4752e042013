/// Turns diagnostics into the lines that people read: the only place where that is done.
package struct DiagnosticRenderer: Sendable {
  /// Whether severity and carets are coloured with ANSI codes.
  package var usesColor: Bool

  package init(usesColor: Bool) { self.usesColor = usesColor }

  /// The message, the source line, carets in display cells, notes and fixes; ends with a newline.
  package func render(_ diagnostic: Diagnostic, in source: SourceText) -> String {
    let severity = diagnostic.severity.rawValue
    let head = "\(severity)[\(diagnostic.code.rawValue)]"
    var lines = [
      paint(head, diagnostic.severity) + ": " + DisplayText.escaped(diagnostic.message)
    ]
    lines += excerpt(of: diagnostic, in: source)
    lines += diagnostic.notes.map { "  " + DisplayText.escaped($0) }
    lines += diagnostic.fixIts.map { "  fix: " + DisplayText.escaped($0.summary) }
    return lines.joined(separator: "\n") + "\n"
  }

  private func excerpt(of diagnostic: Diagnostic, in source: SourceText) -> [String] {
    guard !source.bytes.isEmpty else { return diagnostic.label.map { ["  " + $0] } ?? [] }
    let line = source.lineRange(containing: diagnostic.range.lowerBound)
    let start = min(max(diagnostic.range.lowerBound, line.lowerBound), line.upperBound)
    let end = min(max(diagnostic.range.upperBound, start), line.upperBound)
    // A very long line is shown around the place alone, so that the carets stay in sight.
    let shownStart = start - line.lowerBound > 160 ? start - 60 : line.lowerBound
    let shownEnd = min(line.upperBound, max(end, shownStart) + 120)
    let before = DisplayText.escaped(source.text(in: SourceRange(shownStart, start)))
    let marked = DisplayText.escaped(source.text(in: SourceRange(start, end)))
    let shown = DisplayText.escaped(source.text(in: SourceRange(shownStart, shownEnd)))
    let ellipsis = shownStart > line.lowerBound ? "…" : ""
    let indent = DisplayText.width(of: before) + DisplayText.width(of: ellipsis)
    let carets = String(repeating: "^", count: max(1, min(DisplayText.width(of: marked), 120)))
    let label = diagnostic.label.map { " " + DisplayText.escaped($0) } ?? ""
    var lines: [String] = []
    if let place = place(of: diagnostic, in: source) { lines.append("  at " + place) }
    lines.append("  " + ellipsis + shown + (shownEnd < line.upperBound ? "…" : ""))
    let pointer = String(repeating: " ", count: indent) + paint(carets, diagnostic.severity)
    lines.append("  " + pointer + label)
    return lines
  }

  /// `file:line:column` where it helps: not for what was just typed on one line.
  private func place(of diagnostic: Diagnostic, in source: SourceText) -> String? {
    let position = source.position(of: diagnostic.range.lowerBound)
    if source.name == "input", position.line == 1 { return nil }
    return "\(DisplayText.escaped(source.name)):\(position.line):\(position.column)"
  }

  private func paint(_ text: String, _ severity: Diagnostic.Severity) -> String {
    guard usesColor else { return text }
    let code =
      switch severity {
      case .error: "31"
      case .warning: "33"
      case .note: "36"
      }
    return "\u{1B}[1;\(code)m\(text)\u{1B}[0m"
  }
}
