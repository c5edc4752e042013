import SegFiles
import SegModel
import SegStore
import Testing

struct DateReadingTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func load(_ cells: [String], _ options: ReadingOptions = .init()) throws -> LoadedFile {
    let rows = cells.enumerated().map { "\($0.offset);c;\($0.element)\n" }
    return try folder.load("order_id;customer_id;order_date\n" + rows.joined(), options)
  }

  @Test func dayFirstIsProvenByOneRow() throws {
    let loaded = try load(["01/02/2025", "05/03/2025", "31/12/2025"])
    #expect(loaded.texts("order_date") == ["2025-02-01", "2025-03-05", "2025-12-31"])
    #expect(loaded.dialect.dateOrder == .dayMonthYear)
  }

  @Test func monthFirstIsProvenByOneRow() throws {
    let loaded = try load(["12/1/10 8:26", "1/2/11 17:05", "1/13/11 0:00"])
    #expect(
      loaded.texts("order_date")
        == ["2010-12-01T08:26:00", "2011-01-02T17:05:00", "2011-01-13T00:00:00"])
  }

  @Test func undecidableOrdersAreRefused() throws {
    let failure = #expect(throws: FileFailure.self) { try load(["01/02/2025", "03/04/2025"]) }
    #expect(failure?.kind == .ambiguous)
    #expect(failure?.message.contains("--date-order") == true)
    let dayFirst = try load(["01/02/2025"], reading { $0.dateOrder = .dayMonthYear })
    #expect(dayFirst.texts("order_date") == ["2025-02-01"])
    let monthFirst = try load(["01/02/2025"], reading { $0.dateOrder = .monthDayYear })
    #expect(monthFirst.texts("order_date") == ["2025-01-02"])
    // The same day either way needs no decision.
    #expect(
      try load(["03/03/2025", "04.04.2025"]).texts("order_date") == ["2025-03-03", "2025-04-04"])
  }

  @Test func mixedOrdersAreRefused() throws {
    let failure = #expect(throws: FileFailure.self) { try load(["31/12/2025", "12/31/2025"]) }
    #expect(failure?.message.contains("both orders") == true)
  }

  @Test func theGivenOrderDecidesAgainstRows() throws {
    let cells = ["01/02/2025", "31/12/2025", "02/03/2025"]
    let loaded = try load(cells, reading { $0.dateOrder = .monthDayYear })
    #expect(loaded.texts("order_date") == ["2025-01-02", "2025-02-03"])
    #expect(loaded.rejected.map(\.line) == [3])
  }

  @Test func isoForms() throws {
    let cells = [
      "2025-10-07", "2025-10-07T09:50:26Z", "2025-10-07 09:50:26 +0200",
      "2025-10-07T09:50:26.123+02:00", "2025-10-07 09:50", "20251007", "2025-10-07 09:50:26 UTC",
    ]
    let loaded = try load(cells)
    #expect(
      loaded.texts("order_date") == [
        "2025-10-07T00:00:00", "2025-10-07T09:50:26", "2025-10-07T07:50:26",
        "2025-10-07T07:50:26", "2025-10-07T09:50:00", "2025-10-07T00:00:00",
        "2025-10-07T09:50:26",
      ])
  }

  @Test func timesWithoutOffsetAreLocal() throws {
    let paris = try #require(TimeZoneLoader.load("Europe/Paris"))
    let cells = ["2025-03-30 01:59:59", "2025-03-30 03:00:00", "2025-07-01 12:00:00"]
    let loaded = try load(cells, reading { $0.zone = paris })
    #expect(
      loaded.texts("order_date")
        == ["2025-03-30T00:59:59", "2025-03-30T01:00:00", "2025-07-01T10:00:00"])
  }

  @Test func halfDaysAndDots() throws {
    let loaded = try load(["13.01.2025 12:05 AM", "1.2.2025 12:05 PM", "1.2.2025 1:00:30 pm"])
    #expect(
      loaded.texts("order_date")
        == ["2025-01-13T00:05:00", "2025-02-01T12:05:00", "2025-02-01T13:00:30"])
  }

  @Test func versionsAreNoDates() throws {
    let loaded = try folder.load(
      "customer_id,email,version,part,known\n1,a@b,1.2.10,10-11-12,03.03.25\n")
    #expect(loaded.type("version") == .text)
    #expect(loaded.type("part") == .text)
    #expect(loaded.texts("known") == ["2025-03-03"])
    let dotted = try folder.load("customer_id,email,seen\n1,a@b,13.02.2025\n2,b@b,01.02.2025\n")
    #expect(dotted.texts("seen") == ["2025-02-13", "2025-02-01"])
    #expect(try load(["31-12-25"]).texts("order_date") == ["2025-12-31"])
  }

  @Test func midnightsAloneAreDates() throws {
    let loaded = try load(["2025-10-07 00:00:00", "2025-10-08 00:00:00"])
    #expect(loaded.type("order_date") == .date)
  }

  @Test(arguments: ["2025-02-30", "2025-13-01", "0000-01-01", "yesterday", "2025-1-", "31/31/2025"])
  func noDates(cell: String) throws {
    let loaded = try load(["2025-01-01", cell, "2025-01-03"])
    #expect(loaded.texts("order_date") == ["2025-01-01", "2025-01-03"])
    #expect(loaded.rejected.first?.line == 3)
    #expect(loaded.rejected.first?.reason.contains("expected a date") == true)
  }

  @Test func birthDatesWithShortYearsAreInThePast() throws {
    let loaded = try folder.load("customer_id,dob\n1,31/12/45\n2,1/2/03\n")
    #expect(loaded.texts("birth_date") == ["1945-12-31", "2003-02-01"])
  }

  @Test func unknownColumnsOfDatesAreDates() throws {
    let loaded = try folder.load(
      "customer_id,email,checked,seen\n1,a@b,2025-01-01,1.2.2025 10:00\n2,b@b,,13.2.2025 10:00\n")
    #expect(loaded.type("checked") == .date)
    #expect(loaded.type("seen") == .dateTime)
    #expect(loaded.texts("seen") == ["2025-02-01T10:00:00", "2025-02-13T10:00:00"])
  }
}
