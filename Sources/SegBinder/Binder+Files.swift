import SegModel
import SegPlan
import SegSyntax
import SegText

extension Binder {
  /// `in file('ids.csv', column)`, as if what the file lists were written out; nil after an error.
  mutating func bindFileList(
    _ syntax: ExpressionSyntax, _ file: FileListSyntax, in scope: Scope
  ) -> Predicate? {
    guard let value = bindValue(syntax, in: scope) else { return nil }
    guard value.type == .text else {
      bag.report(.listOfOtherType(syntax.range, value.type))
      return nil
    }
    switch list(ListSource(path: file.path.value, column: file.column?.value)) {
    case .success(let texts): return .isOneOfTexts(value, texts)
    case .failure(let problem):
      if listProblem == nil { listProblem = problem }
      bag.report(.badList(file, problem, for: syntax))
      return nil
    }
  }

  private mutating func list(_ source: ListSource) -> Result<Set<String>, ListProblem> {
    if let known = readLists[source] { return known }
    let result = readList(source)
    readLists[source] = result
    return result
  }
}

/// Mistakes in lists that stand in files.
extension Diagnostic {
  fileprivate static func listOfOtherType(_ range: SourceRange, _ type: FieldType) -> Diagnostic {
    Diagnostic(
      code: .typeMismatch, message: "a file lists text, found \(type.rawValue)", range: range,
      label: "ask it of text such as `customer_id` or `email`")
  }

  fileprivate static func badList(
    _ file: FileListSyntax, _ problem: ListProblem, for value: ExpressionSyntax
  ) -> Diagnostic {
    switch problem {
    case .refused(let reason):
      Diagnostic(code: .refused, message: reason, range: file.path.range)
    case .unreadable(let reason):
      Diagnostic(
        code: .fileFailure, message: "`\(file.path.value)` cannot be read: \(reason)",
        range: file.path.range)
    case .severalColumns(let headers): .unnamedColumn(file.path, headers, for: value)
    case .missingColumn(let headers): .missingColumn(file, headers)
    }
  }

  /// The fix takes the column that is called like what is asked of, where there is one.
  private static func unnamedColumn(
    _ path: Located<String>, _ headers: [String], for value: ExpressionSyntax
  ) -> Diagnostic {
    var wanted: FieldName?
    if case .name(let name) = value { wanted = FieldName(name.name.value) }
    let column = headers.first { FieldName($0) == wanted } ?? headers.first ?? ""
    let name = SyntaxPrinter.name(column)
    return Diagnostic(
      code: .wrongArguments, message: "`\(path.value)` has several columns", range: path.range,
      label: "name one of \(shown(headers))",
      fixIts: [
        FixIt(
          "take `\(column)`", range: .empty(at: path.range.upperBound), replacement: ", \(name)")
      ])
  }

  private static func missingColumn(_ file: FileListSyntax, _ headers: [String]) -> Diagnostic {
    let column = file.column ?? file.path
    let nearest = NearestName.candidates(for: column.value, among: headers)
    return Diagnostic(
      code: .unknownName,
      message: "`\(column.value)` is not a column of `\(file.path.value)`", range: column.range,
      label: nearest.isEmpty ? "it has \(shown(headers))" : "nearest: \(shown(nearest))",
      fixIts: nearest.first.map {
        let name = SyntaxPrinter.name($0)
        return [FixIt("replace with `\($0)`", range: column.range, replacement: name)]
      } ?? [])
  }

  private static func shown(_ headers: [String]) -> String {
    let names = headers.prefix(8).map { "`\($0)`" }.joined(separator: ", ")
    return headers.count > 8 ? names + ", ..." : names
  }
}
