import GRDB
import SegFiles
import SegModel
import SegStore

extension Workspace {
  /// Whether data that was used since it was opened proved damaged.
  package var hasDamagedData: Bool { (try? snapshot.checkDamage()) == nil }

  /// Makes data that proved damaged anew from the files it came from; returns a line that says so.
  ///
  /// All of them must be where they were, with the same bytes and the same rows in them; else the
  /// failure names the damage and what is in the way. New data takes the place of the old at once
  /// and is journaled; customers keep what was said about them.
  package func rebuildData() throws(WorkspaceFailure) -> String {
    do throws(WorkspaceFailure) {
      try Self.checkDamage(of: snapshot)
    } catch {
      return try rebuildData(after: error, of: generation)
    }
    return "the data is not damaged"
  }

  /// The same after a failure to read the data of a generation.
  func rebuildData(
    after damage: WorkspaceFailure, of damaged: Int64?
  ) throws(WorkspaceFailure) -> String {
    do throws(WorkspaceFailure) {
      try beginExclusive()
    } catch {
      // Whoever holds the lock may be making it anew at this moment.
      throw WorkspaceFailure(error.kind, damage.message + "; " + error.message)
    }
    defer { endExclusive() }
    guard try dataGeneration() == damaged else {
      try refresh()
      return damage.message + "; it was replaced"
    }
    let runs = try storedRuns()
    let profile = try storedProfile()
    let data: Snapshot
    do throws(RebuildObstacle) {
      for file in runs.joined() { try file.check() }
      data = try rebuilt(from: runs, profile)
    } catch {
      throw WorkspaceFailure(
        .damaged,
        damage.message + "; it cannot be made again from its files: \(error.reason); "
          + "put that right, or import the files into a new workspace")
    }
    let count = runs.joined().count
    let result = "made again from \(count) \(count == 1 ? "file" : "files")"
    try replaceData(with: data) { db in
      _ = try record(
        .rebuild, ActionContext("rebuild"), expected: damage.message, result: result, in: db)
    }
    return damage.message + "; the data was " + result
  }
}

/// What is in the way of a rebuild.
private struct RebuildObstacle: Error {
  let reason: String
}

/// A file that was imported, as the database remembers it.
private struct StoredImport {
  let record: ImportRecord
  let reading: StoredReading?

  /// Fails unless the file is still what it was.
  func check() throws(RebuildObstacle) {
    guard let reading else {
      throw RebuildObstacle(reason: "where `\(record.fileName)` lies was not recorded")
    }
    guard let digest = Digest.file(at: reading.path) else {
      throw RebuildObstacle(reason: "`\(reading.path)` is not there any more")
    }
    guard digest.sha256 == record.sha256 else {
      throw RebuildObstacle(reason: "`\(reading.path)` has changed")
    }
  }

  /// Reads the file again.
  func source(_ profile: StoreProfile) throws(RebuildObstacle) -> ImportSource {
    try check()
    guard let reading else { preconditionFailure("a file without a path was checked") }
    let options = reading.options(zone: profile.zone)
    do throws(FileFailure) {
      let loaded = try CSVImport.load(
        path: reading.path, options: options, knownCurrency: profile.currency)
      var source = ImportSource(
        loaded, path: record.fileName, (record.sha256, record.byteCount), options)
      source.allowedRejects = .max
      return source
    } catch {
      throw RebuildObstacle(reason: error.description)
    }
  }
}

extension Workspace {
  /// The imports, one list a run in which they were merged together.
  private func storedRuns() throws(WorkspaceFailure) -> [[StoredImport]] {
    let rows = try read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT import.*, at FROM import JOIN action ON action.id = import.action
          ORDER BY action.id
          """
      ).map { row in
        let json: String? = row["reading"]
        let stored = StoredImport(
          record: Self.record(row), reading: json.flatMap { StoredReading(json: $0) })
        return (run: row["run"] as Int64?, stored: stored)
      }
    }
    var runs: [[StoredImport]] = []
    var last: Int64?
    for row in rows {
      if let run = row.run, run == last {
        runs[runs.count - 1].append(row.stored)
      } else {
        runs.append([row.stored])
      }
      last = row.run
    }
    return runs
  }

  private func rebuilt(
    from runs: [[StoredImport]], _ profile: StoreProfile
  ) throws(RebuildObstacle) -> Snapshot {
    var data: Snapshot?
    for run in runs {
      var sources: [ImportSource] = []
      for file in run { sources.append(try file.source(profile)) }
      let merged: Merged
      do throws(WorkspaceFailure) {
        merged = try self.merged(&sources, into: data, profile)
      } catch {
        throw RebuildObstacle(reason: error.message)
      }
      for (file, again) in zip(run, merged.files) {
        let (old, new) = (file.record, again.record)
        guard old.loaded == new.loaded, old.merged == new.merged, old.rejected == new.rejected
        else {
          throw RebuildObstacle(reason: "`\(old.fileName)` gives other rows than it did")
        }
      }
      data = merged.data
    }
    guard let data else { throw RebuildObstacle(reason: "no file is known") }
    return data
  }
}
