package import SegModel
package import SegPlan

/// One line of what `explain` counts.
package struct ExplainLine: Sendable, Hashable {
  /// An attribute with the number of customers for whom it is unknown.
  package struct Unknown: Sendable, Hashable {
    package var name: String
    package var count: Int

    package init(name: String, count: Int) {
      self.name = name
      self.count = count
    }
  }

  /// How many lines it stands under.
  package var depth: Int
  package var text: String
  /// Left after it and the lines before it at its depth; nil for what only counts alone.
  package var left: Int?
  /// Kept by it alone.
  package var alone: Int?
  /// Customers for whom some attribute that it names is unknown; nil for rows.
  package var unknown: Int?
  package var unknownByName: [Unknown] = []
  /// Relative dates with what they came to.
  package var bounds: [DateBound] = []
  /// The relation of the rows that are counted; nil for customers.
  package var relation: FieldName?

  package init(_ depth: Int, _ text: String, left: Int?, alone: Int?, unknown: Int?) {
    self.depth = depth
    self.text = text
    self.left = left
    self.alone = alone
    self.unknown = unknown
  }
}
