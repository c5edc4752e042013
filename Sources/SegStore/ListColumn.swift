/// The rows that hold one tag: a bitmap, or the row numbers while they are few.
package enum RowSet: Sendable {
  case dense(Bitmap)
  /// Ascending row numbers.
  case sparse([UInt32])

  /// The smaller form for the given ascending rows out of `count`.
  package init(rows: [UInt32], count: Int) {
    if rows.count * 32 >= count {
      self = .dense(Bitmap(count: count, rows: rows.lazy.map(Int.init)))
    } else {
      self = .sparse(rows)
    }
  }

  /// As a bitmap of `count` rows.
  package func bitmap(count: Int) -> Bitmap {
    switch self {
    case .dense(let bitmap): bitmap
    case .sparse(let rows): Bitmap(count: count, rows: rows.lazy.map(Int.init))
    }
  }

  /// Number of rows in the set.
  package var population: Int {
    switch self {
    case .dense(let bitmap): bitmap.population
    case .sparse(let rows): rows.count
    }
  }

  /// Whether a row is in the set; logarithmic when sparse.
  package func contains(_ row: Int) -> Bool {
    switch self {
    case .dense(let bitmap): return bitmap[row]
    case .sparse(let rows):
      let place = rows.partitionIndex { $0 >= UInt32(row) }
      return place < rows.count && rows[place] == UInt32(row)
    }
  }

  /// The rows, ascending.
  package var rows: [UInt32] {
    switch self {
    case .dense(let bitmap): bitmap.rows.map { UInt32($0) }
    case .sparse(let rows): rows
    }
  }
}

/// Lists of texts (tags), held turned round: for each text the rows that have it.
package struct ListColumn: Sendable {
  /// Number of rows.
  package let count: Int
  /// The distinct texts, sorted by bytes.
  package let names: [String]
  /// For each name, the rows that have it.
  package let members: [RowSet]
  /// Rows whose list is known (it may be empty); nil when all are.
  package let validity: Bitmap?

  /// Takes sorted names with their rows.
  package init(count: Int, names: [String], members: [RowSet], validity: Bitmap? = nil) {
    precondition(names.count == members.count, "one row set a name")
    self.count = count
    self.names = names
    self.members = members
    self.validity = validity.map { $0.population == count } ?? true ? nil : validity
  }

  /// Turns lists by row round; nil is unknown, an empty list is known.
  package init(_ lists: [[String]?]) {
    var rows: [String: [UInt32]] = [:]
    var validity = Bitmap(count: lists.count)
    for (row, list) in lists.enumerated() {
      guard let list else { continue }
      validity[row] = true
      for name in Set(list) { rows[name, default: []].append(UInt32(row)) }
    }
    let names = rows.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    self.init(
      count: lists.count, names: names,
      members: names.map { RowSet(rows: rows[$0] ?? [], count: lists.count) }, validity: validity)
  }

  /// The rows that have a name; empty when no row has it.
  package func rows(having name: String) -> Bitmap {
    names.firstIndex(of: name).map { members[$0].bitmap(count: count) } ?? Bitmap(count: count)
  }

  /// The list of one row, names sorted, or nil when unknown.
  package subscript(row: Int) -> [String]? {
    if let validity, !validity[row] { return nil }
    return zip(names, members).filter { $1.contains(row) }.map(\.0)
  }
}

extension ListColumn {
  /// The lists of the given rows in their order; a negative row is unknown, and
  /// `areKnown` says that there is none.
  ///
  /// Names that no row has any more are dropped. No row may be given twice.
  package func gathering(_ rows: [Int32], areKnown: Bool = false) -> ListColumn {
    var positions = [Int32](repeating: -1, count: count)
    for (position, row) in rows.enumerated() where row >= 0 {
      positions[Int(row)] = Int32(position)
    }
    var names: [String] = []
    var members: [RowSet] = []
    for (name, holders) in zip(self.names, self.members) {
      let gathered: [UInt32]
      if case .dense(let bitmap) = holders {
        let kept =
          Bitmap.gathering(bitmap, rows, areKnown: areKnown)
          ?? Bitmap(count: rows.count, repeating: true)
        gathered = kept.rows.map { UInt32($0) }
      } else {
        gathered = holders.rows.compactMap { row in
          let position = positions[Int(row)]
          return position < 0 ? nil : UInt32(position)
        }.sorted()
      }
      guard !gathered.isEmpty else { continue }
      names.append(name)
      members.append(RowSet(rows: gathered, count: rows.count))
    }
    return ListColumn(
      count: rows.count, names: names, members: members,
      validity: Bitmap.gathering(validity, rows, areKnown: areKnown))
  }
}
