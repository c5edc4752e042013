import SegText

extension SyntaxPrinter {
  /// What is expected.
  static func print(_ claim: ExpectationSyntax.Claim) -> String {
    switch claim {
    case .count(let counted, let bound):
      let what =
        switch counted {
        case .segment(let name): segment(name)
        case .rows(let rows): print(rows)
        }
      return "count(\(what)) \(print(bound))"
    case .disjoint(let names):
      let others = names.dropFirst().map(segment).joined(separator: ", ")
      return "\(names.first.map(segment) ?? "") disjoint \(others)"
    case .cover(let names): return "cover " + names.map(segment).joined(separator: ", ")
    case .fresh(let relation, let duration):
      return "\(name(relation.value)) fresh \(duration.value)"
    }
  }

  private static func print(_ bound: ExpectationSyntax.Bound) -> String {
    switch bound {
    case .comparison(let sign, let value): "\(sign.rawValue) \(print(value))"
    case .between(let low, let high): "between \(print(low)) and \(print(high))"
    }
  }

  private static func segment(_ name: Located<String>) -> String {
    "@\(self.name(name.value, true))"
  }
}
