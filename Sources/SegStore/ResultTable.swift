package import SegModel

/// The result of a statement as columns of values, ready to print or to write.
package struct ResultTable: Sendable, Equatable {
  /// One column: its header, its type and its values from top to bottom.
  package struct Column: Sendable, Equatable {
    /// The header.
    package var name: String
    /// The type of the known values.
    package var type: FieldType
    /// One value a row.
    package var values: [Value]

    package init(name: String, type: FieldType, values: [Value]) {
      self.name = name
      self.type = type
      self.values = values
    }
  }

  /// The columns from left to right.
  package var columns: [Column]
  /// Rows in each column, also when there is no column.
  package var rowCount: Int

  /// Takes columns of one length.
  package init(columns: [Column]) {
    rowCount = columns.first?.values.count ?? 0
    self.columns = columns
    precondition(columns.allSatisfy { $0.values.count == rowCount }, "columns of one length")
  }
}
