package import SegFiles
package import SegModel
package import SegStore

/// A file that was read and waits to be kept.
package struct ImportSource: Sendable {
  /// What messages and the list of imports call it.
  package var fileName: String
  /// SHA-256 of its bytes; empty where nothing is kept and no other file can be the same.
  package var sha256: String
  package var byteCount: Int64
  /// How it was read, as text: the same file read otherwise is another import.
  package var options: String
  /// Whether its bytes tell it from other files.
  var hasDigest: Bool { !sha256.isEmpty }
  /// How and from where it can be read again; nil when nobody knows.
  var reading: StoredReading?
  /// The rows as read; empty once they are built in.
  package var tables: [SourceTable]
  /// What each of the tables held.
  let roles: [TableRole]
  /// Rows that hold anything, those left out while reading included.
  package var rowCount: Int
  /// Rows left out while reading, other currencies included.
  package var unreadRows: Int
  /// The first of them.
  package var rejected: [ImportReject] = []
  /// Rows that may be rejected in all before nothing is kept.
  package var allowedRejects: Int
  /// Keeps rows without an order id apart even when customer and instant are the same.
  package var oneOrderPerRow = false
  /// What the reader did that its user should know.
  package var notes: [String] = []
  /// How the file was read; nil for one that was not.
  package var dialect: FileDialect?

  package init(
    fileName: String, sha256: String, byteCount: Int64, options: String = "",
    tables: [SourceTable], rowCount: Int, unreadRows: Int = 0, allowedRejects: Int = .max
  ) {
    self.fileName = fileName
    self.sha256 = sha256
    self.byteCount = byteCount
    self.options = options
    self.tables = tables
    roles = tables.map(\.role)
    self.rowCount = rowCount
    self.unreadRows = unreadRows
    self.allowedRejects = allowedRejects
  }
}

/// A row of a file that was left out.
package struct ImportReject: Sendable, Hashable {
  /// Line of the file at which it begins.
  package var line: Int
  /// The column that is to blame; nil when the whole row is.
  package var column: String?
  package var reason: String

  package init(line: Int, column: String?, reason: String) {
    self.line = line
    self.column = column
    self.reason = reason
  }
}

/// A file as the list of imports shows it; the three counts add up to its rows.
package struct ImportRecord: Sendable, Hashable {
  package var fileName: String
  package var sha256: String
  package var byteCount: Int64
  /// What it held, such as `orders, items`.
  package var role: String
  package var at: Instant
  package var rowCount: Int
  /// Rows that brought something new.
  package var loaded: Int
  /// Rows that replaced, completed or repeated what was known.
  package var merged: Int
  package var rejected: Int
}

/// What became of one file.
package struct ImportedFile: Sendable, Hashable {
  package var record: ImportRecord
  /// Whether the very same file was imported before (at `record.at`), so that nothing was done.
  package var isRepeat: Bool
  /// The first rows left out, in file order.
  package var rejected: [ImportReject]
  package var notes: [String]
  /// How it was read; nil for a repeat.
  package var dialect: FileDialect?
  /// Of the rejected rows, those that the store refused after the reader had taken them.
  var storeRejects: [ImportReject] = []
}

/// What an import did.
package struct ImportReport: Sendable {
  /// One entry a file, in the order they were given.
  package var files: [ImportedFile]
  /// What the build of the data had to tell; nil when every file was a repeat.
  package var build: BuildReport?

  /// Whether anything was kept.
  package var isChange: Bool { build != nil }
}
