import Foundation
import SegTestSupport
import Testing

/// What is printed as an example works as printed.
@Suite struct ReplayTests {
  @Test func everyExampleOfHelpRunsOnTheDemoShop() throws {
    let bench = try Bench()
    let overview = try bench.run("demo", "--customers", "1", "-c", ".help")
    let lines = overview.lines
    let first = try #require(lines.firstIndex(of: "Stages (.help STAGE):")) + 1
    let stages = lines[first...].prefix { !$0.isEmpty }.compactMap {
      $0.split(separator: " ").first.map(String.init)
    }
    #expect(stages.count >= 14)
    let help = try bench.run(
      ["demo", "--customers", "1"] + stages.flatMap { ["-c", ".help \($0)"] })
    let mark = "  example: "
    let examples = help.lines.filter { $0.hasPrefix(mark) }.map { String($0.dropFirst(mark.count)) }
    #expect(examples.count == stages.count)

    let conditions = try bench.run("demo", "--customers", "1", "-c", ".help conditions")
    let tests = conditions.lines.filter { $0.hasPrefix("  ") }.map { line in
      let text = line.dropFirst(2)
      return text[..<(text.firstRange(of: "  ")?.lowerBound ?? text.endIndex)]
    }
    #expect(tests.count > 8)
    let statements =
      examples + ["segment where rfm = 555 | save as vip"]
      + tests.map { "segment where \($0) | count" }
    let outcome = try bench.run(
      ["demo", "--customers", "1000", "--yes", "--keep-going"]
        + statements.flatMap { ["-c", $0] })
    #expect(outcome.status == 0)
    #expect(!outcome.errors.contains("error["), "\(outcome.errors)")
    #expect(bench.has("best.csv"))
  }

  @Test(.enabled("README.md has no session") { !Transcript.ofReadme.isEmpty })
  func theSessionsOfTheReadmeComeOutAsPrinted() throws {
    for transcript in Transcript.ofReadme {
      let bench = try Bench()
      let shell = try ShellSession(bench, transcript.arguments, columns: 200)
      try shell.ready()
      for step in transcript.steps {
        if step.typed == ".quit" {
          #expect(try shell.quit() == 0)
          continue
        }
        var shown: String
        if let answer = step.answer {
          let (plan, receipt) = try shell.enter(step.typed, answering: answer)
          shown = plan + answer + receipt
        } else {
          shown = try shell.enter(step.typed)
        }
        #expect(Transcript.comparable(shown) == Transcript.comparable(step.shown), "\(step.typed)")
      }
    }
  }
}

/// A session printed in a document.
private struct Transcript {
  struct Step {
    var typed: String
    var shown = ""
    var answer: String?
  }

  var arguments: [String]
  var steps: [Step] = []

  private static let question = "Do it? [y/N] "

  /// The blocks of README.md that are marked as sessions.
  static let ofReadme: [Transcript] = {
    var root = URL(filePath: #filePath)
    for _ in 0..<3 { root.deleteLastPathComponent() }
    let readme = root.appending(path: "README.md")
    guard let text = try? String(contentsOf: readme, encoding: .utf8) else { return [] }
    return all(in: text)
  }()

  static func all(in text: String) -> [Transcript] {
    var transcripts: [Transcript] = []
    var isInside = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("```") {
        isInside = line == "```console session"
      } else if isInside, line.hasPrefix("$ segsh ") {
        transcripts.append(
          Transcript(arguments: line.dropFirst(8).split(separator: " ").map(String.init)))
      } else if isInside, !transcripts.isEmpty {
        transcripts[transcripts.count - 1].add(line)
      }
    }
    return transcripts
  }

  private mutating func add(_ line: Substring) {
    let prompt = ShellSession.prompt + " "
    if line.hasPrefix(prompt) {
      steps.append(Step(typed: String(line.dropFirst(prompt.count))))
    } else if !steps.isEmpty {
      let last = steps.count - 1
      if line.hasPrefix(Self.question) {
        steps[last].answer = String(line.dropFirst(Self.question.count))
      }
      steps[last].shown += line + "\n"
    }
  }

  /// Lines without what differs from run to run: times, and hashes of files that hold new codes.
  static func comparable(_ shown: String) -> [String] {
    shown.replacing(/sha256 [0-9a-f]{64}/, with: "sha256 ...")
      .replacing(/(\d+ ms|\d+\.\d s|under 1 ms)/, with: "... ms")
      .split(separator: "\n").map { line in
        String(line.reversed().drop { $0 == " " }.reversed())
      }.filter { !$0.isEmpty }
  }
}
