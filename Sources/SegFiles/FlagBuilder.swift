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

  /// Reads the batch; cells that do not fit exclude their rows.
  ///
  /// All cells are shown to `profile`.
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
    let pending = pending
    let skips = verdicts.count == 0 ? nil : UnsafePointer(verdicts.reasons)
    values.append(count, skips: skips) { pending[$0] == .yes }
    validity.append(count, skips: skips) { pending[$0] != .nothing }
  }

  /// The rows so far.
  func finish() -> FlagColumn {
    FlagColumn(values: values.bitmap, validity: validity.bitmap)
  }
}
