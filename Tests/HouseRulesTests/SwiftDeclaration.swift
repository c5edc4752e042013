/// One declaration of a Swift file.
struct SwiftDeclaration {
  enum Kind: String {
    case `func`, `init`, `deinit`, `subscript`, `var`, `let`, `case`, `typealias`
    case `associatedtype`, `struct`, `enum`, `class`, `actor`, `protocol`, `extension`

    var isType: Bool {
      switch self {
      case .struct, .enum, .class, .actor, .protocol, .extension: true
      default: false
      }
    }

    var isCallable: Bool {
      switch self {
      case .func, .`init`, .deinit, .subscript: true
      default: false
      }
    }
  }

  let kind: Kind
  /// Signs for an operator, empty for what has no name; an extension bears its type's.
  let name: String
  /// Modifiers without brackets, and attributes with their `@`.
  let modifiers: Set<String>
  /// Line of the first modifier or attribute.
  let firstLine: Int
  /// Line of the brace that closes it; its last known line when it has none.
  var lastLine: Int
  /// Position among the file's declarations of the type that it stands in.
  let parent: Int?
  /// What a type or an extension conforms to or inherits from.
  var inherited: [String] = []
  /// Whether braces follow: a body, or a computed variable's.
  var hasBody = false

  var isOperator: Bool { name.unicodeScalars.allSatisfy { !$0.properties.isAlphabetic } }
}

/// Finds the declarations of a file outside of function bodies, and functions inside them.
///
/// It is an approximation that follows brackets and keywords; `SwiftScannerTests` shows what it
/// has to get right.
struct SwiftScanner {
  private struct Scope {
    var declaration: Int?
    /// Whether members may stand here: the file itself, or a type.
    var holdsMembers: Bool
    var depth: Int
  }

  private struct Pending {
    var declaration: Int
    var depth: Int
    var hasInitialValue = false
  }

  private let tokens: [SwiftToken]
  private(set) var declarations: [SwiftDeclaration] = []
  private var scopes = [Scope(declaration: nil, holdsMembers: true, depth: 0)]
  private var pending: Pending?
  private var depth = 0

  init(_ tokens: [SwiftToken]) {
    self.tokens = tokens
    var index = 0
    while index < tokens.count { index = scan(index) }
  }

  private var scope: Scope { scopes[scopes.count - 1] }

  /// Reads what begins at a token; returns where to go on.
  private mutating func scan(_ index: Int) -> Int {
    let token = tokens[index]
    switch (token.kind, token.text) {
    case (.sign, "{"): openBrace()
    case (.sign, "}"): closeBrace(token.line)
    case (.sign, "("), (.sign, "["): depth += 1
    case (.sign, ")"), (.sign, "]"): depth -= 1
    case (.sign, "="): if pending?.depth == depth { pending?.hasInitialValue = true }
    case (.word, _):
      if depth == scope.depth, let kind = kind(at: index) { return declare(kind, at: index) }
    default: break
    }
    return index + 1
  }

  private mutating func openBrace() {
    var opened = Scope(declaration: nil, holdsMembers: false, depth: depth)
    if let pending, pending.depth == depth {
      let kind = declarations[pending.declaration].kind
      if kind.isType || kind.isCallable || kind == .var && !pending.hasInitialValue {
        opened.declaration = pending.declaration
        opened.holdsMembers = kind.isType
        declarations[pending.declaration].hasBody = true
      }
      self.pending = nil
    }
    scopes.append(opened)
  }

  private mutating func closeBrace(_ line: Int) {
    guard scopes.count > 1 else { return }
    // A closure among the arguments of what is pending leaves it pending.
    if let pending, pending.depth >= scope.depth { self.pending = nil }
    if let declaration = scopes.removeLast().declaration {
      declarations[declaration].lastLine = line
    }
  }

