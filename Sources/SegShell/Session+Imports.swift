import SegFiles
import SegModel
import SegStore
import SegWorkspace

extension Session {
  /// The imports so far, oldest first: `file holds rows loaded merged rejected at`.
  func importTable() throws(StatementFailure) -> ResultTable {
    let imports = try consulting { () throws(WorkspaceFailure) in try workspace.imports() }
    func numbers(_ name: String, _ value: (ImportRecord) -> Int) -> ResultTable.Column {
      .init(name: name, type: .number, values: imports.map { .number(Fraction(value($0))) })
    }
    return ResultTable(columns: [
      .init(name: "file", type: .text, values: imports.map { .text($0.fileName) }),
      .init(name: "holds", type: .text, values: imports.map { .text($0.role) }),
      numbers("rows", \.rowCount), numbers("loaded", \.loaded), numbers("merged", \.merged),
      numbers("rejected", \.rejected),
      .init(name: "at", type: .dateTime, values: imports.map { .dateTime($0.at) }),
    ])
  }
}
