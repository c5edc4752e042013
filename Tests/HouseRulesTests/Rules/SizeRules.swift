/// How long things may be.
enum SizeRules {
  static let fileLines = 600
  static let wishedFileLines = 300
  static let functionLines = 70
  static let columns = 100

  /// Files, functions (their braces included) and lines keep their limits.
  static func sizes(_ house: House) -> [Violation] {
    var files = house.swiftFiles
    if let manifest = house.file(Manifest.path) { files.append(manifest) }
    return files.flatMap { file -> [Violation] in
      var violations: [Violation] = []
      if lineCount(file) > fileLines {
        violations.append(
          file.violation(fileLines + 1, "\(lineCount(file)) lines, more than \(fileLines)"))
      }
      for declaration in file.declarations where declaration.hasBody && !declaration.kind.isType {
        let count = declaration.lastLine - declaration.firstLine + 1
        if count > functionLines {
          violations.append(
            file.violation(
              declaration.firstLine,
              "`\(declaration.name)` has \(count) lines, more than \(functionLines)"))
        }
      }
      for (index, line) in file.lines.enumerated() where line.count > columns {
        violations.append(
          file.violation(index + 1, "\(line.count) columns, more than \(columns)"))
      }
      return violations
    }
  }

  /// Source files that outgrow the size to aim for: no violation, but often a second idea.
  static func largeFiles(_ house: House) -> [String] {
    house.sources.filter { lineCount($0) > wishedFileLines }
      .map { "\($0.path): \(lineCount($0)) lines, aim below \(wishedFileLines)" }
  }

  private static func lineCount(_ file: HouseFile) -> Int {
    file.lines.count - (file.lines.last?.isEmpty ?? false ? 1 : 0)
  }
}
