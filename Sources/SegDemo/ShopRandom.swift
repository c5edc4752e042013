/// A SplitMix64 stream: small, fast and the same on every machine.
///
/// Each customer has a stream of its own for each purpose, so any part of the shop can be made
/// again without making the rest.
struct ShopRandom {
  /// What a stream is drawn for; the raw values are part of "same seed, same bytes".
  enum Purpose: UInt64 {
    case profile = 1
    case identity, timeline, basket, events, contact
  }

  private var state: UInt64

  /// The stream of one customer, purpose and slot (the number of an order of that customer).
  init(seed: UInt64, customer: Int, purpose: Purpose, slot: Int = 0) {
    let person = Self.mix(seed &+ Self.gamma &* UInt64(customer + 1))
    state = Self.mix(person ^ Self.mix(UInt64(slot) << 3 | purpose.rawValue))
  }

  /// The next 64 bits.
  mutating func next() -> UInt64 {
    state &+= Self.gamma
    return Self.mix(state)
  }

  /// A number from 0 to `bound - 1`; `bound` must be positive.
  mutating func below(_ bound: Int) -> Int {
    Int(next().multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// True that many times in a thousand.
  mutating func chance(_ permille: Int) -> Bool { below(1000) < permille }

  /// A number from 0 to `bound - 1`, the small ones likelier.
  mutating func skewed(_ bound: Int) -> Int { min(below(bound), below(bound)) }

  /// An index, drawn in proportion to the weights; `cumulative` is their running sum.
  mutating func index(in cumulative: [Int]) -> Int {
    guard let total = cumulative.last else { return 0 }
    let draw = below(total)
    var index = 0
    while cumulative[index] <= draw { index += 1 }
    return index
  }

  private static let gamma: UInt64 = 0x9E37_79B9_7F4A_7C15

  private static func mix(_ value: UInt64) -> UInt64 {
    var mixed = value
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

extension [Int] {
  /// The running sum of the weights, for `ShopRandom.index(in:)`.
  var runningSum: [Int] {
    var sum = 0
    return map { weight in
      sum += weight
      return sum
    }
  }
}
