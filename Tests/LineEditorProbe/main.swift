import Foundation
import SegLineEditor

// Reads statements as the shell does and prints what it got, one JSON object a line, so that
// tests can drive the editor through a pseudo-terminal. `run` asks for confirmation, `spin` works
// until Ctrl-C, `crash` ends by a signal.

/// Words the probe completes, with a description for some.
let words = [
  Completion("recency", description: "days since the last order"),
  Completion("receipts", description: "orders with a receipt"),
  Completion("monetary"), Completion("country"), Completion("amount", suffix: "("),
]

func report(_ members: [String: some Encodable]) {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  guard let data = try? encoder.encode(members) else { return }
  print(String(decoding: data, as: UTF8.self))
}

func isComplete(_ text: String) -> Bool {
  let depth = text.reduce(0) { $0 + ($1 == "(" ? 1 : $1 == ")" ? -1 : 0) }
  return depth <= 0 && !text.hasSuffix("and")
}

func complete(_ before: String, _ after: String) -> CompletionResult {
  let partial = before.reversed().prefix { $0.isLetter }.reversed()
  let candidates = words.filter { $0.replacement.hasPrefix(String(partial)) }
  return CompletionResult(partialLength: String(partial).utf8.count, candidates: candidates)
}

let environment = ProcessInfo.processInfo.environment
guard
  let editor = LineEditor(
    program: "probe", history: History(path: environment["PROBE_HISTORY"]),
    isComplete: isComplete, complete: complete)
else {
  print("no terminal")
  exit(2)
}

func run(_ statement: String) {
  switch statement {
  case "run": report(["confirmed": Terminal.confirm("Do it? [y/N] ")])
  case "size": report(["width": Terminal.width(1), "height": Terminal.height(1)])
  case "crash": abort()
  case "spin":
    report(["spinning": true])
    while !Interrupts.isRequested { usleep(1_000) }
    report(["stopped": true])
  default: report(["line": statement])
  }
}

reading: while true {
  switch editor.readStatement(prompt: environment["PROBE_PROMPT"] ?? "segsh› ") {
  case .line(let statement):
    do {
      try editor.remember(statement, now: Int64(Date().timeIntervalSince1970))
    } catch {
      report(["history": error.reason])
    }
    Interrupts.catching { run(statement) }
  case .interrupted: report(["interrupted": true])
  case .endOfInput: break reading
  }
}
report(["bye": true])
