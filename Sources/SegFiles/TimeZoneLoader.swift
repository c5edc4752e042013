import Foundation
package import SegModel

/// Time zones of the machine as tables of transitions.
package enum TimeZoneLoader {
  /// The rules of an IANA name from 1970 to 2100; nil when the machine does not know the name.
  package static func load(_ name: String) -> TimeZoneRules? {
    guard isPlausible(name), let zone = TimeZone(identifier: name) else { return nil }
    let end = Date(timeIntervalSince1970: 4_102_444_800)
    var moment = Date(timeIntervalSince1970: 0)
    var transitions: [TimeZoneRules.Transition] = [
      .init(start: 0, offset: Int32(zone.secondsFromGMT(for: moment)))
    ]
    while let next = zone.nextDaylightSavingTimeTransition(after: moment), next < end {
      guard next > moment else { break }
      moment = next
      let offset = Int32(zone.secondsFromGMT(for: moment))
      let start = Int64(moment.timeIntervalSince1970.rounded())
      if transitions.last?.offset != offset {
        transitions.append(.init(start: start, offset: offset))
      }
    }
    return TimeZoneRules(name: name, transitions: transitions)
  }

  /// Foundation takes abbreviations and paths too; only names of the IANA form are let through.
  private static func isPlausible(_ name: String) -> Bool {
    guard !name.isEmpty, !name.contains(".."), !name.hasPrefix("/") else { return false }
    guard name == "UTC" || name == "GMT" || name.contains("/") else { return false }
    return name.utf8.allSatisfy { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
      case UInt8(ascii: "/"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "+"): true
      default: false
      }
    }
  }
}
