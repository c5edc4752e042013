package import SegText

/// A selection beside its own text, part by part: what `why`, `explain` and `diff` go through.
package struct SelectionOutline: Sendable {
  /// Where it begins.
  package indirect enum Source: Sendable {
    /// A condition; the one of a bare `segment` is nil.
    case condition(OutlinedClause?)
    case set(
      first: OutlinedSegment, steps: [(operation: SetStep.Operation, segment: OutlinedSegment)])
  }

  package var plan: SelectionPlan
  /// Canonical text of the source, without its stages.
  package var text: String
  package var source: Source
  /// Canonical text of each narrowing stage of the plan.
  package var stages: [String]

  package init(plan: SelectionPlan, text: String, source: Source, stages: [String]) {
    self.plan = plan
    self.text = text
    self.source = source
    self.stages = stages
  }

  /// What has to hold for everybody in the source: the operands of its outermost `and`.
  package var clauses: [OutlinedClause] {
    switch source {
    case .condition(nil), .set: []
    case .condition(let clause?):
      if case .all(let operands) = clause.kind { operands } else { [clause] }
    }
  }
}

/// A condition of an outline with its canonical text.
package struct OutlinedClause: Sendable {
  /// What it is made of.
  package indirect enum Kind: Sendable {
    case all([OutlinedClause])
    case any([OutlinedClause])
    case not(OutlinedClause)
    case member(OutlinedSegment)
    /// A test with the values and rows that it asks for.
    case test([OutlinedPart])
  }

  package var text: String
  package var predicate: Predicate
  package var kind: Kind
  /// The relative dates of a test with what they came to.
  package var bounds: [DateBound]

  package init(text: String, predicate: Predicate, kind: Kind, bounds: [DateBound] = []) {
    self.text = text
    self.predicate = predicate
    self.kind = kind
    self.bounds = bounds
  }
}

/// A saved segment as an outline uses it.
package struct OutlinedSegment: Sendable {
  package var reference: SegmentReference
  /// Its definition; nil when it is frozen, or was opened further up.
  package var outline: SelectionOutline?

  package init(reference: SegmentReference, outline: SelectionOutline?) {
    self.reference = reference
    self.outline = outline
  }
}

/// A value or rows that a test asks for.
package struct OutlinedPart: Sendable {
  /// Canonical text of the value; nil when the test itself shows it.
  package var text: String?
  /// The value; nil for rows that are only asked to be there.
  package var value: Expression?
  /// The rows that the value is made of.
  package var rows: OutlinedRows?

  package init(text: String?, value: Expression?, rows: OutlinedRows?) {
    self.text = text
    self.value = value
    self.rows = rows
  }
}

/// Rows with the text of what narrows them.
package struct OutlinedRows: Sendable {
  package var selection: RowSelection
  /// Canonical text of the period.
  package var period: String?
  /// Canonical text of the condition.
  package var condition: String?
  /// The operands of the condition's outermost `and`, which are asked of a row.
  package var clauses: [OutlinedClause]
  /// The column that is aggregated.
  package var column: Expression?

  package init(
    selection: RowSelection, period: String?, condition: String?, clauses: [OutlinedClause],
    column: Expression?
  ) {
    self.selection = selection
    self.period = period
    self.condition = condition
    self.clauses = clauses
    self.column = column
  }
}

/// What `why 'ID'` is asked about.
package struct ProofPlan: Sendable {
  package var customer: Located<String>
  package var selection: SelectionOutline

  package init(customer: Located<String>, selection: SelectionOutline) {
    self.customer = customer
    self.selection = selection
  }
}
