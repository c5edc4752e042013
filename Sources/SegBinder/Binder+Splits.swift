import SegModel
import SegPlan
import SegSyntax
import SegText

extension Binder {
  /// The parts of a split; nil after an error.
  mutating func bindSplit(_ syntax: SplitSyntax) -> Split? {
    var parts: [Split.Part] = []
    var end = Fraction(0)
    for portion in syntax.portions {
      guard let percent = bindNumber(portion.percent, over: 1) else { return nil }
      guard percent > Fraction(0), let share = percent.divided(by: Fraction(100)),
        let below = end.adding(share), below <= Fraction(1)
      else {
        bag.report(.splitTooLarge(portion.percent))
        return nil
      }
      let name = FieldName(portion.name.value)
      guard !portion.name.value.contains("."),
        !parts.contains(where: { FieldName($0.name) == name })
      else {
        bag.report(.badPart(portion.name))
        return nil
      }
      parts.append(Split.Part(name: portion.name.value, from: end, below: below))
      end = below
    }
    return Split(parts: parts, salt: syntax.salt?.value ?? Narrowing.usualSalt)
  }

  /// What keeps a split under a name, which is its salt when none was given; nil after an error.
  mutating func bindAssignment(
    _ split: Split, as name: Located<String>, _ selection: PipelineSyntax, _ stages: [StageSyntax]
  ) -> BoundAction? {
    guard !closesCycle(name, definitionText(selection)) else { return nil }
    var split = split
    var plain = selection
    for var stage in stages {
      guard case .split(var syntax) = stage.kind else { continue }
      syntax.salt = syntax.salt ?? name
      split.salt = syntax.salt?.value ?? split.salt
      stage.kind = .split(syntax)
      plain.stages.append(stage)
    }
    return .assign(name: name, definition: definitionText(plain), split)
  }

  /// The members of a saved split, or of one of its parts: those who were put there, and those who
  /// have come since, by their places.
  mutating func bindSplit(_ segment: SavedSegment) -> SelectionPlan? {
    let text = SourceText(name: "@\(segment.name)", text: segment.definition)
    guard case .pipeline(var pipeline)? = Parser.parse(text, into: &bag).first,
      case .split(let syntax)? = pipeline.stages.popLast()?.kind, let split = bindSplit(syntax)
    else { return nil }
    var whole = segment.name
    var (from, below) = (Fraction(0), split.parts.last?.below ?? Fraction(1))
    if case .part(let owner, let name) = segment.kind {
      guard let part = split.parts.first(where: { FieldName($0.name) == FieldName(name) }) else {
        return nil
      }
      whole = owner
      (from, below) = (part.from, part.below)
    }
    let plain = SavedSegment(
      name: segment.name, kind: .definition, definition: SyntaxPrinter.print(.pipeline(pipeline)))
    guard var fresh = bindDefinition(plain) else { return nil }
    fresh.narrowing.append(.places(from: from, below: below, salt: split.salt))
    return SelectionPlan(
      source: .set(
        first: SegmentReference(name: segment.name, body: .saved(fresh)),
        steps: [
          SetStep(.minus, SegmentReference(name: whole, body: .frozen)),
          SetStep(.union, SegmentReference(name: segment.name, body: .frozen)),
        ]))
  }
}

extension SavedSegment {
  /// Whether it is a split, or one part of it.
  var isSplit: Bool {
    switch kind {
    case .split, .part: true
    case .definition, .frozen: false
    }
  }
}

extension Diagnostic {
  fileprivate static func splitTooLarge(_ percent: Located<String>) -> Diagnostic {
    Diagnostic(
      code: .wrongArguments, message: "expected parts above 0 that come to at most 100%",
      range: percent.range)
  }

  fileprivate static func badPart(_ name: Located<String>) -> Diagnostic {
    Diagnostic(
      code: .wrongArguments, message: "expected a name without `.` that no other part has",
      range: name.range)
  }
}
