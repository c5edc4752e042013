import SegModel
import SegStore

extension TextColumn {
  /// A plain column; nil is unknown.
  init(plain texts: [String?]) {
    let known = texts.indices.filter { texts[$0] != nil }
    self.init(
      plain: TextDictionary(texts.map { $0 ?? "" }),
      validity: Bitmap(count: texts.count, rows: known))
  }
}

extension SourceTable {
  /// The same rows with every column of texts plain.
  var plain: SourceTable { withPlainTexts { _ in true } }

  /// The same rows with every second column plain.
  var plainEverySecond: SourceTable { withPlainTexts { $0 % 2 == 0 } }

  private func withPlainTexts(_ isChosen: (Int) -> Bool) -> SourceTable {
    let columns = table.columns.enumerated().map { index, column -> Column in
      guard isChosen(index), case .text(let texts) = column else { return column }
      return .text(TextColumn(plain: (0..<texts.count).map { texts[$0] }))
    }
    var result = self
    result.table = Table(rowCount: table.rowCount, fields: table.fields, columns: columns)
    return result
  }
}

extension Table {
  /// Every value, column by column.
  var cells: [[Value]] {
    fields.indices.map { field in (0..<rowCount).map { value($0, field) } }
  }
}

/// What a snapshot says, whatever the form of its columns.
struct SnapshotCells: Equatable {
  var fields: [[Field]] = []
  var cells: [[[Value]]] = []
  var offsets: [[UInt32]] = []
  var days: [[Int64]] = []
  var masks: [Bitmap?] = []
}

extension Snapshot {
  /// Everything in it, relations by name.
  var cells: SnapshotCells {
    var result = SnapshotCells(fields: [customers.fields], cells: [customers.cells])
    for name in relations.keys.sorted() {
      guard let relation = relations[name] else { continue }
      result.fields.append(relation.table.fields)
      result.cells.append(relation.table.cells)
      result.offsets += [relation.customerOffsets, relation.orderOffsets ?? []]
      result.days.append(relation.days?.widened ?? [])
      result.masks += [relation.countedRows, relation.revenueRows]
    }
    return result
  }
}
