import Foundation
import SegBinder
import SegDemo
import SegEngine
import SegFiles
import SegModel
import SegPlan
import SegSQL
import SegStore
import SegSyntax
import SegTestSupport
import SegText
import Testing

/// The counted statements of the grammar's folder on the demo shop, by the engine and by SQLite.
@Suite struct CountedTests {
  @Test func countsAreThoseOfSQLite() throws {
    var folder = URL(filePath: #filePath)
    for _ in 0..<3 { folder.deleteLastPathComponent() }
    let file = try GoldenFile(contentsOf: folder.appending(path: "grammar/counted.golden"))
    #expect(file.cases.count > 25)
    let shop = try CountedShop()
    for difference in try file.differences(running: shop.answer) {
      Issue.record("\(difference)")
    }
  }
}

/// The demo shop in the engine and in SQLite.
private struct CountedShop {
  private let snapshot: Snapshot
  private let database: SQLDatabase
  private let asOf: AsOf

  init() throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "segsh-counted-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let shop = ShopGenerator(
      customers: ShopGenerator.demoCustomers, seed: ShopGenerator.demoSeed)
    let profile = StoreProfile(
      currency: ShopGenerator.currency, zone: ShopGenerator.zone)
    var tables: [SourceTable] = []
    // As `segsh demo` reads them: times are those of the shop's own zone.
    var options = ReadingOptions()
    options.zone = profile.zone
    for file in ShopFile.allCases {
      let path = folder.appending(path: file.fileName)
      try Data(shop.bytes(of: file)).write(to: path)
      tables += try CSVImport.load(
        path: path.path, options: options, knownCurrency: profile.currency
      ).tables
    }
    snapshot = SnapshotBuilder.build(from: nil, adding: tables, profile: profile).snapshot
    database = try SQLDatabase(snapshot)
    asOf = AsOf(day: ShopGenerator.lastDay, zone: profile.zone)
  }

  /// How many customers, rows or groups the last of some statements has; words where SQLite has
  /// others.
  func answer(_ item: GoldenFile.Case) -> String {
    var bag = DiagnosticBag()
    guard let pipeline = lastPipeline(item.input, into: &bag), !bag.hasErrors else {
      return bag.diagnostics.map(\.message).joined(separator: "\n")
    }
    do {
      let sql = try SQLWriter.statement(pipeline, database.schema, refusesOverflow: true)
      guard let found = try database.rows(sql) else { return "SQLite left 64 bits" }
      return try compare(found, pipeline, sql)
    } catch { return "\(error)" }
  }

  /// The last statement, bound with what those before it keep.
  private func lastPipeline(_ text: String, into bag: inout DiagnosticBag) -> BoundPipeline? {
    var catalog = snapshot.catalog
    var asOf = asOf
    var definitions: [String: DefinitionSyntax] = [:]
    var last: BoundPipeline?
    var parser = Parser(SourceText(name: "counted", text: text))
    while let statement = parser.next(into: &bag) {
      var binder = Binder(catalog: catalog, asOf: asOf, definitions: definitions)
      switch (binder.bind(statement, into: &bag), statement) {
      case (.pipeline(let pipeline)?, _):
        last = pipeline
        for case .act(let action) in pipeline.steps { keep(action, in: &catalog) }
      case (.asOf(let moment)?, _): asOf = moment
      case (.definition?, .definition(let definition)):
        definitions[definition.name.value.lowercased()] = LetExpansion.expand(
          definition, definitions: definitions, into: &bag)
      case (.parameter?, .parameter(let parameter)):
        definitions[ParameterSyntax.key(parameter.name.value)] = parameter.definition
      default: return nil
      }
    }
    return last
  }

  /// Keeps a definition, or a split with its parts: nobody has been put into one before.
  private func keep(_ action: BoundAction, in catalog: inout Catalog) {
    switch action {
    case .save(let name, let definition):
      let name = FieldName(name.value)
      catalog.segments[name] = SavedSegment(name: name, kind: .definition, definition: definition)
    case .assign(let name, let definition, let split):
      let name = FieldName(name.value)
      let parts = split.parts.map(\.name)
      catalog.segments[name] = SavedSegment(
        name: name, kind: .split(parts: parts), definition: definition)
      for part in parts {
        let partName = FieldName("\(name).\(part)")
        catalog.segments[partName] = SavedSegment(
          name: partName, kind: .part(of: name, part), definition: definition)
      }
    default: break
    }
  }

  private func compare(
    _ found: [[SQLCell]], _ pipeline: BoundPipeline, _ sql: String
  ) throws -> String {
    let engine = Engine(EvaluationContext(snapshot: snapshot), asOf: pipeline.asOf)
    var selection = try engine.select(pipeline.source)
    for step in pipeline.steps {
      switch step {
      case .narrow(let stage): selection = try engine.narrow(selection, stage)
      case .rows(let rows): selection = try engine.rows(rows, of: selection)
      case .act: break
      }
    }
    if case .groups(let grouping)? = pipeline.look {
      let table = try engine.groups(grouping, of: selection)
      return table.isShown(in: found) ? "\(found.count)" : "SQLite has \(found)\n\(sql)"
    }
    if case .count? = pipeline.look {
      let same = found.first?.first?.number == selection.rows.count
      return same ? "\(selection.rows.count)" : "SQLite has \(found)\n\(sql)"
    }
    // A sheet shows the customer's id before the number of the row.
    let place = selection.relation == nil ? 0 : 1
    let rows = found.map { $0[place].number }
    let wanted = selection.rows.map { Optional(Int($0)) }
    return rows == wanted
      ? "\(wanted.count)" : "the engine has \(wanted.count), SQLite \(rows.count)\n\(sql)"
  }
}
