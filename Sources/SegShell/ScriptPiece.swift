import SegText

/// A stretch of a script: statements, or one dot-command.
enum ScriptPiece {
  case statements(SourceText)
  /// The line from its dot on, with its place.
  case command(SourceText)

  /// A source cut at the lines that begin with a dot and a letter.
  ///
  /// No statement can go on with such a line, so none is cut in two.
  static func pieces(of source: SourceText) -> [ScriptPiece] {
    var pieces: [ScriptPiece] = []
    let bytes = source.bytes
    var start = 0
    var line = 0
    var lineNumber = source.firstLine
    var startLine = source.firstLine
    func statements(_ end: Int) {
      guard start < end else { return }
      pieces.append(
        .statements(
          SourceText(
            name: source.name, bytes: Array(bytes[start..<end]), firstLine: startLine)))
    }
    while line < bytes.count {
      let end = bytes.lineBreak(from: line) ?? bytes.count
      var first = line
      while first < end, bytes[first] == 0x20 || bytes[first] == 0x09 { first += 1 }
      if first + 1 < end, bytes[first] == UInt8(ascii: "."), isLetter(bytes[first + 1]) {
        statements(line)
        pieces.append(
          .command(
            SourceText(
              name: source.name, bytes: Array(bytes[first..<end]), firstLine: lineNumber)))
        start = min(end + 1, bytes.count)
        startLine = lineNumber + 1
      }
      line = end + 1
      lineNumber += 1
    }
    statements(bytes.count)
    return pieces
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (0x41...0x5A).contains(byte & 0xDF)
  }
}
