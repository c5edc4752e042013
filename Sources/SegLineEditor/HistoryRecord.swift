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
  package init?(line: some Sequence<UInt8>) {
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

  private let bytes: [UInt8]
  private var position = 0

  init(_ line: some Sequence<UInt8>) {
    bytes = Array(line)
  }

  mutating func members() -> [String: Member]? {
    var result: [String: Member] = [:]
    guard take(UInt8(ascii: "{")) else { return nil }
    repeat {
      guard let name = text(), take(UInt8(ascii: ":")), let member = member() else { return nil }
      result[name] = member
    } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "}")) else { return nil }
    skipBlanks()
    return position == bytes.count ? result : nil
  }

  private mutating func member() -> Member? {
    if let text = text() { return .text(text) }
    let digits = bytes[position...].prefix { $0 == UInt8(ascii: "-") || (0x30...0x39).contains($0) }
    position += digits.count
    return Int64(String(decoding: digits, as: UTF8.self)).map { .integer($0) }
  }

  private mutating func text() -> String? {
    guard take(UInt8(ascii: "\"")) else { return nil }
    var result: [UInt8] = []
    while let byte = next() {
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: result, as: UTF8.self)
      case UInt8(ascii: "\\"):
        guard let escaped = escape() else { return nil }
        result.append(contentsOf: UTF8.encode(escaped).map { Array($0) } ?? [])
      default: result.append(byte)
      }
    }
    return nil
  }

  private mutating func escape() -> Unicode.Scalar? {
    switch next() {
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "u"):
      let digits = bytes[position...].prefix(4)
      position += digits.count
      let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
      return digits.count == 4 ? value.flatMap { Unicode.Scalar($0) } : nil
    default: return nil
    }
  }

  private mutating func next() -> UInt8? {
    guard position < bytes.count else { return nil }
    defer { position += 1 }
    return bytes[position]
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    skipBlanks()
    guard position < bytes.count, bytes[position] == byte else { return false }
    position += 1
    return true
  }

  private mutating func skipBlanks() {
    while position < bytes.count, bytes[position] == 0x20 || bytes[position] == 0x09 {
      position += 1
    }
  }
}
