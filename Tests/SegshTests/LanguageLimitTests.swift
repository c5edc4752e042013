import Foundation
import Testing

/// Statements past every limit, in a file, a pipe and `-c`: one clear error, and no more memory
/// than a small shop takes anyway (clause 9.1).
@Suite struct LanguageLimitTests {
  private static let million = 1_000_000

  private static let nests: [(name: String, open: String)] = [
    ("brackets", "("), ("nots", "not "), ("signs", "-"), ("rows", "any(orders where "),
  ]

  @Test(arguments: nests.indices)
  func millionNestsAreRefusedInAFile(index: Int) throws {
    let bench = try Bench.withSmallShop()
    let (name, open) = Self.nests[index]
    // What is past a mebibyte is refused for its length before it is read, so both are tried.
    for count in [1_000_000 / open.utf8.count, Self.million] {
      let nest = "segment where recency > 1 and " + String(repeating: open, count: count)
      try bench.write("nest.seg", nest + "\n@nobody\n")
      let outcome = try limited(bench, "shop -f nest.seg --keep-going")
      #expect(outcome.status == 1, "\(name): \(outcome.errors.prefix(2000))")
      #expect(
        outcome.errors.contains("error[nesting-too-deep]")
          || outcome.errors.contains("error[statement-too-long]"), "\(outcome.errors.prefix(500))")
      #expect(outcome.errors.utf8.count < 2_000, "one message, cut to size")
      for command in ["fmt --check nest.seg", "check nest.seg"] {
        #expect(try limited(bench, command).status == 1)
      }
    }
  }

  @Test func aChainOfAMillionTermsIsTooLong() throws {
    let bench = try Bench.withSmallShop()
    let chain =
      "segment where recency > 1" + String(repeating: " or recency > 1", count: Self.million)
    try bench.write("chain.seg", chain + "\nsegment | count\n")
    for command in [
      "shop -f chain.seg --keep-going", "shop --keep-going < chain.seg", "check chain.seg",
    ] {
      let outcome = try limited(bench, command)
      #expect(outcome.status == 1, "\(command): \(outcome.errors.prefix(500))")
      #expect((outcome.errors + outcome.text).contains("[statement-too-long]"))
      if command.hasPrefix("shop") { #expect(outcome.text.hasSuffix("count\n7\n"), "\(command)") }
    }
  }

  @Test func aLongChainWithinTheLimitIsAnswered() throws {
    let bench = try Bench.withSmallShop()
    let chain = "segment where recency > 9" + String(repeating: " or recency > 9", count: 20_000)
    try bench.write("chain.seg", chain + " | count\n")
    let outcome = try limited(bench, "shop --asof \(SmallShop.asOf) -f chain.seg")
    #expect(outcome.status == 0 && outcome.text == "count\n4\n", "\(outcome.errors.prefix(500))")
  }

  /// An argument holds at most 128 KiB.
  @Test func nestsOfTheCommandLineAreRefused() throws {
    let bench = try Bench.withSmallShop()
    for (name, open) in Self.nests {
      let nest = "segment where " + String(repeating: open, count: 120_000 / open.utf8.count)
      let outcome = try bench.run("shop", "-c", nest)
      #expect(outcome.status == 1, "\(name)")
      #expect(outcome.errors.contains("error[nesting-too-deep]"), "\(outcome.errors.prefix(500))")
    }
  }

  /// Segments cannot be saved into a circle, from wherever the statement comes.
  @Test(arguments: ["-c", "-f", "-"]) func aCycleOfSegmentsIsRefused(entrance: String) throws {
    let bench = try Bench.withSmallShop()
    let statements = ["segment | save as a", "@a | save as b", "segment | exclude @b | save as a"]
    let script = statements.joined(separator: "\n") + "\n"
    try bench.write("cycle.seg", script)
    let outcome =
      switch entrance {
      case "-c": try bench.ask(statements[0], statements[1], statements[2])
      case "-f": try bench.run("shop", "-f", "cycle.seg")
      default: try bench.run("shop", input: script)
      }
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("`a` would be built on itself: @a → @b → @a"), "\(outcome)")
    #expect(try bench.ask("@b | count").text == "count\n7\n")
  }

  @Test func aTextWithoutEndIsRefused() throws {
    let bench = try Bench.withSmallShop()
    try bench.write("text.seg", "segment where city = '" + String(repeating: "x", count: 3_000_000))
    for command in ["shop -f text.seg", "shop < text.seg", "check text.seg", "fmt text.seg"] {
      let outcome = try limited(bench, command)
      #expect(outcome.status == 1, "\(command): \(outcome.errors.prefix(500))")
      #expect((outcome.errors + outcome.text).utf8.count < 3_000)
    }
  }

  /// Runs the program with at most 4 GiB of address space and 2 minutes of processor time.
  private func limited(_ bench: Bench, _ command: String) throws -> Outcome {
    try bench.shell("ulimit -v 4194304; ulimit -t 120; exec \"$0\" \(command)")
  }
}
