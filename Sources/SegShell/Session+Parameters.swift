import SegBinder
import SegModel
import SegPlan
import SegSyntax
import SegText
import SegWorkspace

extension Session {
  /// Keeps a `param` with the value that the option `--param` gave it, or else its own.
  func define(
    _ parameter: ParameterSyntax, in source: SourceText
  ) throws(StatementFailure) -> Bool {
    let key = ParameterSyntax.key(parameter.name.value)
    var kept = parameter
    if case .literal(.parameter(let other)) = parameter.value,
      case .expression(let value)? = definitions[ParameterSyntax.key(other.value)]?.meaning
    {
      kept.value = value
    }
    if let text = options.parameters[parameter.name.value.lowercased()] {
      usedParameters.insert(parameter.name.value.lowercased())
      guard
        let value = try Self.value(text, like: kept.value, catalogForParameters(), currentAsOf())
      else {
        let own = SyntaxPrinter.print(kept.value)
        reporter.fail(
          .typeMismatch,
          "--param \(parameter.name.value)=\(text): expected a literal of the type of `\(own)`")
        fail(.usage)
        return false
      }
      kept.value = value
    }
    definitions[key] = kept.definition
    return true
  }

  private func catalogForParameters() throws(StatementFailure) -> Catalog {
    try consulting { () throws(WorkspaceFailure) in try self.catalog() }
  }

  /// Names of the option `--param` that no statement has asked for so far, sorted.
  package var unusedParameters: [String] {
    options.parameters.keys.filter { !usedParameters.contains($0) }.sorted()
  }

  /// A value given on the command line as a literal of another one's type; nil when it is none.
  private static func value(
    _ text: String, like own: ExpressionSyntax, _ catalog: Catalog, _ asOf: AsOf
  ) -> ExpressionSyntax? {
    if case .literal(.text(let literal)) = own {
      return .literal(.text(Located(text, at: literal.range)))
    }
    func type(_ value: ExpressionSyntax) -> FieldType? {
      var bag = DiagnosticBag()
      var binder = Binder(catalog: catalog, asOf: asOf)
      return binder.constantType(of: value, into: &bag)
    }
    var bag = DiagnosticBag()
    let statements = Parser.parse(
      SourceText(name: "--param", text: "param value = \(text)"), into: &bag)
    guard !bag.hasErrors, statements.count == 1, case .parameter(let given) = statements[0],
      let wanted = type(own), type(given.value) == wanted
    else { return nil }
    return given.value
  }
}
