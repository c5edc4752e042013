import CMasks
import SegStore

/// Known rows whose text has a code that a table marks.
struct CodeTest: BlockTest {
  private let codes: TextColumn.Codes
  private let validity: Bitmap?
  private let isMarked: [Bool]
  /// The marks as runs of codes where they are few.
  private let runs: [ClosedRange<Int>]?
  /// What says for each text which rows hold it.
  private let bitmaps: CodeBitmaps?

  /// Most runs of codes that comparisons find faster than a table.
  private static let mostRuns = 4
  /// Most codes whose bits are read: fewer bytes than the codes themselves.
  private static let mostBits = 6

  /// nil where no code is marked.
  init?(_ column: TextColumn, _ isMarked: [Bool]) {
    self.init(column.codes, column.validity, isMarked, bitmaps: column.bitmaps)
  }

  /// nil where no code is marked.
  ///
  /// Reads the bits of texts where they are given, and the codes where too many are marked.
  init?(
    _ codes: TextColumn.Codes, _ validity: Bitmap?, _ isMarked: [Bool], bitmaps: CodeBitmaps? = nil
  ) {
    guard isMarked.contains(true) else { return nil }
    (self.codes, self.validity, self.isMarked) = (codes, validity, isMarked)
    runs = Self.runs(of: isMarked)
    self.bitmaps = bitmaps.flatMap { isMarked.count { $0 } <= Self.mostBits ? $0 : nil }
  }

  private static func runs(of isMarked: [Bool]) -> [ClosedRange<Int>]? {
    var runs: [ClosedRange<Int>] = []
    var start: Int?
    for (code, mark) in isMarked.enumerated() {
      if mark { start = start ?? code }
      guard let first = start, !mark || code == isMarked.count - 1 else { continue }
      guard runs.count < mostRuns else { return nil }
      runs.append(first...(mark ? code : code - 1))
      start = nil
    }
    return runs
  }

  func fill(_ rows: Range<Int>, _ words: UnsafeMutablePointer<UInt64>) {
    if let bitmaps {
      for code in isMarked.indices where isMarked[code] { bitmaps.add(code, of: rows, to: words) }
      return
    }
    switch codes {
    case .uint8(let codes):
      if let runs, runs.count == 1 {
        fill(rows, words, codes, runs)
      } else {
        mark(rows, words, codes)
      }
    case .uint16(let codes): fill(rows, words, codes, runs)
    case .uint32(let codes): fill(rows, words, codes, runs)
    case .rows:
      isMarked.withUnsafeBufferPointer { marks in MaskKernels.fill(rows, words) { marks[$0] } }
    }
    words.keep(validity, rows)
  }

  private func fill<Width: MaskedCode>(
    _ rows: Range<Int>, _ words: UnsafeMutablePointer<UInt64>, _ codes: [Width],
    _ runs: [ClosedRange<Int>]?
  ) {
    guard let runs else {
      codes.withUnsafeBufferPointer { codes in
        isMarked.withUnsafeBufferPointer { marks in
          MaskKernels.fill(rows, words) { marks[Int(truncatingIfNeeded: codes[$0])] }
        }
      }
      return
    }
    codes.withUnsafeBytes { bytes in
      guard let values = bytes.bindMemory(to: Width.Signed.self).baseAddress else { return }
      for run in runs {
        for range in Width.signed(Width(run.lowerBound)...Width(run.upperBound)) {
          Width.Signed.mark(rows, of: values, in: range, words)
        }
      }
    }
  }

  /// Looks each code of a byte up in a table of all there can be.
  private func mark(
    _ rows: Range<Int>, _ words: UnsafeMutablePointer<UInt64>, _ codes: [UInt8]
  ) {
    let whole = rows.count / 64
    var table = [UInt8](repeating: 0, count: 256)
    for (code, mark) in isMarked.enumerated() where mark { table[code] = 1 }
    codes.withUnsafeBufferPointer { codes in
      guard let codes = codes.baseAddress else { return }
      segsh_mark_codes(codes + rows.lowerBound, whole, table, words)
      for row in rows.lowerBound + whole * 64..<rows.upperBound where table[Int(codes[row])] == 1 {
        words[whole] |= 1 << UInt64(row & 63)
      }
    }
  }
}
