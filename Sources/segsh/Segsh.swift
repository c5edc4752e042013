import ArgumentParser
import SegStore

/// The program: a shell for customer segments.
@main
struct Segsh: ParsableCommand {
  static let version = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "segsh",
    abstract: "A shell for customer segments.",
    discussion: """
      Give a workspace, or CSV files to look into without keeping anything:

        segsh demo
        segsh orders.csv -c "segment where recency < 30 | count"
        segsh import shop customers.csv orders.csv && segsh shop

      Without -c or -f it is interactive on a terminal and reads statements from a pipe.
      """,
    version: version,
    subcommands: [
      OpenCommand.self, DemoCommand.self, ImportCommand.self, GenerateCommand.self,
      FormatCommand.self, CheckCommand.self,
    ],
    defaultSubcommand: OpenCommand.self)

  static func main() {
    FreedMemory.keep()
    main(FileRoles.arguments(CommandLine.arguments.dropFirst()))
  }
}
