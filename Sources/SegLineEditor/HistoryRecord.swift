/// One line of a history file: a flat JSON object with the statement and when it was entered.
package struct HistoryRecord: Sendable, Hashable {
  /// The statement, newlines and all.
  package var statement: String
  /// Seconds since 1970 in UTC; 0 when unknown.
  package var time: Int64

  package init(statement: String, time: Int64) {
    self.statement = statement
    self.time = time
  }

  /// The record as one line of JSON, without a line end.
  package var line: String {
    var text = #"{"time":\#(time),"statement":""#
    for scalar in statement.unicodeScalars {
      switch scalar {
      case "\"": text += #"\""#
      case "\\": text += #"\\"#
      case "\n": text += #"\n"#
      case "\t": text += #"\t"#
      case let control where control.value < 0x20:
        let digits = String(control.value, radix: 16)
        text += #"\u"# + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text + #""}"#
  }

  /// The record in a line of JSON; nil when the line is damaged.
  ///
  /// Members this version does not know are skipped when they are strings or integers.
  package init?(line: some StringProtocol) {
    var reader = FlatObjectReader(line)
    guard let members = reader.members(), case .text(let statement)? = members["statement"] else {
      return nil
    }
    self.statement = statement
    if case .integer(let time)? = members["time"] { self.time = time } else { self.time = 0 }
  }
}

/// Reads a JSON object whose values are strings and integers only.
private struct FlatObjectReader {
  enum Member {
    case text(String)
    case integer(Int64)
  }

  private var rest: Substring.UnicodeScalarView

  init(_ line: some StringProtocol) {
    rest = Substring(line).unicodeScalars
  }

  mutating func members() -> [String: Member]? {
    var result: [String: Member] = [:]
    guard take("{") else { return nil }
    repeat {
      guard let name = text(), take(":"), let member = member() else { return nil }
      result[name] = member
    } while take(",")
    guard take("}") else { return nil }
    skipBlanks()
    return rest.isEmpty ? result : nil
  }

  private mutating func member() -> Member? {
    if let text = text() { return .text(text) }
    let digits = rest.prefix { $0 == "-" || ("0"..."9").contains($0) }
    rest = rest.dropFirst(digits.count)
    return Int64(String(digits)).map { .integer($0) }
  }

  private mutating func text() -> String? {
    guard take("\"") else { return nil }
    var result = String.UnicodeScalarView()
    while let scalar = rest.popFirst() {
      if scalar == "\"" { return String(result) }
      if scalar != "\\" {
        result.append(scalar)
      } else if let escaped = escape() {
        result.append(escaped)
      } else {
        return nil
      }
    }
    return nil
  }

  private mutating func escape() -> Unicode.Scalar? {
    switch rest.popFirst() {
    case "n": return "\n"
    case "t": return "\t"
    case "r": return "\r"
    case "\"": return "\""
    case "\\": return "\\"
    case "/": return "/"
    case "u":
      let digits = rest.prefix(4)
      rest = rest.dropFirst(digits.count)
      guard digits.count == 4, let value = UInt32(String(digits), radix: 16) else { return nil }
      return Unicode.Scalar(value)
    default: return nil
    }
  }

  private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    skipBlanks()
    guard rest.first == scalar else { return false }
    rest.removeFirst()
    return true
  }

  private mutating func skipBlanks() {
    while rest.first == " " || rest.first == "\t" { rest.removeFirst() }
  }
}
