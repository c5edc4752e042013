import Foundation
import SegTestSupport

/// The program under test, and what every run of it shares.
enum Program {
  /// `segsh` lies beside the bundle or the executable that holds the tests.
  static let executable: URL? = {
    var directory = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
    for _ in 0..<6 {
      let file = directory.appending(path: "segsh")
      var isFolder: ObjCBool = false
      if FileManager.default.fileExists(atPath: file.path, isDirectory: &isFolder),
        !isFolder.boolValue, FileManager.default.isExecutableFile(atPath: file.path)
      {
        return file
      }
      directory.deleteLastPathComponent()
    }
    return nil
  }()

  /// Where the program is.
  static var path: String {
    get throws {
      guard let executable else {
        throw PtyFailure(description: "no segsh near \(CommandLine.arguments[0])")
      }
      return executable.path
    }
  }

  /// The variables of a run: nothing of the developer's own reaches it.
  static func environment(home: String, _ more: [String: String] = [:]) -> [String: String] {
    [
      "HOME": home, "XDG_STATE_HOME": home + "/state", "XDG_CONFIG_HOME": home + "/config",
      "XDG_DATA_HOME": home + "/data", "XDG_CACHE_HOME": home + "/cache",
      "LANG": "C.UTF-8", "EDITRC": "/dev/null", "SWIFT_BACKTRACE": "enable=no",
      "TZ": "Europe/Paris", "PATH": "/usr/bin:/bin",
    ].merging(more) { $1 }
  }
}

/// What a run left behind.
struct Outcome: CustomStringConvertible {
  /// Exit status, or 128 and the signal that ended it.
  let status: Int32
  let output: Data
  let errors: String

  /// Standard output as text.
  var text: String { String(decoding: output, as: UTF8.self) }

  /// Standard output as lines, without the empty one at the end.
  var lines: [String] {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if lines.last == "" { lines.removeLast() }
    return lines
  }

  /// The rows of tab-separated output, the header left out.
  var rows: [[String]] {
    lines.dropFirst().map { line in
      line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    }
  }

  var description: String { "status \(status)\n-- output\n\(text)\n-- errors\n\(errors)" }
}

/// A folder with files, in which the program runs; gone when the test is over.
final class Bench {
  let folder: URL
  private var runs = 0

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "segsh-\(UUID().uuidString)")
      .resolvingSymlinksInPath()
    try FileManager.default.createDirectory(
      at: folder.appending(path: "home"), withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  var home: String { folder.appending(path: "home").path }

  /// Writes a file of the folder.
  func write(_ name: String, _ text: String) throws { try write(name, Data(text.utf8)) }

  /// Writes a file of the folder, byte for byte.
  func write(_ name: String, _ bytes: Data) throws {
    try bytes.write(to: folder.appending(path: name))
  }

  /// A file of the folder as text.
  func read(_ name: String) throws -> String {
    try String(contentsOf: folder.appending(path: name), encoding: .utf8)
  }

  /// Whether the folder has such a file.
  func has(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: folder.appending(path: name).path)
  }

  /// The permission bits of a file of the folder, in octal.
  func mode(_ name: String) throws -> String {
    let attributes = try FileManager.default.attributesOfItem(
      atPath: folder.appending(path: name).path)
    let bits = attributes[.posixPermissions] as? NSNumber
    return String(bits?.intValue ?? -1, radix: 8)
  }

  /// Runs the program to its end.
  @discardableResult
  func run(
    _ arguments: String..., input: String? = nil, environment: [String: String] = [:]
  ) throws -> Outcome {
    try run(arguments, input: input, environment: environment)
  }

  /// Runs the program to its end.
  @discardableResult
  func run(
    _ arguments: [String], input: String? = nil, environment: [String: String] = [:]
  ) throws -> Outcome {
    let running = try start(arguments, input: input, environment: environment)
    return try running.finish()
  }

  /// Starts the program with its output going to files.
  func start(
    _ arguments: [String], input: String? = nil, environment: [String: String] = [:]
  ) throws -> Running {
    try start(
      program: try Program.path, arguments, input: input, environment: environment)
  }

  /// Runs a line of shell, in which `$0` is the program.
  func shell(_ line: String) throws -> Outcome {
    try start(program: "/bin/sh", ["-c", line, try Program.path]).finish()
  }

  private func start(
    program: String, _ arguments: [String], input: String? = nil,
    environment: [String: String] = [:]
  ) throws -> Running {
    runs += 1
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = Program.environment(home: home, environment)
    if let input {
      let file = folder.appending(path: "home/input-\(runs)")
      try Data(input.utf8).write(to: file)
      process.standardInput = try FileHandle(forReadingFrom: file)
    } else {
      process.standardInput = FileHandle.nullDevice
    }
    let files = ["output", "errors"].map { folder.appending(path: "home/\($0)-\(runs)") }
    for file in files { try Data().write(to: file) }
    process.standardOutput = try FileHandle(forWritingTo: files[0])
    process.standardError = try FileHandle(forWritingTo: files[1])
    try process.run()
    return Running(process: process, output: files[0], errors: files[1])
  }
}

/// A run that has not been waited for.
final class Running {
  private let process: Process
  private let output: URL
  private let errors: URL

  init(process: Process, output: URL, errors: URL) {
    self.process = process
    self.output = output
    self.errors = errors
  }

  deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

  /// Sends a signal.
  func signal(_ number: Int32) { kill(process.processIdentifier, number) }

  /// What it has said on standard error so far.
  var errorsSoFar: String { (try? String(contentsOf: errors, encoding: .utf8)) ?? "" }

  /// What it has written so far.
  var outputSoFar: String { (try? String(contentsOf: output, encoding: .utf8)) ?? "" }

  /// Waits for the end; a run that takes longer than `seconds` is killed.
  func finish(within seconds: Double = 600) throws -> Outcome {
    let identifier = process.processIdentifier
    let watchdog = DispatchWorkItem { kill(identifier, SIGKILL) }
    DispatchQueue.global().asyncAfter(deadline: .now() + seconds, execute: watchdog)
    process.waitUntilExit()
    watchdog.cancel()
    let signal: Int32 = process.terminationReason == .uncaughtSignal ? 128 : 0
    return Outcome(
      status: process.terminationStatus + signal, output: try Data(contentsOf: output),
      errors: errorsSoFar)
  }
}
