/// What is odd about conditions that are joined: proved, never guessed.
package struct ConditionFindings: Sendable {
  /// One oddity; positions are those of the operands.
  package enum Finding: Sendable, Hashable {
    /// The operands exclude one another: their `and` holds nowhere.
    case neverHolds([Int])
    /// The operands leave nothing out: their `or` holds everywhere.
    case alwaysHolds([Int])
    /// Without the first operand the whole would be the same, because of the second.
    case redundant(Int, because: Int)
  }

  /// More operands than these are not looked into, so that long chains stay cheap.
  package static let mostOperands = 64

  private let scoreScale: Int

  /// Scores go from 1 to `scoreScale`.
  package init(scoreScale: Int) { self.scoreScale = scoreScale }

  /// Whether a condition holds nowhere (false), or everywhere (true); nil when neither is proved.
  package func constant(_ predicate: Predicate) -> Bool? {
    predicate.truth().flatMap { constant($0.set, $0.subject) }
  }

  private func constant(_ set: TruthSet, _ subject: ConditionSubject) -> Bool? {
    if let inside = restricted(set, subject), inside.isEmpty { return false }
    if let outside = restricted(set.complement, subject), outside.isEmpty { return true }
    return nil
  }

  /// What is odd about operands joined by `and`, or by `or` when `isAny`.
  ///
  /// An operand that holds nowhere or everywhere by itself is passed over.
  package func findings(_ operands: [Predicate], isAny: Bool) -> [Finding] {
    guard operands.count <= Self.mostOperands else { return [] }
    var groups: [ConditionSubject: [(position: Int, set: TruthSet)]] = [:]
    var order: [ConditionSubject] = []
    for (position, operand) in operands.enumerated() {
      guard let (subject, set) = operand.truth() else { continue }
      if groups[subject] == nil { order.append(subject) }
      groups[subject, default: []].append((position, set))
    }
    return order.flatMap { subject -> [Finding] in
      // As a rule each operand asks of something else: then there is nothing to find.
      guard let group = groups[subject], group.count > 1 else { return [] }
      let members = group.compactMap { position, set -> (position: Int, set: TruthSet)? in
        guard constant(set, subject) == nil else { return nil }
        // What leaves nothing out of an `or` is what excludes one another in an `and`.
        return restricted(isAny ? set.complement : set, subject).map { (position, $0) }
      }
      return findings(members, isAny: isAny)
    }
  }

  private func findings(_ group: [(position: Int, set: TruthSet)], isAny: Bool) -> [Finding] {
    guard group.count > 1 else { return [] }
    for (index, later) in group.enumerated() {
      for earlier in group[..<index] where earlier.set.intersection(later.set)?.isEmpty ?? false {
        let pair = [earlier.position, later.position]
        return [isAny ? .alwaysHolds(pair) : .neverHolds(pair)]
      }
    }
    var whole = group[0].set
    for (_, set) in group.dropFirst() {
      guard let both = whole.intersection(set) else { return [] }
      whole = both
    }
    let positions = group.map(\.position)
    if whole.isEmpty { return [isAny ? .alwaysHolds(positions) : .neverHolds(positions)] }
    return redundancies(group)
  }

  private func redundancies(_ group: [(position: Int, set: TruthSet)]) -> [Finding] {
    var dropped: Set<Int> = []
    var findings: [Finding] = []
    // Of two that say the same the later one is redundant.
    for (index, wide) in group.enumerated().reversed() {
      let reason = group.enumerated().first { other, narrow in
        other != index && !dropped.contains(other)
          && narrow.set.intersection(wide.set) == narrow.set
      }
      guard let reason else { continue }
      dropped.insert(index)
      findings.append(.redundant(wide.position, because: reason.element.position))
    }
    return findings.reversed()
  }

  /// The part of a set that its subject can reach, in a form that equal sets share.
  private func restricted(_ set: TruthSet, _ subject: ConditionSubject) -> TruthSet? {
    let domain = subject.domain(scoreScale: scoreScale)
    guard let inside = set.intersection(domain) else { return nil }
    return subject.isWhole ? inside.wholeNumbers : inside
  }
}
