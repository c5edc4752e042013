import ArgumentParser
import SegFiles
import SegModel
import SegStore

/// Reads a shop's files from nothing and says how long each part took.
struct Load: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Reads CSV files and builds the store, part by part.")

  @Argument(help: "The files, customers first.")
  var files: [String]

  func run() throws {
    var sources: [SourceTable] = []
    for path in files {
      let clock = ContinuousClock()
      var loaded: LoadedFile?
      let time = try clock.measure { loaded = try CSVImport.load(path: path) }
      print("read \(path): \(time), \(loaded?.rowsLoaded ?? 0) rows")
      sources += loaded?.tables ?? []
    }
    let profile = StoreProfile()
    var snapshot: Snapshot?
    let time = ContinuousClock().measure {
      // The builder frees columns as soon as it has used them, if nobody else holds them.
      let all = sources
      sources = []
      snapshot = SnapshotBuilder.build(from: nil, adding: consume all, profile: profile).snapshot
    }
    print("build: \(time), \(snapshot?.customerCount ?? 0) customers")
  }
}