  /// What a keyword at a place declares; nil where it is a label, a modifier or no declaration.
  private func kind(at index: Int) -> SwiftDeclaration.Kind? {
    guard let kind = SwiftDeclaration.Kind(rawValue: tokens[index].text) else { return nil }
    let before = index > 0 ? tokens[index - 1] : nil
    if let before, before.isSign(".") || before.isWord("import") { return nil }
    guard index + 1 < tokens.count else { return nil }
    let next = tokens[index + 1]
    switch kind {
    case .func: return kind
    case .struct, .enum, .class, .actor, .protocol, .extension:
      let isModifier = ["func", "var", "let", "subscript"].contains(next.text)
      return next.kind != .sign && !isModifier ? kind : nil
    case .var, .let, .typealias, .associatedtype:
      let isCondition = ["if", "guard", "while", "case", "for"].contains(before?.text ?? "")
      return scope.holdsMembers && !isCondition ? kind : nil
    case .case:
      let owner = scope.declaration.map { declarations[$0].kind }
      return owner == .enum ? kind : nil
    case .`init`, .deinit, .subscript: return scope.holdsMembers ? kind : nil
    }
  }
}

extension SwiftScanner {
  private mutating func declare(_ kind: SwiftDeclaration.Kind, at index: Int) -> Int {
    if kind == .case { return declareCases(at: index) }
    let (modifiers, first) = modifiers(before: index)
    var next = index + 1
    var name = ""
    if kind != .`init`, kind != .deinit, kind != .subscript { name = self.name(at: &next) }
    var declaration = SwiftDeclaration(
      kind: kind, name: name, modifiers: modifiers, firstLine: tokens[first].line,
      lastLine: tokens[index].line, parent: scope.declaration)
    if kind.isType { declaration.inherited = inherited(from: next) }
    pending = Pending(declaration: declarations.count, depth: depth)
    declarations.append(declaration)
    return next
  }

  /// The name that begins at a place, which moves behind it; an operator's is its signs.
  private func name(at index: inout Int) -> String {
    guard index < tokens.count else { return "" }
    if tokens[index].kind != .sign {
      defer { index += 1 }
      return tokens[index].text
    }
    var name = ""
    while index < tokens.count, tokens[index].kind == .sign, !tokens[index].isSign("(") {
      name += tokens[index].text
      index += 1
    }
    return name
  }

  private mutating func declareCases(at index: Int) -> Int {
    let (modifiers, first) = modifiers(before: index)
    var next = index + 1
    while next < tokens.count {
      declarations.append(
        SwiftDeclaration(
          kind: .case, name: tokens[next].text, modifiers: modifiers,
          firstLine: tokens[first].line, lastLine: tokens[next].line, parent: scope.declaration))
      next += 1
      if next < tokens.count, tokens[next].isSign("(") { next = afterBracket(next) }
      if next < tokens.count, tokens[next].isSign("=") { next += 2 }
      guard next < tokens.count, tokens[next].isSign(",") else { break }
      next += 1
    }
    return next
  }

  private func afterBracket(_ open: Int) -> Int {
    var depth = 0
    var index = open
    repeat {
      if tokens[index].isSign("(") { depth += 1 }
      if tokens[index].isSign(")") { depth -= 1 }
      index += 1
    } while depth > 0 && index < tokens.count
    return index
  }

  /// Words after the colon of a type, up to its brace or its requirements.
  private func inherited(from start: Int) -> [String] {
    guard let end = tokens[start...].firstIndex(where: { $0.isSign("{") || $0.isWord("where") }),
      let colon = tokens[start..<end].firstIndex(where: { $0.isSign(":") })
    else { return [] }
    return tokens[colon..<end].filter { $0.kind == .word }.map(\.text)
  }

  private static let modifierWords: Set<String> = [
    "package", "public", "internal", "private", "fileprivate", "open", "static", "class", "final",
    "mutating", "nonmutating", "override", "indirect", "lazy", "weak", "unowned", "nonisolated",
    "required", "convenience", "prefix", "postfix", "infix", "consuming", "borrowing", "unsafe",
  ]

  /// The modifiers and attributes in front of a keyword, and the place of the first of them.
  private func modifiers(before index: Int) -> (Set<String>, Int) {
    var found: Set<String> = []
    var first = index
    while first > 0 {
      var word = first - 1
      if tokens[word].isSign(")") {
        while word > 0, !tokens[word].isSign("(") { word -= 1 }
        word -= 1
      }
      guard word >= 0, tokens[word].kind == .word else { break }
      if word > 0, tokens[word - 1].isSign("@") {
        found.insert("@" + tokens[word].text)
        first = word - 1
      } else if Self.modifierWords.contains(tokens[word].text) {
        if word == first - 1 { found.insert(tokens[word].text) }
        first = word
      } else {
        break
      }
    }
    return (found, first)
  }
}
