import Foundation
import SegFiles
import SegModel
import Testing

struct TimeZoneLoaderTests {
  @Test(arguments: [
    "Europe/Paris", "Europe/London", "America/New_York", "Asia/Kolkata", "Pacific/Apia", "UTC",
    "Australia/Lord_Howe", "Africa/Casablanca",
  ])
  func offsetsAgreeWithTheSystem(name: String) throws {
    let rules = try #require(TimeZoneLoader.load(name))
    let zone = try #require(TimeZone(identifier: name))
    #expect(rules.name == name)
    for day in stride(from: 0, to: 25_000, by: 3) {
      let second = Int64(day) * 86_400 + 43_210
      let offset = zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(second)))
      #expect(rules.offset(at: Instant(secondsSinceEpoch: second)) == Int32(offset), "\(day)")
    }
  }

  @Test(arguments: ["Mars/Olympus", "", "../etc/passwd", "/etc/localtime", "EST5EDT4", "Europe/"])
  func unknownNamesAreNil(name: String) {
    #expect(TimeZoneLoader.load(name) == nil)
  }

  @Test func theMachineHasAZone() {
    #expect(TimeZoneLoader.load(TimeZoneLoader.systemZoneName) != nil)
  }
}
