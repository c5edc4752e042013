import ArgumentParser
import Foundation
import SegFiles
import SegShell
import SegText

/// Rewrites scripts as canonical text.
struct FormatCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fmt", abstract: "Rewrite scripts as canonical text.",
    discussion: """
      Comments stay, and a blank line between statements. A script with an error is left alone.
      """)

  @Argument(help: "Scripts; - reads standard input and writes standard output.")
  var files: [String]

  @Flag(help: "Change nothing; name the files that would change, and end with 1 if there are any.")
  var check = false

  func run() throws {
    try Failures.exiting {
      var status = ExitStatus.fine
      for path in files where try !format(path) { status = .failed }
      if status != .fine { throw ExitCode(status.rawValue) }
    }
  }

  /// Whether a file has no error and, when only checked, is canonical already.
  private func format(_ path: String) throws -> Bool {
    let source = try ScriptFile.whole(path)
    var bag = DiagnosticBag()
    let text = ScriptFormatter.format(source, into: &bag)
    let renderer = DiagnosticRenderer(usesColor: false)
    for diagnostic in bag.diagnostics where diagnostic.severity == .error {
      Messages.write(renderer.render(diagnostic, in: source))
    }
    guard let text else { return false }
    var output = DescriptorSink.standardOutput
    if path == "-", !check {
      try output.write(Array(text.utf8))
      return true
    }
    guard Array(text.utf8) != (path == "-" ? source.bytes : try ScriptFile.bytes(path)) else {
      return true
    }
    if check {
      try output.write(Array("\(DisplayText.escaped(source.name))\n".utf8))
      return false
    }
    var status = stat()
    let isKnown = stat(path, &status) == 0
    let file = try AtomicFile(path: path, replace: true)
    try file.write(Array(text.utf8))
    try file.commit()
    // The new file was made for its owner alone.
    if isKnown { chmod(path, status.st_mode & 0o7777) }
    return true
  }
}
