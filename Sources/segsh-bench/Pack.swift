import ArgumentParser
import Foundation
import SegDemo
import SegFiles
import SegModel
import SegStore

/// Reads files from nothing and keeps the store for the questions.
struct Pack: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Reads CSV files and writes the store that questions are asked of.")

  @Argument(help: "Where the store goes.")
  var store: String

  @Argument(help: "The files; without them those of a demo shop.")
  var files: [String] = []

  @Option(help: "Customers of the demo shop.")
  var customers = 5_000

  @Option(help: "Threads; 0 for one a core.")
  var threads = 0

  func run() throws {
    Parallel.width = threads
    guard files.isEmpty else { return try pack(files) }
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("segsh-bench-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: folder) }
    let shop = ShopGenerator(customers: customers)
    var paths: [String] = []
    for file in [ShopFile.customers, .orders, .items] {
      let path = folder.appendingPathComponent(file.fileName).path
      let output = try AtomicFile(path: path)
      try shop.write(file) { bytes throws(FileFailure) in try output.write(bytes) }
      try output.commit()
      paths.append(path)
    }
    try pack(paths)
  }

  private func pack(_ files: [String]) throws {
    let sources = try files.flatMap { try CSVImport.load(path: $0).tables }
    let snapshot = SnapshotBuilder.build(
      from: nil, adding: sources, profile: StoreProfile()
    ).snapshot
    let file = try AtomicFile(path: store, replace: true)
    try SnapshotCodec.encode(snapshot) { bytes throws(FileFailure) in try file.write(bytes) }
    try file.commit()
  }
}
