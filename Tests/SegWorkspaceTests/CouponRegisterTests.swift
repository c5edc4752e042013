import SegModel
import SegPlan
import SegTestSupport
import SegWorkspace
import Testing

@Suite struct CouponRegisterTests {
  private let action = CouponAction(
    campaign: "MERCI", worth: .percent(Fraction(15)), minimum: 5_000,
    expires: CalendarDate(year: 2026, month: 6, day: 1))

  @Test func aSecondRunGivesTheSameCodes() throws {
    let workspace = try scratchWorkspace(customers: 50)
    var generator = SeededGenerator(seed: 5)
    let issue = { (rows: [Int32]) in
      try workspace.issueCoupons(action, rows: rows, context: context, using: &generator)
    }
    #expect(try issue([3, 1, 2]) == 3)
    let first = try workspace.coupons(ofCampaign: "MERCI")
    #expect(try issue([1, 2, 3]) == 0)
    #expect(try workspace.coupons(ofCampaign: "MERCI") == first)
    #expect(try issue(Array(0..<50)) == 47)
    let all = try workspace.coupons(ofCampaign: "MERCI")
    #expect(all.filter { first.keys.contains($0.key) } == first)
    #expect(Set(all.values.map(\.code)).count == 50)
    #expect(all.values.allSatisfy { $0.expires == action.expires })
    #expect(try workspace.terms(ofCampaign: "MERCI")?.issued == 50)
  }

  @Test func codesAreNeverIssuedTwiceEvenWhenTheyAreDrawnTwice() throws {
    let workspace = try scratchWorkspace(customers: 40)
    var generator = SeededGenerator(seed: 5)
    _ = try workspace.issueCoupons(
      action, rows: Array(0..<20), context: context, using: &generator)
    var other = action
    other.campaign = "SECOND"
    // The same draws again: every one is taken and drawn anew.
    generator = SeededGenerator(seed: 5)
    _ = try workspace.issueCoupons(
      other, rows: Array(0..<20), context: context, using: &generator)
    let first = Set(try workspace.coupons(ofCampaign: "MERCI").values.map(\.code))
    let second = Set(try workspace.coupons(ofCampaign: "SECOND").values.map(\.code))
    #expect(second.count == 20)
    #expect(first.isDisjoint(with: second))
  }

  @Test func otherTermsAreRefusedAndNameTheFirst() throws {
    let workspace = try scratchWorkspace(customers: 5)
    var generator = SeededGenerator(seed: 5)
    _ = try workspace.issueCoupons(action, rows: [0], context: context, using: &generator)
    var other = action
    other.worth = .amount(1_000)
    let failure = expectFailure(.conflict, status: 1) {
      try workspace.issueCoupons(other, rows: [1], context: context, using: &generator)
    }
    #expect(
      failure?.message
        == "campaign `MERCI` was begun on 2026-05-28 with 15% from 50.00 EUR; "
        + "expected the same or another campaign")
    other = action
    other.minimum = nil
    expectFailure(.conflict, status: 1) { try workspace.checkTerms(of: other) }
    #expect(try workspace.terms(ofCampaign: "MERCI")?.issued == 1)
  }

  @Test func anotherExpiryHoldsForNewCodesAlone() throws {
    let workspace = try scratchWorkspace(customers: 5)
    var generator = SeededGenerator(seed: 5)
    _ = try workspace.issueCoupons(action, rows: [0], context: context, using: &generator)
    var tomorrow = action
    tomorrow.expires = action.expires?.adding(days: 1)
    _ = try workspace.issueCoupons(tomorrow, rows: [0, 1], context: context, using: &generator)
    let coupons = try workspace.coupons(ofCampaign: "MERCI")
    #expect(coupons[0]?.expires == action.expires)
    #expect(coupons[1]?.expires == tomorrow.expires)
  }
}
