import SegModel
import SegStore

extension Engine {
  /// The row of a customer by id; nil when nobody has it.
  package func customer(withID id: String) throws(EvaluationFailure) -> Int? {
    guard case .text(let ids)? = snapshot.customers.column(CanonicalField.customerID)?.column,
      let code = ids.dictionary.code(of: id)
    else { return try sound(nil) }
    return try sound((0..<ids.count).first { ids.code($0) == code })
  }

  /// Ids much like one that nobody has, the nearest first.
  ///
  /// An id is near when it begins and ends as the wanted one, all but two of its letters; case is
  /// ignored. One pass over the bytes of all ids.
  package func customerIDs(
    near wanted: String, count: Int = 3
  ) throws(EvaluationFailure) -> [String] {
    guard case .text(let ids)? = snapshot.customers.column(CanonicalField.customerID)?.column
    else { return [] }
    let letters = wanted.utf8.map(Self.folded)
    let needed = max(1, letters.count - 2)
    var found: [(distance: Int, code: Int)] = []
    for code in 0..<ids.dictionary.count {
      let id = ids.dictionary.utf8(code)
      let covered = Self.covered(letters, id)
      guard covered >= needed else { continue }
      let distance = letters.count - covered + id.count - covered
      if found.count == count, let last = found.last, distance >= last.distance { continue }
      let place = found.firstIndex { $0.distance > distance } ?? found.count
      found.insert((distance, code), at: place)
      if found.count > count { found.removeLast() }
    }
    return try sound(found.map { ids.dictionary[$0.code] })
  }

  /// How many letters two ids share at the beginning and at the end together.
  private static func covered(_ wanted: [UInt8], _ id: ArraySlice<UInt8>) -> Int {
    let most = min(wanted.count, id.count)
    var head = 0
    while head < most, wanted[head] == folded(id[id.startIndex + head]) { head += 1 }
    var tail = 0
    while head + tail < most,
      wanted[wanted.count - 1 - tail] == folded(id[id.endIndex - 1 - tail])
    {
      tail += 1
    }
    return head + tail
  }

  private static func folded(_ byte: UInt8) -> UInt8 {
    byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte + 32 : byte
  }
}
