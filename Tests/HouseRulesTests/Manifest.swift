/// What `Package.swift` declares, read from its tokens.
struct Manifest {
  static let path = "Package.swift"

  struct Target {
    enum Kind: String {
      case library = "target"
      case executable = "executableTarget"
      case test = "testTarget"
    }

    let kind: Kind
    let name: String
    /// Its folder from the root.
    let path: String
    /// Targets of the package and modules of other packages, as they are imported.
    let dependencies: [String]
    let hasSharedSettings: Bool
    let line: Int
  }

  let targets: [Target]

  init(_ tokens: [SwiftToken]) {
    let products = Self.products(tokens)
    var targets: [Target] = []
    var index = 0
    while index + 2 < tokens.count {
      let word = tokens[index + 1].text
      if tokens[index].isSign("."), tokens[index + 2].isSign("("),
        let kind = Target.Kind(rawValue: word)
      {
        let end = Self.end(of: index + 2, in: tokens[...])
        targets.append(Self.target(kind, tokens[index + 2..<end], products))
        index = end
      } else {
        index += 1
      }
    }
    self.targets = targets
  }

  func target(_ name: String) -> Target? { targets.first { $0.name == name } }

  /// Everything that a target depends on, through others too.
  func reach(of name: String) -> Set<String> {
    var reached: Set<String> = []
    var open = target(name)?.dependencies ?? []
    while let next = open.popLast() {
      if reached.insert(next).inserted { open += target(next)?.dependencies ?? [] }
    }
    return reached
  }

  /// The modules of constants such as `let grdb: Target.Dependency = .product(name: "GRDB", ...)`.
  private static func products(_ tokens: [SwiftToken]) -> [String: String] {
    var products: [String: String] = [:]
    for index in tokens.indices where tokens[index].isWord("let") && index + 3 < tokens.count {
      guard tokens[index + 3].isWord("Target") else { continue }
      let statement = tokens[(index + 1)...].prefix { !$0.isWord("let") }
      guard let product = statement.firstIndex(where: { $0.isWord("product") }),
        let name = statement[product...].first(where: { $0.kind == .string })
      else { continue }
      products[tokens[index + 1].text] = unquoted(name.text)
    }
    return products
  }

  private static func target(
    _ kind: Target.Kind, _ tokens: ArraySlice<SwiftToken>, _ products: [String: String]
  ) -> Target {
    let name = string("name", in: tokens) ?? ""
    let folder = kind == .test ? "Tests" : "Sources"
    return Target(
      kind: kind, name: name, path: string("path", in: tokens) ?? "\(folder)/\(name)",
      dependencies: dependencies(tokens, products),
      hasSharedSettings: tokens.contains { $0.isWord("settings") },
      line: tokens.first?.line ?? 1)
  }

  /// The text that stands behind a label.
  private static func string(_ label: String, in tokens: ArraySlice<SwiftToken>) -> String? {
    guard let index = tokens.firstIndex(where: { $0.isWord(label) }), index + 2 < tokens.endIndex,
      tokens[index + 2].kind == .string
    else { return nil }
    return unquoted(tokens[index + 2].text)
  }

  private static func dependencies(
    _ tokens: ArraySlice<SwiftToken>, _ products: [String: String]
  ) -> [String] {
    guard let label = tokens.firstIndex(where: { $0.isWord("dependencies") }) else { return [] }
    let list = tokens[(label + 2)..<end(of: label + 2, in: tokens)]
    var names: [String] = []
    var isName = true
    for token in list {
      if token.kind == .string, isName { names.append(unquoted(token.text)) }
      if token.kind == .word, let module = products[token.text] { names.append(module) }
      // Of `.product(name: "X", package: "y")` only the first text names a module.
      if token.isWord("package") { isName = false }
      if token.isSign(")") { isName = true }
    }
    return names
  }

  private static func unquoted(_ text: String) -> String { String(text.dropFirst().dropLast()) }

  /// The place behind the bracket that closes the one at `open`.
  private static func end(of open: Int, in tokens: ArraySlice<SwiftToken>) -> Int {
    var depth = 0
    var index = open
    repeat {
      if ["(", "["].contains(tokens[index].text) { depth += 1 }
      if [")", "]"].contains(tokens[index].text) { depth -= 1 }
      index += 1
    } while depth > 0 && index < tokens.endIndex
    return index
  }
}
