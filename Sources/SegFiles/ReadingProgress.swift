/// How far the reading of one file has come.
package struct ReadingProgress: Sendable {
  /// What is being done.
  package enum Phase: Sendable {
    /// A compressed file is unpacked.
    case unpacking
    case reading
  }

  package var phase: Phase
  /// Bytes done in this phase, and in all.
  package var bytesDone: Int
  package var bytesTotal: Int
  /// Rows done in this phase.
  package var rows: Int
}
