/// Files and declarations that nothing mentions.
enum DeadCodeRules {
  /// Every file declares something that another file mentions.
  ///
  /// For Sources only mentions in Sources count. Entry points and test suites are used by nature,
  /// an extension by its conformance or by a member.
  static func deadFiles(_ house: House) -> [Violation] {
    [house.sources, house.files.filter(\.isTest)].flatMap { files -> [Violation] in
      var mentions: [String: Set<String>] = [:]
      for file in files {
        for word in file.words { mentions[word.text, default: []].insert(file.path) }
      }
      return files.compactMap { file in
        if file.path.hasSuffix("/main.swift") { return nil }
        if file.declarations.isEmpty { return file.violation(1, "declares nothing") }
        if isEntry(file) { return nil }
        let isUsed = handles(file).contains { name in
          name.isEmpty || !(mentions[name] ?? []).subtracting([file.path]).isEmpty
        }
        return isUsed ? nil : file.violation(1, "no other file mentions what it declares")
      }
    }
  }

  private static func isEntry(_ file: HouseFile) -> Bool {
    let entries: Set = ["@main", "@Test", "@Suite", "@_cdecl"]
    return file.declarations.contains { !$0.modifiers.isDisjoint(with: entries) }
  }

  /// Names by which other files could use a file; an empty one stands for a use without a name.
  private static func handles(_ file: HouseFile) -> [String] {
    file.declarations.compactMap { declaration in
      let parent = declaration.parent.map { file.declarations[$0] }
      switch (declaration.kind, parent?.kind) {
      case (.extension, _): return declaration.inherited.isEmpty ? nil : ""
      case (_, nil): return declaration.name
      case (_, .extension): return declaration.isOperator ? "" : declaration.name
      default: return nil
      }
    }
  }

  /// Names that are called by the standard library, the compiler or a package.
  static let calledElsewhere: Set<String> = [
    "description", "debugDescription", "errorDescription", "testDescription", "hash", "main",
    "configuration", "validate", "run", "deinit", "fuzzLanguage",
  ]

  /// Every name that is declared in Sources is mentioned besides its declaration; the cases of an
  /// enum that is made from raw values need no mention.
  static func deadDeclarations(_ house: House) -> [Violation] {
    var counts: [String: Int] = [:]
    var madeFromRawValues: Set<String> = []
    for file in house.swiftFiles {
      for word in file.words { counts[word.text, default: 0] += 1 }
      for (index, token) in file.tokens.enumerated().dropFirst(2)
      where token.isWord("rawValue") && file.tokens[index - 1].isSign("(") {
        madeFromRawValues.insert(file.tokens[index - 2].text)
      }
    }
    return house.sources.flatMap { file in
      file.declarations.compactMap { declaration in
        guard counts[declaration.name] == 1, !calledElsewhere.contains(declaration.name),
          !declaration.modifiers.contains("@main")
        else { return nil }
        let owner = declaration.parent.map { file.declarations[$0].name } ?? ""
        if declaration.kind == .case, madeFromRawValues.contains(owner) { return nil }
        return file.violation(
          declaration.firstLine,
          "nothing mentions `\(declaration.kind.rawValue) \(declaration.name)`")
      }
    }
  }
}
