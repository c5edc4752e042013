package import SegModel
package import SegPlan

extension NaiveEvaluator {
  /// The lines of `hist` of customers or rows, as clause 7.9 has them.
  package func histogram(
    _ histogram: Histogram, of places: [Place]
  ) throws(NaiveOverflow) -> [[Value]] {
    let type = histogram.value.type
    var known: [Fraction] = []
    for place in places {
      if let number = try number(histogram.value, at: place) { known.append(number) }
    }
    func line(_ from: Value, _ to: Value, _ count: Int) -> [Value] {
      [from, to, .number(Fraction(count)), Self.share(count, places.count)]
    }
    var lines: [[Value]] = []
    if let low = known.min(), let high = known.max() {
      // Only numbers have parts; amounts and dates step by whole minor units and days.
      let hasParts = type == .number && known.contains { $0.denominator != 1 }
      let width = try Self.width(low, high, histogram.steps, smallest: hasParts ? -6 : 0)
      var from = try Self.start(of: low, width)
      while from <= high {
        guard let to = from.adding(width) else { throw NaiveOverflow() }
        let count = known.count { from <= $0 && $0 < to }
        lines.append(line(Self.value(from, type), Self.value(to, type), count))
        from = to
      }
    }
    if known.count < places.count {
      lines.append(line(.unknown, .unknown, places.count - known.count))
    }
    return lines
  }

  /// The first of 1, 2, 5, 10, 20, 50 and so on that needs no more steps than are wanted.
  private static func width(
    _ low: Fraction, _ high: Fraction, _ steps: Int, smallest: Int
  ) throws(NaiveOverflow) -> Fraction {
    for exponent in smallest...30 {
      guard let power = Fraction.powerOfTen(abs(exponent)) else { break }
      for digit in [1, 2, 5] as [Int128] {
        let width = exponent < 0 ? Fraction(digit, over: power) : Fraction(digit * power)
        guard let width, let span = Fraction(steps).multiplied(by: width),
          let end = try start(of: low, width).adding(span)
        else { throw NaiveOverflow() }
        if high < end { return width }
      }
    }
    throw NaiveOverflow()
  }

  /// The last multiple of a width that a value reaches.
  private static func start(
    of value: Fraction, _ width: Fraction
  ) throws(NaiveOverflow) -> Fraction {
    guard let steps = value.divided(by: width)?.floor,
      let start = Fraction(steps).multiplied(by: width)
    else { throw NaiveOverflow() }
    return start
  }

  private static func share(_ part: Int, _ whole: Int) -> Value {
    Fraction(Int128(part), over: Int128(whole)).map(Value.number) ?? .unknown
  }
}

extension NaiveEvaluator {
  /// The lines of `profile` of customers, as clause 7.10 has them.
  ///
  /// Of equal differences the attributes stand in their order, then the values.
  package func profile(
    _ attributes: [OutputColumn], of customers: [Int], text: (Value) -> String
  ) throws(NaiveOverflow) -> [[Value]] {
    var lines: [(cells: [Value], difference: Fraction)] = []
    for attribute in attributes where !customers.isEmpty {
      let all = try held(attribute.expression, by: existing)
      let mine = try held(attribute.expression, by: customers)
      let values = Set(all.flatMap { $0 }).sorted { Self.comes($0, before: $1) }
      for value in values {
        let count = mine.count { $0.contains(value) }
        let countOfAll = all.count { $0.contains(value) }
        guard let share = Fraction(Int128(count), over: Int128(mine.count)),
          let shareOfAll = Fraction(Int128(countOfAll), over: Int128(all.count)),
          let lift = share.divided(by: shareOfAll),
          let difference = max(share, shareOfAll).subtracting(min(share, shareOfAll)),
          let least = Fraction(1, over: 100)
        else { throw NaiveOverflow() }
        if difference == Fraction(0) || max(share, shareOfAll) < least { continue }
        lines.append(
          (
            [
              .text(attribute.name), value == .unknown ? .unknown : .text(text(value)),
              .number(Fraction(count)), .number(share), .number(shareOfAll), .number(lift),
            ], difference
          ))
      }
    }
    var shown: [[Value]] = []
    while shown.count < 20, let most = lines.map(\.difference).max(),
      let next = lines.firstIndex(where: { $0.difference == most })
    {
      shown.append(lines.remove(at: next).cells)
    }
    return shown
  }

