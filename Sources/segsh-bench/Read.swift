import ArgumentParser
import SegFiles
import SegStore

/// Reads files into columns and says how long each took.
struct Read: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Reads CSV files into columns, and nothing more.")

  @Option(help: "Threads to use; one a processor without it.")
  var threads = 0

  @Argument(help: "The files.")
  var files: [String]

  func run() throws {
    Parallel.width = threads
    for path in files {
      var loaded: LoadedFile?
      let time = try ContinuousClock().measure { loaded = try CSVImport.load(path: path) }
      print("read \(path): \(time), \(loaded?.rowsLoaded ?? 0) rows")
    }
  }
}
