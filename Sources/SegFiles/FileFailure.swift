/// A failure of the environment: a file that cannot be read, made or understood.
package struct FileFailure: Error, Sendable, Hashable, CustomStringConvertible {
  /// What went wrong, coarsely; decides the exit status.
  package enum Kind: String, Sendable, Hashable, CaseIterable {
    case notFound, unreadable
    /// The bytes are not what the reader understands.
    case malformed
    /// The bytes can be read in more than one way; the message names the option that settles it.
    case ambiguous
    /// More rows were rejected than allowed.
    case tooManyRejects
    /// The file was written to while it was being read.
    case changed
    /// The target of a write is there already.
    case exists
    case cannotCreate, ioFailed
    /// The reader of a pipe has left.
    case readerGone
    case interrupted
  }

  package var kind: Kind
  package var path: String
  /// One lower-case sentence without the path.
  package var message: String
  /// Line of the file that the failure is about.
  package var line: Int?

  package init(_ kind: Kind, path: String, message: String, line: Int? = nil) {
    self.kind = kind
    self.path = path
    self.message = message
    self.line = line
  }

  /// The message with its place, `path:line: message`.
  package var description: String {
    "\(path)\(line.map { ":\($0)" } ?? ""): \(message)"
  }

  /// The status with which a run without a terminal ends.
  package var exitStatus: Int32 {
    switch kind {
    case .notFound, .unreadable, .malformed, .ambiguous, .tooManyRejects, .changed: 3
    case .exists, .cannotCreate: 73
    case .ioFailed: 74
    case .interrupted: 130
    case .readerGone: 141
    }
  }
}
