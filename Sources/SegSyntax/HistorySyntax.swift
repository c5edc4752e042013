package import SegText

/// `did(orders as a then not events where type = 'return' within 7d)`: rows one after the other.
package struct SequenceSyntax: Sendable {
  /// One kind of row that has to follow, or must not.
  package struct Step: Sendable {
    /// Without a column.
    package var rows: RowsSyntax
    /// The name by which later steps compare with the row.
    package var alias: Located<String>?
    /// Whether no such row may follow.
    package var isExcluded: Bool
    /// How long after the row before it.
    package var span: Located<DurationSyntax>?

    package init(
      rows: RowsSyntax, alias: Located<String>? = nil, isExcluded: Bool = false,
      span: Located<DurationSyntax>? = nil
    ) {
      self.rows = rows
      self.alias = alias
      self.isExcluded = isExcluded
      self.span = span
    }
  }

  /// At least one; the first is not excluded and has no span.
  package var steps: [Step]

  package init(steps: [Step]) { self.steps = steps }
}

/// `regular(orders, month, 5 of 6)`, `stopped(orders, active 90d, quiet 60d)` and `restarted(...)`.
package struct HabitSyntax: Sendable {
  /// What is asked of the times at which rows came.
  package enum Pattern: Sendable {
    case regular(CalendarUnitSyntax, Located<Int>, of: Located<Int>)
    case stopped(active: Located<DurationSyntax>, quiet: Located<DurationSyntax>)
    case restarted(active: Located<DurationSyntax>, quiet: Located<DurationSyntax>)
  }

  /// Without column and period.
  package var rows: RowsSyntax
  package var pattern: Pattern

  package init(rows: RowsSyntax, pattern: Pattern) {
    self.rows = rows
    self.pattern = pattern
  }
}
