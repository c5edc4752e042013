/// Words that do not belong into the code.
enum WordRules {
  /// Sequences of tokens that no source may hold, and why.
  static let bannedCode: [(tokens: [String], reason: String)] = [
    (["fatalError", "("], "own bugs are preconditions"),
    (["try", "!"], "failures of the environment are typed throws"),
    (["as", "!"], "no forced casts"),
    (["Any"], "a closed set of types is an enum"),
    (["@", "testable"], "tests see `package` symbols"),
    (["public"], "there is no library product"),
    (["open", "class"], "there is no library product"),
    (["@", "_exported"], "each file imports what it names"),
    (["package", "extension"], "access levels stand on members"),
    (["private", "extension"], "access levels stand on members"),
    (["fileprivate", "extension"], "access levels stand on members"),
    (["Swift", ".", "print"], "only the reporter and the printers write"),
    (["debugPrint", "("], "only the reporter and the printers write"),
    (["dump", "("], "only the reporter and the printers write"),
  ]

  /// Words that no comment or text may hold either.
  static let bannedWords = ["TO" + "DO", "FIX" + "ME", "XX" + "X"]

  static func bannedWords(_ house: House) -> [Violation] {
    house.sources.flatMap { file -> [Violation] in
      var violations: [Violation] = []
      for (start, first) in file.tokens.enumerated() where first.kind != .quotedWord {
        for (tokens, reason) in bannedCode where matches(tokens, at: start, in: file) {
          violations.append(
            file.violation(first.line, "`\(tokens.joined())`: \(reason)"))
        }
      }
      for (index, line) in file.lines.enumerated() {
        let words = line.split { !$0.isLetter }
        for word in bannedWords where words.contains(word[...]) {
          violations.append(file.violation(index + 1, "`\(word)`: do it, or file it"))
        }
      }
      return violations
    }
  }

  private static func matches(_ tokens: [String], at start: Int, in file: HouseFile) -> Bool {
    // A member may bear such a name: `sink.dump(`, `func dump(`.
    let before = start > 0 ? file.tokens[start - 1].text : ""
    if tokens.last == "(", before == "." || before == "func" { return false }
    return start + tokens.count <= file.tokens.count
      && tokens.indices.allSatisfy { offset in
        let token = file.tokens[start + offset]
        // `try !isEmpty` is no `try!`.
        return token.text == tokens[offset] && (token.text != "!" || token.isJoined)
      }
  }

  /// Below the floor of the programs nothing prints; inside a type with a method of that name a
  /// call means the method, as the language has it.
  static func printing(_ house: House) -> [Violation] {
    house.sources.flatMap { file -> [Violation] in
      let target = house.target(of: file)
      if LayoutRules.floors[target?.name ?? ""] == 6 { return [] }
      let printers = typesThatPrint(house.sources.filter { $0.targetFolder == file.targetFolder })
      return file.tokens.indices.compactMap { index in
        let token = file.tokens[index]
        guard token.isWord("print"), index + 1 < file.tokens.count,
          file.tokens[index + 1].isSign("("),
          index == 0 || ![".", "func"].contains(file.tokens[index - 1].text)
        else { return nil }
        let means = file.declarations.contains {
          $0.kind.isType && printers.contains($0.name)
            && ($0.firstLine...$0.lastLine).contains(token.line)
        }
        return means ? nil : file.violation(token.line, "only the programs may print")
      }
    }
  }

  private static func typesThatPrint(_ files: [HouseFile]) -> Set<String> {
    Set(
      files.flatMap { file in
        file.declarations.filter { $0.kind == .func && $0.name == "print" }
          .compactMap { $0.parent.map { file.declarations[$0].name } }
      })
  }

  /// Starts of paths that exist on one machine only.
  static let machineFolders = ["/work/", "/root/", "/home/", "/tmp/", "/Users/", "../shared/"]

  /// No file of the repository names a folder of the machine that it was written on.
  static func machinePaths(_ house: House) -> [Violation] {
    let own = "Tests/HouseRulesTests/"
    let files = house.files.filter { !$0.path.hasPrefix(own) && !$0.path.hasSuffix(".golden") }
    return files.flatMap { file in
      file.lines.enumerated().flatMap { index, line in
        machineFolders.filter { line.contains($0) }.map {
          file.violation(index + 1, "names `\($0)`, a folder of one machine")
        }
      }
    }
  }

  /// Comments are sentences, not code that was switched off.
  static func commentedOutCode(_ house: House) -> [Violation] {
    let keywords = ["let", "var", "func", "return", "guard", "import", "case", "if", "for"]
    return house.swiftFiles.flatMap { file in
      file.comments.compactMap { comment in
        guard !comment.text.hasPrefix("///"), !comment.text.hasPrefix("/*") else { return nil }
        let text = comment.text.drop { $0 == "/" || $0.isWhitespace }
        let begins = keywords.contains { text.hasPrefix($0 + " ") }
        let looksLikeCode =
          begins && (text.contains(" = ") || text.hasSuffix("{") || text.hasSuffix(")"))
          || text == "}" || text.hasSuffix(";")
        return looksLikeCode
          ? file.violation(comment.line, "looks like code that was switched off") : nil
      }
    }
  }
}
