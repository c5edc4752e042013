import SegText

extension Diagnostic: Error {}

extension Command {
  /// The command of a line that begins with a dot, with its arguments; or what is wrong with it.
  static func parse(_ source: SourceText) -> Result<(Command, arguments: [String]), Diagnostic> {
    let range = SourceRange(0, source.bytes.count)
    func mistake(_ code: DiagnosticCode, _ message: String, label: String? = nil) -> Diagnostic {
      Diagnostic(code: code, message: message, range: range, label: label)
    }
    guard let line = CommandLine(String(decoding: source.bytes, as: UTF8.self)) else {
      return .failure(mistake(.commandUsage, "a quote is left open"))
    }
    guard let command = Command(rawValue: line.name) ?? aliases[line.name] else {
      let nearest = NearestName.candidates(for: line.name, among: allCases.map(\.rawValue))
        .map { "`.\($0)`" }
      return .failure(
        mistake(
          .unknownCommand, "`.\(line.name)` is not a command",
          label: nearest.isEmpty
            ? "`.help` lists them" : "nearest: " + nearest.joined(separator: ", ")))
    }
    guard command.arity.contains(line.arguments.count) else {
      return .failure(
        mistake(.commandUsage, "usage: .\(command.rawValue) \(command.arguments)"))
    }
    return .success((command, line.arguments))
  }
}
