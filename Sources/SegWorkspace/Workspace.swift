import GRDB
import SegFiles
package import SegModel
package import SegStore

/// Everything of a store that lasts: data, settings, segments, tags, coupon register, journal.
///
/// Not to be shared between threads; several processes may open one folder.
package final class Workspace {
  /// The folder; nil for a scratch workspace, of which nothing is kept.
  package var path: String? { folder?.path }
  /// Seconds to wait for the lock of another process.
  package var waitSeconds: Double
  /// The data in force when it was last read; others' imports show after `refresh`.
  package internal(set) var snapshot: Snapshot
  /// What was found undone or damaged and put right, one line each; see `takeRecoveries`.
  package internal(set) var recoveries: [String] = []

  let folder: WorkspaceFolder?
  let database: DatabaseQueue
  let clock: @Sendable () -> Instant
  var generation: Int64?
  /// SQLite's count of other connections' commits when it was last looked at.
  var othersVersion: Int?
  var registerMemo: CustomerRegister?
  var suppressionMemo: SuppressionMemo?
  var profileMemo: (settings: [String: String], profile: StoreProfile)?
  private let lock: WriteLock?

  init(
    folder: WorkspaceFolder?, database: DatabaseQueue, snapshot: Snapshot, wait: Double,
    clock: @escaping @Sendable () -> Instant
  ) {
    self.folder = folder
    self.database = database
    self.snapshot = snapshot
    self.clock = clock
    waitSeconds = wait
    lock = folder.map(WriteLock.init)
  }

  /// What was put right since this was last asked, to be told to whoever is there.
  package func takeRecoveries() -> [String] {
    defer { recoveries = [] }
    return recoveries
  }

  /// Whether it is in memory, so that nothing is kept.
  package var isScratch: Bool { folder == nil }
}

extension Workspace {
  /// Makes a workspace at a path where there is nothing, or an empty folder.
  package static func create(
    path: String, settings: [StoreSetting] = [], wait: Double = 0,
    clock: @escaping @Sendable () -> Instant = SystemClock.now
  ) throws(WorkspaceFailure) -> Workspace {
    let folder = WorkspaceFolder(path: path)
    switch try folder.state() {
    case .absent, .empty: break
    case .workspace: throw WorkspaceFailure(.conflict, "\(path) is a workspace already")
    case .other:
      throw WorkspaceFailure(.notWorkspace, "\(path) is there already and is not a workspace")
    }
    try folder.create()
    let workspace = try open(folder, wait: wait, clock: clock)
    for setting in settings { try workspace.set(setting, context: .init("create")) }
    return workspace
  }

  /// Opens the workspace at a path; resolves what a killed process left undone.
  package static func open(
    path: String, wait: Double = 0, clock: @escaping @Sendable () -> Instant = SystemClock.now
  ) throws(WorkspaceFailure) -> Workspace {
    let folder = WorkspaceFolder(path: path)
    switch try folder.state() {
    case .workspace: return try open(folder, wait: wait, clock: clock)
    case .absent: throw WorkspaceFailure(.missing, "\(path): no such workspace")
    case .empty, .other: throw WorkspaceFailure(.notWorkspace, "\(path) is not a workspace")
    }
  }

  /// A workspace in memory, of which nothing is kept.
  package static func scratch(
    settings: [StoreSetting] = [],
    clock: @escaping @Sendable () -> Instant = SystemClock.now
  ) throws(WorkspaceFailure) -> Workspace {
    let database: DatabaseQueue
    do {
      database = try DatabaseQueue(configuration: configuration(wait: 0, isFile: false))
      try WorkspaceSchema.prepare(database, path: "memory")
    } catch {
      throw failure(error, path: "memory")
    }
    let workspace = Workspace(
      folder: nil, database: database, snapshot: .empty(StoreProfile()), wait: 0,
      clock: clock)
    for setting in settings { try workspace.set(setting, context: .init("create")) }
    return workspace
  }

