/// Gathers the rows that are left out: counts all, keeps the first, writes all to a file.
final class RejectLog {
  private(set) var rejected = 0
  private(set) var inOtherCurrency = 0
  private(set) var kept: [RejectedRow] = []
  private var file: AtomicFile?
  private let limit: RejectLimit
  private let path: String
  private var buffer: [UInt8] = []

  /// The first line of a rejects file.
  static let header = "line,column,reason,text\n"

  init(path: String, options: ReadingOptions) throws(FileFailure) {
    self.path = path
    limit = options.maxRejects
    guard let target = options.rejectsPath else { return }
    let file = try AtomicFile(path: target, replace: Self.isRejectsFile(target))
    try file.write(Array(Self.header.utf8))
    self.file = file
  }

  /// Notes one row; `text` is the row as it stands in the file.
  func note(
    _ row: RejectedRow, isOtherCurrency: Bool, text: [UInt8]
  ) throws(FileFailure) {
    if isOtherCurrency { inOtherCurrency += 1 } else { rejected += 1 }
    if kept.count < LoadedFile.keptRejects { kept.append(row) }
    guard let file else { return }
    buffer.append(contentsOf: "\(row.line),".utf8)
    append((row.column ?? "").utf8)
    buffer.append(0x2C)
    append(row.reason.utf8)
    buffer.append(0x2C)
    append(text)
    buffer.append(0x0A)
    if buffer.count >= OutputChunk.bytes {
      try file.write(buffer)
      buffer.removeAll(keepingCapacity: true)
    }
  }

  /// Fails when more rows were rejected so far than a file of `total` rows may have; what was noted
  /// is still written.
  func checkLimit(of total: Int) throws(FileFailure) {
    let allowed = limit.allowed(of: total)
    guard rejected > allowed else { return }
    try finish()
    let examples = kept.prefix(3).map { row in
      "line \(row.line)\(row.column.map { ", `\($0)`" } ?? ""): \(row.reason)"
    }
    throw FileFailure(
      .tooManyRejects, path: path,
      message: "more than \(allowed) of \(total) rows were rejected, so nothing was kept "
        + "(`--max-rejects` sets the limit, at most half); \(examples.joined(separator: "; "))",
      line: kept.first?.line)
  }

  /// Makes the rejects file appear.
  func finish() throws(FileFailure) {
    guard let file else { return }
    try file.write(buffer)
    try file.commit()
    self.file = nil
  }

  /// Gives up: no rejects file appears.
  func discard() {
    file?.discard()
    file = nil
  }

  private func append(_ bytes: some Sequence<UInt8>) {
    buffer.append(0x22)
    for byte in bytes {
      if byte == 0x22 { buffer.append(0x22) }
      buffer.append(byte)
    }
    buffer.append(0x22)
  }

  /// Whether the target is a rejects file of an earlier load, which alone may be replaced.
  private static func isRejectsFile(_ path: String) -> Bool {
    guard let file = try? InputFile(path: path) else { return false }
    var start = [UInt8](repeating: 0, count: header.utf8.count)
    let count = start.withUnsafeMutableBytes { (try? file.read(into: $0, at: 0)) ?? 0 }
    return count == start.count && start.elementsEqual(header.utf8)
  }
}