  /// What each customer has: one value, each text of a list, or nothing known.
  private func held(
    _ expression: Expression, by customers: [Int]
  ) throws(NaiveOverflow) -> [Set<Value>] {
    var held: [Set<Value>] = []
    for customer in customers {
      let value = try value(expression, at: .customer(customer))
      if case .list(let texts) = value, !texts.isEmpty {
        held.append(Set(texts.map(Value.text)))
      } else {
        held.append(value == .list([]) ? [.unknown] : [value])
      }
    }
    return held
  }

  /// The lines of `overlap` among customers, as clause 7.11 has them.
  package func overlap(
    _ segments: [SegmentReference], of customers: [Int]
  ) throws(NaiveOverflow) -> [[Value]] {
    var lines: [[Value]] = []
    for (position, a) in segments.enumerated() {
      for b in segments[(position + 1)...] {
        var counts = (both: 0, onlyA: 0, onlyB: 0)
        for customer in customers {
          let isInA = try members(of: a).contains(customer)
          let isInB = try members(of: b).contains(customer)
          if isInA && isInB { counts.both += 1 }
          if isInA && !isInB { counts.onlyA += 1 }
          if !isInA && isInB { counts.onlyB += 1 }
        }
        let (countA, countB) = (counts.both + counts.onlyA, counts.both + counts.onlyB)
        lines.append([
          .text("\(a.name)"), .text("\(b.name)"), .number(Fraction(countA)),
          .number(Fraction(countB)), .number(Fraction(counts.both)),
          Self.share(counts.both, countA), Self.share(counts.both, countB),
          .number(Fraction(counts.onlyA)), .number(Fraction(counts.onlyB)),
        ])
      }
    }
    return lines
  }
}

extension NaiveEvaluator {
  /// The lines of `rfm` of customers, as clause 7.12 has them.
  package func scores(of customers: [Int]) throws(NaiveOverflow) -> [[Value]] {
    var lines: [(scores: [Value], members: [Int])] = []
    for customer in customers {
      let scores = try [Metric.recencyScore, .frequencyScore, .monetaryScore].map {
        metric throws(NaiveOverflow) in try metrics(metric)[customer]
      }
      if let known = lines.firstIndex(where: { $0.scores == scores }) {
        lines[known].members.append(customer)
      } else {
        lines.append((scores, [customer]))
      }
    }
    lines.sort { a, b in
      for (x, y) in zip(a.scores, b.scores) where x != y {
        return Self.comes(x, before: y, isDescending: true)
      }
      return false
    }
    var cells: [[Value]] = []
    for line in lines {
      let spent = try line.members.map { member throws(NaiveOverflow) in
        try metrics(.monetary)[member]
      }
      let count = line.members.count
      cells.append(
        line.scores + [
          .number(Fraction(count)), Self.share(count, customers.count),
          try Self.value(.sum, spent, .money),
        ])
    }
    return cells
  }

  /// The lines of `rfm grid` of customers, as clause 7.12 has them.
  package func scoreGrid(of customers: [Int]) throws(NaiveOverflow) -> [[Value]] {
    let recency = try metrics(.recencyScore)
    let frequency = try metrics(.frequencyScore)
    let scale = store.profile.scoreScale
    return (1...scale).reversed().map { r -> [Value] in
      var line: [Value] = [.number(Fraction(r))]
      for f in 1...scale {
        let count = customers.count {
          recency[$0] == .number(Fraction(r)) && frequency[$0] == .number(Fraction(f))
        }
        line.append(.number(Fraction(count)))
      }
      return line
    }
  }
}
