import Foundation
import SegFiles
import SegModel
import SegStore
import SegWorkspace

/// A folder that goes away with the test.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "segsh-test-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Path of a workspace in it.
  var workspace: String { path + "/shop" }

  func write(_ text: String, to name: String) throws -> String {
    try text.write(toFile: path + "/" + name, atomically: false, encoding: .utf8)
    return path + "/" + name
  }

  /// Permission bits of an entry.
  static func mode(_ path: String) throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    return (attributes[.posixPermissions] as? NSNumber)?.intValue ?? -1
  }
}

/// The instant that the tests' journals are written at.
let testInstant = Instant(secondsSinceEpoch: 1_780_000_000)

let context = ActionContext("test")

/// A store of customers numbered from C0, of which every third has the tag `file`.
func scratchWorkspace(customers count: Int) throws -> Workspace {
  let workspace = try Workspace.scratch(clock: { testInstant })
  let source = customerSource((0..<count).map { "C\($0)" })
  let (snapshot, _) = SnapshotBuilder.build(
    from: nil, adding: [source], profile: StoreProfile())
  try workspace.adopt(snapshot)
  return workspace
}

/// A table of customers, every third with the tag `file`.
func customerSource(_ ids: [String]) -> SourceTable {
  let fields = [Field(name: "customer_id", type: .text), Field(name: "tags", type: .list)]
  let tags = ids.indices.map { $0 % 3 == 0 ? ["file"] : [] }
  let table = Table(
    rowCount: ids.count, fields: fields,
    columns: [.text(TextColumn(ids)), .lists(ListColumn(tags))])
  return SourceTable(
    role: .customers, table: table, fileName: "customers.csv",
    lineNumbers: LineNumbers(ids.indices.map { UInt32($0 + 2) }))
}

/// A workspace on disk with the customers of a file.
func importedWorkspace(_ folder: TemporaryFolder, ids: [String]) throws -> Workspace {
  let workspace = try Workspace.create(path: folder.workspace, clock: { testInstant })
  let file = try folder.write(customerFile(ids), to: "customers.csv")
  _ = try workspace.importFiles([(file, ReadingOptions())], context: context)
  return workspace
}

func customerFile(_ ids: [String]) -> String {
  "customer_id,email,country\n"
    + ids.map { "\($0),\($0.lowercased())@example.org,FR\n" }.joined()
}
