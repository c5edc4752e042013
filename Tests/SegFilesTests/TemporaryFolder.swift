import Foundation
import SegFiles
import SegModel
import SegStore

/// A folder of its own for one test, removed at the end.
final class TemporaryFolder {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file of the given bytes and returns its path.
  func file(_ name: String, _ bytes: [UInt8]) throws -> String {
    let target = path + "/" + name
    try Data(bytes).write(to: URL(fileURLWithPath: target))
    return target
  }

  /// Loads a text as a file.
  func load(
    _ text: String, name: String = "file.csv", _ options: ReadingOptions = ReadingOptions(),
    knownCurrency: Currency? = nil
  ) throws -> LoadedFile {
    try load(bytes: Array(text.utf8), name: name, options, knownCurrency: knownCurrency)
  }

  /// Loads bytes as a file.
  func load(
    bytes: [UInt8], name: String = "file.csv", _ options: ReadingOptions = ReadingOptions(),
    knownCurrency: Currency? = nil
  ) throws -> LoadedFile {
    try CSVImport.load(path: file(name, bytes), options: options, knownCurrency: knownCurrency)
  }
}

/// Bytes kept in memory.
struct MemorySink: ByteSink {
  private(set) var bytes: [UInt8] = []

  mutating func write(_ bytes: UnsafeRawBufferPointer) throws(FileFailure) {
    self.bytes.append(contentsOf: bytes)
  }

  /// What was written, as text.
  var text: String { String(decoding: bytes, as: UTF8.self) }
}

/// Options with a few changes.
func reading(_ change: (inout ReadingOptions) -> Void) -> ReadingOptions {
  var options = ReadingOptions()
  change(&options)
  return options
}

extension LoadedFile {
  /// The values of a column of the first table, as machine text; nil is unknown.
  func texts(_ name: FieldName, table: Int = 0) -> [String?] {
    let source = tables[table].table
    guard let index = source.index(of: name) else { return ["no column \(name)"] }
    let style = ValueText(currency: currency, zone: .utc)
    return (0..<source.rowCount).map { style.text(source.value($0, index)) }
  }

  /// The type of a column of the first table.
  func type(_ name: FieldName, table: Int = 0) -> FieldType? {
    tables[table].table.column(name)?.field.type
  }
}
