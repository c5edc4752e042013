import SegModel

/// The shop's calendar: how much is bought on which day, and when customers sign up.
///
/// Days are counted from the shop's first day; registrations begin `registrationDays` earlier.
struct Season {
  /// A time when one coupon code goes round.
  enum Campaign: Int {
    case blackFriday, christmas, summer, spring
  }

  /// 2023-01-02.
  static let firstDay = CalendarDate(dayNumber: 19_359)
  /// Up to and with 2025-12-31.
  static let dayCount = 1095
  /// Days before the first one on which people could register already.
  static let registrationDays = 300

  /// Running sum of what the days sell, one more than there are days.
  private let demand: [Int]
  /// Running sum of the sign-ups, from the first day of registration.
  private let signups: [Int]
  private let campaigns: [Campaign?]
  private let dateTexts: [UInt8]

  init() {
    var demand = [0]
    var signups = [0]
    var campaigns: [Campaign?] = []
    var texts: [UInt8] = []
    for day in -Self.registrationDays..<Self.dayCount {
      let date = Self.firstDay.adding(days: day)
      texts.append(contentsOf: date.description.utf8)
      let campaign = Self.campaign(on: date)
      let weight = Self.weight(of: date, campaign: campaign)
      let growth = day < 0 ? 18 : 60 + 80 * day / Self.dayCount
      signups.append((signups.last ?? 0) + weight * growth)
      guard day >= 0 else { continue }
      demand.append((demand.last ?? 0) + weight)
      campaigns.append(campaign)
    }
    self.demand = demand
    self.signups = signups
    self.campaigns = campaigns
    dateTexts = texts
  }

  /// The last day, counted from the first.
  static var lastDay: Int { dayCount - 1 }

  /// `2023-01-02` for day 0.
  func dateText(_ day: Int) -> ArraySlice<UInt8> {
    let start = (day + Self.registrationDays) * 10
    return dateTexts[start..<start + 10]
  }

  func campaign(on day: Int) -> Campaign? { campaigns[day] }

  /// The day on which customer `index` of `customers` signs up; never earlier than the one before.
  func signupDay(of index: Int, customers: Int) -> Int {
    let total = signups[signups.count - 1]
    return Self.place(of: total * index / customers, in: signups) - Self.registrationDays
  }

  /// The day that lies `fraction` (of 65,536) through what is sold from `start` to `end`.
  func day(_ fraction: Int, from start: Int, through end: Int) -> Int {
    let span = demand[end + 1] - demand[start]
    return min(end, Self.place(of: demand[start] + span * fraction / 65_536, in: demand))
  }

  /// Weekday of a day, Monday 1 to Sunday 7; the first day is a Monday.
  static func weekday(_ day: Int) -> Int { day % 7 + 1 }

  /// The year of a day, 0 for 2023.
  static func year(_ day: Int) -> Int { day < 364 ? 0 : day < 730 ? 1 : 2 }

  /// The last index whose running sum is not above the position.
  private static func place(of position: Int, in sums: [Int]) -> Int {
    var low = 0
    var high = sums.count - 1
    while high - low > 1 {
      let middle = (low + high) / 2
      if sums[middle] <= position { low = middle } else { high = middle }
    }
    return low
  }

  private static func weight(of date: CalendarDate, campaign: Campaign?) -> Int {
    let (_, month, day) = date.components
    let months = [96, 92, 95, 95, 94, 92, 80, 72, 98, 104, 116, 132]
    let weekdays = [108, 103, 100, 98, 96, 90, 105]
    let base = months[month - 1] * weekdays[date.weekday - 1] / 100
    switch (campaign, month, day) {
    case (.blackFriday, _, _): return date.weekday == 5 ? base * 3 : base * 17 / 10
    case (.christmas, _, _): return base * 5 / 4
    case (.summer, _, _), (.spring, _, _): return base * 11 / 10
    case (nil, 12, 24...26), (nil, 1, 1): return base * 45 / 100
    case (nil, _, _): return base
    }
  }

  private static func campaign(on date: CalendarDate) -> Campaign? {
    let (_, month, day) = date.components
    // Black Friday is the Friday from 23 to 29 November; its week runs from Monday to Monday.
    for offset in -3...4 {
      let friday = date.adding(days: offset).components
      if date.adding(days: offset).weekday == 5, friday.month == 11, (23...29).contains(friday.day)
      {
        return .blackFriday
      }
    }
    return switch (month, day) {
    case (12, 5...20): .christmas
    case (7, 1...14): .summer
    case (3, 20...31): .spring
    default: nil
    }
  }
}
