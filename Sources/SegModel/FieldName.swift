/// A name as users write it: compared without regard to case, shown as first written.
package struct FieldName: Sendable, Hashable, Comparable, CustomStringConvertible,
  ExpressibleByStringLiteral
{
  /// The spelling to show.
  package let description: String
  /// The lower-case form that comparison and hashing use.
  package let folded: String

  package init(_ spelling: String) {
    description = spelling
    folded = spelling.lowercased()
  }

  package init(stringLiteral value: String) { self.init(value) }

  package static func == (a: Self, b: Self) -> Bool { a.folded == b.folded }
  package static func < (a: Self, b: Self) -> Bool { a.folded < b.folded }
  package func hash(into hasher: inout Hasher) { hasher.combine(folded) }
}
