import ArgumentParser
import Foundation
import SegFiles
import SegShell
import SegText
import SegWorkspace

/// A mistake in the command line that only shows once it is carried out.
struct UsageFailure: Error {
  let message: String

  init(_ message: String) { self.message = message }
}

/// Failures outside of statements: one message, one exit status.
enum Failures {
  /// Runs the work of a command and ends the process with the status of its failure.
  static func exiting(_ body: () throws -> Void) throws {
    do {
      try body()
    } catch let failure as FileFailure {
      try exit(failure.exitStatus, failure.description)
    } catch let failure as WorkspaceFailure {
      try exit(failure.exitStatus, failure.message)
    } catch let failure as UsageFailure {
      try exit(ExitStatus.usage.rawValue, failure.message)
    }
  }

  private static func exit(_ status: Int32, _ message: String) throws {
    if status != ExitStatus.readerGone.rawValue {
      Messages.write("error: \(DisplayText.escaped(message))\n")
    }
    throw ExitCode(status)
  }
}
