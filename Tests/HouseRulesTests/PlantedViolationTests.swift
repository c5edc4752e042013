import Testing

/// Each rule sees its faults, and nothing in a house without them.
struct PlantedViolationTests {
  @Test(arguments: HouseRule.allCases)
  func theSampleKeeps(rule: HouseRule) {
    let sample = House(SampleHouse.files.map { HouseFile(path: $0.key, text: $0.value) })
    for violation in rule.violations(in: sample) { Issue.record("\(violation)") }
  }

  @Test(arguments: PlantedViolation.all)
  func isCaught(plant: PlantedViolation) {
    let found = plant.rule.violations(in: plant.house).map(\.description)
    #expect(found.contains { $0.contains(plant.message) }, "found: \(found)")
  }

  @Test func everyRuleIsProved() {
    let proved = Set(PlantedViolation.all.map(\.rule))
    #expect(proved == Set(HouseRule.allCases))
  }
}
