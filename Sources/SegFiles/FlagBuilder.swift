import SegStore

/// Builds a column of yes and no.
final class FlagBuilder {
  private let column: Int
  /// Whether the header says that it is a flag, so that 0 and 1 count too.
  private let isKnown: Bool
  private var values = BitBuffer()
  private var validity = BitBuffer()
  private let pending: UnsafeMutablePointer<Answer>
  /// Cells seen lately and what they say, by a hash of their bytes.
  private let recent: UnsafeMutablePointer<Recent>

  private enum Answer: UInt8 { case no, yes, nothing, misfit }

  private struct Recent {
    var key = ShortCell.none
    var answer = Answer.nothing
  }

  init(column: Int, isKnown: Bool, batchCapacity: Int) {
    self.column = column
    self.isKnown = isKnown
    pending = .allocate(capacity: batchCapacity)
    pending.initialize(repeating: .nothing, count: batchCapacity)
    recent = .allocate(capacity: ShortCell.slots)
    recent.initialize(repeating: Recent(), count: ShortCell.slots)
  }

  deinit {
    pending.deallocate()
    recent.deallocate()
  }

  /// Reads the batch; cells that do not fit exclude their rows. All cells are shown to `profile`.
  func parse(
    _ scanner: RecordScanner, _ verdicts: RowVerdicts, _ profile: inout ColumnProfile
  ) {
    let (bytes, cells, width) = (scanner.bytes, scanner.cells, scanner.width)
    let (pending, recent) = (pending, recent)
    for row in 0..<scanner.rowCount {
      let cell = cells[row &* width &+ column]
      if cell.length == 0 {
        pending[row] = .nothing
        continue
      }
      let start = UnsafePointer(bytes + Int(cell.start))
      var answer: Answer
      if let key = ShortCell(start, cell) {
        if recent[key.slot].key != key {
          recent[key.slot] = Recent(key: key, answer: read(start, cell.length))
        }
        answer = recent[key.slot].answer
      } else {
        answer = read(start, cell.length)
      }
      profile.takeFlag(answer == .yes || answer == .no, start, cell.length)
      if answer == .misfit {
        verdicts.exclude(row, .notFlag, column: column)
        answer = .nothing
      }
      pending[row] = answer
    }
  }

  private func read(_ start: UnsafePointer<UInt8>, _ length: Int) -> Answer {
    let flag = isKnown ? CellWords.knownFlag(start, length) : CellWords.flag(start, length)
    if let flag { return flag ? .yes : .no }
    let isNothing = CellWords.isBlank(start, length) || CellWords.isMissingMark(start, length)
    return isNothing ? .nothing : .misfit
  }

  /// Keeps the rows of the batch that are not excluded.
  func append(_ count: Int, _ verdicts: RowVerdicts) {
    for row in 0..<count where verdicts.reasons[row] == 0 {
      values.append(pending[row] == .yes)
      validity.append(pending[row] != .nothing)
    }
  }

  /// The rows so far.
  func finish() -> FlagColumn {
    FlagColumn(values: values.bitmap, validity: validity.bitmap)
  }
}

/// A cell of up to sixteen bytes, as two words that can be compared at once.
struct ShortCell: Equatable {
  private let low: UInt64
  private let high: UInt64
  /// Length and marks of the cell's span.
  private let form: UInt32

  /// Places in a table of cells seen lately.
  static let slots = 256
  /// Equals no cell.
  static let none = ShortCell()

  private init() { (low, high, form) = (0, 0, 0) }

  /// Nil for cells that are longer, or empty; eight bytes past the cell may be read.
  @inline(__always)  // Called per cell; measured with the load benchmark.
  init?(_ start: UnsafePointer<UInt8>, _ cell: CellSpan) {
    let length = cell.length
    guard length > 0, length <= 16 else { return nil }
    let raw = UnsafeRawPointer(start)
    let first = UInt64(littleEndian: raw.loadUnaligned(as: UInt64.self))
    form = cell.lengthAndMarks
    guard length > 8 else {
      low = first & (.max &>> UInt64(truncatingIfNeeded: (8 &- length) &* 8))
      high = 0
      return
    }
    let second = UInt64(
      littleEndian: raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
    low = first
    high = second & (.max &>> UInt64(truncatingIfNeeded: (16 &- length) &* 8))
  }

  /// A place in a table of `slots`.
  var slot: Int {
    let mixed = (low ^ high &* 0xD6E8_FEB8_6659_FD93) &* 0x9E37_79B9_7F4A_7C15
    return Int(truncatingIfNeeded: mixed &>> 56)
  }
}
