import CEditline

extension LineEditor {
  /// Keys of the keyboard that are short for an editing key; libedit has some on others.
  private static let synonyms: [(key: String, means: EditingKey)] = [
    ("^M", .enter), ("^J", .enter), ("\\e^M", .newline), ("\\e^J", .newline),
    ("^I", .complete), ("^C", .interrupt), ("^Z", .suspend), ("^D", .endOfInput),
    ("^P", .up), ("^N", .down), ("^A", .home), ("^E", .end), ("^W", .deletePreviousWord),
    ("^R", .searchOlder), ("^S", .searchNewer),
  ]

  /// Reads the user's editrc and then binds the editor's keys, so that they outlast a `bind -e`
  /// in it.
  func bindKeys() {
    _ = unsafe el_source(handle, nil)
    unsafe segsh_enable_editing(handle)
    unsafe segsh_raw_keys(handle)
    let own = "segsh-key"
    let name = unsafe Self.wide(own)
    unsafe commandName = name
    _ = unsafe segsh_add_command(handle, name, Self.performKey)
    for key in EditingKey.allCases {
      let failed = unsafe segsh_bind(handle, key.notation, key.stockCommand ?? own) != 0
      precondition(!failed, "libedit refuses the key \(key)")
    }
    for synonym in Self.synonyms {
      let failed = unsafe segsh_bind_synonym(handle, synonym.key, synonym.means.notation) != 0
      precondition(!failed, "libedit refuses the key \(synonym.key)")
    }
  }

  private static let performKey: segsh_command = { handle, character in
    guard let editor = unsafe owner(of: handle),
      let key = EditingKey(rawValue: UInt32(bitPattern: character))
    else { return UInt8(CC_ERROR) }
    return UInt8(editor.perform(key))
  }

  private func perform(_ key: EditingKey) -> Reply {
    switch key {
    case .enter: enter()
    case .newline: newline()
    case .interrupt: interrupt()
    case .complete: tab()
    case .list: list()
    case .paste: insertPaste()
    case .up: up()
    case .down: down()
    case .home: home()
    case .end: end()
    case .suspend: prepareSuspension()
    case .stop: suspend()
    case .left, .right, .delete, .previousWord, .nextWord, .deletePreviousWord, .deleteNextWord,
      .searchOlder, .searchNewer, .endOfInput, .accept, .olderEntry, .newerEntry:
      CC_ERROR
    }
  }
}

extension EditingKey {
  /// The command of libedit that the key is bound to; nil when the editor has its own.
  fileprivate var stockCommand: String? {
    switch self {
    case .left: "ed-prev-char"
    case .right: "ed-next-char"
    case .delete: "ed-delete-next-char"
    case .previousWord: "ed-prev-word"
    case .nextWord: "em-next-word"
    case .deletePreviousWord: "ed-delete-prev-word"
    case .deleteNextWord: "em-delete-next-word"
    case .searchOlder: "em-inc-search-prev"
    case .searchNewer: "em-inc-search-next"
    case .endOfInput: "em-delete-or-list"
    case .accept: "ed-newline"
    case .olderEntry: "ed-prev-history"
    case .newerEntry: "ed-next-history"
    case .up, .down, .home, .end, .paste, .newline, .enter, .complete, .interrupt, .suspend,
      .stop, .list:
      nil
    }
  }
}
