import CEditline
import SegText

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// What the editor's own keys do. Each command returns what libedit is to do next.
extension LineEditor {
  typealias Reply = Int32

  /// The text as it stands.
  var edited: EditedText {
    guard let line = unsafe el_wline(handle)?.pointee, let start = unsafe line.buffer,
      let end = unsafe line.lastchar, let cursor = unsafe line.cursor
    else { return EditedText(scalars: [], cursor: 0) }
    let characters = unsafe UnsafeBufferPointer(start: start, count: end - start)
    return unsafe EditedText(
      scalars: characters.map { Unicode.Scalar(UInt32(bitPattern: $0)) ?? "\u{FFFD}" },
      cursor: cursor - start)
  }

  /// Enter: ends a complete text, else begins its next line.
  ///
  /// In a paste without marks Enter only separates lines.
  func enter() -> Reply {
    if keys.hasTextWaiting() || !isComplete(edited.text) { return insert("\n") }
    return finish()
  }

  /// Begins a new line in the text whatever it says.
  func newline() -> Reply { insert("\n") }

  /// Ctrl-C: leaves the text on the screen and drops it.
  func interrupt() -> Reply {
    outcome = .interrupted
    moveCursor(to: edited.scalars.count)
    _ = insert("^C")
    return finish()
  }

  /// Inserts what was pasted, whole.
  func insertPaste() -> Reply {
    let text = pasted
    pasted = ""
    return insert(text)
  }

  /// Up: the line above, from the first line on the entry before.
  func up() -> Reply {
    guard let target = edited.lineAbove else { return press(.olderEntry) }
    return moveCursor(to: target)
  }

  /// Down: the line below, from the last line on the next entry.
  func down() -> Reply {
    guard let target = edited.lineBelow else { return press(.newerEntry) }
    return moveCursor(to: target)
  }

  /// Home: the start of the line.
  func home() -> Reply { moveCursor(to: edited.lineStart) }

  /// End: the end of the line.
  func end() -> Reply { moveCursor(to: edited.lineEnd) }

  /// Ctrl-Z, first half: brings the cursor below the text, so that what the outer shell says does
  /// not fall into it.
  func prepareSuspension() -> Reply { leaveText(for: .stop) }

  /// Ctrl-Z, second half: stops the process; when it goes on, the text is drawn again.
  func suspend() -> Reply {
    markPastes(false)
    unsafe segsh_put("\r\n")
    unsafe segsh_prepare_terminal(handle, 0)
    segsh_guard_terminal(0, 0)
    raise(SIGTSTP)
    guardTerminal()
    unsafe segsh_prepare_terminal(handle, 1)
    unsafe el_resize(handle)
    markPastes(true)
    return returnToText()
  }
}

// MARK: completion

extension LineEditor {
  /// Tab: types what all candidates share; pressed again with nothing to type, lists them.
  ///
  /// On a terminal that does not mark pastes it is a tab in the midst of one.
  func tab() -> Reply {
    if !marksPastes && keys.hasTextWaiting() { return insert("\t") }
    let text = edited
    let before = text.before
    let result = complete(before, text.after)
    let partial = String(decoding: before.utf8.suffix(result.partialLength), as: UTF8.self)
    if let insertion = result.insertion(for: partial) {
      let length = Int32(clamping: partial.unicodeScalars.count)
      if length > 0 { unsafe el_deletestr(handle, length) }
      let reply = insert(insertion)
      lastCompletion = edited
      return reply
    }
    guard result.candidates.count > 1 else { return CC_REFRESH_BEEP }
    guard lastCompletion == text else {
      lastCompletion = text
      return CC_REFRESH_BEEP
    }
    listed = result.candidates
    return leaveText(for: .list)
  }

  /// Writes the candidates under the text and draws it again below them.
  func list() -> Reply {
    let list = CompletionList(
      listed, columns: Terminal.width(STDOUT_FILENO),
      maximumRows: max(4, Terminal.height(STDOUT_FILENO) - 4))
    let rows = list.rows.map { $0 + "\r\n" }.joined()
    unsafe segsh_put("\r\n" + rows)
    return returnToText()
  }
}

// MARK: steps

extension LineEditor {
  private func insert(_ text: String) -> Reply {
    guard !text.isEmpty else { return CC_NORM }
    let wide = unsafe Self.wide(text)
    defer { unsafe wide.deallocate() }
    return unsafe el_winsertstr(handle, wide) == 0 ? CC_REFRESH : CC_REFRESH_BEEP
  }

  @discardableResult
  private func moveCursor(to offset: Int) -> Reply {
    _ = unsafe el_cursor(handle, Int32(clamping: offset - edited.cursor))
    return CC_REFRESH
  }

  /// Lets libedit act on another key next; the text is drawn first.
  private func press(_ key: EditingKey) -> Reply {
    let wide = unsafe Self.wide(String(key.scalar))
    defer { unsafe wide.deallocate() }
    unsafe el_wpush(handle, wide)
    return CC_REFRESH
  }

  /// Ends the text with libedit's own newline: a command that returns `CC_NEWLINE` itself would
  /// leave the screen in the middle of the text and the buffer without an end.
  private func finish() -> Reply {
    moveCursor(to: edited.scalars.count)
    return press(.accept)
  }

  /// Has the cursor drawn at the end of the text, then presses `key`.
  private func leaveText(for key: EditingKey) -> Reply {
    let text = edited
    interruptedOffset = text.cursor
    moveCursor(to: text.scalars.count)
    return press(key)
  }

  /// Draws prompt and text on the row of the cursor, with the text's cursor where it was.
  private func returnToText() -> Reply {
    moveCursor(to: interruptedOffset)
    unsafe segsh_redraw(handle)
    return CC_NORM
  }
}
