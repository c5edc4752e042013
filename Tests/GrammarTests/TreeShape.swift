import SegSyntax

/// A tree without places, in which only meaning is left: what brackets cannot change is made one.
struct TreeShape {
  private var label: String
  private var children: [TreeShape]

  init(of statement: StatementSyntax) {
    var lines = SyntaxDump.dump(statement).split(separator: "\n")[...]
    self.init(&lines, depth: 0)
  }

  /// The shape on one line.
  var text: String {
    children.isEmpty ? label : "(\(label) " + children.map(\.text).joined(separator: " ") + ")"
  }

  /// Reads one line of a dump and the deeper lines after it.
  private init(_ lines: inout ArraySlice<Substring>, depth: Int) {
    let line = lines.popFirst() ?? ""
    label = line.drop { $0 == " " }.split(separator: " ").dropLast().joined(separator: " ")
    children = []
    while let next = lines.first, next.prefix(while: { $0 == " " }).count > depth {
      children.append(TreeShape(&lines, depth: depth + 2))
    }
    simplify()
  }

  private mutating func simplify() {
    switch label {
    case "and", "or":
      let own = label
      children = children.flatMap { $0.label == own ? $0.children : [$0] }
    case "arithmetic":
      guard let first = children.first, first.label == label, first.isSum == isSum else { return }
      children = first.children + children.dropFirst()
    case "not":
      guard let test = children.first, test.label.hasPrefix("in @") else { return }
      self.label = "not " + test.label
      children = []
    default: break
    }
  }

  private var isSum: Bool { children.count > 1 && ["+", "-"].contains(children[1].label) }
}
