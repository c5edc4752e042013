import SegModel
import Testing

/// Days against a calendar that counts them one by one.
@Suite struct CalendarDateTests {
  private static func isLeap(_ year: Int) -> Bool {
    year.isMultiple(of: 400) || (year.isMultiple(of: 4) && !year.isMultiple(of: 100))
  }

  private static func length(_ month: Int, _ year: Int) -> Int {
    [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
  }

  @Test func everyDayFrom1900To2100() throws {
    // 1900-01-01 was a Monday, 25,567 days before 1970-01-01.
    var number: Int32 = -25_567
    var weekday = 1
    for year in 1900...2100 {
      for month in 1...12 {
        #expect(CalendarDate.daysIn(month: month, year: year) == Self.length(month, year))
        for day in 1...Self.length(month, year) {
          let date = try #require(CalendarDate(year: year, month: month, day: day))
          guard date.dayNumber == number, date.components == (year, month, day),
            date.weekday == weekday, CalendarDate(parsing: date.description) == date
          else {
            Issue.record("\(year)-\(month)-\(day) is \(date), number \(date.dayNumber)")
            return
          }
          number += 1
          weekday = weekday % 7 + 1
        }
      }
    }
    #expect(CalendarDate(year: 1970, month: 1, day: 1)?.dayNumber == 0)
    #expect(CalendarDate(year: 2000, month: 2, day: 29)?.dayNumber == 11_016)
  }

  @Test func daysThatDoNotExist() {
    let wrong = [
      (2023, 2, 29), (1900, 2, 29), (2024, 2, 30), (2024, 4, 31), (2024, 0, 1), (2024, 13, 1),
      (2024, 1, 0), (2024, 1, 32), (0, 1, 1), (10_000, 1, 1), (-1, 5, 5), (2024, -1, 5),
    ]
    for (year, month, day) in wrong {
      #expect(CalendarDate(year: year, month: month, day: day) == nil, "\(year)-\(month)-\(day)")
    }
    let texts = [
      "", "2024-2-01", "2024-02-1", "2024/02/01", " 2024-02-01", "2024-02-01 ", "2024-02-30",
      "+024-02-01", "2024-0a-01", "２０２４-02-01", "0000-01-01",
    ]
    for text in texts { #expect(CalendarDate(parsing: text) == nil, "\(text)") }
  }

  @Test func monthsAreClampedToTheirEnd() throws {
    let cases = [
      ("2024-01-31", 1, "2024-02-29"), ("2023-01-31", 1, "2023-02-28"),
      ("2024-03-31", -1, "2024-02-29"), ("2024-02-29", 12, "2025-02-28"),
      ("2024-02-29", -12, "2023-02-28"), ("2024-02-29", 48, "2028-02-29"),
      ("2024-12-31", 2, "2025-02-28"), ("2024-01-15", -1, "2023-12-15"),
      ("2024-05-31", -3, "2024-02-29"), ("2024-10-31", -13, "2023-09-30"),
      ("2024-07-15", 0, "2024-07-15"), ("9999-12-31", 1, "9999-12-31"),
      ("0001-01-01", -1, "0001-01-01"),
    ]
    for (start, months, end) in cases {
      let date = try #require(CalendarDate(parsing: start))
      #expect(date.adding(months: months).description == end, "\(start) and \(months) months")
    }
  }

  @Test func monthsLandInTheirMonth() {
    for number in stride(from: Int32(-30_000), to: 30_000, by: 37) {
      let date = CalendarDate(dayNumber: number)
      for months in -30...30 {
        let result = date.adding(months: months).components
        let (year, month, day) = date.components
        let total = year * 12 + month - 1 + months
        #expect(result.year * 12 + result.month - 1 == total)
        #expect(result.day == min(day, Self.length(result.month, result.year)))
      }
    }
  }

  @Test func daysAddUpAndStopAtTheEnds() {
    let date = CalendarDate(dayNumber: 20_000)
    #expect(date.adding(days: 5).adding(days: -5) == date)
    #expect(date.adding(days: .max).dayNumber == .max)
    #expect(date.adding(days: .min).dayNumber < 0)
    #expect(CalendarDate(dayNumber: .max).adding(days: 1).dayNumber == .max)
    #expect(CalendarDate(dayNumber: .min).adding(days: -1).dayNumber == .min)
    #expect(CalendarDate(dayNumber: 5) < CalendarDate(dayNumber: 6))
  }
}
