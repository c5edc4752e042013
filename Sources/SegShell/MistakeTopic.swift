package import SegText

/// What `.explain CODE` tells of a kind of mistake.
package struct MistakeTopic: Sendable {
  /// What the code means and what to do about it.
  package let text: String
  /// A script on the demo shop that has the mistake; nil where no script alone brings it about.
  package let example: String?
  /// The same without it; nil where there is none but to leave it out.
  package let mended: String?

  private init(_ text: String, _ example: String? = nil, _ mended: String? = nil) {
    self.text = text
    self.example = example
    self.mended = mended
  }

  /// The topic of a code.
  package init(_ code: DiagnosticCode) { self = Self.syntax(code) }
}

extension MistakeTopic {
  private static func syntax(_ code: DiagnosticCode) -> Self {
    switch code {
    case .unexpectedToken:
      Self(
        "something stands where the grammar wants something else; the message says what it wants",
        "segment where country 'FR'", "segment where country = 'FR'")
    case .unterminatedText:
      Self(
        "a text in single quotes has no end; a quote inside of it is written twice",
        "segment where city = 'L''Aquila", "segment where city = 'L''Aquila'")
    case .unterminatedName:
      Self(
        "a name in double quotes has no end", "segment | save as \"big vip",
        "segment | save as \"big vip\"")
    case .badCharacter:
      Self(
        "a character that the language does not use", "segment where recency < 30 ~",
        "segment where recency < 30")
    case .badNumber:
      Self(
        "a number has digits, at most 18, and at most one point: no comma, blank or exponent",
        "segment where monetary > 12,50", "segment where monetary > 12.50")
    case .badDate:
      Self(
        "a date is a day of the calendar, year first: 2026-11-01",
        "segment where last_order > 2025-02-30", "segment where last_order > 2025-02-28")
    case .badDuration:
      Self(
        "a duration is a whole number and one of min h d w mo q y; `m` alone could be minutes or "
          + "months",
        "segment where any(orders in last 3m)", "segment where any(orders in last 3mo)")
    case .nestingTooDeep:
      Self(
        "brackets, `not`s, signs and calls nest at most 256 deep; a `let` names a part",
        "segment where " + String(repeating: "not ", count: 257) + "(recency < 30)",
        "segment where not recency < 30")
    case .statementTooLong:
      Self("a statement is at most 1,048,576 bytes long; long lists belong in a file or a tag")
    case .foreignOperator:
      Self(
        "an operator or quote of another language; the message says how it is written here",
        "segment where country == “FR”", "segment where country = 'FR'")
    case .ambiguousContinuation:
      Self(
        "`and` binds tighter than `or`, whatever the lines look like: brackets say which is meant",
        "segment where country = 'FR' or country = 'BE'\n  and recency < 30",
        "segment where (country = 'FR' or country = 'BE')\n  and recency < 30")
    case .unknownStage:
      Self(
        "what stands behind `|` is neither a stage nor a relation", "segment | cuont",
        "segment | count")
    default: binding(code)
    }
  }

