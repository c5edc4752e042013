import SegSyntax
import SegText

extension Diagnostic {
  /// The same with those fixes of a warning only after which the source still parses.
  ///
  /// Fixes of errors were chosen by whoever knows the mistake; those of warnings edit what is
  /// right, and are tried.
  func keepingSoundFixes(in source: SourceText) -> Diagnostic {
    guard severity == .warning, code == .redundantCondition else { return self }
    var result = self
    result.fixIts = fixIts.filter { fix in
      var bag = DiagnosticBag()
      let mended = SourceText(name: source.name, text: fix.applied(to: source))
      _ = Parser.parse(mended, into: &bag)
      return !bag.hasErrors
    }
    return result
  }
}