  /// Whether there is a workspace at a path, for telling it from a data file.
  package static func exists(at path: String) -> Bool {
    (try? WorkspaceFolder(path: path).state()) == .workspace
  }

  private static func open(
    _ folder: WorkspaceFolder, wait: Double, clock: @escaping @Sendable () -> Instant
  ) throws(WorkspaceFailure) -> Workspace {
    try folder.prepareDatabase()
    let database: DatabaseQueue
    do {
      database = try DatabaseQueue(
        path: folder.database, configuration: configuration(wait: wait))
      try WorkspaceSchema.prepare(database, path: folder.path)
    } catch {
      throw failure(error, path: folder.path)
    }
    let workspace = Workspace(
      folder: folder, database: database, snapshot: .empty(StoreProfile()), wait: wait,
      clock: clock)
    try workspace.refresh()
    try workspace.recoverIfFree()
    return workspace
  }

  private static func configuration(wait: Double, isFile: Bool = true) -> Configuration {
    var configuration = Configuration()
    if isFile { configuration.journalMode = .wal }
    configuration.foreignKeysEnabled = true
    // The write lock orders writers; this only covers readers during a checkpoint.
    configuration.busyMode = .timeout(max(5, wait))
    configuration.prepareDatabase { db in
      try db.execute(sql: "PRAGMA synchronous = FULL")
    }
    return configuration
  }
}

extension Workspace {
  /// Holds the write lock while `body` runs; nests.
  ///
  /// What a dead process left undone is resolved first.
  package func exclusively<Result>(
    _ body: () throws(WorkspaceFailure) -> Result
  ) throws(WorkspaceFailure) -> Result {
    try beginExclusive()
    defer { endExclusive() }
    return try body()
  }

  /// Takes the write lock until the matching `endExclusive`; nests.
  package func beginExclusive() throws(WorkspaceFailure) {
    let isOutermost = lock?.isHeld == false
    try lock?.acquire(wait: waitSeconds)
    guard isOutermost else { return }
    do throws(WorkspaceFailure) {
      try recover()
    } catch {
      lock?.release()
      throw error
    }
  }

  /// Whether this workspace may be changed now without taking the lock first.
  var isExclusive: Bool { lock?.isHeld ?? true }

  /// Gives back what `beginExclusive` took.
  package func endExclusive() { lock?.release() }

  /// Resolves what a dead process left undone unless a living one is at work.
  private func recoverIfFree() throws(WorkspaceFailure) {
    guard let lock, (try? lock.acquire(wait: 0)) != nil else { return }
    defer { lock.release() }
    try recover()
  }

  func read<Result>(
    _ body: (Database) throws -> Result
  ) throws(WorkspaceFailure) -> Result {
    do {
      return try database.read(body)
    } catch {
      throw Self.failure(error, path: path ?? "memory")
    }
  }

  /// One transaction under the write lock.
  func write<Result>(
    _ body: (Database) throws -> Result
  ) throws(WorkspaceFailure) -> Result {
    try exclusively { () throws(WorkspaceFailure) -> Result in try transaction(body) }
  }

  /// One transaction; the caller holds the write lock.
  func transaction<Result>(
    _ body: (Database) throws -> Result
  ) throws(WorkspaceFailure) -> Result {
    do {
      return try database.write(body)
    } catch {
      registerMemo = nil
      throw Self.failure(error, path: path ?? "memory")
    }
  }

  static func failure(_ error: any Error, path: String) -> WorkspaceFailure {
    switch error {
    case let failure as WorkspaceFailure: failure
    case let failure as FileFailure: WorkspaceFailure(failure)
    case let damage as SnapshotDamage: WorkspaceFailure(damage)
    case let failure as DatabaseError: WorkspaceFailure(failure, path: path)
    default: WorkspaceFailure(.ioFailed, "\(path): \(error)")
    }
  }
}
