/// Why bytes are not a snapshot that can be used.
package enum SnapshotDamage: Error, Sendable, Hashable, CustomStringConvertible {
  case notASnapshot
  /// Written by a newer program.
  case newerVersion(found: UInt32, supported: UInt32)
  case truncated
  /// What does not hold.
  case damaged(String)
  /// A part whose bytes are not what they should be, as people know it.
  case part(String, file: String)

  /// For people, without a full stop.
  package var description: String {
    switch self {
    case .notASnapshot: "not a snapshot"
    case .newerVersion(let found, let supported):
      "the snapshot has format \(found), newer than \(supported), the newest known here"
    case .truncated: "the snapshot is cut short"
    case .damaged(let what): "the snapshot is damaged: \(what)"
    case .part(let part, let file):
      "\(part) in \(file.isEmpty ? "the snapshot" : file) is damaged"
    }
  }
}
