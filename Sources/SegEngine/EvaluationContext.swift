package import SegModel
package import SegStore

/// What a statement is answered from: a snapshot, and what the workspace lays over it.
package struct EvaluationContext: Sendable {
  package var snapshot: Snapshot
  package var shellTags: [ShellTag]
  /// Members of frozen segments, by name.
  package var frozen: [FieldName: Bitmap]
  /// Customers on the suppression list; nil where no statement asks for them.
  package var suppressed: Bitmap?
  /// Asked now and then; true ends the evaluation with `.cancelled`.
  package var isInterrupted: @Sendable () -> Bool

  package init(
    snapshot: Snapshot, shellTags: [ShellTag] = [], frozen: [FieldName: Bitmap] = [:],
    isInterrupted: @escaping @Sendable () -> Bool = { false }
  ) {
    self.snapshot = snapshot
    self.shellTags = shellTags
    self.frozen = frozen
    self.isInterrupted = isInterrupted
  }
}

/// What the shell has said about one tag.
package struct ShellTag: Sendable {
  package var name: String
  /// Customers that the shell gave it to.
  package var added: Bitmap
  /// Customers that it was taken from, whatever the file says.
  package var removed: Bitmap

  package init(name: String, added: Bitmap, removed: Bitmap) {
    self.name = name
    self.added = added
    self.removed = removed
  }
}
