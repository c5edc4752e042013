import Foundation

extension House {
  /// The repository that this file stands in.
  static let own = House(onDisk: root)

  private static var root: URL {
    URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  }

  /// Reads a repository, except what builds leave behind.
  private init(onDisk root: URL) {
    let manager = FileManager.default
    let ignored: Set<String> = [".git", ".build", ".swiftpm"]
    var files: [HouseFile] = []
    for name in (try? manager.contentsOfDirectory(atPath: root.path)) ?? []
    where !ignored.contains(name) && !name.hasPrefix(".build-") {
      let top = root.appendingPathComponent(name)
      let inside = manager.enumerator(atPath: top.path)?.compactMap { $0 as? String } ?? []
      for path in [name] + inside.map({ "\(name)/\($0)" }) {
        let url = root.appendingPathComponent(path)
        guard let bytes = try? Data(contentsOf: url) else { continue }
        files.append(HouseFile(path: path, text: String(decoding: bytes, as: UTF8.self)))
      }
    }
    self.init(files)
  }
}