  private static func binding(_ code: DiagnosticCode) -> Self {
    switch code {
    case .unknownName:
      Self(
        "no attribute, relation, column or `let` has this name; `.fields` lists them",
        "segment where contry = 'FR'", "segment where country = 'FR'")
    case .unknownCustomer:
      Self(
        "nobody has this id; ids are compared as text, zeros at the beginning included",
        "segment | why 'C-0001'", "segment | why 'C-00001'")
    case .unknownSegment:
      Self(
        "no segment is saved under this name; `.segments` lists them", "@lapsed | count",
        "segment where recency > 180 | save as lapsed\n@lapsed | count")
    case .unknownFunction:
      Self(
        "no function has this name", "segment where median_of(recency) > 3",
        "segment where recency > 3")
    case .typeMismatch:
      Self(
        "values of different types do not meet: numbers, money, text, dates and yes/no are apart",
        "segment where country = 5", "segment where country = '5'")
    case .wrongArguments:
      Self(
        "a function or stage was given something that it does not take",
        "segment where sum(orders) > 5", "segment where sum(orders.amount) > 5")
    case .reversedPeriod:
      Self(
        "the smaller end comes first", "segment where recency between 60 and 30",
        "segment where recency between 30 and 60")
    case .nameTaken:
      Self(
        "a `let` may not take the name of an attribute or relation", "let recency = 30",
        "let recent = 30")
    case .segmentCycle:
      Self(
        "a saved segment would be made of itself",
        "segment where recency < 30 | save as a\n@a | save as b\n@b | save as a",
        "segment where recency < 30 | save as a\n@a | save as b\n@b | save as c")
    case .misplacedStage:
      Self(
        "a stage does not go where it stands: what shows something comes last",
        "segment | count | limit 3", "segment | limit 3 | count")
    case .needsScores:
      Self(
        "on the scale to 10 `rfm` is shown as 10-10-10 and not compared; the scores are",
        ".set rfm_scale 10\nsegment where rfm = 999 | count",
        ".set rfm_scale 10\nsegment where r = 9 and f = 9 and m = 9 | count")
    default: oddity(code)
    }
  }

  private static func oddity(_ code: DiagnosticCode) -> Self {
    switch code {
    case .absentValue:
      Self(
        "no customer holds this text; upper and lower case and accents count",
        "segment where country = 'fr' | count", "segment where country = 'FR' | count")
    case .neverTrue:
      Self(
        "a condition holds for nobody, whatever the data: clauses exclude each other, or a value "
          + "never gets there",
        "segment where recency < 10 and recency > 20 | count",
        "segment where recency < 10 or recency > 20 | count")
    case .alwaysTrue:
      Self(
        "a condition holds for everybody, whatever the data",
        "segment where country = 'FR' or country != 'FR' | count",
        "segment where country = 'FR' | count")
    case .redundantCondition:
      Self(
        "a clause changes nothing beside another one that says it already",
        "segment where recency < 30 and recency < 60 | count",
        "segment where recency < 30 | count")
    case .unusedDefinition:
      Self(
        "nothing in the script uses this `let`; a script of definitions alone is for others to "
          + "read. Only `segsh check` looks for it",
        "let recent = recency < 30\nsegment | count",
        "let recent = recency < 30\nsegment where recent | count")
    default: running(code)
    }
  }

  private static func running(_ code: DiagnosticCode) -> Self {
    switch code {
    case .overflow:
      Self(
        "a number left the range in which results are exact; they are exact or refused",
        "segment where frequency * 999999999999999999 * 999999999999999999 * 999999999999999999 "
          + "> 1 | count",
        "segment where frequency > 1 | count")
    case .expectationFailed:
      Self(
        "an `expect` of the script does not hold; the message says the numbers, and nothing after "
          + "it runs",
        "segment | save as vip\nexpect count(@vip) > 100000",
        "segment | save as vip\nexpect count(@vip) > 100")
    case .cancelled: Self("the statement was stopped with Ctrl-C; nothing of it was done")
    case .fileFailure:
      Self(
        "a file could not be read or written; the message says which and why",
        ".read no_such_file.seg", "segment | count")
    case .workspaceFailure:
      Self(
        "the workspace could not do it: another process holds it, its disk is full, or the name "
          + "is not there",
        ".drop nobody", ".segments")
    case .refused:
      Self(
        "what changes customers wants `--yes` without a terminal, and safe mode forbids it; a "
          + "segment that others use is not dropped",
        "segment | save as a\n@a | save as b\n.drop a", "segment | save as a\n.drop a")
    case .unknownCommand:
      Self("no command has this name; `.help` lists them", ".fileds", ".fields")
    case .commandUsage:
      Self("a command was given too many or too few words", ".drop", ".segments")
    default: Self("")
    }
  }
}
