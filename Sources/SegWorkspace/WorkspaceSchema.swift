import GRDB

/// The tables of the database, and how older ones become newer ones.
enum WorkspaceSchema {
  /// Format that this program writes, kept as `user_version`.
  static let version = 4
  /// `SGSH`, kept as `application_id`: tells a workspace from any other SQLite file.
  static let applicationID: Int32 = 0x5347_5348

  /// Checks what the database is, and brings it to the current format.
  static func prepare(_ database: DatabaseQueue, path: String) throws {
    let (identity, found, isEmpty) = try database.read { db in
      (
        try Int32.fetchOne(db, sql: "PRAGMA application_id") ?? 0,
        try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0,
        try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema") == 0
      )
    }
    guard identity == applicationID || isEmpty else {
      throw WorkspaceFailure(
        .notWorkspace, "\(path) is not a workspace: its database is something else")
    }
    guard found <= version else {
      throw WorkspaceFailure(
        .newerFormat,
        "\(path) has format \(found), written by a newer segsh; this one knows up to \(version)")
    }
    let isCurrent = try database.read { db in
      guard found == version else { return false }
      return try migrator.hasCompletedMigrations(db)
    }
    if isCurrent { return }
    try migrator.migrate(database)
    try database.write { db in
      try db.execute(sql: "PRAGMA application_id = \(applicationID)")
      try db.execute(sql: "PRAGMA user_version = \(version)")
    }
  }

  private static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1") { db in
      for table in firstTables { try db.execute(sql: table) }
    }
    migrator.registerMigration("2") { db in
      // How and from where the file was read, and the first action of the run that merged it.
      try db.execute(sql: "ALTER TABLE import ADD COLUMN reading TEXT")
      try db.execute(sql: "ALTER TABLE import ADD COLUMN run INTEGER")
    }
    migrator.registerMigration("3") { db in
      // Who was put into which part of a split.
      try db.execute(
        sql: """
          CREATE TABLE split_part (
            segment TEXT NOT NULL,
            position INTEGER NOT NULL,
            name TEXT NOT NULL,
            members BLOB NOT NULL,
            PRIMARY KEY (segment, position)
          ) STRICT, WITHOUT ROWID
          """)
    }
    migrator.registerMigration("4") { db in
      // Who is not to be contacted, whether in the data or not.
      try db.execute(
        sql: """
          CREATE TABLE suppression (
            kind TEXT NOT NULL CHECK (kind IN ('email', 'customer')),
            value TEXT NOT NULL,
            reason TEXT NOT NULL,
            at INTEGER NOT NULL,
            action INTEGER NOT NULL REFERENCES action (id),
            PRIMARY KEY (kind, value)
          ) STRICT, WITHOUT ROWID
          """)
    }
    return migrator
  }

  private static let firstTables = [
    // `value` is the text that the setting's own type reads.
    "CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
    // One row: the generation of the data in force.
    "CREATE TABLE data (only INTEGER PRIMARY KEY CHECK (only = 1), generation INTEGER) STRICT",
    """
    CREATE TABLE action (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      at INTEGER NOT NULL,
      kind TEXT NOT NULL,
      statement TEXT NOT NULL,
      as_of TEXT,
      plan_hash TEXT,
      expected TEXT NOT NULL,
      status TEXT NOT NULL CHECK (status IN ('intent', 'committed', 'abandoned')),
      result TEXT NOT NULL,
      previous TEXT,
      members BLOB
    ) STRICT
    """,
    "CREATE INDEX action_intent ON action (id) WHERE status = 'intent'",
    // Customers that something was said about; numbers are never used again.
    """
    CREATE TABLE customer (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE,
      row_hint INTEGER NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE segment (
      name TEXT PRIMARY KEY,
      spelling TEXT NOT NULL,
      definition TEXT NOT NULL,
      member_count INTEGER,
      members BLOB,
      action INTEGER NOT NULL REFERENCES action (id)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE TABLE tag (name TEXT PRIMARY KEY, added BLOB NOT NULL, removed BLOB NOT NULL) STRICT",
    """
    CREATE TABLE campaign (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE,
      worth TEXT NOT NULL,
      minimum INTEGER,
      action INTEGER NOT NULL REFERENCES action (id)
    ) STRICT
    """,
    """
    CREATE TABLE coupon (
      code TEXT PRIMARY KEY,
      campaign INTEGER NOT NULL REFERENCES campaign (id),
      customer INTEGER NOT NULL REFERENCES customer (number),
      expires TEXT,
      action INTEGER NOT NULL REFERENCES action (id),
      UNIQUE (campaign, customer)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE export (
      action INTEGER PRIMARY KEY REFERENCES action (id),
      key TEXT NOT NULL,
      path TEXT NOT NULL,
      row_count INTEGER NOT NULL,
      byte_count INTEGER,
      sha256 TEXT
    ) STRICT
    """,
    "CREATE INDEX export_path ON export (path)",
    """
    CREATE TABLE import (
      action INTEGER PRIMARY KEY REFERENCES action (id),
      file_name TEXT NOT NULL,
      sha256 TEXT NOT NULL,
      byte_count INTEGER NOT NULL,
      options TEXT NOT NULL,
      role TEXT NOT NULL,
      row_count INTEGER NOT NULL,
      loaded INTEGER NOT NULL,
      merged INTEGER NOT NULL,
      rejected INTEGER NOT NULL
    ) STRICT
    """,
    "CREATE INDEX import_sha256 ON import (sha256)",
  ]
}
