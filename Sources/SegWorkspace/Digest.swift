package import Crypto
import Foundation
import SegFiles

/// SHA-256 as the journal writes it: 64 hexadecimal digits.
package enum Digest {
  /// Of a text's UTF-8.
  package static func hexadecimal(of text: String) -> String {
    var hash = SHA256()
    hash.update(data: Data(text.utf8))
    return hexadecimal(hash.finalize())
  }

  /// Of what was hashed.
  package static func hexadecimal(_ digest: SHA256Digest) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for byte in digest {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Of a regular file's bytes, with their number; nil when it cannot be read.
  package static func file(at path: String) -> (sha256: String, byteCount: Int64)? {
    guard RegularFile.byteCount(at: path) != nil, let handle = FileHandle(forReadingAtPath: path)
    else { return nil }
    defer { try? handle.close() }
    var hash = SHA256()
    var count: Int64 = 0
    do {
      while let chunk = try handle.read(upToCount: 1 << 20), !chunk.isEmpty {
        hash.update(data: chunk)
        count += Int64(chunk.count)
      }
    } catch {
      return nil
    }
    return (hexadecimal(hash.finalize()), count)
  }
}
