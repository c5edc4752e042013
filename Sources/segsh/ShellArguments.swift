import ArgumentParser
import SegShell

/// The options that every way of running statements shares.
struct ShellArguments: ParsableArguments {
  @Option(
    name: [.customShort("c"), .customLong("command")],
    help: ArgumentHelp(
      "Run these statements; may be given more than once.", valueName: "statements"))
  var commands: [String] = []

  @Option(
    name: [.customShort("f"), .customLong("file")],
    help: ArgumentHelp("Run this script; - is standard input.", valueName: "file.seg"))
  var files: [String] = []

  @Option(
    help: ArgumentHelp(
      "How results look: \(OutputFormat.allCases.map(\.rawValue).joined(separator: ", ")).",
      valueName: "format"))
  var format: OutputFormat?

  @Option(help: ArgumentHelp("Compute everything as of this date.", valueName: "date"))
  var asof: String?

  @Option(
    name: .customLong("param"),
    help: ArgumentHelp(
      "A value for `param NAME = ...` of the scripts; may be given more than once.",
      valueName: "name=value"))
  var parameters: [String] = []

  @Flag(help: "Agree to everything that changes customers.")
  var yes = false

  @Flag(help: "Print what actions would do, and do nothing.")
  var dryRun = false

  @Flag(help: "Go on after a failed statement; the exit status still says so.")
  var keepGoing = false

  @Flag(help: "Print each statement before its result.")
  var echo = false

  @Flag(help: "Results and errors only.")
  var quiet = false

  @Option(help: "Colours: auto, always or never.")
  var color: ColorChoice = .auto

  @Flag(help: "Do not run the init script when interactive.")
  var noInit = false

  @Flag(help: "No actions, no files, no settings.")
  var safe = false

  @Option(help: "Threads to compute on; without it one for each core. Results do not depend on it.")
  var threads: Int?

  @Option(help: ArgumentHelp("The store's time zone, such as Europe/Paris.", valueName: "zone"))
  var timezone: String?

  @Option(help: "Seconds to wait for a workspace that another process is writing to.")
  var wait: Double = 0

  func validate() throws {
    guard wait >= 0 else { throw ValidationError("--wait takes seconds from 0 up") }
    for parameter in parameters where Self.parts(parameter) == nil {
      throw ValidationError("--param takes NAME=VALUE, not `\(parameter)`")
    }
    try Self.validate(threads: threads)
  }

  /// What `--param` gives, by name in lower case; the last value of a name counts.
  var parameterValues: [String: String] {
    Dictionary(parameters.compactMap(Self.parts), uniquingKeysWith: { $1 })
  }

  private static func parts(_ parameter: String) -> (String, String)? {
    guard let sign = parameter.firstIndex(of: "="), sign > parameter.startIndex else { return nil }
    let value = String(parameter[parameter.index(after: sign)...])
    return (parameter[..<sign].lowercased(), value)
  }

  /// Refuses a number of threads that makes no sense.
  static func validate(threads: Int?) throws {
    guard (1...1024).contains(threads ?? 1) else {
      throw ValidationError("--threads takes a number from 1 to 1024")
    }
  }
}

/// When colours are used.
enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
  case auto, always, never
}

extension OutputFormat: ExpressibleByArgument {}
