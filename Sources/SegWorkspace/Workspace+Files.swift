package import SegFiles
import SegModel
import SegStore

extension Workspace {
  /// Reads files and merges them into the data; see `keep` for what holds of all of them.
  ///
  /// A file that was imported before with the same options is not even read. The store's time
  /// zone settles times without one. Unless somebody set the store's currency, or data is there,
  /// the currency is what the first file that names one says.
  ///
  /// `progress` is called now and then; false stops the import, of which nothing is kept.
  package func importFiles(
    _ files: [(path: String, options: ReadingOptions)], context: ActionContext,
    progress: (ImportProgress) -> Bool = { _ in true }
  ) throws(WorkspaceFailure) -> ImportReport {
    try beginExclusive()
    defer { endExclusive() }
    try refresh()
    let isSettled = try isSettled(.currency)
    let isKnown = isSettled || snapshot.customerCount > 0
    var known = isKnown ? profile.currency : nil
    var sources: [ImportSource] = []
    var unused: Set<ColumnMapping>?
    let sizes = files.map { RegularFile.byteCount(at: $0.path) ?? -1 }
    for (index, file) in files.enumerated() {
      var options = file.options
      options.zone = profile.zone
      // Where nothing is kept, only a file of as many bytes can be the same one again.
      let mayRepeat = sizes.count { $0 == sizes[index] } > 1
      let digest = isScratch && !mayRepeat ? nil : FileDigest(path: file.path)
      // Without an import of as many bytes, none can have been of this file.
      if try hasImport(ofBytes: sizes[index]), let known = digest?.value,
        try formerImport(sha256: known.sha256, options: options.identity) != nil
      {
        sources.append(
          ImportSource(
            fileName: file.path, sha256: known.sha256, byteCount: known.byteCount,
            options: options.identity, tables: [], rowCount: 0))
        continue
      }
      let loaded: LoadedFile
      do throws(FileFailure) {
        loaded = try CSVImport.load(path: file.path, options: options, knownCurrency: known) {
          progress(.file(index, $0))
        }
      } catch {
        throw WorkspaceFailure(error)
      }
      guard progress(.checking(index)) else { throw .interruptedImport }
      guard let digest = digest.map(\.value) ?? ("", sizes[index]) else {
        throw WorkspaceFailure(.ioFailed, "\(file.path): cannot be read twice")
      }
      unused = unused.map { $0.intersection(loaded.unusedMappings) } ?? Set(loaded.unusedMappings)
      if known == nil, loaded.isCurrencyFromFile || options.currency != nil {
        known = loaded.currency
      }
      sources.append(ImportSource(loaded, path: file.path, digest, options))
    }
    if sources.allSatisfy({ !$0.roles.isEmpty }) { try Self.refuse(unused ?? []) }
    // What reading needed would otherwise stand beside what building needs.
    FreedMemory.release()
    defer { FreedMemory.release() }
    let report = try keep(
      consume sources, currency: isKnown ? nil : known, context: context, progress: progress)
    try writeRejects(of: report, files)
    return report
  }

  /// Refuses mappings whose column is in none of the files.
  private static func refuse(_ unused: Set<ColumnMapping>) throws(WorkspaceFailure) {
    guard let header = unused.map(\.header).min() else { return }
    throw WorkspaceFailure(
      FileFailure(
        .ambiguous, path: "--map", message: "none of the files has a column `\(header)`"))
  }

  /// Adds the rows that only the store could reject to the rejects file of each input.
  private func writeRejects(
    of report: ImportReport, _ files: [(path: String, options: ReadingOptions)]
  ) throws(WorkspaceFailure) {
    for (imported, file) in zip(report.files, files) {
      guard let path = file.options.rejectsPath, !imported.storeRejects.isEmpty else { continue }
      do throws(FileFailure) {
        try RejectsFile.append(imported.storeRejects, of: file.path, to: path)
      } catch {
        throw WorkspaceFailure(error)
      }
    }
  }
}

extension ImportSource {
  init(
    _ loaded: LoadedFile, path: String, _ digest: (sha256: String, byteCount: Int64),
    _ options: ReadingOptions
  ) {
    self.init(
      fileName: path, sha256: digest.sha256, byteCount: digest.byteCount,
      options: options.identity, tables: loaded.tables, rowCount: loaded.rowsRead,
      unreadRows: loaded.rowsRejected + loaded.rowsInOtherCurrency,
      allowedRejects: options.maxRejects.allowed(of: loaded.rowsRead)
        + loaded.rowsInOtherCurrency)
    rejected = loaded.rejected.map {
      ImportReject(line: $0.line, column: $0.column, reason: $0.reason)
    }
    reading = StoredReading(path: path, options)
    oneOrderPerRow = options.oneOrderPerRow
    notes = loaded.notes
    dialect = loaded.dialect
  }
}

extension ReadingOptions {
  /// Everything that decides what a file comes to, as text; limits and targets of rejects do not.
  var identity: String {
    let columns = columnMap.map { map in
      "\(map.header.utf8.count):\(map.header)=\(map.name.folded)\(map.isCents ? ":cents" : "")"
    }
    let parts: [(String, String?)] = [
      ("as", role?.name), ("map", columns.isEmpty ? nil : columns.joined(separator: ",")),
      ("separator", separator.map { String($0) }), ("encoding", encoding?.rawValue),
      ("decimal", decimal.map { String($0) }), ("date-order", dateOrder?.rawValue),
      ("header", hasHeader ? nil : "no"), ("currency", currency?.code),
      ("one-order-per-row", oneOrderPerRow ? "yes" : nil),
    ]
    return parts.compactMap { name, value in value.map { "\(name) \($0)" } }
      .joined(separator: "; ")
  }
}
