import ArgumentParser
import SegStore

/// Measures the engine in this process; `Sources/README.md` says how the comparison uses it.
@main
struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "segsh-bench",
    abstract: "Times loading and questions, in this process.",
    subcommands: [
      Bandwidth.self, Load.self, List.self, Pack.self, Questions.self,
      SnapshotTimes.self,
    ])

  static func main() {
    FreedMemory.keep()
    main(nil)
  }
}
