import SegText

/// What the first part of a file shows about its form.
struct SniffedDialect: Sendable {
  var separator: UInt8
  /// Bytes of a byte-order mark to pass over.
  var offset: Int
  /// Records above the header that belong to neither.
  var preamble: Int
  /// Those of them that only name the separator.
  var declaration: Int
  /// Cells of the header, or of the first row.
  var header: [String]
  /// Records below the header, for questions that need no whole file.
  var sample: RowSample
}

/// The first rows of a file, cut when they are asked for.
struct RowSample: Sendable {
  fileprivate let splitter: SampleSplitter?
  fileprivate let skip: Int

  /// Most records of a sample.
  fileprivate static let most = 100_000

  var rows: [[String]] {
    Array((splitter?.records(atMost: Self.most) ?? []).dropFirst(skip))
  }
}

/// Finds separator and header from the first part of a file.
struct DialectSniffer {
  /// Bytes looked at.
  static let sampleBytes = 1 << 20

  private let bytes: [UInt8]
  private let isWhole: Bool
  private let path: String
  private let options: ReadingOptions

  init(file: InputFile, options: ReadingOptions) throws(FileFailure) {
    path = file.path
    self.options = options
    var sample: [UInt8] = []
    var block = [UInt8](repeating: 0, count: Self.sampleBytes)
    while sample.count < Self.sampleBytes {
      var failure: FileFailure?
      let count = block.withUnsafeMutableBytes { buffer in
        do throws(FileFailure) {
          return try file.read(into: buffer, at: sample.count)
        } catch {
          failure = error
          return 0
        }
      }
      if let failure { throw failure }
      if count == 0 { break }
      sample += block[..<count]
    }
    isWhole = sample.count >= file.size
    bytes = sample
  }

  /// Judges the sample; fails for what is no text, or nothing.
  func sniff() throws(FileFailure) -> SniffedDialect {
    try refuseForeignForms()
    let offset = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    if let declared = declaredSeparator(from: offset) {
      return try dialect(separator: declared, offset: offset, declaration: 1)
    }
    if let separator = options.separator {
      return try dialect(separator: separator, offset: offset, declaration: 0)
    }
    return try dialect(separator: bestSeparator(from: offset), offset: offset, declaration: 0)
  }

