import SegModel
import SegStore
import SegTestSupport
import Testing

/// The local days of many rows at once are those of each row on its own.
struct LocalDaysTests {
  private static let shifting = TimeZoneRules(
    name: "Shifting",
    transitions: [
      .init(start: -3_000_000_000, offset: 561), .init(start: -1_855_958_961, offset: 0),
      .init(start: 1_000_000, offset: 50_400), .init(start: 1_000_060, offset: -43_200),
      .init(start: 1_100_000, offset: 3600), .init(start: 1_186_400, offset: 7200),
      .init(start: 1_700_000_000, offset: -3601),
    ])

  static let zones: [TimeZoneRules] = [.utc, .paris, shifting]

  /// Ends of the seconds of a column: narrow, wide, around 0, as far as 16 bits of days reach and
  /// beyond, and beyond what 32 bits of seconds and any calendar do.
  static let ranges: [ClosedRange<Int64>] = [
    1_704_063_600...1_704_063_600, 999_000...1_200_000, -200_000...200_000,
    1_000_000...1_000_100, 1_672_531_200...1_767_225_599, -2_000_000_000...1_800_000_000,
    2_147_000_000...2_831_068_799, 2_147_000_000...2_831_241_600,
    -2_831_155_200 ... -2_147_000_000, -2_831_328_000 ... -2_147_000_000,
    0...4_294_967_295, 0...4_294_000_000, -5_000_000_000...5_000_000_000,
    Int64.min...Int64.max, -1 << 62...0,
  ]

  @Test(arguments: zones.indices, ranges.indices)
  func daysAreThoseOfEachRow(zone: Int, range: Int) {
    let (zone, seconds) = (Self.zones[zone], Self.ranges[range])
    var generator = SeededGenerator(seed: UInt64(range))
    let borders = zone.transitions.map(\.start).flatMap { change in
      [-86_400, -60, -1, 0, 1, 59, 60, 3600, 86_400].map { change + $0 }
    }
    let random = (0..<3_000).map { _ in Int64.random(in: seconds, using: &generator) }
    let midnights = random.prefix(500).map {
      $0 > 1 << 50 || $0 < -1 << 50 ? 0 : $0 / 86_400 * 86_400
    }
    let near = midnights.flatMap { midnight in
      [-7200, -3601, -3600, -1, 0, 1, 3600].map { midnight + $0 }
    }
    let chosen = (borders + near).filter { seconds.contains($0) }
    let instants = ([seconds.lowerBound, seconds.upperBound] + random + chosen).sorted()
    let expected = instants.map { instant in
      Int64(zone.day(of: Instant(secondsSinceEpoch: clamped(instant))).dayNumber)
    }
    let days = localDays(of: instants, zone)
    let difference = days.indices.first { days[$0] != expected[$0] }
    #expect(days.count == expected.count)
    #expect(difference == nil, "\(difference.map { "\(instants[$0])" } ?? "")")
  }

  /// Days of years that no calendar has are cut off.
  private func clamped(_ second: Int64) -> Int64 {
    let limit = Int64(Int32.max) * 86_400
    return min(max(second, -limit), limit)
  }

  /// The days that a build gives orders of one customer.
  private func localDays(of instants: [Int64], _ zone: TimeZoneRules) -> [Int64] {
    let orders = SourceTable(
      .orders,
      [
        TestColumn.text("customer_id", instants.map { _ in "c" }),
        TestColumn.text("order_id", instants.indices.map { "o\($0)" }),
        TestColumn.integers("order_date", .dateTime, instants),
      ])
    let (snapshot, _) = SnapshotBuilder.build(
      from: nil, adding: [orders], profile: StoreProfile(zone: zone))
    let days = snapshot.relations[Snapshot.allOrders]?.days
    if let days { #expect("\(days)" == "\(IntegerColumn(days.widened))") }
    return days?.widened ?? []
  }
}
