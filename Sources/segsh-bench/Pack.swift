import ArgumentParser
import Foundation
import SegFiles
import SegModel
import SegStore

/// Reads files from nothing and keeps the store for the questions.
struct Pack: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Reads CSV files and writes the store that questions are asked of.")

  @Argument(help: "Where the store goes.")
  var store: String

  @Argument(help: "The files.")
  var files: [String]

  func run() throws {
    let profile = StoreProfile()
    let sources = try files.flatMap { try CSVImport.load(path: $0).tables }
    let snapshot = SnapshotBuilder.build(from: nil, adding: sources, profile: profile).snapshot
    let file = try AtomicFile(path: store, replace: true)
    try SnapshotCodec.encode(snapshot) { bytes throws(FileFailure) in try file.write(bytes) }
    try file.commit()
  }
}
