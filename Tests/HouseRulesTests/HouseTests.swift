import Testing

/// The repository keeps its own rules.
struct HouseTests {
  @Test(arguments: HouseRule.allCases)
  func holds(rule: HouseRule) {
    for violation in rule.violations(in: .own) { Issue.record("\(violation)") }
  }

  /// An empty house would keep every rule.
  @Test func theRepositoryIsRead() {
    let house = House.own
    #expect(house.sources.count > 100)
    #expect(house.manifest.targets.count > 15)
    #expect(house.sources.map(\.declarations.count).reduce(0, +) > 1000)
    #expect(LayoutRules.floors.count > 15)
    for note in SizeRules.largeFiles(house) { print("note: \(note)") }
  }
}
