import SegText

extension SyntaxPrinter {
  /// Rows one after the other.
  static func print(_ sequence: SequenceSyntax) -> String {
    var text = ""
    for (position, step) in sequence.steps.enumerated() {
      if position > 0 { text += step.isExcluded ? " then not " : " then " }
      text += print(step)
    }
    return "did(\(text))"
  }

  private static func print(_ step: SequenceSyntax.Step) -> String {
    var text = name(step.rows.relation.value)
    if let period = step.rows.period { text += " in " + print(period) }
    if let alias = step.alias { text += " as " + name(alias.value) }
    if let condition = step.rows.condition { text += " where " + print(condition) }
    if let span = step.span { text += " within \(span.value)" }
    return text
  }

  /// A question about how rows came.
  static func print(_ habit: HabitSyntax) -> String {
    let word =
      switch habit.pattern {
      case .regular: "regular"
      case .stopped: "stopped"
      case .restarted: "restarted"
      }
    return "\(word)(\(print(habit.rows)), \(print(habit.pattern)))"
  }

  /// What is asked of the rows, without the word for it.
  static func print(_ pattern: HabitSyntax.Pattern) -> String {
    switch pattern {
    case .regular(let unit, let least, let all):
      "\(unit.rawValue), \(least.value) of \(all.value)"
    case .stopped(let active, let quiet), .restarted(let active, let quiet):
      "active \(active.value), quiet \(quiet.value)"
    }
  }
}
