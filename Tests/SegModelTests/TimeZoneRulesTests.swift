import SegModel
import Testing

/// Local days and times where clocks change.
@Suite struct TimeZoneRulesTests {
  /// Europe/Paris in 2024: summer time begins on 31 March at 01:00 UTC and ends on 27 October.
  static let paris = TimeZoneRules(
    name: "Europe/Paris",
    transitions: [
      .init(start: 1_698_541_200, offset: 3600), .init(start: 1_711_846_800, offset: 7200),
      .init(start: 1_729_990_800, offset: 3600),
    ])
  /// A zone whose clocks jump over midnight, as Beirut's and Cairo's have done.
  static let midnight = TimeZoneRules(
    name: "Jump",
    transitions: [.init(start: 0, offset: 7200), .init(start: 1_711_836_000, offset: 10_800)])

  private static func day(_ text: String) throws -> CalendarDate {
    try #require(CalendarDate(parsing: text))
  }

  @Test func everyQuarterOfAnHourHasOneLocalDay() throws {
    for zone in [Self.paris, .utc, Self.midnight] {
      var last = zone.day(of: Instant(secondsSinceEpoch: 1_704_060_000))
      for seconds in stride(from: Int64(1_704_060_000), to: 1_735_700_000, by: 900) {
        let instant = Instant(secondsSinceEpoch: seconds)
        let (day, second) = zone.localParts(of: instant)
        #expect((0..<86_400).contains(second))
        #expect(day == last || day == last.adding(days: 1), "\(zone.name) at \(seconds)")
        last = day
        // A local time names the instant, or the first of two that share it.
        let back = zone.instant(of: day, secondOfDay: second)
        #expect(back <= instant && zone.localParts(of: back) == (day, second))
      }
    }
  }

  @Test func daysOf23And25Hours() throws {
    let spring = try Self.day("2024-03-31")
    let autumn = try Self.day("2024-10-27")
    let plain = try Self.day("2024-06-01")
    for (day, hours) in [(spring, 23), (autumn, 25), (plain, 24)] as [(CalendarDate, Int64)] {
      let start = Self.paris.instant(of: day, secondOfDay: 0)
      let end = Self.paris.endOfDay(day)
      #expect(end.secondsSinceEpoch - start.secondsSinceEpoch + 1 == hours * 3600)
      #expect(Self.paris.day(of: start) == day && Self.paris.day(of: end) == day)
      let next = Instant(secondsSinceEpoch: end.secondsSinceEpoch + 1)
      #expect(Self.paris.day(of: next) == day.adding(days: 1))
      #expect(Self.paris.localParts(of: next).secondOfDay == 0)
    }
  }

  @Test func skippedAndRepeatedTimes() throws {
    let spring = try Self.day("2024-03-31")
    // 02:30 does not exist: it is taken after the change, as 03:30 summer time.
    let skipped = Self.paris.instant(of: spring, secondOfDay: 9000)
    #expect(skipped.secondsSinceEpoch == 1_711_848_600)
    #expect(Self.paris.localParts(of: skipped).secondOfDay == 12_600)
    let autumn = try Self.day("2024-10-27")
    // 02:30 comes twice: the first is in summer time.
    let repeated = Self.paris.instant(of: autumn, secondOfDay: 9000)
    #expect(repeated.secondsSinceEpoch == 1_729_989_000)
    #expect(Self.paris.offset(at: repeated) == 7200)
  }

  @Test func midnightThatDoesNotExist() throws {
    // At 2024-03-31 00:00 local time the clock jumps to 01:00.
    let day = try Self.day("2024-03-31")
    let start = Self.midnight.instant(of: day, secondOfDay: 0)
    #expect(Self.midnight.day(of: start) == day)
    let before = Self.midnight.endOfDay(day.adding(days: -1))
    #expect(before < start && Self.midnight.day(of: before) == day.adding(days: -1))
    #expect(before.secondsSinceEpoch + 1 == start.secondsSinceEpoch)
  }

  @Test func daysBeforeTheEpoch() throws {
    let zone = TimeZoneRules.utc
    #expect(zone.day(of: Instant(secondsSinceEpoch: -1)).description == "1969-12-31")
    #expect(zone.localParts(of: Instant(secondsSinceEpoch: -86_400)).secondOfDay == 0)
    #expect(zone.day(of: Instant(secondsSinceEpoch: -86_401)).description == "1969-12-30")
  }

  @Test func asOfMoments() throws {
    let day = try Self.day("2024-03-31")
    let whole = AsOf(day: day, zone: Self.paris)
    #expect(whole.isWholeDay && whole.instant == Self.paris.endOfDay(day) && whole.day == day)
    // 22:30 UTC is 00:30 of the next day in Paris.
    let late = AsOf(instant: Instant(secondsSinceEpoch: 1_711_924_200), zone: Self.paris)
    #expect(!late.isWholeDay && late.day == day.adding(days: 1))
  }
}
