/// Which modules a file may name.
enum ImportRules {
  /// Modules of the toolchain that any target may import.
  static let free: Set<String> = ["Swift", "Synchronization"]

  /// The targets that call the operating system.
  private static let system: Set<String> = [
    "SegLineEditor", "SegStore", "SegFiles", "SegWorkspace", "SegActions", "segsh", "segsh-bench",
  ]

  /// Modules of the toolchain, and the targets under Sources that may import them; tests may too.
  static let restricted: [String: Set<String>] = [
    "Foundation": ["SegFiles", "SegWorkspace", "segsh", "segsh-bench"],
    "Dispatch": ["SegStore"],
    "Glibc": system, "Darwin": system,
    "Testing": [],
  ]

  /// Every import is a declared dependency, or a module of the toolchain that is allowed there.
  static func imports(_ house: House) -> [Violation] {
    house.swiftFiles.flatMap { file -> [Violation] in
      guard let target = house.target(of: file) else { return [] }
      let declared = Set(target.dependencies)
      return importedModules(file).compactMap { module, line in
        if declared.contains(module) || free.contains(module) { return nil }
        guard let allowed = restricted[module] else {
          return file.violation(line, "\(target.name) does not declare \(module)")
        }
        if file.isTest || allowed.contains(target.name) { return nil }
        return file.violation(line, "\(target.name) may not import \(module)")
      }
    }
  }

  /// Every declared dependency is imported by a file of the target; a test target may also name an
  /// executable, which is built for it to run.
  static func unusedDependencies(_ house: House) -> [Violation] {
    house.manifest.targets.flatMap { target -> [Violation] in
      let files = house.swiftFiles.filter { $0.targetFolder == target.path }
      let imported = Set(files.flatMap { importedModules($0).map(\.module) })
      return target.dependencies.compactMap { name in
        let isProgram = house.manifest.target(name)?.kind == .executable
        if imported.contains(name) || target.kind == .test && isProgram { return nil }
        return Violation(
          path: Manifest.path, line: target.line,
          message: "\(target.name) declares \(name) and never imports it")
      }
    }
  }

  /// The modules that a file imports, with their lines.
  static func importedModules(_ file: HouseFile) -> [(module: String, line: Int)] {
    file.tokens.indices.compactMap { index in
      let token = file.tokens[index]
      guard token.isWord("import"), index + 1 < file.tokens.count else { return nil }
      let kinds = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
      let isKind = kinds.contains(file.tokens[index + 1].text) && index + 2 < file.tokens.count
      return (file.tokens[index + (isKind ? 2 : 1)].text, token.line)
    }
  }
}
