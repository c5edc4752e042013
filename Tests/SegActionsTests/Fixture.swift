import Foundation
import SegActions
import SegModel
import SegPlan
import SegStore
import SegText
import SegWorkspace
import Testing

/// A folder with a workspace, both of which go away with the test.
final class ActionShop {
  let folder: String
  let workspace: Workspace
  var asOf = AsOf(day: CalendarDate(dayNumber: 20_600), zone: .utc)
  var definition = "segment"

  init(customers: Int = 12) throws {
    folder = NSTemporaryDirectory() + "segsh-test-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    workspace = try Workspace.create(path: folder + "/shop", clock: { Self.instant })
    _ = try workspace.keep([Self.source(customers)], context: ActionContext("import"))
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  static let instant = Instant(secondsSinceEpoch: 1_780_000_000)

  static func source(_ count: Int, name: String = "customers.csv") -> ImportSource {
    let ids = (0..<count).map { "C\($0)" }
    let emails = ids.map { "\($0)@example.org" }
    let table = Table(
      rowCount: count,
      fields: [Field(name: "customer_id", type: .text), Field(name: "email", type: .text)],
      columns: [.text(TextColumn(ids)), .text(TextColumn(emails))])
    let source = SourceTable(
      role: .customers, table: table, fileName: name,
      lineNumbers: LineNumbers((0..<count).map { UInt32($0 + 2) }))
    return ImportSource(
      fileName: name, sha256: "\(name) \(count)", byteCount: 0, tables: [source], rowCount: count)
  }

  /// Customers with a table of their ids and addresses.
  func target(_ rows: [Int32]) -> ActionTarget {
    let customers = workspace.snapshot.customers
    return ActionTarget(rows: rows) { columns, rows in
      let columns = columns.map { column in
        let position = customers.index(of: FieldName(column.name))
        return ResultTable.Column(
          name: column.name, type: .text,
          values: rows.map { row in
            position.map { customers.value(Int(row), $0) } ?? .unknown
          })
      }
      return ResultTable(columns: columns)
    }
  }

  func plan(_ actions: [(BoundAction, ActionTarget)]) throws -> ActionPlan {
    let statement = ActionStatement(text: "statement", definition: definition, asOf: asOf)
    return try ActionPlanner.plan(actions, of: statement, in: workspace)
  }

  /// Plans and does, and gives the receipts' lines.
  @discardableResult
  func run(_ actions: [(BoundAction, ActionTarget)]) throws -> [String] {
    try ActionRunner.run(try plan(actions), in: workspace).map(\.line)
  }

  func path(_ name: String) -> String { folder + "/" + name }

  func text(_ name: String) throws -> String {
    try String(contentsOfFile: path(name), encoding: .utf8)
  }

  func export(
    _ name: String, as format: ExportAction.Format = .csv, overwrites: Bool = false,
    columns: [String] = ["customer_id", "email"], withCodes: Bool = false
  ) -> BoundAction {
    var columns = columns.map { name in
      OutputColumn.couponColumns.first { $0.name == name }
        ?? OutputColumn(name: name, expression: .attribute(FieldName(name), .text))
    }
    if withCodes { columns += OutputColumn.couponColumns }
    return .export(
      ExportAction(
        path: located(path(name)), format: format, columns: columns, overwrites: overwrites))
  }

  func coupon(_ campaign: String, percent: Int = 15, days: Int = 30) -> BoundAction {
    .coupon(
      CouponAction(
        campaign: campaign, worth: .percent(Fraction(percent)),
        expires: asOf.day.adding(days: days)))
  }
}

func located(_ text: String) -> Located<String> { Located(text, at: SourceRange(0, 1)) }

func tag(_ name: String, adding: Bool = true) -> BoundAction {
  .tag(TagAction(isAdding: adding, tag: located(name)))
}

/// Runs something that must be refused, and hands over the failure.
@discardableResult
func expectRefusal<Result>(
  status: Int32, sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Result
) -> ActionFailure? {
  do {
    _ = try body()
  } catch let failure as ActionFailure {
    #expect(failure.exitStatus == status, "\(failure)", sourceLocation: sourceLocation)
    return failure
  } catch {
    Issue.record("an error of another type: \(error)", sourceLocation: sourceLocation)
    return nil
  }
  Issue.record("nothing was refused", sourceLocation: sourceLocation)
  return nil
}
