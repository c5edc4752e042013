/// A key of the editor that is not a character.
///
/// Each is one control character from U+0080 up, which no keyboard sends: libedit knows single
/// characters as keys everywhere, also in the midst of a search, but sequences only at the prompt.
package enum EditingKey: UInt32, Sendable, Hashable, CaseIterable {
  case up = 0x80
  case down
  case left
  case right
  case home
  case end
  case delete
  case previousWord
  case nextWord
  case deletePreviousWord
  case deleteNextWord
  case searchOlder
  case searchNewer
  case complete
  case paste
  case newline
  case enter
  case interrupt
  case suspend
  case endOfInput
  // The rest no key of a keyboard sends: commands of the editor press them to go on.
  case accept
  case list
  case stop
  case olderEntry
  case newerEntry

  /// The character the key is for libedit.
  package var scalar: Unicode.Scalar { Unicode.Scalar(UInt8(rawValue)) }

  /// The key in the notation of editrc(5).
  package var notation: String { "\\" + String(rawValue, radix: 8) }

  /// The key behind the bytes after `ESC [` (or after `ESC O` when `single`); nil when unknown.
  package init?(sequence bytes: [UInt8], alt: Bool, single: Bool) {
    guard let last = bytes.last else { return nil }
    let fields = bytes.dropLast().split(
      separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
    let numbers = fields.map { Int(String(decoding: $0, as: UTF8.self)) ?? 0 }
    let modifiers = max(0, (numbers.count > 1 ? numbers[1] : 1) - 1)
    let byWord = alt || modifiers & 0b110 != 0
    switch Character(Unicode.Scalar(last)) {
    case "A": self = .up
    case "B": self = .down
    case "C": self = byWord ? .nextWord : .right
    case "D": self = byWord ? .previousWord : .left
    case "c": self = single ? .nextWord : .right
    case "d": self = single ? .previousWord : .left
    case "H": self = .home
    case "F": self = .end
    case "M" where single: self = .enter
    case "u" where numbers.first == 13: self = modifiers == 0 ? .enter : .newline
    case "^" where numbers.first == 3: self = .deleteNextWord
    case "~":
      switch numbers.first {
      case 1, 7: self = .home
      case 4, 8: self = .end
      case 3: self = byWord ? .deleteNextWord : .delete
      default: return nil
      }
    default: return nil
    }
  }
}
