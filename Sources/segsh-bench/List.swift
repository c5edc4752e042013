import ArgumentParser
import Foundation
import SegEngine
import SegFiles
import SegModel
import SegPlan
import SegStore

/// Writes the first customers as a list and says how long it took, as JSON.
struct List: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Writes a target list and prints the median time as JSON.")

  @OptionGroup var options: StoreOptions

  @Argument(help: "Where the list goes.")
  var path: String

  @Argument(help: "The columns.")
  var columns: [String]

  @Option(help: "Number of customers.")
  var limit = 200_000

  func run() throws {
    let (snapshot, asOf) = try options.open()
    let engine = Engine(EvaluationContext(snapshot: snapshot), asOf: asOf)
    let customers = try engine.narrow(
      try engine.select(.matching(.constant(true))), .limit(limit))
    let style = ValueText(currency: snapshot.profile.currency, zone: snapshot.profile.zone)
    let expressions = columns.map { name in
      snapshot.customers.column(FieldName(name)).map { ($0.field, $0.column) }
    }
    // Programs that leave it to the system when bytes reach the disk are compared with `written`.
    var times: [Duration] = []
    var written: [Duration] = []
    for _ in 0..<options.runs {
      let clock = ContinuousClock()
      let begin = clock.now
      var file = try AtomicFile(path: path, replace: true)
      let writer = CSVWriter(style: style)
      try writer.writeHeader(columns, to: &file)
      let cells = expressions.compactMap { $0.map { CellSource.stored($0.0, $0.1) } }
      try writer.writeRows(customers.rows[...], of: cells, to: &file)
      written.append(clock.now - begin)
      try file.commit()
      times.append(clock.now - begin)
    }
    print("{\"written\": \(Answer.median(written)), \"milliseconds\": \(Answer.median(times))}")
  }
}
