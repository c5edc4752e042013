package import SegModel

/// Customers divided by the places of their ids, `split a 45%, b 45%, control 10%`.
package struct Split: Sendable, Hashable {
  /// One part, from a share of all places up to another.
  package struct Part: Sendable, Hashable {
    package var name: String
    package var from: Fraction
    package var below: Fraction

    package init(name: String, from: Fraction, below: Fraction) {
      self.name = name
      self.from = from
      self.below = below
    }
  }

  /// From left to right; together they are at most everybody.
  package var parts: [Part]
  package var salt: String

  package init(parts: [Part], salt: String) {
    self.parts = parts
    self.salt = salt
  }
}
