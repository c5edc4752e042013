import Crypto
import SegFiles
import SegModel
import SegPlan
import SegStore
import SegText
import SegWorkspace

/// The content of an export, written to wherever bytes go.
struct ExportContent {
  let action: ExportAction
  let target: ActionTarget
  let snapshot: Snapshot
  /// Codes by customer row, when a coupon stage stands before the export.
  let coupons: [Int32: IssuedCoupon]?

  /// Rows that are computed and written at a time.
  private static let chunkRows = 1 << 16

  /// Writes everything, chunk by chunk.
  func write(to sink: inout HashingSink) throws(ActionFailure) {
    let style = ValueText(
      currency: snapshot.profile.currency, zone: snapshot.profile.zone)
    do throws(FileFailure) {
      if action.format == .csv {
        try CSVWriter(style: style).writeHeader(action.columns.map(\.name), to: &sink)
      }
    } catch {
      throw ActionFailure(error)
    }
    var start = 0
    while start < target.rows.count {
      let range = start..<min(start + Self.chunkRows, target.rows.count)
      try write(range, style, to: &sink)
      start = range.upperBound
    }
  }

  private func write(
    _ range: Range<Int>, _ style: ValueText, to sink: inout HashingSink
  ) throws(ActionFailure) {
    switch action.format {
    case .ids: try writeIDs(range, to: &sink)
    case .csv:
      let cells = try cells(range)
      do throws(FileFailure) {
        try CSVWriter(style: style).writeRows(target.rows[range], of: cells, to: &sink)
      } catch {
        throw ActionFailure(error)
      }
    case .jsonl:
      let table = try rows(action.columns, range)
      do throws(FileFailure) {
        try JSONLinesWriter(style: style).writeRows(of: table, to: &sink)
      } catch {
        throw ActionFailure(error)
      }
    }
  }

  /// Columns as they are stored, and the values of the others.
  private func cells(_ range: Range<Int>) throws(ActionFailure) -> [CellSource] {
    var sources: [CellSource?] = []
    for column in action.columns {
      let isCoupon = coupons != nil && CouponColumn(column) != nil
      do {
        let stored = isCoupon ? nil : try target.stored(column)
        sources.append(stored.map { .stored($0.field, $0.column) })
      } catch {
        throw ActionFailure(.rows(error), "the rows of the export could not be computed")
      }
    }
    let missing = sources.indices.filter { sources[$0] == nil }
    var computed = try rows(missing.map { action.columns[$0] }, range).columns.makeIterator()
    return sources.map { $0 ?? .values(computed.next()?.values ?? []) }
  }

  private func rows(
    _ columns: [OutputColumn], _ range: Range<Int>
  ) throws(ActionFailure) -> ResultTable {
    // Without a coupon stage the names are the customers' own, should they have such columns.
    let plain = columns.filter { coupons == nil || CouponColumn($0) == nil }
    let table: ResultTable
    do {
      table = try target.table(plain, target.rows[range])
    } catch {
      throw ActionFailure(.rows(error), "the rows of the export could not be computed")
    }
    guard let coupons, plain.count < columns.count else { return table }
    let issued = target.rows[range].map { coupons[$0] }
    var computed = table.columns.makeIterator()
    let result = columns.compactMap { column in
      CouponColumn(column)?.column(column.name, of: issued) ?? computed.next()
    }
    return ResultTable(columns: result)
  }

  private func writeIDs(_ range: Range<Int>, to sink: inout HashingSink) throws(ActionFailure) {
    let ids = try snapshot.idsForActions()
    var bytes: [UInt8] = []
    for row in target.rows[range] {
      guard let code = ids.code(Int(row)) else { preconditionFailure("a customer without an id") }
      let id = ids.dictionary.utf8(code)
      guard !id.contains(0x0A), !id.contains(0x0D) else {
        throw ActionFailure(
          .contradiction, "a customer id holds a line break: `as csv` can write it",
          at: action.path.range)
      }
      bytes.append(contentsOf: id)
      bytes.append(0x0A)
    }
    do throws(FileFailure) { try sink.write(bytes) } catch { throw ActionFailure(error) }
  }
}

/// A column that is filled from the coupon register.
private enum CouponColumn {
  case code, expiry

  /// nil for a column that the selection computes.
  init?(_ column: OutputColumn) {
    let position = OutputColumn.couponColumns.firstIndex { $0.expression == column.expression }
    switch position {
    case 0: self = .code
    case 1: self = .expiry
    default: return nil
    }
  }

  func column(_ name: String, of coupons: [IssuedCoupon?]) -> ResultTable.Column {
    switch self {
    case .code:
      let values = coupons.map { $0.map { Value.text($0.code.description) } ?? .unknown }
      return ResultTable.Column(name: name, type: .text, values: values)
    case .expiry:
      let values = coupons.map { $0?.expires.map(Value.date) ?? .unknown }
      return ResultTable.Column(name: name, type: .date, values: values)
    }
  }
}

/// Hashes bytes on their way to a file, or to nowhere.
struct HashingSink: ByteSink {
  private let file: AtomicFile?
  private var hash = SHA256()
  private(set) var byteCount: Int64 = 0

  init(_ file: AtomicFile?) { self.file = file }

  mutating func write(_ bytes: UnsafeRawBufferPointer) throws(FileFailure) {
    hash.update(bufferPointer: bytes)
    byteCount += Int64(bytes.count)
    try file?.write(bytes)
  }

  /// SHA-256 of everything so far.
  var sha256: String { Digest.hexadecimal(hash.finalize()) }
}
