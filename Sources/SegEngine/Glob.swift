/// A pattern of `*` (any run of characters) and `?` (any one), anchored at both ends.
///
/// Matching compares Unicode scalars and takes time linear in text times pattern: a star
/// remembers only its latest start, so nothing backtracks exponentially.
struct Glob {
  private let pattern: [Unicode.Scalar]

  init(_ pattern: String) { self.pattern = Array(pattern.unicodeScalars) }

  func matches(_ text: String) -> Bool {
    let text = Array(text.unicodeScalars)
    var position = 0
    var place = 0
    var star: (place: Int, position: Int)?
    while position < text.count {
      if place < pattern.count, pattern[place] == "*" {
        star = (place, position)
        place += 1
      } else if place < pattern.count, pattern[place] == "?" || pattern[place] == text[position] {
        place += 1
        position += 1
      } else if let last = star {
        star = (last.place, last.position + 1)
        place = last.place + 1
        position = last.position + 1
      } else {
        return false
      }
    }
    return pattern[place...].allSatisfy { $0 == "*" }
  }
}
