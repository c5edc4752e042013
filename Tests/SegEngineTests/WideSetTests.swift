import SegEngine
import SegModel
import SegPlan
import SegStore
import Testing

extension WideStoreTests {
  /// As many steps as a statement has room for are no deeper than a few.
  @Test(arguments: [1, 8, 9, 5_000])
  func stepsOfSets(count: Int) throws {
    func segment(_ country: String) -> SegmentReference {
      let condition = Predicate.isOneOfTexts(.attribute("country", .text), [country])
      return SegmentReference(
        name: FieldName(country), body: .saved(SelectionPlan(source: .matching(condition))))
    }
    let operations: [SetStep.Operation] = [.union, .minus, .intersect]
    let countries = ["FR", "DE", "FR", "IT"]
    let members = Dictionary(
      uniqueKeysWithValues: Set(countries).map { ($0, Self.customers(of: $0)) })
    var steps: [SetStep] = []
    var expected = Self.customers(of: "DE")
    for index in 0..<count {
      let (operation, country) = (operations[index % 3], countries[index % 4])
      steps.append(SetStep(operation, segment(country)))
      let others = members[country] ?? expected
      switch operation {
      case .union: expected.formUnion(others)
      case .minus: expected.subtract(others)
      case .intersect: expected.formIntersection(others)
      }
    }
    let found = try Self.engine().select(.set(first: segment("DE"), steps: steps))
    #expect(found.members == expected)
  }

  private static func customers(of country: String) -> Bitmap {
    Bitmap(count: customers, rows: (0..<customers).filter { shop.countries[$0] == country })
  }
}
