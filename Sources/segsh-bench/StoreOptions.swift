import ArgumentParser
import SegModel
import SegStore

/// Which store is asked, as of when, and how often.
struct StoreOptions: ParsableArguments {
  @Argument(help: "A store as `pack` writes it, or a data file of a workspace.")
  var store: String

  @Option(help: "The as-of date.")
  var asof: String

  @Option(help: "Runs; the median counts.")
  var runs = 15

  @Option(help: "Threads; 0 for one a core.")
  var threads = 0

  /// The store and the date.
  func open() throws -> (Snapshot, AsOf) {
    Parallel.width = threads
    guard let day = CalendarDate(parsing: asof) else {
      throw ValidationError("--asof takes a date such as 2025-12-31, found '\(asof)'")
    }
    let snapshot = try SnapshotCodec.open(SnapshotImage(path: store, name: store))
    return (snapshot, AsOf(day: day, zone: snapshot.profile.zone))
  }
}
