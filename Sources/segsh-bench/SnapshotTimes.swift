import ArgumentParser
import SegFiles
import SegModel
import SegStore

/// Writes a store as a snapshot's file, and says how long opening it and reading its parts takes.
struct SnapshotTimes: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "snapshot",
    abstract: "Times a data file: writing it, opening it, reading each column.")

  @Argument(help: "The data file; it is written first when CSV files follow.")
  var path: String

  @Argument(help: "CSV files, customers first.")
  var files: [String] = []

  func run() throws {
    if !files.isEmpty { try write() }
    let clock = ContinuousClock()
    var opened: Snapshot?
    let opening = try clock.measure {
      opened = try SnapshotCodec.open(SnapshotImage(path: path, name: path))
    }
    guard let snapshot = opened else { return }
    print("open: \(opening), \(snapshot.customerCount) customers")
    var tables = [("customers", snapshot.customers)]
    for (name, relation) in snapshot.relations.sorted(by: { $0.key < $1.key }) {
      tables.append((name.description, relation.table))
      print("\(name) offsets: \(clock.measure { _ = relation.customerOffsets })")
      print("\(name) days: \(clock.measure { _ = relation.days })")
      let masks = clock.measure { _ = (relation.countedRows, relation.revenueRows) }
      print("\(name) masks: \(masks)")
    }
    for (name, table) in tables {
      for field in table.fields {
        print("\(name).\(field.name): \(clock.measure { _ = table.column(field.name) })")
      }
    }
    try snapshot.checkDamage()
    let whole = clock.measure { SnapshotCodec.encode(snapshot) { _ in } }
    print("checksums of everything: \(whole)")
  }

  private func write() throws {
    let sources = try files.flatMap { try CSVImport.load(path: $0).tables }
    let snapshot = SnapshotBuilder.build(
      from: nil, adding: sources, profile: StoreProfile()
    ).snapshot
    let file = try AtomicFile(path: path, replace: true)
    let clock = ContinuousClock()
    let writing = try clock.measure {
      try SnapshotCodec.encode(snapshot) { bytes throws(FileFailure) in try file.write(bytes) }
    }
    let committing = try clock.measure { try file.commit() }
    print("write: \(writing), \(file.byteCount) bytes; to the disk: \(committing)")
  }
}
