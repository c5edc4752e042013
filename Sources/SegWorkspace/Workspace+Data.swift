import GRDB
import SegFiles
import SegModel
package import SegStore

extension Workspace {
  /// Reads settings and data anew when another process changed the workspace; returns whether
  /// anything in it did.
  @discardableResult
  package func refresh() throws(WorkspaceFailure) -> Bool {
    guard let folder else { return false }
    // Counts what others committed, so that it is looked at before what they may have changed.
    let version = try read { try Int.fetchOne($0, sql: "PRAGMA data_version") }
    let isChanged = version != othersVersion
    othersVersion = version
    // A writer may replace the data between the two looks; then the next one finds the new.
    for _ in 0..<10 {
      let profile = try storedProfile()
      let current = try dataGeneration()
      let isNew = current != generation
      if isNew {
        do throws(WorkspaceFailure) {
          guard let data = try Self.load(folder, current, profile) else { continue }
          take(data, of: current)
        } catch {
          guard error.kind == .damaged else { throw error }
          recoveries.append(try rebuildData(after: error, of: current))
        }
      }
      snapshot = snapshot.under(profile)
      return isNew || isChanged
    }
    let missing = WorkspaceFailure(
      .damaged, "\(folder.path): the data of the workspace is missing")
    recoveries.append(try rebuildData(after: missing, of: try dataGeneration()))
    return true
  }

  private func take(_ data: Snapshot, of current: Int64?) {
    snapshot = data
    generation = current
    registerMemo = nil
    suppressionMemo = nil
  }

  /// Takes data that was made in memory, such as a demo shop's, into a scratch workspace.
  package func adopt(_ snapshot: Snapshot) throws(WorkspaceFailure) {
    precondition(isScratch, "data that no file holds in a workspace that lasts")
    take(snapshot, of: nil)
    try recordSettings(of: snapshot.profile)
  }

  func dataGeneration() throws(WorkspaceFailure) -> Int64? {
    try read { try Int64.fetchOne($0, sql: "SELECT generation FROM data") }
  }

  /// Puts new data in force: its file is complete on the disk before the database names it, in
  /// the same transaction as what `body` writes.
  ///
  /// `goesOn` is asked with the bytes that are written; when it says no, the old data stays.
  func replaceData(
    with new: Snapshot, goesOn: (_ bytesDone: Int) -> Bool = { _ in true },
    _ body: (Database) throws -> Void
  ) throws(WorkspaceFailure) {
    try beginExclusive()
    defer { endExclusive() }
    guard let folder else {
      try transaction(body)
      take(new, of: nil)
      return
    }
    let next = (try dataGeneration() ?? 0) + 1
    let file: AtomicFile
    var done = 0
    do throws(FileFailure) {
      file = try AtomicFile(path: folder.snapshot(generation: next), replace: true)
      try SnapshotCodec.encode(new) { bytes throws(FileFailure) in
        // A column of a large shop is hundreds of megabytes.
        for start in stride(from: 0, to: bytes.count, by: Self.writtenAtOnce) {
          guard goesOn(done) else { throw .interruptedImport }
          let end = min(start + Self.writtenAtOnce, bytes.count)
          try file.write(UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
          done += end - start
        }
      }
    } catch {
      throw WorkspaceFailure(error)
    }
    guard goesOn(done) else { throw .interruptedImport }
    // What the new data shares with the old may have been read only now.
    try Self.checkDamage(of: new)
    do throws(FileFailure) { try file.commit() } catch { throw WorkspaceFailure(error) }
    try transaction { db in
      try body(db)
      try db.execute(
        sql: "INSERT OR REPLACE INTO data (only, generation) VALUES (1, ?)", arguments: [next])
    }
    take(new, of: next)
    try sweepData(in: folder, keeping: next)
  }

  /// Bytes of the data file between two looks at whether to go on.
  private static let writtenAtOnce = 1 << 22

  /// Fails when some of the data that was used since it was opened proved damaged.
  static func checkDamage(of snapshot: Snapshot) throws(WorkspaceFailure) {
    do throws(SnapshotDamage) {
      try snapshot.checkDamage()
    } catch {
      throw WorkspaceFailure(error)
    }
  }

  /// Removes data files that the database does not name.
  private func sweepData(
    in folder: WorkspaceFolder, keeping current: Int64
  ) throws(WorkspaceFailure) {
    for name in try folder.entries() {
      guard let found = WorkspaceFolder.generation(of: name), found != current else { continue }
      folder.remove(name)
    }
  }

  /// The data of a generation, its columns still to be read; nil when its file is gone.
  private static func load(
    _ folder: WorkspaceFolder, _ generation: Int64?, _ profile: StoreProfile
  ) throws(WorkspaceFailure) -> Snapshot? {
    guard let generation else { return .empty(profile) }
    let path = folder.snapshot(generation: generation)
    let image: SnapshotImage
    do throws(SnapshotImage.Failure) {
      image = try SnapshotImage(path: path, name: WorkspaceFolder.dataName(generation))
    } catch {
      switch error {
      case .missing: return nil
      case .unreadable(let reason): throw WorkspaceFailure(.ioFailed, "\(path): \(reason)")
      }
    }
    do throws(SnapshotDamage) {
      return try SnapshotCodec.open(image)
    } catch {
      throw WorkspaceFailure(error, path: path)
    }
  }
}
