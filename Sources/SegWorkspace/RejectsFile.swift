import Foundation
import SegFiles

/// The file of rejected rows that the reader began, with those added that only the store refused.
enum RejectsFile {
  /// Adds rows of a file, with the line at which each begins, keeping what is there.
  static func append(
    _ rows: [ImportReject], of source: String, to path: String
  ) throws(FileFailure) {
    var bytes = FileManager.default.contents(atPath: path).map { [UInt8]($0) } ?? []
    if bytes.isEmpty { bytes = Array("line,column,reason,text\n".utf8) }
    let texts = lines(Set(rows.map(\.line)), of: source)
    for row in rows {
      bytes.append(contentsOf: "\(row.line),".utf8)
      append(Array((row.column ?? "").utf8)[...], to: &bytes)
      bytes.append(0x2C)
      append(Array(row.reason.utf8)[...], to: &bytes)
      bytes.append(0x2C)
      append(texts[row.line] ?? [], to: &bytes)
      bytes.append(0x0A)
    }
    let file = try AtomicFile(path: path, replace: true)
    try file.write(bytes)
    try file.commit()
  }

  private static func append(_ text: ArraySlice<UInt8>, to bytes: inout [UInt8]) {
    bytes.append(0x22)
    for byte in text {
      if byte == 0x22 { bytes.append(0x22) }
      bytes.append(byte)
    }
    bytes.append(0x22)
  }

  /// The lines of those numbers, from 1, without their ends.
  private static func lines(_ numbers: Set<Int>, of path: String) -> [Int: ArraySlice<UInt8>] {
    guard let handle = FileHandle(forReadingAtPath: path) else { return [:] }
    defer { try? handle.close() }
    var found: [Int: ArraySlice<UInt8>] = [:]
    var line = 1
    var text: [UInt8] = []
    while let chunk = try? handle.read(upToCount: 1 << 20), !chunk.isEmpty {
      for byte in chunk {
        if byte == 0x0A {
          if numbers.contains(line) { found[line] = text[...] }
          line += 1
          text.removeAll(keepingCapacity: true)
        } else if byte != 0x0D, numbers.contains(line) {
          text.append(byte)
        }
      }
    }
    if numbers.contains(line) { found[line] = text[...] }
    return found
  }
}
