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
      try print("\(stage.form)\n  \(stage.text)\n  example: \(stage.example)\n")
      return true
    }
    switch bare.lowercased() {
    case "rules": try print(HelpTopic.rules)
    case "conditions": try print(HelpTopic.conditions)
    case "periods": try print(HelpTopic.periods)
    case "rows": try print(HelpTopic.rows)
    case "sql": try print(HelpTopic.sql)
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
      "", "Also: .help conditions, .help periods, .help rows, .help rules", "", "Commands:",
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
