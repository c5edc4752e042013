#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Keys that are not characters, as xterm sends them.
package enum PtyKey: String, CaseIterable, Sendable {
  case enter = "\r"
  case tab = "\t"
  case backspace = "\u{7F}"
  case controlA = "\u{01}"
  case controlC = "\u{03}"
  case controlD = "\u{04}"
  case controlE = "\u{05}"
  case controlG = "\u{07}"
  case controlK = "\u{0B}"
  case controlL = "\u{0C}"
  case controlR = "\u{12}"
  case controlU = "\u{15}"
  case controlW = "\u{17}"
  case controlY = "\u{19}"
  case controlZ = "\u{1A}"
  case escape = "\u{1B}"
  case up = "\u{1B}[A"
  case down = "\u{1B}[B"
  case right = "\u{1B}[C"
  case left = "\u{1B}[D"
  case home = "\u{1B}[H"
  case end = "\u{1B}[F"
  case delete = "\u{1B}[3~"
  case controlRight = "\u{1B}[1;5C"
  case controlLeft = "\u{1B}[1;5D"
  case altEnter = "\u{1B}\r"
  case altB = "\u{1B}b"
  case altD = "\u{1B}d"
  case altF = "\u{1B}f"
  case altBackspace = "\u{1B}\u{7F}"
}

/// How a terminal treats what is typed and shown; equal when every setting is.
package struct PtyModes: Equatable, CustomStringConvertible {
  private let flags: [UInt64]
  private let characters: [UInt8]

  init(_ descriptor: Int32) {
    var settings = termios()
    tcgetattr(descriptor, &settings)
    flags = [settings.c_iflag, settings.c_oflag, settings.c_cflag, settings.c_lflag].map {
      UInt64($0)
    }
    characters = withUnsafeBytes(of: settings.c_cc) { Array($0) }
  }

  /// The settings as numbers: input, output, control and local flags.
  package var description: String { flags.map { String($0, radix: 8) }.joined(separator: " ") }
}
