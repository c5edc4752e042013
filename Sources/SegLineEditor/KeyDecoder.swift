/// What the terminal sent, as the editor sees it.
package enum KeyEvent: Sendable, Hashable {
  /// A character, or a control character of the keyboard.
  case scalar(Unicode.Scalar)
  /// A key that sends several bytes.
  case key(EditingKey)
  /// Text pasted between the marks of a bracketed paste, cleaned by `KeyDecoder.pastedText`.
  case paste(String)
}

/// Makes keys of the bytes a terminal sends.
///
/// Escape sequences are read whole here and never reach libedit in pieces: a sequence that is not
/// known is dropped, so that none of it ends up in the text.
package struct KeyDecoder: Sendable {
  private enum State {
    case ground
    case escape
    /// After `ESC [` or `ESC O`; `alt` when one more escape came before.
    case sequence(alt: Bool, single: Bool, bytes: [UInt8])
    /// After `ESC ]`: a report that ends at BEL or `ESC \`.
    case report(escaped: Bool)
    case doubleEscape
    case paste([UInt8])
    /// Inside a character of several bytes.
    case character(bytes: [UInt8], count: Int)
  }

  private static let escape: UInt8 = 0x1B
  private static let pasteEnd: [UInt8] = Array("\u{1B}[201~".utf8)

  private var state = State.ground

  package init() {}

  /// Whether the bytes so far may be the beginning of a longer key.
  package var isInside: Bool {
    if case .ground = state { false } else { true }
  }

  /// Whether a paste has begun and not ended.
  package var isPasting: Bool {
    if case .paste = state { true } else { false }
  }

  /// Takes the next byte; the events it completes.
  package mutating func feed(_ byte: UInt8) -> [KeyEvent] {
    switch state {
    case .ground: return begin(byte)
    case .escape: return afterEscape(byte)
    case .doubleEscape: return afterDoubleEscape(byte)
    case .sequence(let alt, let single, var bytes):
      if byte < 0x20 || byte == 0x7F {
        state = .ground
        return begin(byte)
      }
      bytes.append(byte)
      return inSequence(bytes, alt: alt, single: single)
    case .report(let escaped):
      let isEnd = byte == 0x07 || (escaped && byte == UInt8(ascii: "\\"))
      state = isEnd ? .ground : .report(escaped: byte == Self.escape)
      return []
    case .paste(var bytes):
      state = .ground
      bytes.append(byte)
      guard bytes.count >= Self.pasteEnd.count,
        bytes.suffix(Self.pasteEnd.count) == Self.pasteEnd[...]
      else {
        state = .paste(bytes)
        return []
      }
      return [.paste(Self.pastedText(bytes.dropLast(Self.pasteEnd.count)))]
    case .character(var bytes, let count):
      guard byte & 0xC0 == 0x80 else {
        state = .ground
        return begin(byte)
      }
      bytes.append(byte)
      state = bytes.count < count ? .character(bytes: bytes, count: count) : .ground
      return bytes.count < count ? [] : Self.scalarEvent(bytes)
    }
  }

  /// Called when nothing more has come for a while; what the bytes so far amount to.
  package mutating func timeOut() -> [KeyEvent] {
    defer { state = .ground }
    switch state {
    case .escape: return [.scalar("\u{1B}")]
    case .doubleEscape: return [.scalar("\u{1B}"), .scalar("\u{1B}")]
    case .paste(let bytes): return [.paste(Self.pastedText(bytes[...]))]
    case .ground, .sequence, .report, .character: return []
    }
  }

  /// Pasted bytes as text: line ends become newlines, tabs stay, other controls go.
  package static func pastedText(_ bytes: ArraySlice<UInt8>) -> String {
    var text = String.UnicodeScalarView()
    var afterReturn = false
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
      defer { afterReturn = scalar == "\r" }
      switch scalar {
      case "\r": text.append("\n")
      case "\n": if !afterReturn { text.append("\n") }
      case "\t": text.append("\t")
      case let other where isControl(other): continue
      default: text.append(scalar)
      }
    }
    return String(text)
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
  }

  private static func scalarEvent(_ bytes: [UInt8]) -> [KeyEvent] {
    let text = String(decoding: bytes, as: UTF8.self).unicodeScalars
    guard let scalar = text.first, text.count == 1, scalar.value > 0x9F, scalar != "\u{FFFD}" else {
      return []
    }
    return [.scalar(scalar)]
  }
}

// MARK: states

extension KeyDecoder {
  private mutating func begin(_ byte: UInt8) -> [KeyEvent] {
    switch byte {
    case Self.escape: state = .escape
    case 0xC2...0xDF: state = .character(bytes: [byte], count: 2)
    case 0xE0...0xEF: state = .character(bytes: [byte], count: 3)
    case 0xF0...0xF4: state = .character(bytes: [byte], count: 4)
    case 0x00...0x7F: return [.scalar(Unicode.Scalar(byte))]
    default: break
    }
    return []
  }

  private mutating func afterEscape(_ byte: UInt8) -> [KeyEvent] {
    state = .ground
    switch byte {
    case UInt8(ascii: "["): state = .sequence(alt: false, single: false, bytes: [])
    case UInt8(ascii: "O"): state = .sequence(alt: false, single: true, bytes: [])
    case UInt8(ascii: "]"): state = .report(escaped: false)
    case Self.escape: state = .doubleEscape
    default: return [.scalar("\u{1B}")] + begin(byte)
    }
    return []
  }

  private mutating func afterDoubleEscape(_ byte: UInt8) -> [KeyEvent] {
    state = .ground
    switch byte {
    case UInt8(ascii: "["): state = .sequence(alt: true, single: false, bytes: [])
    case UInt8(ascii: "O"): state = .sequence(alt: true, single: true, bytes: [])
    default:
      state = .escape
      return [.scalar("\u{1B}")] + feed(byte)
    }
    return []
  }

  private mutating func inSequence(_ bytes: [UInt8], alt: Bool, single: Bool) -> [KeyEvent] {
    let last = bytes[bytes.count - 1]
    // The Linux console sends function keys as `ESC [ [ A`.
    let isConsolePrefix = !single && bytes.count == 1 && last == UInt8(ascii: "[")
    if isConsolePrefix || (0x20...0x3F).contains(last) {
      state = .sequence(alt: alt, single: single, bytes: bytes.count < 64 ? bytes : [])
      return []
    }
    state = .ground
    if bytes == Array("200~".utf8) && !single {
      state = .paste([])
      return []
    }
    return EditingKey(sequence: bytes, alt: alt, single: single).map { [.key($0)] } ?? []
  }
}
