import Foundation

/// Files of the user's own that the shell reads and writes, by the XDG rules.
enum StateFiles {
  /// Statements typed so far; nil without a home folder.
  static var historyPath: String? {
    folder("XDG_STATE_HOME", ".local/state").map { $0 + "/segsh/history" }
  }

  /// The script that an interactive shell runs first; nil when there is none.
  static var initScript: String? {
    guard let folder = folder("XDG_CONFIG_HOME", ".config") else { return nil }
    let path = folder + "/segsh/init.seg"
    return FileManager.default.fileExists(atPath: path) ? path : nil
  }

  /// Paths that begin with a text, folders with a slash at their end, for completion.
  static func paths(_ begun: String) -> [String] {
    let slash = begun.lastIndex(of: "/")
    let folder = slash.map { String(begun[...$0]) } ?? ""
    let start = slash.map { String(begun[begun.index(after: $0)...]) } ?? begun
    let manager = FileManager.default
    let names = (try? manager.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder)) ?? []
    return names.filter { $0.hasPrefix(start) && (!$0.hasPrefix(".") || start.hasPrefix(".")) }
      .sorted().map { name in
        var isFolder: ObjCBool = false
        _ = manager.fileExists(atPath: folder + name, isDirectory: &isFolder)
        return folder + name + (isFolder.boolValue ? "/" : "")
      }
  }

  private static func folder(_ variable: String, _ fallback: String) -> String? {
    let environment = ProcessInfo.processInfo.environment
    if let path = environment[variable], path.hasPrefix("/") { return path }
    return environment["HOME"].map { $0 + "/" + fallback }
  }
}
