package import Foundation

/// A file of cases: a directive, its input, `----`, the output that is wanted, a blank line.
///
/// Output that holds blank lines is fenced by a doubled `----`. Lines that begin with `#` between
/// cases are comments. With `SEGSH_RECORD=1` in the environment a run rewrites the outputs.
package struct GoldenFile: Sendable, CustomStringConvertible {
  /// One case of a file.
  package struct Case: Sendable {
    /// Comment lines above it, as written.
    package var comments: [String]
    package var directive: String
    package var input: String
    package var output: String
    /// Line of its directive, from 1.
    package var line: Int
  }

  package let url: URL
  package var cases: [Case]

  /// The file's name, which names the test case.
  package var description: String { url.lastPathComponent }

  /// Reads a file.
  package init(contentsOf url: URL) throws {
    self.url = url
    cases = Self.parse(try String(contentsOf: url, encoding: .utf8))
  }

  /// All golden files of a folder, by name.
  package static func all(in folder: URL) throws -> [Self] {
    let urls = try FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil)
    return try urls.filter { $0.pathExtension == "golden" }
      .sorted { $0.lastPathComponent < $1.lastPathComponent }
      .map { try Self(contentsOf: $0) }
  }

  /// Whether outputs are being recorded rather than compared.
  package static var isRecording: Bool {
    ProcessInfo.processInfo.environment["SEGSH_RECORD"] == "1"
  }

  /// The cases of a text.
  package static func parse(_ text: String) -> [Case] {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)[...]
    var number = 0
    func next() -> String? {
      guard let line = lines.popFirst() else { return nil }
      number += 1
      return line
    }
    var cases: [Case] = []
    var comments: [String] = []
    while let line = next() {
      if line.isEmpty || line.hasPrefix("#") {
        if !line.isEmpty { comments.append(line) }
        continue
      }
      var result = Case(
        comments: comments, directive: line, input: "", output: "", line: number)
      comments = []
      var input: [String] = []
      while let line = next(), line != "----" { input.append(line) }
      result.input = input.joined(separator: "\n")
      var output: [String] = []
      if lines.first == "----" {
        _ = next()
        while let line = next() {
          if line == "----", lines.first == "----" {
            _ = next()
            break
          }
          output.append(line)
        }
      } else {
        while let line = next(), !line.isEmpty { output.append(line) }
      }
      result.output = output.joined(separator: "\n")
      cases.append(result)
    }
    return cases
  }

  /// The text of the cases, such that reading it gives the same cases.
  package static func render(_ cases: [Case]) -> String {
    cases.map { item in
      let head = item.comments + [item.directive]
      let input = item.input.isEmpty ? [] : [item.input]
      let isFenced =
        !item.output.isEmpty
        && item.output.split(separator: "\n", omittingEmptySubsequences: false).contains("")
      let output = item.output.isEmpty ? [] : [item.output]
      let fence = isFenced ? ["----", "----"] : ["----"]
      let end = isFenced ? ["----", "----"] : []
      return (head + input + fence + output + end).joined(separator: "\n") + "\n"
    }.joined(separator: "\n")
  }

  /// Runs each case and gives what differs, one text a case; when recording, rewrites the file and
  /// says so for each case that changed.
  package func differences(running run: (Case) -> String) throws -> [String] {
    var recorded = cases
    var differences: [String] = []
    for (index, item) in cases.enumerated() {
      let output = run(item)
      recorded[index].output = output
      guard output != item.output else { continue }
      differences.append(
        "\(description):\(item.line) \(item.directive)\n\(item.input)\n"
          + "---- wanted\n\(item.output)\n---- got\n\(output)")
    }
    guard Self.isRecording else { return differences }
    try Self.render(recorded).write(to: url, atomically: true, encoding: .utf8)
    return differences.isEmpty ? [] : ["recorded \(description); run again without SEGSH_RECORD"]
  }
}
