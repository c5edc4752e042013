/// The text being edited, copied from libedit, and where the cursor is in it.
struct EditedText: Equatable {
  var scalars: [Unicode.Scalar]
  /// Scalars before the cursor.
  var cursor: Int

  /// The whole text.
  var text: String { Self.string(scalars[...]) }
  /// The text before the cursor.
  var before: String { Self.string(scalars[..<cursor]) }
  /// The text after the cursor.
  var after: String { Self.string(scalars[cursor...]) }

  /// Where the line of the cursor begins.
  var lineStart: Int { (scalars[..<cursor].lastIndex(of: "\n") ?? -1) + 1 }
  /// Where the line of the cursor ends.
  var lineEnd: Int { scalars[cursor...].firstIndex(of: "\n") ?? scalars.count }

  /// The cursor one line up in the same column; nil on the first line.
  var lineAbove: Int? {
    let start = lineStart
    guard start > 0 else { return nil }
    let above = EditedText(scalars: scalars, cursor: start - 1)
    return min(above.lineStart + cursor - start, start - 1)
  }

  /// The cursor one line down in the same column; nil on the last line.
  var lineBelow: Int? {
    let end = lineEnd
    guard end < scalars.count else { return nil }
    let below = EditedText(scalars: scalars, cursor: end + 1)
    return min(end + 1 + cursor - lineStart, below.lineEnd)
  }

  private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }
}
