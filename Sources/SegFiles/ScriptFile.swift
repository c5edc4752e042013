import Foundation
package import SegText

/// Scripts and other text that people write, as sources ready to parse.
package enum ScriptFile {
  /// Largest script, in bytes.
  package static let limit = 64 << 20

  /// Reads a script; `-` is standard input.
  package static func read(_ path: String) throws(FileFailure) -> SourceText {
    if path == "-" { return try read(descriptor: 0, name: "input") }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      let kind: FileFailure.Kind = errno == ENOENT ? .notFound : .unreadable
      throw FileFailure(kind, path: path, message: SystemCall.message(errno))
    }
    defer { close(descriptor) }
    return try read(descriptor: descriptor, name: path)
  }

  private static func read(descriptor: Int32, name: String) throws(FileFailure) -> SourceText {
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = block.withUnsafeMutableBytes {
        Foundation.read(descriptor, $0.baseAddress, $0.count)
      }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else {
        throw FileFailure(.unreadable, path: name, message: SystemCall.message(errno))
      }
      if count == 0 { break }
      bytes.append(contentsOf: block[..<count])
      guard bytes.count <= limit else {
        throw FileFailure(.unreadable, path: name, message: "a script has at most 64 MiB")
      }
    }
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
    return source(bytes, name: name)
  }

  /// A source in which accents are composed (NFC), as the texts of a store are.
  package static func source(_ bytes: [UInt8], name: String) -> SourceText {
    guard bytes.contains(where: { $0 >= 0x80 }), let text = String(validating: bytes, as: UTF8.self)
    else { return SourceText(name: name, bytes: bytes) }
    return SourceText(name: name, text: text.precomposedStringWithCanonicalMapping)
  }
}
