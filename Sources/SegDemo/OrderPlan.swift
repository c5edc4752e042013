/// How many order rows each customer has; they sum to the number that was asked for.
struct OrderPlan {
  let counts: [UInt32]

  /// Shares `total` rows out.
  ///
  /// Every buyer gets one, or as many of them as there are rows. The rest goes to those who come
  /// back, in proportion to what their profile expects, rounded by each customer's own dither; a
  /// factor that is found by halving makes the sum come out.
  init(_ model: ShopModel, total: Int) {
    var wishes = Wishes(model)
    let buyers = wishes.buyers
    if total <= buyers || wishes.repeats.allSatisfy({ $0 == 0 }) {
      counts = Self.evenly(total, over: wishes.base.map { $0 > 0 || buyers == 0 })
      return
    }
    if wishes.baseTotal > total { wishes.dropExtras() }
    var low = 0
    var high = Self.unit
    while wishes.total(factor: high) <= total {
      low = high
      high *= 2
    }
    while high - low > 1 {
      let middle = (low + high) / 2
      if wishes.total(factor: middle) <= total { low = middle } else { high = middle }
    }
    counts = wishes.counts(factor: low, total: total)
  }

  /// The factor that gives each customer just what the profile expects.
  private static let unit = 1 << 12

  /// The rows spread evenly over those who take part.
  private static func evenly(_ total: Int, over takesPart: [Bool]) -> [UInt32] {
    let takers = takesPart.count { $0 }
    var taker = 0
    return takesPart.map { takes in
      guard takes else { return 0 }
      defer { taker += 1 }
      return UInt32(total * (taker + 1) / takers - total * taker / takers)
    }
  }

  /// What customers would buy if nobody counted.
  private struct Wishes {
    /// Rows that a customer has at least.
    var base: [UInt8] = []
    /// Rows expected on top, in 1/1024.
    var repeats: [Int32] = []
    /// Rounding of each customer, 0 to 1023.
    var dither: [UInt16] = []

    init(_ model: ShopModel) {
      for index in 0..<model.customers {
        let profile = model.profile(index)
        // A few one-time buyers send the goods back, which is a row as well.
        let isReturned = profile.kind == .oneTime && profile.dither < 30
        base.append(profile.kind == .registered ? 0 : isReturned ? 2 : 1)
        repeats.append(Int32(profile.expectedRepeats))
        dither.append(UInt16(profile.dither))
      }
    }

    var buyers: Int { base.count { $0 > 0 } }
    var baseTotal: Int { base.reduce(0) { $0 + Int($1) } }

    mutating func dropExtras() {
      for index in base.indices { base[index] = min(1, base[index]) }
    }

    /// Rows of customer `index` beyond the base.
    func extra(_ index: Int, factor: Int) -> Int {
      guard repeats[index] > 0 else { return 0 }
      return (Int(repeats[index]) * factor / OrderPlan.unit + Int(dither[index])) / 1024
    }

    func total(factor: Int) -> Int {
      base.indices.reduce(0) { $0 + Int(base[$1]) + extra($1, factor: factor) }
    }

    func counts(factor: Int, total: Int) -> [UInt32] {
      var counts = base.indices.map { UInt32(Int(base[$0]) + extra($0, factor: factor)) }
      var missing = total - counts.reduce(0) { $0 + Int($1) }
      // The next factor would be too many: only few rows are missing, if not none.
      while missing > 0 {
        for index in counts.indices where missing > 0 && repeats[index] > 0 {
          counts[index] += 1
          missing -= 1
        }
      }
      return counts
    }
  }
}
