import Crypto
import Foundation

/// Public data sets that tests recompute; none of them is part of the repository.
enum DataSets {
  /// The folder with the data of the Python package lifetimes 0.11.3 (MIT), fetched once with pip
  /// and kept under the system's folder for temporary files; nil when pip cannot reach it.
  static let lifetimes: URL? = {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "segsh-test-data/lifetimes-0.11.3")
    let data = folder.appending(path: "lifetimes/datasets")
    if FileManager.default.fileExists(atPath: data.appending(path: "complete").path) {
      return data
    }
    let script = """
      set -e
      mkdir -p "$0" && cd "$0"
      python3 -m pip download --quiet --disable-pip-version-check --no-deps --dest wheel lifetimes==0.11.3
      python3 -m zipfile -e wheel/*.whl .
      touch lifetimes/datasets/complete
      """
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", script, folder.path]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    do { try process.run() } catch { return nil }
    process.waitUntilExit()
    return process.terminationStatus == 0 ? data : nil
  }()

  /// A file of the folder `shared/data` that may lie beside the repository.
  static func beside(_ name: String) -> URL? {
    var repository = URL(filePath: #filePath)
    for _ in 0..<3 { repository.deleteLastPathComponent() }
    let file = repository.deletingLastPathComponent().appending(path: "shared/data/\(name)")
    return FileManager.default.fileExists(atPath: file.path) ? file : nil
  }

  /// SHA-256 of a file in hexadecimal.
  static func sha256(_ file: URL) throws -> String {
    SHA256.hash(data: try Data(contentsOf: file)).map { byte in
      (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }.joined()
  }
}

/// What a test works out by itself about a customer.
struct Buyer: Equatable {
  var recency: Int
  var frequency: Int
  /// In cents; nil when no amount is known.
  var cents: Int?
}

/// Days since 1970-01-01 of a date, by counting; no calendar of the program's own is asked.
func dayNumber(_ year: Int, _ month: Int, _ day: Int) -> Int {
  func isLeap(_ year: Int) -> Bool {
    year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
  }
  var days = 0
  for earlier in 1970..<year { days += isLeap(earlier) ? 366 : 365 }
  let lengths = [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
  return days + lengths.prefix(month - 1).reduce(0, +) + day - 1
}

/// Day number of text that begins `yyyy-mm-dd`.
func dayNumber(_ text: some StringProtocol) -> Int {
  let parts = text.prefix(10).split(separator: "-").compactMap { Int($0) }
  return parts.count == 3 ? dayNumber(parts[0], parts[1], parts[2]) : -1
}

/// Cents of text with exactly two decimals; nil when it has another form.
func cents(_ text: some StringProtocol) -> Int? {
  let parts = text.split(separator: ".", omittingEmptySubsequences: false)
  guard parts.count == 2, parts[1].count == 2, let whole = Int(parts[0]), let rest = Int(parts[1])
  else { return nil }
  return text.hasPrefix("-") ? whole * 100 - rest : whole * 100 + rest
}
