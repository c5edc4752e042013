import Foundation

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// `POSIX_SPAWN_SETSID`, which Glibc shows only to GNU sources.
#if canImport(Darwin)
  private let newSession = Int32(POSIX_SPAWN_SETSID)
#else
  private let newSession: Int32 = 0x80
#endif

/// What a test on a pseudo-terminal waited for in vain, with what the screen showed instead.
package struct PtyFailure: Error, CustomStringConvertible {
  /// What was waited for, and the screen.
  package let description: String

  package init(description: String) {
    self.description = description
  }
}

/// A program running on a pseudo-terminal of its own, driven by keys and watched on a screen.
///
/// Nothing here sleeps: every wait is for something to appear, with a limit after which it throws
/// and shows the screen.
package final class PtySession {
  /// What a person at the terminal would see.
  package private(set) var screen: Screen
  /// All the program has written, escape sequences removed and line ends made `\n`.
  package private(set) var transcript = ""
  /// The process, for signals.
  package let process: Int32
  /// Seconds a wait lasts at most unless it says otherwise.
  package var patience: Double

  private let controller: Int32
  private let terminal: Int32
  /// The modes of the terminal before the program began, to compare with those it leaves.
  package let initialModes: PtyModes
  private var transcriptStart: String.Index
  private var undecoded: [UInt8] = []
  private var exitStatus: Int32?

  /// Starts a program with an environment of exactly `environment`, `TERM` and `PATH` added where
  /// they lack.
  package init(
    _ program: String, _ arguments: [String] = [], environment: [String: String] = [:],
    columns: Int = 80, rows: Int = 24, directory: String? = nil, patience: Double = 20
  ) throws {
    self.patience = patience
    screen = Screen(columns: columns, rows: rows)
    transcriptStart = transcript.startIndex
    var controller: Int32 = -1
    var terminal: Int32 = -1
    var size = winsize(
      ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    guard openpty(&controller, &terminal, nil, nil, &size) == 0 else {
      throw PtyFailure(description: "no pseudo-terminal: \(String(cString: strerror(errno)))")
    }
    self.controller = controller
    self.terminal = terminal
    for descriptor in [controller, terminal] {
      _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    }
    _ = fcntl(controller, F_SETFL, O_NONBLOCK)
    var variables = ["TERM": "xterm-256color", "PATH": "/usr/bin:/bin"]
    variables.merge(environment) { $1 }
    var command = [program] + arguments
    if let directory {
      command = ["/bin/sh", "-c", #"cd "$0" && exec "$@""#, directory] + command
    }
    var name = [CChar](repeating: 0, count: 256)
    ttyname_r(terminal, &name, name.count)
    let path = String(
      decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    initialModes = PtyModes(terminal)
    process = try Self.spawn(command, variables, on: path)
  }

  deinit {
    if exitStatus == nil {
      kill(process, SIGKILL)
      var status: Int32 = 0
      waitpid(process, &status, 0)
    }
    close(controller)
    close(terminal)
  }

  private static func spawn(
    _ command: [String], _ variables: [String: String], on path: String
  ) throws -> pid_t {
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
    #else
      var actions = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    // A new session opens the terminal first, which makes it the controlling one.
    posix_spawn_file_actions_addopen(&actions, 0, path, O_RDWR, 0)
    posix_spawn_file_actions_adddup2(&actions, 0, 1)
    posix_spawn_file_actions_adddup2(&actions, 0, 2)
    var all = sigset_t()
    var none = sigset_t()
    sigfillset(&all)
    sigemptyset(&none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setsigmask(&attributes, &none)
    let flags = newSession | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
    posix_spawnattr_setflags(&attributes, Int16(flags))

    var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
    var settings: [UnsafeMutablePointer<CChar>?] =
      variables.sorted { $0.key < $1.key }.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for pointer in arguments + settings { free(pointer) } }
    var process: pid_t = 0
    let code = posix_spawn(&process, command[0], &actions, &attributes, &arguments, &settings)
    guard code == 0 else {
      throw PtyFailure(description: "cannot run \(command[0]): \(String(cString: strerror(code)))")
    }
    return process
  }
}

// MARK: keys and signals

extension PtySession {
  /// Types text as it is; `PtyKey` names the keys that are not characters.
  package func send(_ text: String) throws { try send(bytes: Array(text.utf8)) }

  /// Presses a key.
  package func send(_ key: PtyKey) throws { try send(key.rawValue) }

  /// Types `text` and Enter.
  package func sendLine(_ text: String) throws { try send(text + PtyKey.enter.rawValue) }

  /// Pastes as a terminal does that marks pastes.
  package func paste(_ text: String) throws {
    try send("\u{1B}[200~" + text.replacing("\n", with: "\r") + "\u{1B}[201~")
  }

  /// Sends bytes as they are, reading what the program writes meanwhile.
  package func send(bytes: [UInt8]) throws {
    var rest = bytes[...]
    try wait(for: "room for \(bytes.count) bytes of input", patience) {
      let count = rest.withUnsafeBytes { write(self.controller, $0.baseAddress, $0.count) }
      if count > 0 { rest = rest.dropFirst(count) }
      return rest.isEmpty
    }
  }

  /// Sends a signal to the process.
  package func signal(_ number: Int32) { kill(process, number) }

  /// Gives the terminal another size, as a window that is resized does.
  package func resize(columns: Int, rows: Int) {
    var size = winsize(
      ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(controller, UInt(TIOCSWINSZ), &size)
    screen.resize(columns: columns, rows: rows)
  }

  /// The modes of the terminal as they are now.
  package var modes: PtyModes { PtyModes(terminal) }
}

// MARK: waiting

extension PtySession {
  /// Waits until the program has written `marker` after the place of the last match; what it wrote
  /// from there up to the marker.
  @discardableResult
  package func expect(_ marker: String, within seconds: Double? = nil) throws -> String {
    var match: Range<String.Index>?
    try wait(for: "output \(marker.debugDescription)", seconds ?? patience) {
      match = self.transcript.range(
        of: marker, range: self.transcriptStart..<self.transcript.endIndex)
      return match != nil
    }
    guard let match else { return "" }
    let text = String(transcript[transcriptStart..<match.lowerBound])
    transcriptStart = match.upperBound
    return text
  }

  /// Waits until the screen is as `condition` says.
  package func expectScreen(
    _ what: String, within seconds: Double? = nil, _ condition: (Screen) -> Bool
  ) throws {
    try wait(for: what, seconds ?? patience) { condition(self.screen) }
  }

  /// Waits until the row of the cursor reads `text`, blanks at its end aside.
  package func expectCursorRow(_ text: String, within seconds: Double? = nil) throws {
    try expectScreen("the row of the cursor to be \(text.debugDescription)", within: seconds) {
      $0.cursorRow == text
    }
  }

  /// Waits until the process has ended; its exit status, or 128 and the signal that ended it.
  @discardableResult
  package func expectExit(within seconds: Double? = nil) throws -> Int32 {
    try wait(for: "the process to end", seconds ?? patience) {
      var status: Int32 = 0
      guard waitpid(self.process, &status, WNOHANG) == self.process else { return false }
      self.exitStatus = status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + status & 0x7F
      return true
    }
    receive(waitingMilliseconds: 0)
    return exitStatus ?? -1
  }

  private func wait(
    for what: String, _ seconds: Double, _ isDone: () throws -> Bool
  ) throws {
    let clock = ContinuousClock()
    let limit = clock.now + .seconds(seconds)
    while true {
      receive(waitingMilliseconds: 0)
      if try isDone() { return }
      guard clock.now < limit else {
        throw PtyFailure(
          description: "waited \(seconds) s for \(what)\nscreen:\n\(screen.description)")
      }
      receive(waitingMilliseconds: 10)
    }
  }

  private func receive(waitingMilliseconds: Int32) {
    var request = pollfd(fd: controller, events: Int16(POLLIN), revents: 0)
    var buffer = [UInt8](repeating: 0, count: 65_536)
    var patience = waitingMilliseconds
    while poll(&request, 1, patience) > 0 {
      let count = read(controller, &buffer, buffer.count)
      guard count > 0 else { return }
      patience = 0
      undecoded += buffer[..<count]
      // A character may be cut in two by the read.
      let whole = undecoded.count - Self.unfinishedBytes(undecoded)
      let text = String(decoding: undecoded[..<whole], as: UTF8.self)
      undecoded.removeFirst(whole)
      let offset = transcript.utf8.distance(from: transcript.startIndex, to: transcriptStart)
      transcript.unicodeScalars.append(contentsOf: screen.feed(text).unicodeScalars)
      transcriptStart = transcript.utf8.index(transcript.startIndex, offsetBy: offset)
    }
  }

  private static func unfinishedBytes(_ bytes: [UInt8]) -> Int {
    for (distance, byte) in bytes.reversed().prefix(4).enumerated() where byte & 0xC0 != 0x80 {
      let length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1
      return length > distance + 1 ? distance + 1 : 0
    }
    return 0
  }
}
