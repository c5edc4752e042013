import GRDB
import SegFiles
package import SegModel
import SegStore

extension Workspace {
  /// Every import, oldest first.
  package func imports() throws(WorkspaceFailure) -> [ImportRecord] {
    try read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT import.*, at FROM import JOIN action ON action.id = import.action
          ORDER BY action.id
          """
      ).map(Self.record)
    }
  }

  /// The import of the very same file read the same way, if there was one.
  package func formerImport(
    sha256: String, options: String
  ) throws(WorkspaceFailure) -> ImportRecord? {
    try read { db in
      try Row.fetchOne(
        db,
        sql: """
          SELECT import.*, at FROM import JOIN action ON action.id = import.action
          WHERE sha256 = ? AND options = ? ORDER BY action.id LIMIT 1
          """, arguments: [sha256, options]
      ).map(Self.record)
    }
  }

  /// Whether any import was of a file of so many bytes.
  func hasImport(ofBytes count: Int64) throws(WorkspaceFailure) -> Bool {
    try read { db in
      try Bool.fetchOne(
        db, sql: "SELECT EXISTS (SELECT 1 FROM import WHERE byte_count = ?)", arguments: [count])
        ?? false
    }
  }

  /// Merges files that were read into the data.
  ///
  /// All of them are kept, or none when one goes past its limit of rejected rows or `progress` says
  /// no. Files that were imported before change nothing.
  package func keep(
    _ sources: consuming [ImportSource], currency: Currency? = nil, context: ActionContext,
    progress: (ImportProgress) -> Bool = { _ in true }
  ) throws(WorkspaceFailure) -> ImportReport {
    var sources = sources
    try beginExclusive()
    defer { endExclusive() }
    try refresh()
    var files: [ImportedFile?] = []
    var fresh: [Int] = []
    for (index, source) in sources.enumerated() {
      let isTwice =
        source.hasDigest
        && fresh.contains {
          sources[$0].sha256 == source.sha256 && sources[$0].options == source.options
        }
      let former =
        source.hasDigest
        ? try formerImport(sha256: source.sha256, options: source.options) : nil
      if isTwice || former != nil {
        files.append(source.repeated(former, at: clock()))
      } else {
        files.append(nil)
        fresh.append(index)
      }
    }
    guard !fresh.isEmpty else { return ImportReport(files: files.compactMap(\.self), build: nil) }
    let profile = currency.map { self.profile.with(.currency($0)) } ?? self.profile
    var added = fresh.map { sources[$0] }
    for index in sources.indices { sources[index].tables = [] }
    var old = snapshot
    let isFirst = generation == nil && old.customerCount == 0
    guard progress(.building) else { throw .interruptedImport }
    var merged = try merged(
      &added, into: isFirst ? nil : old, profile, keepsTables: !isFirst)
    if hasDamagedData {
      recoveries.append(try rebuildData())
      old = snapshot
      merged = try self.merged(&added, into: old, profile)
      try Self.checkDamage(of: old)
    }
    for (index, file) in zip(fresh, merged.files) { files[index] = file }
    guard progress(.building) else { throw .interruptedImport }
    let goesOn = { (done: Int) in progress(.writing(bytesDone: done)) }
    try replaceData(with: merged.data, goesOn: goesOn) { db in
      try follow(from: old, to: merged.data, in: db)
      if let currency { try Self.store(.currency(currency), in: db) }
      var run: Int64?
      for (source, file) in zip(added, merged.files) {
        let action = try insert(file.record, source, run, context, in: db)
        run = run ?? action
      }
    }
    return ImportReport(files: files.compactMap(\.self), build: merged.build)
  }

  /// Data with files merged into it, and what became of each of them.
  struct Merged {
    var data: Snapshot
    var build: BuildReport
    var files: [ImportedFile]
  }

  /// Merges files into data; fails when one goes past its limit of rejected rows.
  ///
  /// Unless `keepsTables`, the rows are taken out of the sources, so that each column's memory is
  /// free as soon as it is built in.
  func merged(
    _ sources: inout [ImportSource], into old: Snapshot?, _ profile: StoreProfile,
    keepsTables: Bool = false
  ) throws(WorkspaceFailure) -> Merged {
    let tables = sources.flatMap(\.tables)
    if !keepsTables {
      for index in sources.indices { sources[index].tables = [] }
    }
    let (data, build) = SnapshotBuilder.build(
      from: old, adding: consume tables, profile: profile,
      options: BuildOptions(oneOrderPerRow: sources.contains(where: \.oneOrderPerRow)))
    var reports = build.sources[...]
    var files: [ImportedFile] = []
    for source in sources {
      let own = Array(reports.prefix(source.roles.count))
      reports = reports.dropFirst(own.count)
      files.append(try source.imported(own, at: clock()))
    }
    return Merged(data: data, build: build, files: files)
  }

  private func insert(
    _ record: ImportRecord, _ source: ImportSource, _ run: Int64?, _ context: ActionContext,
    in db: Database
  ) throws -> Int64 {
    let action = try self.record(
      .importing, context, expected: record.fileName,
      result: "\(record.loaded) loaded, \(record.merged) merged, \(record.rejected) rejected",
      in: db)
    try db.execute(
      sql: """
        INSERT INTO import
          (action, file_name, sha256, byte_count, options, role, row_count, loaded, merged,
           rejected, reading, run)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        action, record.fileName, record.sha256, record.byteCount, source.options, record.role,
        record.rowCount, record.loaded, record.merged, record.rejected, source.reading?.json,
        run ?? action,
      ])
    return action
  }

  /// Takes over the new ids of customers who were known by an address and have shown an id since,
  /// so that what was said about them stays theirs.
  private func follow(from old: Snapshot, to new: Snapshot, in db: Database) throws {
    guard try Int.fetchOne(db, sql: "SELECT 1 FROM customer LIMIT 1") != nil else { return }
    let oldIDs = try old.customerIDs()
    let newIDs = try new.customerIDs()
    for row in 0..<oldIDs.count {
      guard let oldCode = oldIDs.code(row), let newCode = newIDs.code(row) else { continue }
      let isSame = oldIDs.dictionary.utf8(oldCode).elementsEqual(newIDs.dictionary.utf8(newCode))
      if isSame { continue }
      try db.execute(
        sql: "UPDATE OR IGNORE customer SET id = ? WHERE id = ?",
        arguments: [newIDs.dictionary[newCode], oldIDs.dictionary[oldCode]])
    }
  }

  static func record(_ row: Row) -> ImportRecord {
    ImportRecord(
      fileName: row["file_name"], sha256: row["sha256"], byteCount: row["byte_count"],
      role: row["role"], at: Instant(secondsSinceEpoch: row["at"]), rowCount: row["row_count"],
      loaded: row["loaded"], merged: row["merged"], rejected: row["rejected"])
  }
}

