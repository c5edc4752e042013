import CEditline

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// What the shell asks of the terminal besides editing a line.
package enum Terminal {
  /// Whether the descriptor is a terminal.
  package static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

  /// Cells in a row; 80 when unknown.
  package static func width(_ descriptor: Int32) -> Int {
    let columns = Int(segsh_terminal_columns(descriptor))
    return columns > 0 ? columns : 80
  }

  /// Rows on the screen; 24 when unknown.
  package static func height(_ descriptor: Int32) -> Int {
    let rows = Int(segsh_terminal_rows(descriptor))
    return rows > 0 ? rows : 24
  }

  /// Asks on the controlling terminal and waits for a line: only `y` and `yes` are yes.
  ///
  /// Ctrl-C, end of input and the lack of a terminal are no. What was typed before the question
  /// was shown is no answer to it and is discarded.
  package static func confirm(_ question: String) -> Bool {
    guard !Interrupts.isRequested else { return false }
    let descriptor = unsafe open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return Interrupts.catching {
      tcflush(descriptor, TCIFLUSH)
      send(question, to: descriptor)
      let answer = readLine(from: descriptor)
      if answer == nil { send("\n", to: descriptor) }
      Interrupts.clear()
      return answer.map { isYes($0) } ?? false
    }
  }

  /// Whether an answer is `y` or `yes`, in any case, spaces around it aside.
  package static func isYes(_ answer: String) -> Bool {
    let word = answer.split(whereSeparator: \.isWhitespace)
    return word.count == 1 && ["y", "yes"].contains(word[0].lowercased())
  }

  private static func send(_ text: String, to descriptor: Int32) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = unsafe bytes.withUnsafeBytes {
        unsafe write(descriptor, $0.baseAddress, $0.count)
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return }
      bytes = bytes.dropFirst(count)
    }
  }

  /// A line without its end; nil at end of input or on Ctrl-C.
  private static func readLine(from descriptor: Int32) -> String? {
    var line: [UInt8] = []
    while !Interrupts.isRequested {
      var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      guard unsafe poll(&request, 1, 200) > 0 else { continue }
      var byte: UInt8 = 0
      let count = unsafe read(descriptor, &byte, 1)
      if count < 0 && errno == EINTR { continue }
      guard count == 1 else { return nil }
      if byte == 0x0A { return String(decoding: line, as: UTF8.self) }
      line.append(byte)
    }
    return nil
  }
}
