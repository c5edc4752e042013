import SegModel
import SegPlan
import SegSyntax
import SegText

/// Saved segments that would be built on themselves.
extension Binder {
  /// Whether a definition is built on the segment that it is about to become; told with every
  /// segment on the way.
  mutating func closesCycle(_ name: Located<String>, _ definition: String) -> Bool {
    let key = FieldName(name.value)
    var seen: Set<FieldName> = []
    guard let path = path(from: definition, to: key, &seen) else { return false }
    bag.report(.segmentCycle(name, [key] + path))
    return true
  }

  /// The segments through which a definition uses another one, that one last; nil when it does not.
  private func path(
    from definition: String, to name: FieldName, _ seen: inout Set<FieldName>
  ) -> [FieldName]? {
    for used in Self.segmentNames(in: definition) {
      let segment = catalog.segments[used]
      if used == name { return [used] }
      if case .part(let whole, _)? = segment?.kind, whole == name { return [used] }
      guard let segment, seen.insert(used).inserted else { continue }
      if case .frozen = segment.kind { continue }
      if let rest = path(from: segment.definition, to: name, &seen) { return [used] + rest }
    }
    return nil
  }

  /// Names of the segments that stand anywhere in a definition: its source, conditions and stages.
  private static func segmentNames(in definition: String) -> [FieldName] {
    var ignored = DiagnosticBag()
    let source = SourceText(name: "", text: definition)
    return Lexer.tokens(of: source, into: &ignored).filter { $0.kind == .segmentName }
      .map { FieldName($0.unquoted(in: source)) }
  }
}
