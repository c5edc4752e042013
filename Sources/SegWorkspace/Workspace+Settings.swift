import GRDB
package import SegModel
import SegStore

extension Workspace {
  /// The settings that answers depend on.
  package var profile: StoreProfile { snapshot.profile }

  /// Changes a setting, journaled; returns false when the value held already.
  @discardableResult
  package func set(
    _ setting: StoreSetting, context: ActionContext
  ) throws(WorkspaceFailure) -> Bool {
    try exclusively { () throws(WorkspaceFailure) -> Bool in
      try refresh()
      let old = profile.settings.first { $0.name == setting.name }?.value
      let isStored = try isSettled(setting.name)
      if old == setting.value && isStored { return false }
      if old != setting.value && setting.isFixedByData && snapshot.customerCount > 0 {
        throw WorkspaceFailure(
          .refused,
          "the data was read with \(setting.name.rawValue) `\(old ?? "")`; "
            + "`\(setting.value)` needs a workspace of its own")
      }
      try write { db in
        try Self.store(setting, in: db)
        _ = try record(
          .setting, context, expected: "\(setting.name.rawValue) \(setting.value)",
          previous: old, in: db)
      }
      replaceProfile(profile.with(setting))
      return true
    }
  }

  /// Takes a time zone that was asked for; one that differs from that of the data is refused.
  package func settle(_ rules: TimeZoneRules) throws(WorkspaceFailure) {
    guard rules.name != profile.zone.name else { return }
    guard snapshot.customerCount > 0 else {
      try set(.timeZone(rules), context: ActionContext("--timezone \(rules.name)"))
      return
    }
    throw WorkspaceFailure(
      .refused,
      "the workspace was built for time zone `\(profile.zone.name)`, not `\(rules.name)`")
  }

  /// Writes every setting of a new workspace's profile.
  func recordSettings(of profile: StoreProfile) throws(WorkspaceFailure) {
    try write { db in
      for setting in profile.settings { try Self.store(setting, in: db) }
    }
  }

  /// The profile that the stored settings make; those never set have their defaults.
  func storedProfile() throws(WorkspaceFailure) -> StoreProfile {
    let stored = try read { try Self.storedSettings($0) }
    // A time zone takes milliseconds to load, and this is asked before every statement.
    if let memo = profileMemo, memo.settings == stored { return memo.profile }
    var profile = StoreProfile()
    for (name, value) in stored.sorted(by: { $0.key < $1.key }) {
      do {
        profile = profile.with(try StoreSetting(name: name, value: value))
      } catch {
        throw WorkspaceFailure(.damaged, "a setting cannot be read: \(error.message)")
      }
    }
    profileMemo = (stored, profile)
    return profile
  }

  private func replaceProfile(_ profile: StoreProfile) {
    snapshot = snapshot.under(profile)
  }

  /// Whether somebody, or an import, has settled a setting.
  func isSettled(_ name: StoreSetting.Name) throws(WorkspaceFailure) -> Bool {
    try read { try Self.storedSettings($0)[name.rawValue] != nil }
  }

  static func store(_ setting: StoreSetting, in db: Database) throws {
    try db.execute(
      sql: "INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)",
      arguments: [setting.name.rawValue, setting.value])
  }

  private static func storedSettings(_ db: Database) throws -> [String: String] {
    var settings: [String: String] = [:]
    for row in try Row.fetchAll(db, sql: "SELECT name, value FROM setting") {
      settings[row["name"]] = row["value"]
    }
    return settings
  }
}
