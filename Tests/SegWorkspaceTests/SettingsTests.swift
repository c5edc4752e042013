import Foundation
import SegFiles
import SegModel
import SegWorkspace
import Testing

@Suite struct SettingsTests {
  @Test(arguments: [
    ("timezone", "Europe/Paris"), ("currency", "JPY"), ("revenue", "all"), ("rfm_scale", "10"),
  ])
  func settingsAreKept(name: String, value: String) throws {
    let folder = try TemporaryFolder()
    let workspace = try Workspace.create(path: folder.workspace)
    let setting = try StoreSetting(name: name, value: value)
    #expect(setting.value == value)
    #expect(try workspace.set(setting, context: context))
    #expect(try !workspace.set(setting, context: context))
    let again = try Workspace.open(path: folder.workspace)
    #expect(again.profile.settings.contains { $0.name == setting.name && $0.value == value })
    let entries = try again.journal()
    #expect(entries.map(\.kind) == [.setting])
    #expect(entries.first?.expected == "\(name) \(value)")
  }

  @Test(arguments: [
    ("timezone", "Mars/Olympus"), ("timezone", "../etc"), ("currency", "EURO"),
    ("revenue", "none"), ("rfm_scale", "7"), ("rfm_scale", "05"),
  ])
  func badValuesAreRefused(name: String, value: String) {
    expectFailure(.badValue, status: 1) { try StoreSetting(name: name, value: value) }
  }

  @Test func unknownSettingsAreNamed() {
    let failure = expectFailure(.unknownName, status: 1) {
      try StoreSetting(name: "colour", value: "red")
    }
    #expect(failure?.message.contains("`rfm_scale`") == true)
  }

  @Test func whatTheDataWasReadWithCannotChange() throws {
    let folder = try TemporaryFolder()
    let workspace = try importedWorkspace(folder, ids: ["C1"])
    let paris = try #require(TimeZoneLoader.load("Europe/Paris"))
    expectFailure(.refused, status: 4) {
      try workspace.set(.timeZone(paris), context: context)
    }
    expectFailure(.refused, status: 4) { try workspace.settle(paris) }
    try workspace.settle(.utc)
    #expect(try workspace.set(.scoreScale(10), context: context))
    #expect(workspace.profile.scoreScale == 10)
  }

  /// A workspace without data, such as one whose first import failed, takes the zone asked for.
  @Test func aZoneIsSettledBeforeThereIsData() throws {
    let folder = try TemporaryFolder()
    let workspace = try Workspace.create(path: folder.workspace, settings: [.timeZone(.utc)])
    let paris = try #require(TimeZoneLoader.load("Europe/Paris"))
    try workspace.settle(paris)
    #expect(try Workspace.open(path: folder.workspace).profile.zone.name == "Europe/Paris")
  }
}
