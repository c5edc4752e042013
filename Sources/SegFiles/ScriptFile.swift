import Foundation
package import SegText

/// Scripts and other text that people write, as sources ready to parse.
package enum ScriptFile {
  /// A source in which accents are composed (NFC), as the texts of a store are.
  package static func source(_ bytes: [UInt8], name: String, firstLine: Int = 1) -> SourceText {
    guard bytes.contains(where: { $0 >= 0x80 }), let text = String(validating: bytes, as: UTF8.self)
    else { return SourceText(name: name, bytes: bytes, firstLine: firstLine) }
    return SourceText(
      name: name, text: text.precomposedStringWithCanonicalMapping, firstLine: firstLine)
  }

  /// A whole script; `-` is standard input.
  package static func whole(_ path: String) throws(FileFailure) -> SourceText {
    let input = try ScriptInput(path)
    return source(try bytes(of: input), name: input.name)
  }

  /// The bytes of a script as they are, but for a byte-order mark.
  package static func bytes(_ path: String) throws(FileFailure) -> [UInt8] {
    try bytes(of: ScriptInput(path))
  }

  private static func bytes(of input: ScriptInput) throws(FileFailure) -> [UInt8] {
    var bytes: [UInt8] = []
    while let block = try input.read() { bytes += block }
    return bytes
  }
}

/// A script that is read in blocks, as they come.
package final class ScriptInput {
  /// What messages call it.
  package let name: String
  private let descriptor: Int32
  private var isAtStart = true
  private var block = [UInt8](repeating: 0, count: 1 << 16)

  /// Opens a script; `-` is standard input.
  package init(_ path: String) throws(FileFailure) {
    guard path != "-" else {
      name = "input"
      descriptor = 0
      return
    }
    name = path
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      let kind: FileFailure.Kind = errno == ENOENT ? .notFound : .unreadable
      throw FileFailure(kind, path: path, message: SystemCall.message(errno))
    }
  }

  deinit {
    if descriptor > 0 { close(descriptor) }
  }

  /// Whether `read` would have to wait for more.
  package var isPaused: Bool {
    var question = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&question, 1, 0) == 0
  }

  /// The bytes that are there, at least one and at most 64 KiB, without a byte-order mark; waits
  /// for them; nil at the end.
  package func read() throws(FileFailure) -> ArraySlice<UInt8>? {
    while true {
      let count = block.withUnsafeMutableBytes {
        Foundation.read(descriptor, $0.baseAddress, $0.count)
      }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else {
        throw FileFailure(.unreadable, path: name, message: SystemCall.message(errno))
      }
      guard count > 0 else { return nil }
      let isMarked = isAtStart && block[..<count].starts(with: [0xEF, 0xBB, 0xBF] as [UInt8])
      isAtStart = false
      if isMarked, count == 3 { continue }
      return block[(isMarked ? 3 : 0)..<count]
    }
  }
}
