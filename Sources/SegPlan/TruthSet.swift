package import SegModel

/// The values for which a condition on one thing holds, and whether it holds where that is unknown.
///
/// Exact: complements, intersections and unions of such sets are such sets again.
package struct TruthSet: Sendable, Hashable {
  /// A place between values: just before a number or just after it.
  package struct Border: Sendable, Hashable, Comparable {
    package var value: Fraction
    package var isAfter: Bool

    package init(_ value: Fraction, isAfter: Bool) {
      self.value = value
      self.isAfter = isAfter
    }

    package static func < (a: Self, b: Self) -> Bool {
      a.value == b.value ? !a.isAfter && b.isAfter : a.value < b.value
    }
  }

  /// The known values.
  package enum Known: Sendable, Hashable {
    /// From below all values on, inside or outside; each border, in order, changes that.
    case ordered(beginsInside: Bool, borders: [Border])
    /// Some texts, or all but some.
    case texts(Set<String>, isExcluding: Bool)
  }

  package var known: Known
  package var holdsForUnknown: Bool

  package init(_ known: Known, holdsForUnknown: Bool) {
    self.known = known
    self.holdsForUnknown = holdsForUnknown
  }
}

extension TruthSet {
  /// The numbers from one border to another; without one the end is open.
  package static func range(from lower: Border?, to upper: Border?) -> Self {
    if let lower, let upper, upper <= lower {
      return Self(.ordered(beginsInside: false, borders: []), holdsForUnknown: false)
    }
    let borders = [lower, upper].compactMap(\.self)
    return Self(.ordered(beginsInside: lower == nil, borders: borders), holdsForUnknown: false)
  }

  /// One number.
  package static func point(_ value: Fraction) -> Self {
    range(from: Border(value, isAfter: false), to: Border(value, isAfter: true))
  }

  /// Where the condition does not hold.
  package var complement: Self {
    let opposite: Known =
      switch known {
      case .ordered(let beginsInside, let borders):
        .ordered(beginsInside: !beginsInside, borders: borders)
      case .texts(let texts, let isExcluding): .texts(texts, isExcluding: !isExcluding)
      }
    return Self(opposite, holdsForUnknown: !holdsForUnknown)
  }

  /// Where both hold; nil when one is of texts and the other is not.
  package func intersection(_ other: Self) -> Self? {
    let isForUnknown = holdsForUnknown && other.holdsForUnknown
    switch (known, other.known) {
    case (.ordered(let first, let borders), .ordered(let otherFirst, let otherBorders)):
      let merged = Self.intersection(first, borders, otherFirst, otherBorders)
      return Self(merged, holdsForUnknown: isForUnknown)
    case (.texts(let a, let excludesA), .texts(let b, let excludesB)):
      let merged: Known =
        switch (excludesA, excludesB) {
        case (false, false): .texts(a.intersection(b), isExcluding: false)
        case (false, true): .texts(a.subtracting(b), isExcluding: false)
        case (true, false): .texts(b.subtracting(a), isExcluding: false)
        case (true, true): .texts(a.union(b), isExcluding: true)
        }
      return Self(merged, holdsForUnknown: isForUnknown)
    case (.ordered, .texts), (.texts, .ordered): return nil
    }
  }

  /// Where one of them holds.
  package func union(_ other: Self) -> Self? {
    complement.intersection(other.complement)?.complement
  }

  /// Whether no value is in it, known or not.
  package var isEmpty: Bool {
    guard !holdsForUnknown else { return false }
    return switch known {
    case .ordered(let beginsInside, let borders): !beginsInside && borders.isEmpty
    case .texts(let texts, let isExcluding): !isExcluding && texts.isEmpty
    }
  }

  /// The same set of whole numbers, with each border before a whole number.
  package var wholeNumbers: Self? {
    guard case .ordered(var isInside, let borders) = known else { return self }
    let beginsInside = isInside
    var moved: [Border] = []
    for border in borders {
      isInside.toggle()
      let value = border.value
      var whole = value.floor
      if border.isAfter || value.denominator != 1 {
        guard whole < Int128.max else { return nil }
        whole += 1
      }
      let place = Border(Fraction(whole), isAfter: false)
      // Two borders at one place enclose no whole number.
      if moved.last == place { moved.removeLast() } else { moved.append(place) }
    }
    return Self(
      .ordered(beginsInside: beginsInside, borders: moved), holdsForUnknown: holdsForUnknown)
  }

  private static func intersection(
    _ firstInside: Bool, _ first: [Border], _ secondInside: Bool, _ second: [Border]
  ) -> Known {
    var (isInFirst, isInSecond) = (firstInside, secondInside)
    var (i, j) = (0, 0)
    var borders: [Border] = []
    let beginsInside = isInFirst && isInSecond
    var isInside = beginsInside
    while i < first.count || j < second.count {
      let place: Border
      if j == second.count {
        place = first[i]
      } else if i == first.count {
        place = second[j]
      } else {
        place = min(first[i], second[j])
      }
      if i < first.count, first[i] == place {
        isInFirst.toggle()
        i += 1
      }
      if j < second.count, second[j] == place {
        isInSecond.toggle()
        j += 1
      }
      if (isInFirst && isInSecond) != isInside {
        isInside.toggle()
        borders.append(place)
      }
    }
    return .ordered(beginsInside: beginsInside, borders: borders)
  }
}
