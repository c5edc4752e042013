#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The folder of a workspace: 0700, its files 0600 from their first byte, whatever the umask.
struct WorkspaceFolder: Sendable, Hashable {
  let path: String

  var database: String { path + "/workspace.sqlite" }
  var lock: String { path + "/lock" }

  /// The data of one generation; imports write the next one beside it.
  func snapshot(generation: Int64) -> String { path + "/" + Self.dataName(generation) }

  /// The name of the data file of a generation.
  static func dataName(_ generation: Int64) -> String { "data-\(generation).segsnap" }

  /// The generation that a file name of the folder stands for.
  static func generation(of name: String) -> Int64? {
    guard name.hasPrefix("data-"), name.hasSuffix(".segsnap") else { return nil }
    return Int64(name.dropFirst(5).dropLast(8))
  }

  /// What there is at the path.
  enum State { case absent, empty, workspace, other }

  /// Looks without touching anything.
  func state() throws(WorkspaceFailure) -> State {
    var status = stat()
    guard lstat(path, &status) == 0 else {
      if errno == ENOENT { return .absent }
      throw WorkspaceFailure(.cannotCreate, "\(path): \(Self.message(errno))")
    }
    // A link to a folder is followed: people keep workspaces on other disks.
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return .other }
    let names = try entries()
    if names.contains("workspace.sqlite") { return .workspace }
    return names.allSatisfy { $0 == "lock" } ? .empty : .other
  }

  /// Names in the folder, sorted.
  func entries() throws(WorkspaceFailure) -> [String] {
    guard let stream = opendir(path) else {
      throw WorkspaceFailure(.cannotCreate, "\(path): \(Self.message(errno))")
    }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// Makes the folder, private to its owner.
  func create() throws(WorkspaceFailure) {
    if mkdir(path, 0o700) != 0, errno != EEXIST {
      throw WorkspaceFailure(.cannotCreate, "\(path): \(Self.message(errno))")
    }
    // A umask can only take bits away, and an empty folder that was there may have had more.
    guard chmod(path, 0o700) == 0 else {
      throw WorkspaceFailure(.cannotCreate, "\(path): \(Self.message(errno))")
    }
  }

  /// Opens a file of the folder, making it 0600 when it is not there; the caller closes it.
  func openPrivate(_ file: String) throws(WorkspaceFailure) -> Int32 {
    let descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else {
      throw WorkspaceFailure(.cannotCreate, "\(file): \(Self.message(errno))")
    }
    guard fchmod(descriptor, 0o600) == 0 else {
      let code = errno
      close(descriptor)
      throw WorkspaceFailure(.cannotCreate, "\(file): \(Self.message(code))")
    }
    return descriptor
  }

  /// Makes sure of the database file and its mode before SQLite opens it: SQLite gives the files
  /// it puts beside it the same mode.
  func prepareDatabase() throws(WorkspaceFailure) {
    close(try openPrivate(database))
  }

  /// Removes a file of the folder; one that is not there is no failure.
  func remove(_ name: String) { unlink(path + "/" + name) }

  static func message(_ code: Int32) -> String { String(cString: strerror(code)).lowercased() }
}
