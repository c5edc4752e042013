package import SegModel
package import SegStore

/// A row that was left out of a load.
package struct RejectedRow: Sendable, Hashable {
  /// Line at which the row begins.
  package var line: Int
  /// Header of the column that is to blame; nil when the whole row is.
  package var column: String?
  package var reason: String

  package init(line: Int, column: String?, reason: String) {
    self.line = line
    self.column = column
    self.reason = reason
  }
}

/// What one file brought: its tables and an account of how it was read.
///
/// `rowsRead` is always `rowsLoaded + rowsRejected + rowsInOtherCurrency`.
package struct LoadedFile: Sendable {
  /// One table, or orders and their items for a file with a row per order line.
  package var tables: [SourceTable]
  package var dialect: FileDialect
  /// Rows below the header that hold anything.
  package var rowsRead: Int
  /// Rows of the file that are in the tables.
  package var rowsLoaded: Int
  /// Rows left out because they could not be understood.
  package var rowsRejected: Int
  /// Rows set aside because they are in another currency than the store's.
  package var rowsInOtherCurrency: Int
  /// The first rows left out, for either reason, in file order; at most `keptRejects`.
  package var rejected: [RejectedRow]
  /// What the reader did that its user should know, one sentence each.
  package var notes: [String]
  /// Mappings whose column is not in the file; empty unless `mapsOtherFiles` was set.
  package var unusedMappings: [ColumnMapping]
  /// The currency that the amounts are in.
  package var currency: Currency
  /// Whether the file itself (a column or marks) says that currency.
  package var isCurrencyFromFile: Bool

  /// Most rejected rows kept in memory; all of them go to the rejects file.
  package static let keptRejects = 1_000
}
