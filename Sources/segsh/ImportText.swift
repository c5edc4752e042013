import SegFiles
import SegStore
import SegText
import SegWorkspace

/// What an import has to tell, for people.
enum ImportText {
  /// Rejected rows named one by one.
  private static let shownRejects = 5

  /// A few lines a file, then what the store holds now.
  static func summary(_ report: ImportReport, _ workspace: Workspace) -> String {
    var lines: [String] = []
    for file in report.files {
      let record = file.record
      let name = DisplayText.escaped(record.fileName)
      if file.isRepeat {
        lines.append("\(name): imported before, nothing changed")
        continue
      }
      lines.append(
        "\(name): \(record.role) · \(record.rowCount) rows: \(record.loaded) loaded, "
          + "\(record.merged) merged, \(record.rejected) rejected")
      if let dialect = file.dialect {
        lines.append("  " + DisplayText.escaped(dialect.summary))
        lines.append("  " + DisplayText.escaped(dialect.columnSummary))
      }
      lines += file.notes.map { "  " + DisplayText.escaped($0) }
      for reject in file.rejected.prefix(shownRejects) {
        let column = reject.column.map { ", column `\(DisplayText.escaped($0))`" } ?? ""
        lines.append(
          "  rejected: line \(reject.line)\(column): \(DisplayText.escaped(reject.reason))")
      }
      if record.rejected > shownRejects {
        lines.append("  ... \(record.rejected) rejected in all; --rejects FILE writes them all")
      }
    }
    if let build = report.build {
      for status in build.unlistedStatuses {
        lines.append(
          "status '\(DisplayText.escaped(status.status))' (\(status.orders) orders) is not known "
            + "to the revenue policy and counts")
      }
    }
    lines.append(StoreText.summary(workspace.snapshot))
    return lines.joined(separator: "\n") + "\n"
  }
}
