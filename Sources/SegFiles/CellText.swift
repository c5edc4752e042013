import SegStore

/// Turns the bytes of cells into the text they stand for, where that takes more than a copy.
///
/// The result lies in a scratch buffer that is good until the next call.
struct CellText {
  let encoding: FileEncoding
  /// Whether the file holds bytes that are no UTF-8.
  let hasIllFormed: Bool
  /// Bytes that stand for no character and became U+FFFD.
  private(set) var undecodable = 0
  private var scratch: [UInt8] = []
  /// Texts that may need composing, as written, and what they became.
  ///
  /// Made at first use: a copy of a fresh value shares none, as each has its own `composed`.
  private var written: ByteInterner?
  private var composed: [[UInt8]] = []

  init(encoding: FileEncoding, hasIllFormed: Bool) {
    self.encoding = encoding
    self.hasIllFormed = hasIllFormed
  }

  /// Whether a cell of ASCII alone stands for just its bytes.
  @inline(__always)  // Called per cell; measured with the load benchmark.
  static func isPlain(_ start: UnsafePointer<UInt8>, _ cell: CellSpan, isKey: Bool) -> Bool {
    !cell.hasDoubledQuotes && start[0] != 0x27 && start[0] > 0x20
      && !(isKey && start[cell.length &- 1] <= 0x20)
  }

  /// Calls `body` with the text of a cell as UTF-8 in NFC, eight bytes past it readable.
  mutating func with(
    _ bytes: UnsafePointer<UInt8>, _ cell: CellSpan, isKey: Bool,
    _ body: (UnsafePointer<UInt8>, Int) -> Void
  ) {
    scratch.removeAll(keepingCapacity: true)
    let source = UnsafeBufferPointer(start: bytes + Int(cell.start), count: cell.length)
    if encoding == .windows1252 {
      undecodable += Windows1252.append(source, to: &scratch)
    } else {
      scratch.append(contentsOf: source)
      if hasIllFormed { repair() }
    }
    if cell.hasDoubledQuotes { undouble() }
    if isKey { trim() }
    removeApostrophe()
    compose()
    let count = scratch.count
    for _ in 0..<8 { scratch.append(0) }
    scratch.withUnsafeBufferPointer { buffer in
      if let start = buffer.baseAddress { body(start, count) }
    }
  }

  private mutating func repair() {
    guard String(validating: scratch, as: UTF8.self) == nil else { return }
    let text = String(decoding: scratch, as: UTF8.self)
    undecodable += text.unicodeScalars.count { $0 == "\u{FFFD}" }
    scratch = Array(text.utf8)
  }

  private mutating func undouble() {
    var target = 0
    var index = 0
    while index < scratch.count {
      scratch[target] = scratch[index]
      index += scratch[index] == 0x22 && index + 1 < scratch.count ? 2 : 1
      target += 1
    }
    scratch.removeLast(scratch.count - target)
  }

  private mutating func trim() {
    while scratch.last == 0x20 || scratch.last == 0x09 { scratch.removeLast() }
    let blanks = scratch.prefix { $0 == 0x20 || $0 == 0x09 }.count
    scratch.removeFirst(blanks)
  }

  /// Takes off the apostrophe by which spreadsheets keep `'75008` and `'+336` text; others, as in
  /// `'s-Hertogenbosch`, stay.
  private mutating func removeApostrophe() {
    guard scratch.count > 1, scratch[0] == 0x27 else { return }
    switch scratch[1] {
    case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"), 0x09, 0x0D:
      scratch.removeFirst()
    case UInt8(ascii: "0")...UInt8(ascii: "9"):
      let isCode = scratch.dropFirst().allSatisfy { byte in
        (0x30...0x39).contains(byte) || byte == 0x20 || (0x2B...0x2F).contains(byte)
      }
      if isCode { scratch.removeFirst() }
    default: break
    }
  }

  private mutating func compose() {
    // Below U+0300, the first combining mark, everything is composed.
    guard scratch.contains(where: { $0 >= 0xCC }) else { return }
    let written = self.written ?? ByteInterner()
    self.written = written
    let length = scratch.count
    for _ in 0..<8 { scratch.append(0) }
    let code = scratch.withUnsafeBufferPointer { buffer in
      buffer.baseAddress.map { start in
        Int(written.code(start, length, hash: ByteInterner.hash(start, length).hash))
      }
    }
    scratch.removeLast(8)
    guard let code else { return }
    if code == composed.count {
      composed.append(
        Array(Normalization.composed(String(decoding: scratch, as: UTF8.self)).utf8))
    }
    scratch.replaceSubrange(0..., with: composed[code])
  }
}
