import SegBinder
import SegFiles
import SegPlan

/// Lists that stand in files, `in file('ids.csv')`.
extension Session {
  /// A binder for a statement, with the `let`s so far and the files of the working folder.
  func binder(_ catalog: Catalog) -> Binder {
    Binder(
      catalog: catalog, asOf: currentAsOf(), definitions: definitions, readList: listReader)
  }

  /// Reads what a file lists, when a statement that names it is bound.
  var listReader: ListReader {
    guard !options.isSafe else {
      return { _ in .failure(.refused("files are off in safe mode")) }
    }
    return { source in
      do throws(FileFailure) {
        let file = try ListFile(path: source.path)
        return try file.texts(ofColumn: source.column).mapError { problem in
          switch problem {
          case .several: .severalColumns(file.headers)
          case .missing: .missingColumn(file.headers)
          }
        }
      } catch {
        let line = error.line.map { "line \($0): " } ?? ""
        return .failure(.unreadable(line + error.message))
      }
    }
  }

  /// How a run ends that a file stopped.
  func noteStatus(of problem: ListProblem?) {
    switch problem {
    case .refused: fail(.refused)
    case .unreadable: fail(.dataUnavailable)
    case .severalColumns, .missingColumn, nil: break
    }
  }
}
