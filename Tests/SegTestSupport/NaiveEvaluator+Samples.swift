import Crypto
import SegModel
import SegPlan

extension NaiveEvaluator {
  /// The place of a customer under a salt, in [0, 1): the first eight hexadecimal digits of a hash.
  func place(of customer: Int, _ salt: String) -> Fraction {
    let hash = SHA256.hash(data: Array("\(salt):\(id(of: customer))".utf8))
    let digits = hash.map { byte in
      let text = String(byte, radix: 16)
      return text.count == 1 ? "0" + text : text
    }.joined().prefix(8)
    return Fraction(Int128(digits, radix: 16) ?? 0, over: 1 << 32) ?? Fraction(0)
  }

  /// Those whose places a sample takes, in their order.
  func sample(_ selected: [Place], _ amount: Narrowing.Amount, _ salt: String) -> [Place] {
    switch amount {
    case .percent(let percent):
      return selected.filter { entry in
        let place = place(of: customer(of: entry), salt).multiplied(by: Fraction(100))
        return place.map { $0 < percent } ?? false
      }
    case .count(let count):
      let ordered = selected.map { customer(of: $0) }.sorted { a, b in
        let (x, y) = (place(of: a, salt), place(of: b, salt))
        return x == y ? id(of: a).utf8.lexicographicallyPrecedes(id(of: b).utf8) : x < y
      }
      let taken = Set(ordered.prefix(count))
      return selected.filter { taken.contains(customer(of: $0)) }
    }
  }
}
