/// Which declarations carry a comment.
enum DocumentationRules {
  /// Names whose meaning the standard library sets.
  static let knownNames: Set<String> = ["description", "hash", "id", "errorDescription"]

  /// Every `package` declaration has a `///` comment that says something.
  ///
  /// Exempt are initializers, operators, names that a protocol of the standard library explains,
  /// and stored properties of a documented type: they need one where name and type leave a
  /// question, which no rule can see.
  static func documentation(_ house: House) -> [Violation] {
    house.swiftFiles.flatMap { file -> [Violation] in
      let documented = Set(file.comments.filter(\.isDocumentation).map(\.line))
      func isDocumented(_ declaration: SwiftDeclaration) -> Bool {
        documented.contains(declaration.firstLine - 1)
      }
      return file.declarations.compactMap { declaration in
        guard needsComment(declaration, in: file), !isDocumented(declaration) else { return nil }
        if isStored(declaration), let parent = declaration.parent.map({ file.declarations[$0] }),
          isDocumented(parent)
        {
          return nil
        }
        return file.violation(
          declaration.firstLine,
          "`\(declaration.kind.rawValue) \(declaration.name)` has no `///` comment")
      }
    }
  }

  private static func needsComment(_ declaration: SwiftDeclaration, in file: HouseFile) -> Bool {
    let parent = declaration.parent.map { file.declarations[$0] }
    let isRequirement = parent?.kind == .protocol && parent?.modifiers.contains("package") ?? false
    guard declaration.modifiers.contains("package") || isRequirement else { return false }
    switch declaration.kind {
    case .`init`, .deinit, .case, .extension, .associatedtype: return false
    case .func, .subscript, .var, .let, .typealias, .struct, .enum, .class, .actor, .protocol:
      return declaration.kind == .subscript
        || !declaration.isOperator && !knownNames.contains(declaration.name)
    }
  }

  private static func isStored(_ declaration: SwiftDeclaration) -> Bool {
    declaration.kind == .let || declaration.kind == .var && !declaration.hasBody
  }
}
