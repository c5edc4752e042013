import SegPlan
import SegModel
import SegSyntax
import SegText
import SegWorkspace

/// The commands that take saved segments away or give them other names.
extension Session {
  /// Forgets a segment that no other is built on.
  func drop(_ name: String, _ source: SourceText) throws(StatementFailure) -> Bool {
    let bare = Self.bareName(name)
    let users = try segments(using: FieldName(bare)).map { "@\($0.name)" }
    guard users.isEmpty else {
      return refuse(
        .refused, "`@\(bare)` is part of \(users.joined(separator: ", "))", source,
        label: "drop or change that first")
    }
    try consulting { () throws(WorkspaceFailure) in
      try workspace.dropSegment(FieldName(bare), context: ActionContext(".drop \(bare)"))
    }
    invalidate()
    reporter.say("@\(bare) is forgotten")
    return true
  }

  /// Gives a segment another name, also where others use it.
  func rename(
    _ old: String, to new: String, _ source: SourceText
  ) throws(StatementFailure) -> Bool {
    let oldName = FieldName(Self.bareName(old))
    let newName = FieldName(Self.bareName(new))
    let users = try segments(using: oldName)
    let context = ActionContext(".rename \(oldName) \(newName)")
    try consulting { () throws(WorkspaceFailure) in
      try workspace.exclusively { () throws(WorkspaceFailure) in
        try workspace.renameSegment(oldName, to: newName, context: context)
        for user in users {
          let text = Self.renaming(oldName, to: newName, in: user.definition)
          _ = try workspace.save(text, as: user.name, context: context)
        }
      }
    }
    invalidate()
    reporter.say("@\(oldName) is now @\(newName)")
    return true
  }

  /// Saved definitions that name a segment.
  private func segments(using name: FieldName) throws(StatementFailure) -> [SavedSegment] {
    let all = try consulting { () throws(WorkspaceFailure) in try workspace.segments() }
    return all.filter { segment in
      if case .frozen = segment.kind { return false }
      return !Self.places(of: name, in: SourceText(name: "", text: segment.definition)).isEmpty
    }
  }

  private static func bareName(_ name: String) -> String {
    name.hasPrefix("@") ? String(name.dropFirst()) : name
  }

  /// Where a definition names a segment or a part of it, the `@` included.
  private static func places(of name: FieldName, in source: SourceText) -> [SourceRange] {
    var bag = DiagnosticBag()
    return Lexer.tokens(of: source, into: &bag).filter { $0.kind == .segmentName }.map(\.range)
      .filter { range in
        let text = source.text(in: range)
        return FieldName(bareText(text)) == name || part(of: name, in: text) != nil
      }
  }

  /// What stands behind `@`, without quotes.
  private static func bareText(_ text: String) -> String {
    let name = text.dropFirst()
    guard name.hasPrefix("\"") else { return String(name) }
    return String(name.dropFirst().dropLast()).replacing("\"\"", with: "\"")
  }

  /// The part of a split that `@name.part` names.
  private static func part(of name: FieldName, in text: String) -> String? {
    let bare = bareText(text)
    guard let dot = bare.lastIndex(of: "."), FieldName(String(bare[..<dot])) == name else {
      return nil
    }
    return String(bare[bare.index(after: dot)...])
  }

  private static func renaming(
    _ old: FieldName, to new: FieldName, in definition: String
  ) -> String {
    let source = SourceText(name: "", text: definition)
    var bytes = source.bytes
    let written = "@" + SyntaxPrinter.name(new.description, true)
    for range in places(of: old, in: source).reversed() {
      let part = part(of: old, in: source.text(in: range))
      let text = part.map { "@" + SyntaxPrinter.name("\(new).\($0)", true) } ?? written
      bytes.replaceSubrange(range.lowerBound..<range.upperBound, with: text.utf8)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
