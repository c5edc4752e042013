import CZlib

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Files packed by gzip, unpacked into a nameless temporary file.
struct GzipInput {
  /// Most bytes that one packed byte may come to, beyond the first few: CSV packs to a tenth, a
  /// bomb to a thousandth.
  static let largestExpansion = 200
  /// Bytes that any file may unpack to.
  private static let freeBytes = 1 << 24
  private static let blockBytes = 1 << 18
  private static let magic: [UInt8] = [0x1F, 0x8B]

  private let packed: InputFile
  private let target: Int32
  private var written = 0

  /// Whether a file begins like a packed one.
  static func isPacked(_ file: InputFile) throws(FileFailure) -> Bool {
    var start: [UInt8] = [0, 0]
    return try read(file, &start, at: 0) == 2 && start == magic
  }

  /// The file that a packed one holds; `progress` is told of packed bytes done and in all.
  static func unpack(
    _ packed: InputFile, _ progress: (_ done: Int, _ total: Int) -> Bool
  ) throws(FileFailure) -> InputFile {
    var unpacking = GzipInput(packed: packed, target: try temporaryFile(for: packed))
    do throws(FileFailure) {
      try unpacking.run(progress)
    } catch {
      close(unpacking.target)
      throw error
    }
    return InputFile(unpacked: unpacking.target, size: unpacking.written, from: packed)
  }

  private init(packed: InputFile, target: Int32) {
    self.packed = packed
    self.target = target
  }

  private mutating func run(_ progress: (Int, Int) -> Bool) throws(FileFailure) {
    var stream = z_stream()
    guard segsh_begin_unpacking(&stream) == Z_OK else { throw failure("cannot be unpacked") }
    defer { inflateEnd(&stream) }
    var input = [UInt8](repeating: 0, count: Self.blockBytes)
    var output = [UInt8](repeating: 0, count: Self.blockBytes)
    var position = 0
    var isBetween = false
    while true {
      let count = try Self.read(packed, &input, at: position)
      if count == 0 { break }
      position += count
      var start = 0
      while start < count {
        if isBetween {
          // Another packed part may follow, or zeros that fill a block of a tape.
          if input[start..<count].allSatisfy({ $0 == 0 }) { break }
          guard inflateReset(&stream) == Z_OK else { throw failure("cannot be unpacked") }
          isBetween = false
        }
        let step = Self.inflate(&stream, input[start..<count], &output)
        guard step.status == Z_OK || step.status == Z_STREAM_END || step.status == Z_BUF_ERROR
        else { throw failure("the compressed file is damaged") }
        try write(output[..<step.produced], after: position)
        start += step.consumed
        isBetween = step.status == Z_STREAM_END
        if step.consumed == 0 && step.produced == 0 { break }
      }
      if !progress(position, packed.size) { throw packed.interrupted() }
    }
    guard isBetween else { throw failure("the compressed file is cut off") }
  }

  private static func inflate(
    _ stream: inout z_stream, _ input: ArraySlice<UInt8>, _ output: inout [UInt8]
  ) -> (status: Int32, consumed: Int, produced: Int) {
    input.withUnsafeBufferPointer { input in
      output.withUnsafeMutableBufferPointer { output in
        // zlib reads and writes within these bounds, and keeps neither pointer past the call.
        stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
        stream.avail_in = uInt(input.count)
        stream.next_out = output.baseAddress
        stream.avail_out = uInt(output.count)
        let status = CZlib.inflate(&stream, Z_NO_FLUSH)
        return (status, input.count - Int(stream.avail_in), output.count - Int(stream.avail_out))
      }
    }
  }

  private mutating func write(
    _ bytes: ArraySlice<UInt8>, after position: Int
  ) throws(FileFailure) {
    written += bytes.count
    if written > Self.freeBytes, written > position * Self.largestExpansion {
      throw failure(
        "the compressed file unpacks to more than \(Self.largestExpansion) times its size")
    }
    let code = bytes.withUnsafeBytes { SystemCall.writeAll(target, $0) }
    if code != 0 {
      throw FileFailure(
        .unreadable, path: packed.path,
        message: "cannot be unpacked to \(Self.folder): \(SystemCall.message(code))")
    }
  }

  private func failure(_ message: String) -> FileFailure {
    FileFailure(.malformed, path: packed.path, message: message)
  }

  private static func read(
    _ file: InputFile, _ bytes: inout [UInt8], at offset: Int
  ) throws(FileFailure) -> Int {
    var outcome = Result<Int, FileFailure>.success(0)
    bytes.withUnsafeMutableBytes { buffer in
      outcome = Result { () throws(FileFailure) in try file.read(into: buffer, at: offset) }
    }
    return try outcome.get()
  }

  private static var folder: String {
    getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
  }

  /// A file that nobody else can open, gone when it is closed.
  private static func temporaryFile(for packed: InputFile) throws(FileFailure) -> Int32 {
    var template = Array("\(folder)/segsh-XXXXXX".utf8CString)
    let descriptor = mkstemp(&template)
    guard descriptor >= 0 else {
      throw FileFailure(
        .unreadable, path: packed.path,
        message: "cannot be unpacked to \(folder): \(SystemCall.message(errno))")
    }
    unlink(template)
    return descriptor
  }
}
