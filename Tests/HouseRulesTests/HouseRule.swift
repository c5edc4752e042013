import Testing

/// The rules that the repository keeps; each is a function of a house, real or made up.
enum HouseRule: String, CaseIterable, CustomTestStringConvertible {
  case rootEntries, targetFolders, floors, firewalls, imports, unusedDependencies
  case sizes, bannedWords, printing, machinePaths, commentedOutCode
  case documentation, deadFiles, deadDeclarations, documents

  var testDescription: String { rawValue }

  /// Every place where a house breaks the rule.
  func violations(in house: House) -> [Violation] {
    switch self {
    case .rootEntries: LayoutRules.rootEntries(house)
    case .targetFolders: LayoutRules.targetFolders(house)
    case .floors: LayoutRules.floors(house)
    case .firewalls: LayoutRules.firewalls(house)
    case .imports: ImportRules.imports(house)
    case .unusedDependencies: ImportRules.unusedDependencies(house)
    case .sizes: SizeRules.sizes(house)
    case .bannedWords: WordRules.bannedWords(house)
    case .printing: WordRules.printing(house)
    case .machinePaths: WordRules.machinePaths(house)
    case .commentedOutCode: WordRules.commentedOutCode(house)
    case .documentation: DocumentationRules.documentation(house)
    case .deadFiles: DeadCodeRules.deadFiles(house)
    case .deadDeclarations: DeadCodeRules.deadDeclarations(house)
    case .documents: DocumentRules.documents(house)
    }
  }
}
