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

  /// The id of the first customer with an e-mail address; nil when nobody has it.
  package func customerID(withEmail address: String) throws(EvaluationFailure) -> String? {
    guard case .text(let emails)? = snapshot.customers.column(CanonicalField.email)?.column,
      case .text(let ids)? = snapshot.customers.column(CanonicalField.customerID)?.column,
      let code = emails.dictionary.code(of: address),
      let customer = (0..<emails.count).first(where: { emails.code($0) == code })
    else { return try sound(nil) }
    return try sound(ids[customer])
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
    var found: [(distance: Int, head: Int, code: Int)] = []
    for code in 0..<ids.dictionary.count {
      let id = ids.dictionary.utf8(code)
      let (head, tail) = Self.shared(letters, id)
      guard head + tail >= needed else { continue }
      let distance = letters.count + id.count - 2 * (head + tail)
      // Of equally near ones that with the longer beginning in common.
      let place =
        found.firstIndex { ($0.distance, head) > (distance, $0.head) } ?? found.count
      guard place < count else { continue }
      found.insert((distance, head, code), at: place)
      if found.count > count { found.removeLast() }
    }
    return try sound(found.map { ids.dictionary[$0.code] })
  }

  /// How many letters two ids share at the beginning, and at the end of what is left.
  private static func shared(
    _ wanted: [UInt8], _ id: ArraySlice<UInt8>
  ) -> (head: Int, tail: Int) {
    let most = min(wanted.count, id.count)
    var head = 0
    while head < most, wanted[head] == folded(id[id.startIndex + head]) { head += 1 }
    var tail = 0
    while head + tail < most,
      wanted[wanted.count - 1 - tail] == folded(id[id.endIndex - 1 - tail])
    {
      tail += 1
    }
    return (head, tail)
  }

  private static func folded(_ byte: UInt8) -> UInt8 {
    byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte + 32 : byte
  }
}
