package import SegModel
package import SegPlan
package import SegStore
package import SegWorkspace

/// The customers that reach an action.
package struct ActionTarget {
  /// Rows of the snapshot, in the customers' order; nobody twice.
  package var rows: [Int32]
  /// For an export: columns for some of these customers.
  package var table: Table

  /// For an export: the column as it is stored; nil where its values are computed.
  package var stored: Stored

  /// Computes columns for some of the customers.
  package typealias Table = (
    _ columns: [OutputColumn], _ rows: ArraySlice<Int32>
  ) throws -> ResultTable
  /// The stored column behind an output column, with what its values mean.
  package typealias Stored = (OutputColumn) throws -> (field: Field, column: Column)?

  /// For a split: the customers of each part.
  package var parts: [[Int32]] = []

  package init(
    rows: [Int32], table: @escaping Table = { _, _ in ResultTable(columns: []) },
    stored: @escaping Stored = { _ in nil }
  ) {
    self.rows = rows
    self.table = table
    self.stored = stored
  }
}

extension ActionTarget {
  /// Without some of the customers, given by row.
  func without(_ others: Bitmap) -> ActionTarget {
    var kept = self
    kept.rows.removeAll { others[Int($0)] }
    return kept
  }

  /// The parts of a split with their customers.
  func parts(of split: Split) -> [(name: String, rows: [Int32])] {
    Array(zip(split.parts.map(\.name), parts))
  }
}

/// On whose behalf actions are planned.
package struct ActionStatement: Sendable {
  /// Canonical text of the whole statement, for the journal.
  package var text: String
  /// Canonical text of its selection.
  package var definition: String
  package var asOf: AsOf

  package init(text: String, definition: String, asOf: AsOf) {
    self.text = text
    self.definition = definition
    self.asOf = asOf
  }
}

/// What the actions of one statement would do, in order; making it changes nothing.
package struct ActionPlan {
  package var statement: ActionStatement
  package var steps: [PlannedAction]
  /// SHA-256 over the statement, its effects and the ids of the customers.
  package var hash: String
  /// Where the journal stood.
  var position: Int64

  /// One line a step, for people; safe for a terminal.
  package var lines: [String] { steps.map(\.line) }

  /// The lines in one, as in `431 customers get … · 431 rows to merci.csv`.
  package var text: String { lines.joined(separator: " · ") }

  /// Whether it changes customers, so that without a terminal it needs `--yes`.
  package var changesCustomers: Bool { steps.contains { $0.action.changesCustomers } }

  /// Whether all of it holds already, so that doing it changes nothing.
  package var changesNothing: Bool { steps.allSatisfy(\.effect.isNothing) }

  /// What a reader of the plan should know beside the effects.
  package var notes: [String] {
    let formats = steps.compactMap { step -> String? in
      if case .export(let export) = step.action { export.format.rawValue } else { nil }
    }
    return formats.first.map {
      ["\($0) implies no channel: the suppression list applies, consent is not asked for"]
    } ?? []
  }
}

/// One action with its customers and what it would do to them.
package struct PlannedAction {
  /// What would change.
  package enum Effect: Sendable, Hashable {
    case keep(KeepOutcome)
    case tag(TagChange)
    /// New codes, and customers who have one already.
    case coupon(fresh: Int, held: Int)
    case export(ExportEffect)

    /// Whether nothing would change.
    package var isNothing: Bool {
      switch self {
      case .keep(let outcome): outcome == .unchanged
      case .tag(let change): change.changed == 0
      case .coupon(let fresh, _): fresh == 0
      case .export(let effect): effect == .alreadyThere
      }
    }
  }

  /// What happens to the file.
  package enum ExportEffect: Sendable, Hashable {
    case create
    case replace
    /// This very action wrote it before, and would write the same bytes.
    case alreadyThere
  }

  package var action: BoundAction
  package var target: ActionTarget
  /// Those who reached the action; in a list `target` is without the suppressed.
  var reached: ActionTarget
  package var effect: Effect
  package var line: String
  /// For an export: where it goes.
  var path: ExportPath?
  /// For an export: the campaign whose codes its columns hold.
  var campaign: String?
}

/// What one action did.
package struct Receipt: Sendable, Hashable {
  /// For people, such as `431 codes issued`; safe for a terminal.
  package var line: String
  /// Whether anything changed.
  package var isChange: Bool

  package init(line: String, isChange: Bool) {
    self.line = line
    self.isChange = isChange
  }
}
