package import SegFiles
import SegSyntax
import SegText

/// Cuts a script that arrives in blocks into stretches that can run before the rest is there.
///
/// Statements run at once where what has arrived ends a statement for sure, so that a program at
/// the other end of a pipe gets its answers; in a long script they run a few thousand at a time.
/// At most a statement of the largest length and a block wait in memory.
struct ScriptStream {
  private let name: String
  private var pending: [UInt8] = []
  /// Line number of the first pending byte.
  private var line = 1
  /// Pending bytes below which another look for a cut would find none.
  private var nextLook = 0
  /// Whether what arrives is the rest of a statement that was too long.
  private var isSkipping = false
  /// Whether the first pending byte stands at the start of a line.
  private var isAtLineStart = true

  /// Pending bytes from which on statements run although none is marked as ended.
  private static let manyBytes = 1 << 16
  /// Beginnings of statements, last ones first, at which a cut is tried.
  private static let tries = 4

  init(name: String) {
    self.name = name
  }

  /// Takes in what arrived and returns what can run now; `isPaused` where nothing more has come,
  /// so that somebody may be waiting for an answer.
  mutating func add(_ bytes: some Collection<UInt8>, isPaused: Bool) -> SourceText? {
    pending.append(contentsOf: bytes)
    if isSkipping { skip() }
    guard !isSkipping, isPaused || pending.count >= nextLook else { return nil }
    if pending.count >= Self.manyBytes { dropComments() }
    let end = cut()
    // Looks cost as much as there is pending, so that each failed one waits for half as much more
    // while more is there.
    nextLook = end == 0 ? pending.count + pending.count / 2 : 0
    if end == 0, pending.count > Limits.statementBytes + Self.manyBytes {
      // The parser says that it is too long; what is left of it would only be misread.
      isSkipping = true
      nextLook = 0
      return take(pending.count)
    }
    return take(end)
  }

  /// What is left at the end of the script.
  mutating func finish() -> SourceText? { isSkipping ? nil : take(pending.count) }

  private mutating func take(_ end: Int) -> SourceText? {
    guard end > 0 else { return nil }
    let first = line
    return ScriptFile.source(drop(end), name: name, firstLine: first)
  }

  @discardableResult
  private mutating func drop(_ end: Int) -> [UInt8] {
    let bytes = Array(pending[..<end])
    pending.removeFirst(end)
    if let last = bytes.last { isAtLineStart = last == 0x0A }
    var start = 0
    while let newline = bytes.lineBreak(from: start) {
      line += 1
      start = newline + 1
    }
    return bytes
  }

  /// Drops whole lines of comments before the next statement.
  private mutating func dropComments() {
    var end = 0
    while let newline = pending.lineBreak(from: end) {
      let first = pending[end...newline].first { !Self.isBlank($0) }
      guard first == UInt8(ascii: "#") || first == 0x0A else { break }
      end = newline + 1
    }
    drop(end)
  }

  /// Drops the rest of a statement that is too long: up to a line that ends with a semicolon, or
  /// one before the beginning of a statement.
  private mutating func skip() {
    var start = 0
    isSkipping = !(isAtLineStart && beginsStatement(start))
    while isSkipping, let newline = pending.lineBreak(from: start) {
      start = newline + 1
      isSkipping = !(endsForSure(start) || beginsStatement(start))
    }
    if isSkipping, pending.count - start > Self.manyBytes { start = pending.count - 1 }
    drop(start)
  }

  /// Pending bytes that hold whole statements only, whatever follows.
  private func cut() -> Int {
    guard let last = pending.lineBreak(before: pending.count) else { return 0 }
    let end = last + 1
    if endsForSure(end), isComplete(end) { return end }
    guard pending.count >= Self.manyBytes else { return 0 }
    var before = last
    var tries = Self.tries
    while tries > 0, let newline = pending.lineBreak(before: before) {
      if beginsStatement(newline + 1) {
        if isComplete(newline + 1) { return newline + 1 }
        tries -= 1
      }
      before = newline
    }
    return 0
  }

  /// Whether the last whole line is a dot-command, or ends with a semicolon.
  private func endsForSure(_ end: Int) -> Bool {
    let line = pending[..<(end - 1)]
    let start = pending.lineBreak(before: end - 1).map { $0 + 1 } ?? 0
    if line[start...].first(where: { !Self.isBlank($0) }) == UInt8(ascii: ".") { return true }
    return line.last(where: { !Self.isBlank($0) }) == UInt8(ascii: ";")
  }

  private func isComplete(_ end: Int) -> Bool {
    let source = SourceText(name: name, bytes: Array(pending[..<end]))
    return ScriptPiece.pieces(of: source).allSatisfy { piece in
      guard case .statements(let text) = piece else { return true }
      if case .complete = Completeness.check(text) { return true }
      return false
    }
  }

  /// Whether the line at an offset begins with a word, sign or dot that only begins a statement.
  private func beginsStatement(_ start: Int) -> Bool {
    let line = pending[start...]
    guard let first = line.first else { return false }
    if first == UInt8(ascii: "@") || first == UInt8(ascii: ".") { return true }
    let word = line.prefix { (0x61...0x7A).contains($0 | 0x20) }.prefix(16)
    return Keyword(spelling: String(decoding: word, as: UTF8.self))?.beginsStatement ?? false
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0D
  }
}

extension Session {
  /// Runs a script as it arrives; `-` is standard input.
  ///
  /// - Throws: What reading says; statements before it have run then.
  package func run(script path: String) throws(FileFailure) -> Bool {
    let input = try ScriptInput(path)
    var stream = ScriptStream(name: input.name)
    var isFine = true
    while !isFinished, let block = try input.read() {
      guard let source = stream.add(block, isPaused: input.isPaused) else { continue }
      isFine = run(source) && isFine
      guard isFine || options.keepsGoing else { return false }
    }
    if !isFinished, let source = stream.finish() { isFine = run(source) && isFine }
    return isFine
  }
}
