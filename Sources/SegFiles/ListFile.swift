import SegText

/// A file whose columns list values, for `in file('ids.csv')`: read like any CSV file, its form
/// found from its bytes, but strictly, for who is missing from a list may be written to by mistake.
package struct ListFile {
  private let file: InputFile
  private let sniffed: SniffedDialect
  private let header: HeaderLine

  /// Opens a file, which may be packed by gzip, and finds its columns.
  package init(path: String) throws(FileFailure) {
    var file = try InputFile(path: path)
    if try GzipInput.isPacked(file) { file = try GzipInput.unpack(file) { _, _ in true } }
    guard file.size <= Limits.listBytes else {
      throw FileFailure(
        .unreadable, path: path,
        message: "a list has at most \(Limits.listBytes >> 20) MiB; import it as a relation")
    }
    self.file = file
    sniffed = try DialectSniffer(file: file, options: ReadingOptions()).sniff()
    header = HeaderLine(cells: sniffed.header, hasHeader: true)
  }

  /// The cells of the first line, as the names of the columns.
  package var headers: [String] { header.columns.map(\.header) }

  /// Why no column can be read.
  package enum ColumnProblem: Error {
    /// There are several, and none was named.
    case several
    /// None has the name.
    case missing
  }

  /// The values of a column, by its name; nil means the only one, whose first line is left out if
  /// it is surely a header and `skipsKnownHeader`.
  package func texts(
    ofColumn name: String?, skipsKnownHeader: Bool = false
  ) throws(FileFailure) -> Result<Set<String>, ColumnProblem> {
    if let name {
      guard let index = header.index(of: name) else { return .failure(.missing) }
      return .success(try texts(ofColumn: index))
    }
    guard headers.count == 1 else { return .failure(.several) }
    let isHeader = skipsKnownHeader && hasKnownHeader
    return .success(try isHeader ? texts(ofColumn: 0) : textsOfEveryLine())
  }

  /// Whether the first line of a file of one column is surely a header: the word for an address or
  /// for a customer's id.
  private var hasKnownHeader: Bool {
    header.columns.first.map { column in
      let words = Vocabulary.common.filter { ["email", "customer_id"].contains($0.name) }
      return column.folded == "id" || words.contains { $0.aliases.contains(column.folded) }
    } ?? false
  }

  /// The values of a column below the header.
  private func texts(ofColumn column: Int) throws(FileFailure) -> Set<String> {
    try texts(ofColumn: column, skip: sniffed.preamble + 1)
  }

  /// The values of a file of one column, the first line among them: a header or a title is a value
  /// that nothing equals, while of lines without and with an empty second cell each is one.
  private func textsOfEveryLine() throws(FileFailure) -> Set<String> {
    try texts(ofColumn: 0, skip: sniffed.declaration)
  }

  private func texts(ofColumn column: Int, skip: Int) throws(FileFailure) -> Set<String> {
    // The encoding is known when all bytes were seen.
    var judge = UTF8Judge()
    try scan(skip: skip) { judge = $0.judge }
    judge.finish()
    var decoder = CellText(encoding: judge.encoding, hasIllFormed: judge.illFormed > 0)
    var texts: Set<String> = []
    try scan(skip: skip) { scanner in
      for row in 0..<scanner.rowCount {
        let cell = scanner.cells[row * scanner.width + column]
        guard cell.length > 0 else { continue }
        decoder.with(scanner.bytes, cell, isKey: true) { start, count in
          guard count > 0 else { return }
          texts.insert(
            String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self))
        }
      }
    }
    guard decoder.undecodable == 0, judge.nulls == 0 else {
      throw FileFailure(
        .malformed, path: file.path, message: "expected text in UTF-8 or Windows-1252")
    }
    try file.checkUnchanged()
    return texts
  }

  /// Shows the rows batch by batch; fails at one that does not fit the header.
  private func scan(
    skip: Int, _ body: (RecordScanner) -> Void
  ) throws(FileFailure) {
    let scanner = try RecordScanner(
      file: file, separator: sniffed.separator, width: header.columns.count,
      offset: sniffed.offset, skip: skip)
    while try scanner.nextBatch() {
      if let record = scanner.misshapen.first {
        throw FileFailure(
          .malformed, path: file.path, message: record.reason, line: Int(record.line))
      }
      body(scanner)
    }
  }
}
