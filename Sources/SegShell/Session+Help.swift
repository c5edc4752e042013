import SegText

extension Session {
  /// The list of commands, or one topic.
  func help(_ topic: String?, _ source: SourceText) throws(StatementFailure) -> Bool {
    guard let topic else {
      try print(Self.overview)
      return true
    }
    let bare = topic.hasPrefix(".") ? String(topic.dropFirst()) : topic
    if let stage = HelpTopic.stages.first(where: { $0.name == bare.lowercased() }) {
      let columns = StageColumns.byStage[stage.name].map { "  columns: \($0)\n" } ?? ""
      try print("\(stage.form)\n  \(stage.text)\n\(columns)  example: \(stage.example)\n")
      return true
    }
    switch bare.lowercased() {
    case "rules": try print(HelpTopic.rules)
    case "conditions": try print(HelpTopic.conditions)
    case "values": try print(HelpTopic.values)
    case "periods": try print(HelpTopic.periods)
    case "rows": try print(HelpTopic.rows)
    case "scripts": try print(HelpTopic.scripts)
    case "sql": try print(HelpTopic.sql)
    case "suppress", "suppressed", "unsuppress": try print(HelpTopic.suppression)
    case "mode":
      let lines = OutputFormat.allCases.map { format in
        "  \(Self.pad(format.rawValue, to: 10))\(format.summary)"
      }
      try print(".mode [FORMAT]\n" + lines.joined(separator: "\n") + "\n")
    case let name:
      guard let command = Command(rawValue: name) ?? Command.aliases[name] else {
        let nearest = NearestName.candidates(for: name, among: HelpTopic.names)
          .map { "`\($0)`" }
        return refuse(
          .unknownCommand, "there is no help on `\(topic)`", source,
          label: nearest.isEmpty ? nil : "nearest: " + nearest.joined(separator: ", "))
      }
      try print(".\(command.rawValue) \(command.arguments)\n  \(command.summary)\n")
    }
    return true
  }

  /// What a code of an error or warning means, with an example and what mends it.
  func explain(_ word: String, _ source: SourceText) throws(StatementFailure) -> Bool {
    guard let code = DiagnosticCode(rawValue: word.lowercased()) else {
      let codes = DiagnosticCode.allCases.map(\.rawValue)
      let nearest = NearestName.candidates(for: word, among: codes).map { "`\($0)`" }
      return refuse(
        .commandUsage, "`\(word)` is not a code", source,
        label: nearest.isEmpty
          ? "codes stand in brackets behind `error` and `warning`"
          : "nearest: " + nearest.joined(separator: ", "))
    }
    try print(MistakeTopic(code).lines(code))
    return true
  }

  private static var overview: String {
    var lines = [
      "segment where CONDITION | STAGE | STAGE ...      a statement; Enter runs it", "",
      "  segment where recency < 30 and monetary > 200",
      "  and country = 'FR'                             goes on from the last segment",
      "  | by channel stats count, sum(monetary)        so does a stage", "",
      "Stages (.help STAGE):",
    ]
    lines += HelpTopic.stages.map { "  \(pad($0.name, to: 10))\($0.text)" }
    lines += [
      "", "Also: .help conditions, .help values, .help periods, .help rows, .help scripts,",
      "      .help rules, .help sql", "", "Commands:",
    ]
    lines += Command.allCases.map { command in
      "  \(pad(".\(command.rawValue) \(command.arguments)", to: 20))\(command.summary)"
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func pad(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }
}

extension MistakeTopic {
  /// The topic as the shell prints it.
  fileprivate func lines(_ code: DiagnosticCode) -> String {
    func indented(_ script: String) -> String {
      script.split(separator: "\n").map { line in
        "    " + (line.count > 100 ? line.prefix(60) + "…" : line) + "\n"
      }.joined()
    }
    var text = "\(code.rawValue)\n  \(self.text)\n"
    if let example { text += "  for example:\n" + indented(example) }
    if let mended { text += "  mended:\n" + indented(mended) }
    return text
  }
}
