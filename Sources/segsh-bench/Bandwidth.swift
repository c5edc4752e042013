import ArgumentParser
import Foundation
import SegEngine
import SegModel
import SegPlan
import SegStore

/// How much of the memory's bandwidth the filter of two numbers uses, as JSON.
///
/// The yardsticks are plain sums in the same run: over the columns that the filter is about, and
/// over the sketches of them that it mostly reads instead. Before each run of any of them the
/// caches are filled with other bytes.
struct Bandwidth: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Compares the filter of two numbers with a plain sum over the same bytes.")

  @OptionGroup var options: StoreOptions

  func run() throws {
    let (snapshot, asOf) = try options.open()
    let filter = try Asking(
      Question(name: "filter", segsh: "segment where recency < 30 and monetary > 200"),
      snapshot, asOf)
    let columns = try filter.columns()
    let caches = Caches()
    let sketches = columns.compactMap { $0.sketch ?? $0.sketch }.map(\.codes)
    var sums: [Duration] = []
    var sketchSums: [Duration] = []
    var filters: [Duration] = []
    for _ in 0..<options.runs {
      caches.fill()
      sums.append(ContinuousClock().measure { for column in columns { _ = Self.sum(column) } })
      caches.fill()
      sketchSums.append(
        ContinuousClock().measure { for codes in sketches { _ = PlainSum.of(codes) } })
      filters.append(try filter.timeSelection(caches))
    }
    let bytes = columns.reduce(0) { $0 + $1.byteCount }
    let (sum, filtered) = (Answer.median(sums), Answer.median(filters))
    var report = [
      "bytes": Double(bytes), "sumGBperSecond": Double(bytes) / sum / 1e6,
      "filterGBperSecond": Double(bytes) / filtered / 1e6, "share": sum / filtered,
    ]
    if !sketches.isEmpty { report["shareOfSketches"] = Answer.median(sketchSums) / filtered }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    print(String(decoding: try encoder.encode(report), as: UTF8.self))
  }

  private static func sum(_ column: IntegerColumn) -> UInt64 {
    switch column.storage {
    case .int8(let values): PlainSum.of(values)
    case .int16(let values): PlainSum.of(values)
    case .int32(let values): PlainSum.of(values)
    case .int64(let values): PlainSum.of(values)
    }
  }
}

extension IntegerColumn {
  /// Bytes that a scan reads.
  fileprivate var byteCount: Int { count * storage.width }
}