extension ImportSource {
  private var role: String { roles.map(\.name).joined(separator: ", ") }

  /// The account of a file that was imported before, now or in this very run.
  fileprivate func repeated(_ former: ImportRecord?, at now: Instant) -> ImportedFile {
    let twice = ImportRecord(
      fileName: fileName, sha256: sha256, byteCount: byteCount, role: role, at: now,
      rowCount: rowCount, loaded: 0, merged: 0, rejected: 0)
    return ImportedFile(record: former ?? twice, isRepeat: true, rejected: [], notes: [])
  }

  /// The account of a file that was built in; fails past the limit of rejected rows.
  ///
  /// A file of orders with their lines makes two tables of the same rows: the longer one counts.
  fileprivate func imported(
    _ reports: [SourceReport], at now: Instant
  ) throws(WorkspaceFailure) -> ImportedFile {
    let main = reports.max { $0.rowCount < $1.rowCount }
    let refused = main?.rejected ?? []
    let rejectedRows = unreadRows + refused.count
    let built = refused.map {
      ImportReject(
        line: Int($0.line), column: $0.column.description, reason: $0.reason.description)
    }
    let all = (rejected + built).sorted { $0.line < $1.line }
    guard rejectedRows <= allowedRejects else {
      let examples = all.prefix(3).map { row in
        "line \(row.line)\(row.column.map { ", `\($0)`" } ?? ""): \(row.reason)"
      }
      throw WorkspaceFailure(
        FileFailure(
          .tooManyRejects, path: fileName,
          message: "\(rejectedRows) of \(rowCount) rows were rejected, so nothing was kept "
            + "(`--max-rejects` sets the limit, here \(allowedRejects)); "
            + examples.joined(separator: "; "), line: all.first?.line))
    }
    let merged = main?.merged ?? 0
    let record = ImportRecord(
      fileName: fileName, sha256: sha256, byteCount: byteCount, role: role, at: now,
      rowCount: rowCount, loaded: rowCount - merged - rejectedRows, merged: merged,
      rejected: rejectedRows)
    return ImportedFile(
      record: record, isRepeat: false, rejected: all, notes: notes, dialect: dialect,
      storeRejects: built)
  }
}
