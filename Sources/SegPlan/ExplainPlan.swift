/// What `explain` counts: customers part by part, then rows of theirs where a sheet follows.
package struct ExplainPlan: Sendable {
  package var selection: SelectionOutline
  package var sheet: OutlinedSheet?

  package init(selection: SelectionOutline, sheet: OutlinedSheet? = nil) {
    self.selection = selection
    self.sheet = sheet
  }
}

/// Rows of a relation as a source or a stage, part by part.
package struct OutlinedSheet: Sendable {
  package var selection: RowSelection
  /// Whether it follows customers rather than beginning the statement.
  package var isStage: Bool
  /// Canonical text of the period.
  package var period: String?
  /// The operands of its condition's outermost `and`.
  package var clauses: [OutlinedClause]
  /// Stages over the rows.
  package var narrowing: [Narrowing]
  /// Canonical text of each of those stages.
  package var stages: [String]

  package init(
    selection: RowSelection, isStage: Bool, period: String? = nil, clauses: [OutlinedClause] = [],
    narrowing: [Narrowing] = [], stages: [String] = []
  ) {
    self.selection = selection
    self.isStage = isStage
    self.period = period
    self.clauses = clauses
    self.narrowing = narrowing
    self.stages = stages
  }
}
