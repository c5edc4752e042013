import SegModel
import SegSyntax
package import SegText

/// Scripts as canonical text: what a statement says is printed anew, comments stay where they are.
///
/// A statement takes a line, or a line for each stage where it is longer than `width` or holds
/// comments; between statements at most one blank line is kept. Formatting twice changes nothing.
package enum ScriptFormatter {
  /// Cells that a line should not pass.
  static let width = 100

  /// The canonical text of a script; nil when it has errors, which are in the bag then.
  package static func format(_ source: SourceText, into bag: inout DiagnosticBag) -> String? {
    guard String(validating: source.bytes, as: UTF8.self) != nil else {
      bag.report(.notUnicode(source))
      return nil
    }
    var items: [ScriptItem] = []
    var printed: [String] = []
    for piece in ScriptPiece.pieces(of: source) {
      switch piece {
      case .command(let line):
        let isSpaced = items.last?.isFollowedByBlank ?? false
        items.append(ScriptItem(line.trimmedText, kind: .command, isSpaced: isSpaced))
      case .statements(let text):
        var reader = StatementReader(text)
        reader.read(into: &bag, continuing: &items)
        printed += reader.printed
      }
    }
    guard !bag.hasErrors else { return nil }
    let text = ScriptItem.text(of: items, endsWithSemicolons: false)
    guard reread(text) == printed else {
      return ScriptItem.text(of: items, endsWithSemicolons: true)
    }
    return text
  }

  /// The statements of a text as they print.
  private static func reread(_ text: String) -> [String] {
    ScriptPiece.pieces(of: SourceText(name: "", text: text)).flatMap { piece -> [String] in
      guard case .statements(let source) = piece else { return [] }
      var bag = DiagnosticBag()
      return Parser.parse(source, into: &bag).map { SyntaxPrinter.print($0) }
    }
  }
}

/// One line or more of a script: a statement, a dot-command or a comment.
struct ScriptItem {
  /// What the lines are.
  enum Kind { case statement, command, comment }

  var text: String
  var kind: Kind
  /// Whether a blank line stands before it.
  var isSpaced: Bool
  /// A comment behind it on its last line.
  var remark: String?
  /// Whether a blank line stands after it, at the end of its piece of the script.
  var isFollowedByBlank = false

  init(_ text: String, kind: Kind, isSpaced: Bool) {
    self.text = text
    self.kind = kind
    self.isSpaced = isSpaced
  }

  /// The lines of a script; a name in double quotes goes on with the line before it, so that a
  /// semicolon stands between statements there.
  static func text(of items: [ScriptItem], endsWithSemicolons: Bool) -> String {
    var text = ""
    for (index, item) in items.enumerated() {
      if item.isSpaced, index > 0 { text += "\n" }
      text += item.text
      let next = items[(index + 1)...].first { $0.kind != .comment }
      let needsEnd = endsWithSemicolons || next?.text.hasPrefix("\"") ?? false
      if item.kind == .statement, next?.kind == .statement, needsEnd { text += ";" }
      if let remark = item.remark { text += "  " + remark }
      text += "\n"
    }
    return text
  }
}

extension SourceText {
  /// The whole text without blanks at its ends.
  var trimmedText: String { String(decoding: bytes, as: UTF8.self).trimmingBlanks }
}

extension Diagnostic {
  fileprivate static func notUnicode(_ source: SourceText) -> Diagnostic {
    Diagnostic(
      code: .badCharacter, message: "`\(source.name)` is not text in UTF-8",
      range: .empty(at: 0))
  }
}
