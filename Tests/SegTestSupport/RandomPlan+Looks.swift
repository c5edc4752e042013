package import SegModel
package import SegPlan

extension RandomPlan {
  /// Whom to look at: everybody as often as those of a selection, who may be few or none.
  package mutating func audience(depth: Int) -> SelectionPlan {
    guard generator.oneIn(2) else { return selection(depth: depth) }
    return SelectionPlan(source: .matching(.constant(true)), narrowing: [])
  }

  /// Steps over a number, money or a date of customers, or of the rows of a relation.
  package mutating func histogram(depth: Int, of relation: FieldName? = nil) -> Histogram {
    let scope = relation.map { Scope.rows($0) } ?? .customers
    let type = generator.pick([FieldType.number, .number, .money, .money, .date])
    let isDay = type == .date && generator.oneIn(3)
    let value =
      isDay ? .localDay(expression(.dateTime, depth, scope)) : expression(type, depth, scope)
    return Histogram(value: value, steps: generator.pick([1, 2, 3, 5, 10, 10, 25, 100]))
  }

  /// Attributes of the types that a profile looks at.
  package mutating func profiled(depth: Int) -> [OutputColumn] {
    (0...generator.pick(0...4)).map { position in
      let score = generator.pick([Metric.recencyScore, .frequencyScore, .monetaryScore])
      let value =
        generator.oneIn(4)
        ? .metric(score)
        : expression(
          generator.pick([.text, .text, .flag, .list]), generator.oneIn(3) ? depth : 0, .customers)
      return OutputColumn(name: "attribute\(position)", expression: value)
    }
  }

  /// Two to four segments side by side, the same one twice at times.
  package mutating func segments(depth: Int) -> [SegmentReference] {
    (0...generator.pick(1...3)).map { _ in segment(depth) }
  }
}
