/// Finds what a mistyped name was probably meant to be.
package enum NearestName {
  /// The candidates within a small edit distance of `name`, nearest first, at most `count`.
  ///
  /// Case is ignored. A distance of up to a third of the name's length (at least 1, at most 3)
  /// counts as near; one that begins with the name, or is begun by it, counts as distance 2.
  package static func candidates(
    for name: String, among candidates: some Sequence<String>, count: Int = 3
  ) -> [String] {
    let wanted = Array(name.lowercased())
    let allowed = max(1, min(3, (wanted.count + 1) / 3))
    var found: [(distance: Int, name: String)] = []
    for candidate in candidates {
      let letters = Array(candidate.lowercased())
      var distance = editDistance(wanted, letters)
      if wanted.count >= 3, letters.starts(with: wanted) { distance = min(distance, 2) }
      if distance <= max(allowed, wanted.count >= 3 && letters.starts(with: wanted) ? 2 : 0) {
        found.append((distance, candidate))
      }
    }
    found.sort { ($0.distance, $0.name) < ($1.distance, $1.name) }
    return found.prefix(count).map(\.name)
  }

  /// Edits (insert, delete, replace, swap neighbours) between two words.
  static func editDistance(_ a: [Character], _ b: [Character]) -> Int {
    if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
    var beforePrevious = [Int](repeating: 0, count: b.count + 1)
    var previous = Array(0...b.count)
    for i in 1...a.count {
      var current = [i] + [Int](repeating: 0, count: b.count)
      for j in 1...b.count {
        let cost = a[i - 1] == b[j - 1] ? 0 : 1
        current[j] = min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + cost)
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
          current[j] = min(current[j], beforePrevious[j - 2] + 1)
        }
      }
      beforePrevious = previous
      previous = current
    }
    return previous[b.count]
  }
}
