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

  /// Column that holds the code of the coupon stage before the export.
  static let codeColumn: FieldName = "coupon_code"
  /// Column that holds the last day of that code.
  static let expiryColumn: FieldName = "coupon_expires"

  private static let chunkRows = 4096

  /// Names of the columns, those of a coupon stage included.
  var columnNames: [String] {
    let chosen = action.columns.map(\.name)
    guard coupons != nil, target.addsCouponColumns else { return chosen }
    let missing = [Self.codeColumn, Self.expiryColumn].filter { column in
      !chosen.contains { FieldName($0) == column }
    }
    return chosen + missing.map(\.description)
  }

  /// Writes everything, chunk by chunk.
  func write(to sink: inout HashingSink) throws(ActionFailure) {
    let style = ValueText(
      currency: snapshot.profile.currency, zone: snapshot.profile.zone)
    do throws(FileFailure) {
      if action.format == .csv { try CSVWriter(style: style).writeHeader(columnNames, to: &sink) }
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
    case .csv, .jsonl:
      let table = try rows(range)
      do throws(FileFailure) {
        if action.format == .csv {
          try CSVWriter(style: style).writeRows(of: table, to: &sink)
        } else {
          try JSONLinesWriter(style: style).writeRows(of: table, to: &sink)
        }
      } catch {
        throw ActionFailure(error)
      }
    }
  }

  private func rows(_ range: Range<Int>) throws(ActionFailure) -> ResultTable {
    let table: ResultTable
    do {
      table = try target.table(range)
    } catch {
      throw ActionFailure(.rows(error), "the rows of the export could not be computed")
    }
    guard let coupons else { return table }
    let issued = target.rows[range].map { coupons[$0] }
    let columns = columnNames.map { name in
      switch kind(ofColumn: name) {
      case Self.codeColumn:
        ResultTable.Column(
          name: name, type: .text,
          values: issued.map { $0.map { .text($0.code.description) } ?? .unknown })
      case Self.expiryColumn:
        ResultTable.Column(
          name: name, type: .date,
          values: issued.map { $0?.expires.map(Value.date) ?? .unknown })
      default:
        table.columns.first { $0.name == name }
          ?? ResultTable.Column(
            name: name, type: .text,
            values: [Value](repeating: .unknown, count: range.count))
      }
    }
    return ResultTable(columns: columns)
  }

  /// Which of the register's columns a column is, also under another name; its own name otherwise.
  private func kind(ofColumn name: String) -> FieldName {
    let chosen = action.columns.first { $0.name == name }
    let special = OutputColumn.couponColumns.first { $0.expression == chosen?.expression }
    return FieldName(special?.name ?? name)
  }

  private func writeIDs(_ range: Range<Int>, to sink: inout HashingSink) throws(ActionFailure) {
    guard case .text(let ids)? = snapshot.customers.column("customer_id")?.column else {
      preconditionFailure("customers without ids")
    }
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

/// Hashes bytes on their way to a file, or to nowhere.
struct HashingSink: ByteSink {
  private let file: AtomicFile?
  private var hash = SHA256()
  private(set) var byteCount: Int64 = 0

  init(_ file: AtomicFile?) { self.file = file }

  mutating func write(_ bytes: [UInt8]) throws(FileFailure) {
    bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
    byteCount += Int64(bytes.count)
    try file?.write(bytes)
  }

  /// SHA-256 of everything so far.
  var sha256: String { Digest.hexadecimal(hash.finalize()) }
}