  private func refuseForeignForms() throws(FileFailure) {
    func malformed(_ message: String) -> FileFailure {
      FileFailure(.malformed, path: path, message: message)
    }
    if bytes.isEmpty { throw malformed("the file is empty") }
    let nulls = bytes.prefix(4_096).count { $0 == 0 }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
      || nulls * 4 > min(bytes.count, 4_096)
    {
      throw malformed(
        "the file is in UTF-16; `iconv -f UTF-16 -t UTF-8` makes it readable")
    }
    if bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) {
      throw malformed("the file is a workbook or archive, not CSV; save the sheet as CSV")
    }
    if bytes.starts(with: [0x1F, 0x8B]) {
      throw malformed("the file is compressed twice; unpack it")
    }
  }

  /// The `sep=;` line that spreadsheets understand.
  private func declaredSeparator(from offset: Int) -> UInt8? {
    let line = bytes[offset...].prefix { $0 != 0x0A && $0 != 0x0D }
    guard line.count == 5, String(decoding: line.prefix(4), as: UTF8.self).lowercased() == "sep="
    else { return nil }
    return line.last
  }

  private func bestSeparator(from offset: Int) -> UInt8 {
    var best: (separator: UInt8, score: Double, width: Int) = (UInt8(ascii: ","), 0, 1)
    // On a tie the comma loses: it is the one that also parts decimals.
    for separator in [UInt8(ascii: ";"), 0x09, UInt8(ascii: "|"), UInt8(ascii: ",")] {
      let records = SampleSplitter(bytes[offset...], separator, isWhole: isWhole)
        .records(atMost: 300)
      guard let width = usualWidth(records), width > 1 else { continue }
      let fitting = records.count { $0.count == width }
      let score = Double(fitting) / Double(records.count)
      let isBetter =
        score > best.score + 0.1 || (score > best.score - 0.1 && width > best.width)
      if isBetter { best = (separator, score, width) }
    }
    return best.separator
  }

  /// The number of cells that most records have.
  private func usualWidth(_ records: [[String]]) -> Int? {
    var counts: [Int: Int] = [:]
    for record in records { counts[record.count, default: 0] += 1 }
    return counts.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key
  }

  private func dialect(
    separator: UInt8, offset: Int, declaration: Int, records most: Int = 400
  ) throws(FileFailure) -> SniffedDialect {
    let splitter = SampleSplitter(bytes[offset...], separator, isWhole: isWhole)
    let all = splitter.records(atMost: most)
    var records = Array(all.dropFirst(declaration))
    var preamble = declaration
    if let width = usualWidth(Array(records.prefix(300))), width > 1 {
      while records.count > 2, records[0].count(where: { !$0.isEmpty }) == 1 {
        records.removeFirst()
        preamble += 1
      }
    }
    guard var header = records.first else {
      // One record may be longer than the sample; the scanner then says what is wrong with it.
      if !bytes.allSatisfy({ [0x20, 0x09, 0x0A, 0x0D, separator].contains($0) }) {
        return SniffedDialect(
          separator: separator, offset: offset, preamble: preamble, declaration: declaration,
          header: ["?"], sample: RowSample(splitter: nil, skip: 0))
      }
      throw FileFailure(.malformed, path: path, message: "the file holds no rows")
    }
    // Few records do for most files, unless the header stands far down or ends in nothing.
    if all.count == most, most < RowSample.most, preamble > 50 || header.last?.isEmpty == true {
      return try dialect(
        separator: separator, offset: offset, declaration: declaration, records: RowSample.most)
    }
    let rows = records.dropFirst(options.hasHeader ? 1 : 0)
    while header.count > 1, header.last?.isEmpty == true,
      !rows.contains(where: { $0.count >= header.count && !$0[header.count - 1].isEmpty })
    {
      header.removeLast()
    }
    if header.count > Limits.columns {
      throw FileFailure(
        .malformed, path: path, message: "the file has more than \(Limits.columns) columns")
    }
    return SniffedDialect(
      separator: separator, offset: offset, preamble: preamble, declaration: declaration,
      header: header,
      sample: RowSample(splitter: splitter, skip: preamble + (options.hasHeader ? 1 : 0)))
  }
}

/// Cuts a sample into records the slow and simple way.
struct SampleSplitter: Sendable {
  private let bytes: ArraySlice<UInt8>
  private let separator: UInt8
  private let isWhole: Bool

  /// `isWhole` says that the sample ends where the file does.
  init(_ bytes: ArraySlice<UInt8>, _ separator: UInt8, isWhole: Bool) {
    self.bytes = bytes
    self.separator = separator
    self.isWhole = isWhole
  }

  /// The first records that hold anything; a record cut off by the sample's end is left out.
  func records(atMost limit: Int) -> [[String]] {
    var records: [[String]] = []
    var cells: [String] = []
    var cell: [UInt8] = []
    var index = bytes.startIndex
    var isInQuotes = false
    var isAtCellStart = true
    func closeCell() {
      cells.append(Self.text(cell))
      cell.removeAll(keepingCapacity: true)
      isAtCellStart = true
    }
    func closeRecord() {
      closeCell()
      if cells.contains(where: { $0.contains { $0 != " " } }) { records.append(cells) }
      cells.removeAll(keepingCapacity: true)
    }
    while index < bytes.endIndex, records.count < limit {
      let byte = bytes[index]
      index += 1
      if isInQuotes {
        if byte != 0x22 {
          cell.append(byte)
        } else if index < bytes.endIndex, bytes[index] == 0x22 {
          cell.append(0x22)
          index += 1
        } else {
          isInQuotes = false
        }
      } else if byte == 0x22 && isAtCellStart {
        isInQuotes = true
        isAtCellStart = false
      } else if byte == separator {
        closeCell()
      } else if byte == 0x0A || byte == 0x0D {
        closeRecord()
      } else {
        cell.append(byte)
        isAtCellStart = false
      }
    }
    if isWhole, !isInQuotes, records.count < limit { closeRecord() }
    return records
  }

  private static func text(_ cell: [UInt8]) -> String {
    if let text = String(validating: cell, as: UTF8.self) { return text }
    var decoded: [UInt8] = []
    _ = cell.withUnsafeBufferPointer { Windows1252.append($0, to: &decoded) }
    return String(decoding: decoded, as: UTF8.self)
  }
}
