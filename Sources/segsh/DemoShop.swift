import Foundation
import SegDemo
import SegFiles
import SegModel
import SegWorkspace

/// The synthetic shop as a workspace in memory, or as files.
enum DemoShop {
  static let defaultCustomers = ShopGenerator.demoCustomers
  static let defaultSeed = ShopGenerator.demoSeed
  static let lastDay = ShopGenerator.lastDay

  /// The shop read back from its own CSV files, as any shop's would be.
  static func workspace(customers: Int, seed: UInt64) throws -> Workspace {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("segsh-demo-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try write(to: folder, customers: customers, orders: nil, seed: seed, overwrite: false)
    let workspace = try Workspace.scratch(settings: [
      .currency(ShopGenerator.currency), .timeZone(ShopGenerator.zone),
    ])
    let files = ShopFile.allCases.map { file in
      (path: folder + "/" + file.fileName, options: ReadingOptions())
    }
    _ = try Opening.load(files, into: workspace, quiet: true)
    return workspace
  }

  /// Writes the four files; each appears whole or not at all.
  static func write(
    to folder: String, customers: Int, orders: Int?, seed: UInt64, overwrite: Bool
  ) throws {
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o700])
    } catch {
      throw FileFailure(.cannotCreate, path: folder, message: "the folder cannot be made")
    }
    let generator = ShopGenerator(customers: customers, orders: orders, seed: seed)
    for file in ShopFile.allCases {
      let output = try AtomicFile(path: folder + "/" + file.fileName, replace: overwrite)
      try generator.write(file) { bytes throws(FileFailure) in try output.write(bytes) }
      try output.commit()
    }
  }
}
