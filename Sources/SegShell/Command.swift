/// The dot-commands: one row each in the table that dispatch, help and completion share.
enum Command: String, CaseIterable {
  case help, fields, segments, tags, settings, set, imports, drop, rename, mode, timer, read, last
  case suppressed, suppress, unsuppress
  case explain, sql
  case quit

  /// What follows the name, as help shows it.
  var arguments: String {
    switch self {
    case .help: "[TOPIC]"
    case .set: "NAME VALUE"
    case .drop: "NAME"
    case .rename: "OLD NEW"
    case .mode: "[FORMAT]"
    case .timer: "[on|off]"
    case .read: "FILE"
    case .last: "[FORMAT]"
    case .explain: "CODE"
    case .sql: "STATEMENT|--schema"
    case .suppress: "EMAIL|ID [REASON]|--file FILE [COLUMN [REASON]]"
    case .unsuppress: "EMAIL|ID"
    case .suppressed, .fields, .segments, .tags, .settings, .imports, .quit: ""
    }
  }

  /// How many arguments it takes.
  var arity: ClosedRange<Int> {
    switch self {
    case .help: 0...1
    case .set, .rename: 2...2
    case .drop, .read, .explain, .unsuppress: 1...1
    case .suppress: 1...4
    case .sql: 1...Int.max
    case .mode, .timer, .last: 0...1
    case .suppressed, .fields, .segments, .tags, .settings, .imports, .quit: 0...0
    }
  }

  var summary: String {
    switch self {
    case .help: "this list, or one topic: a command, a stage, `rules`"
    case .fields: "every attribute, relation and column with its type"
    case .segments: "saved segments with their definitions"
    case .tags: "tags with their numbers of customers"
    case .settings: "the store's settings"
    case .set: "change a setting: `rfm_scale 10`, `currency CHF`, ..."
    case .imports: "the files that were imported"
    case .drop: "forget a saved segment"
    case .rename: "give a saved segment another name"
    case .mode: "the output format, or change it"
    case .timer: "show the elapsed time after each statement"
    case .read: "run a script"
    case .last: "the last result again, whole, in any format"
    case .explain: "what the code of an error or warning means"
    case .sql: "a statement as SQL for SQLite, or with --schema its tables"
    case .suppressed: "those who are not to be contacted: the suppression list"
    case .suppress: "put somebody on the list, or all in a file: no export holds them"
    case .unsuppress: "take somebody off the list"
    case .quit: "leave (also Ctrl-D)"
    }
  }

  /// Whether it does something beyond showing, which safe mode forbids.
  var isForbiddenInSafeMode: Bool {
    switch self {
    case .set, .drop, .rename, .read, .suppress, .unsuppress: true
    case .help, .fields, .segments, .tags, .settings, .imports, .mode, .timer, .last, .explain,
      .sql, .suppressed, .quit:
      false
    }
  }

  /// Short names that users of other shells try first.
  static let aliases: [String: Command] = ["exit": .quit, "q": .quit, "h": .help]
}

/// A dot-command cut into its name and arguments; quotes hold blanks together.
struct CommandLine {
  let name: String
  let arguments: [String]

  /// Reads a line that begins with a dot; nil when a quote is left open.
  init?(_ line: String) {
    var words: [String] = []
    var word = ""
    var quote: Character?
    var isWord = false
    for character in line.dropFirst() {
      if let open = quote {
        if character == open { quote = nil } else { word.append(character) }
      } else if character == "'" || character == "\"" {
        quote = character
        isWord = true
      } else if character.isWhitespace || character == ";" && word.isEmpty && !isWord {
        if isWord { words.append(word) }
        word = ""
        isWord = false
      } else {
        word.append(character)
        isWord = true
      }
    }
    guard quote == nil else { return nil }
    if isWord { words.append(word) }
    name = words.first?.lowercased() ?? ""
    arguments = Array(words.dropFirst())
  }
}
