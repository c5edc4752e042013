package import SegModel
package import SegStore

/// A small store with everything in it that goes wrong: unknown values, refunds, excluded
/// statuses, rows after the as-of date, moments near midnight and changes of offset.
package struct RandomStore {
  package let snapshot: Snapshot
  /// Moments to evaluate at, some before and some after all rows.
  package let moments: [AsOf]
  package let shellTags: [(name: String, added: Set<Int>, removed: Set<Int>)]
  package let frozen: [FieldName: Set<Int>]

  /// The store of a seed.
  ///
  /// Seeds take turns at the customer counts around a word of 64 rows.
  package init(seed: UInt64) {
    self.init(seed: seed, customerCount: nil)
  }

  /// The store of a seed with that many customers, or with the seed's own number.
  package init(seed: UInt64, customerCount: Int?) {
    var maker = RandomStoreMaker(seed: seed)
    let count = customerCount ?? maker.customerCount(seed)
    snapshot = maker.snapshot(customerCount: count)
    moments = maker.moments()
    shellTags = maker.shellTags(customerCount: count)
    frozen = maker.frozen(customerCount: count)
  }
}

extension TimeZoneRules {
  /// Europe/Paris from 2023 to 2026, as its law has it.
  package static let paris = TimeZoneRules(
    name: "Europe/Paris",
    transitions: [
      .init(start: 1_667_091_600, offset: 3600),
      .init(start: 1_679_792_400, offset: 7200), .init(start: 1_698_541_200, offset: 3600),
      .init(start: 1_711_846_800, offset: 7200), .init(start: 1_729_990_800, offset: 3600),
      .init(start: 1_743_296_400, offset: 7200), .init(start: 1_761_440_400, offset: 3600),
      .init(start: 1_774_746_000, offset: 7200), .init(start: 1_792_890_000, offset: 3600),
    ])
}

/// Makes the parts of a random store.
struct RandomStoreMaker {
  var generator: SeededGenerator
  let zone: TimeZoneRules
  /// The day around which things happen.
  let base: CalendarDate

  init(seed: UInt64) {
    generator = SeededGenerator(seed: seed &* 0x2545_F491_4F6C_DD1D)
    zone = generator.oneIn(4) ? .utc : .paris
    // Changes of offset, a leap day, a month and a year that end.
    let days = [19_813, 20_023, 19_782, 19_722, 19_783, 19_812].map { CalendarDate(dayNumber: $0) }
    base = generator.pick(days)
  }

  mutating func customerCount(_ seed: UInt64) -> Int {
    let borders = [0, 1, 63, 64, 65, 127, 128]
    if seed % 4 == 0 { return borders[Int(seed / 4) % borders.count] }
    return generator.oneIn(12) ? generator.pick(100...200) : generator.pick(2...30)
  }

  /// Unknown rows: none, all, few or many.
  mutating func validity(_ count: Int) -> [Bool] {
    switch generator.pick(0...7) {
    case 0, 1, 2: return Array(repeating: true, count: count)
    case 3: return Array(repeating: false, count: count)
    case 4: return (0..<count).map { _ in generator.oneIn(4) }
    default: return (0..<count).map { _ in !generator.oneIn(4) }
    }
  }

  mutating func integers(_ count: Int, _ value: (inout SeededGenerator) -> Int) -> Column {
    let known = validity(count)
    let values = (0..<count).map { _ in Int64(value(&generator)) }
    return .integers(IntegerColumn(values, validity: Self.bitmap(known)))
  }

  mutating func texts(_ count: Int, of words: [String]) -> Column {
    .text(TextColumn(validity(count).map { $0 ? generator.pick(words) : nil }))
  }

  mutating func flags(_ count: Int) -> Column {
    let known = validity(count)
    let values = (0..<count).map { _ in generator.oneIn(2) }
    return .flags(FlagColumn(values: Self.bitmap(values), validity: Self.bitmap(known)))
  }

  mutating func lists(_ count: Int, of words: [String]) -> Column {
    let lists = validity(count).map { isKnown in
      isKnown ? words.filter { _ in generator.oneIn(3) } : nil
    }
    return .lists(ListColumn(lists))
  }

  static func bitmap(_ bits: [Bool]) -> Bitmap {
    Bitmap(count: bits.count, rows: bits.indices.filter { bits[$0] })
  }

  /// A day around the base, often the base itself.
  mutating func day() -> CalendarDate {
    switch generator.pick(0...5) {
    case 0: base
    case 1: base.adding(days: generator.pick(-2...2))
    case 2: base.adding(days: generator.pick(-400...10))
    default: base.adding(days: generator.pick(-100...10))
    }
  }

  /// A moment of a day, often at midnight or where clocks change.
  mutating func instant(of day: CalendarDate) -> Instant {
    let borders = [0, 1, 3599, 3600, 7199, 7200, 10_800, 43_200, 86_399]
    let second = generator.oneIn(2) ? generator.pick(borders) : generator.pick(0...86_399)
    return zone.instant(of: day, secondOfDay: second)
  }

  mutating func moments() -> [AsOf] {
    let near = base.adding(days: generator.pick(-3...3))
    return [
      AsOf(day: base, zone: zone), AsOf(instant: instant(of: base), zone: zone),
      generator.oneIn(2)
        ? AsOf(day: near, zone: zone) : AsOf(instant: instant(of: near), zone: zone),
      AsOf(day: base.adding(days: generator.pick([-500, -60, -30, 400])), zone: zone),
    ]
  }

  mutating func shellTags(
    customerCount: Int
  ) -> [(name: String, added: Set<Int>, removed: Set<Int>)] {
    var tags: [(name: String, added: Set<Int>, removed: Set<Int>)] = []
    for name in ["vip", "été", "shell only"] where generator.oneIn(2) {
      let added = subset(customerCount, oneIn: 4)
      tags.append((name, added, subset(customerCount, oneIn: 3).subtracting(added)))
    }
    return tags
  }

  mutating func frozen(customerCount: Int) -> [FieldName: Set<Int>] {
    [
      "frozen_few": subset(customerCount, oneIn: 10),
      "frozen_half": subset(customerCount, oneIn: 2),
    ]
  }

  private mutating func subset(_ count: Int, oneIn odds: Int) -> Set<Int> {
    Set((0..<count).filter { _ in generator.oneIn(odds) })
  }
}
