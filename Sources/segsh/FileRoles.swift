/// Pairs each `--as ROLE` with the file that follows it: the order of options and files is lost to
/// the argument parser, so the pair travels as one option `--as ROLE=FILE`.
enum FileRoles {
  /// Options of reading that take a value, which is no file.
  private static let valued: Set<String> = [
    "--map", "--separator", "--encoding", "--decimal", "--date-order", "--currency", "--rejects",
    "--max-rejects", "-c", "--command", "-f", "--file", "--format", "--asof", "--color",
    "--timezone", "--threads", "--wait",
  ]

  /// The arguments with every `--as ROLE ... FILE` turned into `--as ROLE=FILE ... FILE`; one that
  /// no file follows stays as it is.
  static func arguments(_ given: some Sequence<String>) -> [String] {
    var arguments = Array(given)
    var position = 0
    while position < arguments.count {
      defer { position += 1 }
      var role: Int?
      if arguments[position] == "--as", position + 1 < arguments.count { role = position + 1 }
      guard let role, let file = nextFile(after: role, in: arguments) else { continue }
      arguments[role] += "=" + file
      position = role
    }
    return arguments
  }

  private static func nextFile(after start: Int, in arguments: [String]) -> String? {
    var position = start + 1
    while position < arguments.count {
      let argument = arguments[position]
      if argument == "--as" || valued.contains(argument) {
        position += 2
      } else if argument.hasPrefix("-"), argument != "-" {
        position += 1
      } else {
        return argument
      }
    }
    return nil
  }
}
