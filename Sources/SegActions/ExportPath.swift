#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import SegText

/// Where an export goes, checked before anything is done.
struct ExportPath: Sendable, Hashable {
  /// As the statement says it.
  let shown: String
  /// With every link of its folder resolved.
  let absolute: String
  /// Whether a regular file is there.
  let isTaken: Bool

  /// Checks the place: the folder must be there and take files, the name must be free or a
  /// regular file's, and the workspace's own folder is out of bounds.
  init(_ path: Located<String>, workspace: String?) throws(ActionFailure) {
    shown = path.value
    func refuse(_ reason: String) -> ActionFailure {
      ActionFailure(.cannotCreate, "`\(path.value)`: \(reason)", at: path.range)
    }
    let text = path.value
    guard !text.isEmpty, !text.hasSuffix("/"), !text.utf8.contains(0) else {
      throw refuse("expected the path of a file")
    }
    let slash = text.lastIndex(of: "/")
    let name = String(slash.map { text[text.index(after: $0)...] } ?? text[...])
    guard name != ".", name != ".." else { throw refuse("expected the path of a file") }
    let folder = slash.map { $0 == text.startIndex ? "/" : String(text[..<$0]) } ?? "."
    guard let real = Self.resolved(folder) else { throw refuse("there is no such folder") }
    var status = stat()
    guard stat(real, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
      throw refuse("there is no such folder")
    }
    guard access(real, W_OK | X_OK) == 0 else { throw refuse("the folder takes no files") }
    if let home = workspace.flatMap(Self.resolved), real == home || real.hasPrefix(home + "/") {
      throw refuse("the workspace's own folder takes no exports")
    }
    absolute = real == "/" ? "/" + name : real + "/" + name
    guard lstat(absolute, &status) == 0 else {
      isTaken = false
      return
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG: isTaken = true
    case S_IFLNK: throw refuse("a symbolic link is in the way")
    case S_IFDIR: throw refuse("a folder is in the way")
    default: throw refuse("something not a file is in the way")
    }
  }

  private static func resolved(_ path: String) -> String? {
    guard let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    return String(cString: real)
  }
}
