import CEditline

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// What came of asking for a statement.
package enum LineEvent: Sendable, Hashable {
  /// A statement, without the newline that ended it; it may hold several lines or none but blanks.
  case line(String)
  /// Ctrl-C: the text was dropped.
  case interrupted
  /// Ctrl-D on an empty line, or the terminal is gone.
  case endOfInput
}

/// Reads statements from a terminal with libedit: editing, history, completion and pastes.
///
/// There is one per process, as there is one terminal; it stays on the thread that made it. The
/// pointers below are made in `init`, freed in `deinit` and never leave the module.
@safe package final class LineEditor {
  /// The statements entered so far; grows through `remember`.
  package private(set) var history: History

  let isComplete: (String) -> Bool
  let complete: (_ before: String, _ after: String) -> CompletionResult

  let handle: OpaquePointer
  private let entries: OpaquePointer
  let marksPastes: Bool
  private let isUTF8: Bool
  /// The name libedit knows the editor's command by; it keeps the pointer.
  var commandName: UnsafeMutablePointer<wchar_t>?
  var prompt: UnsafeMutablePointer<wchar_t>

  var keys = KeySource()
  var outcome = LineEvent.line("")
  /// What the last bracketed paste held, until it is inserted.
  var pasted = ""
  /// Where the cursor was before a command moved it to the end of the text.
  var interruptedOffset = 0
  /// The text at the last Tab: the same text once more asks for the list.
  var lastCompletion: EditedText?
  var listed: [Completion] = []

  /// An editor on standard input and output; nil when either is no terminal or libedit cannot
  /// start.
  ///
  /// `isComplete` says whether Enter ends a text or begins its next line; `complete` is given
  /// the text before and after the cursor.
  package init?(
    program: String,
    history: History,
    isComplete: @escaping (String) -> Bool,
    complete: @escaping (_ before: String, _ after: String) -> CompletionResult
  ) {
    guard Terminal.isTerminal(STDIN_FILENO), Terminal.isTerminal(STDOUT_FILENO) else { return nil }
    isUTF8 = segsh_prepare_locale() == 1
    guard let entries = unsafe segsh_history_start(Int32(History.limit)) else { return nil }
    guard let handle = unsafe segsh_editor_start(program) else {
      unsafe history_wend(entries)
      return nil
    }
    unsafe self.handle = handle
    unsafe self.entries = entries
    self.history = history
    self.isComplete = isComplete
    self.complete = complete
    let terminalName = unsafe getenv("TERM").map { unsafe String(cString: $0) } ?? ""
    marksPastes = !["", "dumb", "linux"].contains(terminalName)
    unsafe prompt = Self.wide("")

    let owner = unsafe Unmanaged.passUnretained(self).toOpaque()
    unsafe segsh_editor_use(handle, owner, entries, Self.readKey, Self.currentPrompt)
    bindKeys()
    segsh_catch_resizes()
    for entry in history.entries { enter(entry) }
  }

  deinit {
    unsafe el_end(handle)
    unsafe history_wend(entries)
    unsafe commandName?.deallocate()
    unsafe prompt.deallocate()
  }

  /// Shows the prompt and reads one statement.
  ///
  /// Outside the call the terminal is in its own mode. A prompt with characters the terminal's
  /// character set lacks is shown without them.
  package func readStatement(prompt text: String) -> LineEvent {
    show(prompt: text)
    outcome = .line("")
    lastCompletion = nil
    segsh_catch_interrupts()
    segsh_clear_interrupt()
    guardTerminal()
    // libedit shows the prompt first and prepares the terminal after: what is typed between would
    // be echoed twice.
    unsafe segsh_prepare_terminal(handle, 1)
    markPastes(true)
    defer {
      markPastes(false)
      segsh_guard_terminal(0, 0)
      segsh_release_interrupts()
    }
    var count: Int32 = 0
    guard let line = unsafe el_wgets(handle, &count), count > 0 else {
      unsafe segsh_put("\r\n")
      return .endOfInput
    }
    if outcome == .interrupted { return .interrupted }
    let scalars = unsafe UnsafeBufferPointer(start: line, count: Int(count))
    var text = unsafe Self.text(scalars)
    if text.hasSuffix("\n") { text.removeLast() }
    return .line(text)
  }

  /// Adds a statement to the history, at time `now` (seconds since 1970).
  package func remember(_ statement: String, now: Int64) throws(HistoryFailure) {
    guard history.accepts(statement) else { return }
    enter(statement)
    try history.append(statement, now: now)
  }

  private func enter(_ statement: String) {
    let wide = unsafe Self.wide(statement)
    defer { unsafe wide.deallocate() }
    _ = unsafe segsh_history_enter(entries, wide)
  }

  private func show(prompt text: String) {
    unsafe prompt.deallocate()
    let shown = isUTF8 ? text : String(text.map { $0.isASCII ? $0 : ">" })
    unsafe prompt = Self.wide(shown)
  }

  func guardTerminal() { segsh_guard_terminal(1, marksPastes ? 1 : 0) }

  func markPastes(_ on: Bool) {
    guard marksPastes else { return }
    unsafe segsh_put(on ? "\u{1B}[?2004h" : "\u{1B}[?2004l")
  }
}

// MARK: C strings

extension LineEditor {
  /// Text as a wide C string; the caller deallocates it.
  static func wide(_ text: String) -> UnsafeMutablePointer<wchar_t> {
    let result = UnsafeMutablePointer<wchar_t>.allocate(capacity: text.utf8.count + 1)
    var count = 0
    for scalar in text.unicodeScalars where scalar.value != 0 {
      unsafe result[count] = wchar_t(bitPattern: scalar.value)
      count += 1
    }
    unsafe result[count] = 0
    return unsafe result
  }

  /// Text copied from libedit, without the control characters that stand for keys.
  static func text(_ characters: UnsafeBufferPointer<wchar_t>) -> String {
    var result = String.UnicodeScalarView()
    for character in unsafe Array(characters) {
      guard let scalar = Unicode.Scalar(UInt32(bitPattern: character)) else { continue }
      if !(0x80...0x9F).contains(scalar.value) { result.append(scalar) }
    }
    return String(result)
  }

  /// The editor a callback of libedit is about.
  static func owner(of handle: OpaquePointer?) -> LineEditor? {
    guard let owner = unsafe segsh_editor_owner(handle) else { return nil }
    return unsafe Unmanaged<LineEditor>.fromOpaque(owner).takeUnretainedValue()
  }

  private static let currentPrompt: segsh_prompt = { handle in
    unsafe owner(of: handle)?.prompt
  }
}
