import SegModel
import SegStore

/// One column as its header presents it.
struct HeaderColumn {
  /// The header as written, made unique; `column1` where there is none.
  var header: String
  /// The header folded for comparison with the vocabulary.
  var folded: String
  /// What `--map` says about it.
  var mapping: ColumnMapping?
}

/// The columns of a file with what the user maps them to.
struct HeaderLine {
  private(set) var columns: [HeaderColumn]
  /// What was changed about the headers, for the account.
  private(set) var notes: [String] = []

  /// Names the columns after the cells of the first line, or by number without headers.
  init(cells: [String], hasHeader: Bool) {
    var taken: Set<FieldName> = []
    columns = []
    for (index, cell) in cells.enumerated() {
      let written = hasHeader ? Self.trimmed(cell) : ""
      var header = written.isEmpty ? "column\(index + 1)" : written
      var number = 2
      while !taken.insert(FieldName(header)).inserted {
        header = "\(written.isEmpty ? "column\(index + 1)" : written) (\(number))"
        number += 1
      }
      if header != written && !written.isEmpty {
        notes.append("header `\(written)` occurs more than once: one became `\(header)`")
      }
      columns.append(HeaderColumn(header: header, folded: HeaderName.folded(written)))
    }
  }

  /// Notes which columns the user maps, no name twice; returns the mappings without a column,
  /// which fail unless `mayMiss`.
  mutating func apply(
    _ mappings: [ColumnMapping], path: String, mayMiss: Bool
  ) throws(FileFailure) -> [ColumnMapping] {
    var names: Set<FieldName> = []
    var unused: [ColumnMapping] = []
    for mapping in mappings {
      let index = index(of: mapping.header)
      if index == nil && mayMiss {
        unused.append(mapping)
        continue
      }
      guard names.insert(mapping.name).inserted else {
        throw FileFailure(
          .ambiguous, path: path, message: "`--map` gives the name `\(mapping.name)` twice")
      }
      guard let index else {
        let headers = columns.map { "`\($0.header)`" }.joined(separator: ", ")
        throw FileFailure(
          .ambiguous, path: path,
          message: "`--map` names the column `\(mapping.header)`; the file has \(headers)")
      }
      columns[index].mapping = mapping
    }
    return unused
  }

  /// Gives each word of a role the unmapped column that means it most surely.
  func assignments(for role: TableRole) -> [Int: Word] {
    let words = Vocabulary.words(for: role)
    var result: [Int: Word] = [:]
    var taken = Set(columns.compactMap { $0.mapping?.name.folded })
    for (index, column) in columns.enumerated() {
      guard let mapping = column.mapping else { continue }
      let known = words.first { $0.name == mapping.name.folded }
      result[index] =
        mapping.isCents
        ? Word(mapping.name.description, .money)
        : known ?? Word(mapping.name.description, .anything)
    }
    let deepest = words.map(\.aliases.count).max() ?? 0
    for rank in 0..<deepest {
      for word in words where rank < word.aliases.count && !taken.contains(word.name) {
        let alias = word.aliases[rank]
        let match = columns.indices.first { result[$0] == nil && columns[$0].folded == alias }
        guard let match else { continue }
        result[match] = word
        taken.insert(word.name)
      }
    }
    settleBareID(role, &result)
    return result
  }

  /// A bare `id` is the customer of a customer file, and of other files that name no customer;
  /// else it is the order of an order file.
  private func settleBareID(_ role: TableRole, _ result: inout [Int: Word]) {
    let bare = columns.indices.first { index in
      result[index] == nil
        && ["id", "code", "numero", "nummer", "key"].contains(columns[index].folded)
    }
    guard let bare else { return }
    let names = Set(result.values.map(\.name))
    if role == .customers ? !names.contains("customer_id") : names.isDisjoint(with: Self.keys) {
      result[bare] = Vocabulary.customerID
    } else if role == .orders, !names.contains("order_id") {
      result[bare] = Vocabulary.orderID
    }
  }

  /// Names by which a row finds its customer.
  static let keys: Set<String> = ["customer_id", "email", "phone"]

  /// Whether a column has one of the folded headers.
  func has(_ folded: String...) -> Bool {
    columns.contains { folded.contains($0.folded) }
  }

  /// The column of a header, as it is written or else as headers are compared.
  func index(of header: String) -> Int? {
    let trimmed = Self.trimmed(header)
    return columns.firstIndex { $0.header == trimmed }
      ?? columns.firstIndex { FieldName($0.header) == FieldName(trimmed) }
      ?? columns.firstIndex {
        !$0.folded.isEmpty && $0.folded == HeaderName.folded(trimmed)
      }
  }

  private static func trimmed(_ text: String) -> String {
    var rest = Substring(text)
    while let first = rest.first, first.isWhitespace || first == "\u{FEFF}" { rest.removeFirst() }
    while let last = rest.last, last.isWhitespace { rest.removeLast() }
    return String(rest)
  }
}
