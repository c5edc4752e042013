import SegText

extension Diagnostic {
  static func expected(
    _ expected: String, found: String, at range: SourceRange, notes: [String] = [],
    fixIts: [FixIt] = []
  ) -> Self {
    Self(
      code: .unexpectedToken, message: "expected \(expected), found \(found)", range: range,
      notes: notes, fixIts: fixIts)
  }

  static func statementTooLong(at range: SourceRange) -> Self {
    Self(
      code: .statementTooLong,
      message: "the statement that begins here is longer than \(Limits.statementBytes) bytes",
      range: range)
  }

  static func nestingTooDeep(at range: SourceRange) -> Self {
    Self(
      code: .nestingTooDeep, message: "nested deeper than \(Limits.nesting) levels", range: range)
  }

  static func unknownStage(
    _ word: String, at range: SourceRange, notes: [String], fixIts: [FixIt]
  ) -> Self {
    Self(
      code: .unknownStage, message: "unknown stage `\(word)`", range: range, notes: notes,
      fixIts: fixIts)
  }

  static func dashedName(_ name: String, quoted: String, at range: SourceRange) -> Self {
    Self(
      code: .unexpectedToken, message: "expected quotes around the name `\(name)`", range: range,
      fixIts: [FixIt("replace with `\(quoted)`", range: range, replacement: quoted)])
  }

  static func filteredSet(_ name: String, at range: SourceRange) -> Self {
    let mended = "segment where in \(name) and"
    return Self(
      code: .unexpectedToken, message: "expected `|` after `\(name)`, found `where`", range: range,
      fixIts: [FixIt("replace with `\(mended)`", range: range, replacement: mended)])
  }

  static func chainedComparison(found: String, at range: SourceRange) -> Self {
    Self(
      code: .unexpectedToken, message: "expected the end of the comparison, found \(found)",
      range: range, notes: ["a range is written `value between 1 and 2`"])
  }

  static func segmentOfValue(_ left: SourceRange, isNegated: Bool) -> Self {
    let word = isNegated ? "not in" : "in"
    return Self(
      code: .unexpectedToken,
      message: "expected no value before `in @`, which asks of the customer",
      range: left,
      fixIts: [FixIt("write `\(word)` alone", range: left, replacement: word + " ")])
  }

  static func decimalComma(_ whole: String, _ fraction: String, at range: SourceRange) -> Self {
    let decimal = FixIt(
      "replace with `\(whole).\(fraction)`", range: range, replacement: "\(whole).\(fraction)")
    var fixIts = [decimal]
    if fraction.utf8.count == 3 {
      let plain = whole + fraction
      fixIts.insert(FixIt("replace with `\(plain)`", range: range, replacement: plain), at: 0)
    }
    return Self(
      code: .badNumber, message: "expected a point in the number, found a comma", range: range,
      fixIts: fixIts)
  }

  static func unknownFunction(_ name: NameSyntax) -> Self {
    let known = (Keyword.aggregates + Keyword.functions).map(\.rawValue)
    let nearest = NearestName.candidates(for: name.name.value, among: known)
    return Self(
      code: .unknownFunction, message: "unknown function `\(name.name.value)`", range: name.range,
      notes: nearest.isEmpty ? ["functions: " + known.joined(separator: ", ")] : [],
      fixIts: nearest.prefix(1).map {
        FixIt("replace with `\($0)`", range: name.range, replacement: $0)
      })
  }

  static func badYear(_ text: String, at range: SourceRange) -> Self {
    Self(
      code: .badDate, message: "expected a year of four digits or another period, found `\(text)`",
      range: range)
  }

  static func durationAsDate(_ text: String, isPeriod: Bool, at range: SourceRange) -> Self {
    let mended = isPeriod ? "last \(text)" : "\(text) ago"
    return Self(
      code: .unexpectedToken,
      message: "expected a \(isPeriod ? "period" : "date"), found the duration `\(text)`",
      range: range,
      fixIts: [FixIt("replace with `\(mended)`", range: range, replacement: mended)])
  }

  static func timeInDate(_ text: String, at range: SourceRange) -> Self {
    let day = String(text.prefix(10))
    return Self(
      code: .unexpectedToken, message: "expected a date without a time, found `\(text)`",
      range: range, fixIts: [FixIt("replace with `\(day)`", range: range, replacement: day)])
  }

  static func ambiguousContinuation(
    at range: SourceRange, earlier: SourceRange, conjunction: SourceRange, in source: SourceText
  ) -> Self {
    func brackets(_ range: SourceRange) -> FixIt {
      let text = source.text(in: range)
      return FixIt("put brackets around `\(text)`", range: range, replacement: "(\(text))")
    }
    return Self(
      .warning, code: .ambiguousContinuation,
      message: "`and` binds tighter than the `or` on the lines before", range: range,
      fixIts: [brackets(earlier), brackets(conjunction)])
  }
}
