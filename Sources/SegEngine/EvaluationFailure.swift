package import SegStore

/// Why a statement could not be answered, through no mistake in its form.
package enum EvaluationFailure: Error, Sendable, Equatable {
  /// A number left the range in which it is exact.
  case overflow
  /// The user interrupted it.
  case cancelled
  /// Something that the answer needs, or an earlier one needed, cannot be read.
  case damaged(SnapshotDamage)
}
