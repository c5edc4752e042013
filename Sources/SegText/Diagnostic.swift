/// What a mistake is, where it is, and what mends it: data, never thrown.
package struct Diagnostic: Sendable, Equatable {
  /// How bad it is; only errors stop a statement.
  package enum Severity: String, Sendable { case error, warning, note }

  package var severity: Severity
  /// Stable word, such as `unknown-name`, that `.explain` takes.
  package var code: DiagnosticCode
  /// Lower case, no full stop, the user's text in backticks.
  package var message: String
  package var range: SourceRange
  /// Short text beside the carets, such as ``nearest: `country` (text)``.
  package var label: String?
  /// Further lines below the source line.
  package var notes: [String]
  /// Edits that mend it when applied; each was chosen because it works.
  package var fixIts: [FixIt]

  package init(
    _ severity: Severity = .error, code: DiagnosticCode, message: String, range: SourceRange,
    label: String? = nil, notes: [String] = [], fixIts: [FixIt] = []
  ) {
    self.severity = severity
    self.code = code
    self.message = message
    self.range = range
    self.label = label
    self.notes = notes
    self.fixIts = fixIts
  }
}

/// One replacement of source text that mends a mistake.
package struct FixIt: Sendable, Equatable {
  /// What the edit does, in the imperative: ``replace with `country` ``.
  package var summary: String
  package var range: SourceRange
  package var replacement: String

  package init(_ summary: String, range: SourceRange, replacement: String) {
    self.summary = summary
    self.range = range
    self.replacement = replacement
  }

  /// The source with this edit made.
  package func applied(to source: SourceText) -> String {
    var bytes = source.bytes
    bytes.replaceSubrange(range.lowerBound..<range.upperBound, with: replacement.utf8)
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// An ordered collector of diagnostics that stops growing at a limit.
package struct DiagnosticBag: Sendable {
  package private(set) var diagnostics: [Diagnostic] = []
  /// How many were reported past the limit and not kept.
  package private(set) var dropped = 0
  private let limit: Int

  package init(limit: Int = Limits.diagnostics) { self.limit = limit }

  /// Whether any error (not only warnings) was reported.
  package private(set) var hasErrors = false

  /// Keeps a diagnostic that is not there yet; past the limit it is only counted.
  package mutating func report(_ diagnostic: Diagnostic) {
    if diagnostic.severity == .error { hasErrors = true }
    guard !diagnostics.contains(diagnostic) else { return }
    guard diagnostics.count < limit else {
      dropped += 1
      return
    }
    diagnostics.append(diagnostic)
  }
}
