import SegFiles
import SegText

extension ScriptChecker.Finding {
  /// The finding as people read it.
  package func text(usesColor: Bool) -> String {
    DiagnosticRenderer(usesColor: usesColor).render(diagnostic, in: source)
  }

  /// The finding as one JSON object on a line, for editors.
  ///
  /// Lines and columns count from 1, columns in characters; an end is just past the last one.
  package var json: String {
    var object = JSONObject()
    object.add("file", source.name)
    object.add(diagnostic.range, in: source)
    object.add("severity", diagnostic.severity.rawValue)
    object.add("code", diagnostic.code.rawValue)
    object.add("message", diagnostic.message)
    object.add("notes", (diagnostic.label.map { [$0] } ?? []) + diagnostic.notes)
    object.add(
      "fixes",
      diagnostic.fixIts.map { fix in
        var object = JSONObject()
        object.add("summary", fix.summary)
        object.add(fix.range, in: source)
        object.add("replacement", fix.replacement)
        return object
      })
    return object.text + "\n"
  }
}

/// A JSON object in the making.
private struct JSONObject {
  private var bytes: [UInt8] = [UInt8(ascii: "{")]

  var text: String { String(decoding: bytes, as: UTF8.self) + "}" }

  mutating func add(_ key: String, _ value: String) {
    add(key: key)
    JSONText.appendQuoted(value, to: &bytes)
  }

  mutating func add(_ key: String, _ values: [String]) {
    add(key: key)
    var list: [UInt8] = []
    for value in values {
      if !list.isEmpty { list.append(UInt8(ascii: ",")) }
      JSONText.appendQuoted(value, to: &list)
    }
    bytes += Array("[".utf8) + list + Array("]".utf8)
  }

  mutating func add(_ key: String, _ objects: [JSONObject]) {
    add(key: key)
    bytes += "[\(objects.map(\.text).joined(separator: ","))]".utf8
  }

  /// Where something begins and ends.
  mutating func add(_ range: SourceRange, in source: SourceText) {
    let start = source.position(of: range.lowerBound)
    let end = source.position(of: range.upperBound)
    add(key: "line")
    bytes += "\(start.line)".utf8
    add(key: "column")
    bytes += "\(start.column)".utf8
    add(key: "end")
    bytes += "{\"line\":\(end.line),\"column\":\(end.column)}".utf8
  }

  private mutating func add(key: String) {
    if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
    JSONText.appendQuoted(key, to: &bytes)
    bytes.append(UInt8(ascii: ":"))
  }
}
