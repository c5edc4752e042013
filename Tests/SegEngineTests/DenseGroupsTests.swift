import CMasks
import SegModel
import SegPlan
import SegStore
import SegTestSupport
import Testing

@testable import SegEngine

/// Groups counted in arrays against plain loops, and sums that share 64 bits with counts.
@Suite(.serialized) struct DenseGroupsTests {
  /// 300,000 rows of one group, more than are added up before sums and counts are taken apart.
  @Test(arguments: [26, 27, 40], [1, -1] as [Int64])
  func largestValuesAddUp(bits: Int, sign: Int64) throws {
    // On one thread the rows between are as many as there can be.
    Parallel.width = 1
    defer { Parallel.width = 0 }
    let count = 300_000
    let value = sign * ((1 << Int64(bits)) - 1)
    // The other end of the range keeps the base away from the values.
    let values = [Int64](repeating: value, count: count - 1) + [-value]
    let known = Bitmap(count: count, rows: (0..<count).filter { $0 % 7 != 3 })
    for validity in [nil, known] {
      let column = IntegerColumn(values, validity: validity)
      let key = DenseGroups.Key(.integers(IntegerColumn(values.map { _ in 5 })))
      let groups = try #require(
        DenseGroups(
          keys: [key].compactMap(\.self),
          figures: [.init(function: .sum, column: column), .init(function: .max, column: column)],
          rowCount: count))
      let totals = groups.totals(Bitmap(count: count, repeating: true))
      let group = try #require(totals.counts.firstIndex { $0 > 0 })
      let rows = (0..<count).filter { validity?[$0] ?? true }
      #expect(totals.counts[group] == Int64(count))
      #expect(totals.known.map { $0[group] } == [Int64(rows.count), Int64(rows.count)])
      #expect(totals.values[0][group] == rows.reduce(0) { $0 + values[$1] })
      #expect(totals.values[1][group] == rows.map { values[$0] }.max())
    }
  }

  /// A key or a figure with the values of its rows.
  private struct Stored {
    var column: Column
    var values: [Int64?]
    var units: ValueFunction?

    /// Values of some range, a share of them unknown.
    init(
      _ count: Int, _ range: ClosedRange<Int64>, unknown: Double, _ random: inout SeededGenerator
    ) {
      values = (0..<count).map { _ in
        Double.random(in: 0..<1, using: &random) < unknown
          ? nil : Int64.random(in: range, using: &random)
      }
      let known = Bitmap(
        count: count, rows: values.indices.filter { [values] in values[$0] != nil })
      column = .integers(IntegerColumn(values.map { $0 ?? 0 }, validity: known))
    }

    var key: DenseGroups.Key? {
      guard let units, case .integers(let days) = column else { return DenseGroups.Key(column) }
      return DenseGroups.Key(days, in: units)
    }

    /// What a row's key is, in the form that groups give it.
    func text(_ row: Int) -> String {
      guard let value = values[row] else { return "unknown" }
      guard let units else { return "\(value)" }
      return "\(Value.number(Fraction(DatePart(units).number(of: value))))"
    }

    func text(_ code: Int, _ key: DenseGroups.Key) -> String {
      guard code < key.codeCount - 1 else { return "unknown" }
      return key.units.map { "\($0.values[code])" } ?? "\(key.low + Int64(code))"
    }
  }

  /// Sizes around words and steps; everybody, most, half and few; keys of numbers and days.
  @Test(arguments: [1, 64, 1_023, 5_001], [1, 0.9, 0.5, 0.02])
  func totalsAreThoseOfPlainLoops(count: Int, share: Double) throws {
    var random = SeededGenerator(seed: UInt64(count) &+ UInt64(share * 100))
    var months = Stored(count, 700...1_000, unknown: 0.1, &random)
    months.units = .month
    var years = Stored(count, 700...9_000, unknown: 0, &random)
    years.units = .year
    let few = Stored(count, -3...7, unknown: 0.2, &random)
    let many = Stored(count, 0...600, unknown: 0, &random)
    let figures: [(AggregateFunction, Stored)] = [
      (.sum, Stored(count, -50...50, unknown: 0.05, &random)),
      (.avg, Stored(count, 0...90_000, unknown: 0, &random)),
      (.sum, Stored(count, 1_000...1_000_000, unknown: 0.6, &random)),
      (.min, Stored(count, -9...9_000, unknown: 0.3, &random)),
      (.sum, Stored(count, 0...1 << 44, unknown: 0.1, &random)),
      (.count, Stored(count, 0...1, unknown: 0.5, &random)),
      (.max, Stored(count, 0...1 << 33, unknown: 0, &random)),
    ]
    let members = (0..<count).filter { _ in Double.random(in: 0..<1, using: &random) < share }
    for keys in [[few], [months], [years], [few, months], [many]] {
      let rows = Dictionary(grouping: members) { row in keys.map { $0.text(row) } }
      for used in [0..<0, 0..<1, 0..<2, 1..<3, 2..<7] {
        try Self.compare(keys, Array(figures[used]), rows, count)
      }
    }
  }

  private static func compare(
    _ keys: [Stored], _ figures: [(function: AggregateFunction, stored: Stored)],
    _ rows: [[String]: [Int]], _ count: Int
  ) throws {
    let dense = DenseGroups(
      keys: keys.compactMap(\.key),
      figures: figures.compactMap { function, stored in
        guard case .integers(let column) = stored.column else { return nil }
        return .init(function: function, column: column)
      }, rowCount: count)
    // Few rows have no groups in arrays.
    guard let dense else { return #expect(count < 1_000) }
    let expected = rows.mapValues { rows in
      [Int64(rows.count)]
        + figures.flatMap { function, stored in
          let values = rows.compactMap { stored.values[$0] }
          let value: Int64? =
            switch function {
            case .min: values.min()
            case .max: values.max()
            default: values.reduce(0, +)
            }
          return [Int64(values.count), value ?? 0]
        }
    }
    let members = Bitmap(count: count, rows: rows.values.joined())
    for width in [1, 3] {
      Parallel.width = width
      defer { Parallel.width = 0 }
      let totals = dense.totals(members)
      var found: [[String]: [Int64]] = [:]
      for group in totals.counts.indices where totals.counts[group] > 0 {
        let name = keys.indices.map { keys[$0].text(dense.code($0, in: group), dense.keys[$0]) }
        found[name] =
          [totals.counts[group]]
          + figures.indices.flatMap { figure in
            let known = totals.known[figure][group]
            return [known, known > 0 ? totals.values[figure][group] : 0]
          }
      }
      #expect(found == expected, "\(keys.count) keys, \(figures.count) figures")
    }
  }

  /// Additions with and without wide instructions, against one row at a time.
  @Test(arguments: [1 as UInt32, 2, 4], [0.05, 0.4, 0.7, 1])
  func additionsToGroups(width: UInt32, share: Double) {
    var random = SeededGenerator(seed: UInt64(width) &+ UInt64(share * 100))
    for count in [1, 64, 100, 2_048, 5_000] {
      let first = 64 * Int.random(in: 0...2, using: &random)
      let rows = (0..<first + count).filter { _ in
        Double.random(in: 0..<1, using: &random) < share
      }
      let members = Bitmap(count: first + count, rows: rows)
      // Rows that are no members are of group 9, which does not matter.
      let groups = (first..<first + count).map { row in
        members[row] ? Int16.random(in: 0..<9, using: &random) : 9
      }
      let addends = (0..<2).map { _ in
        Addend(width, first + count, share, &random)
      }
      for isPair in [false, true] {
        for add in [segsh_add_to_groups, segsh_plain_add_to_groups] {
          var totals = [Int64](repeating: 7, count: 80)
          var unknown = [Int64](repeating: 0, count: 10)
          addends[0].reading(&unknown) { addend in
            addends[1].reading(nil) { other in
              add(
                addend, isPair ? other : nil, groups, members.words, first, count, first + count,
                10, &totals)
            }
          }
          let step = isPair ? 2 : 1
          for group in 0..<9 {
            let own = (first..<first + count).filter {
              members[$0] && groups[$0 - first] == Int16(group)
            }
            for (place, addend) in addends[..<step].enumerated() {
              let sum = (0..<4).reduce(0) { $0 + totals[(group + 10 * $1) * step + place] - 7 }
              #expect(sum == own.reduce(0) { $0 + addend.number(of: $1) })
            }
            #expect(unknown[group] == Int64(own.count { addends[0].number(of: $0) == 0 }))
          }
        }
      }
    }
  }

  /// Values that are added up, each with 1 << 40, some of them unknown.
  private struct Addend {
    let width: UInt32
    let values: [Int32]
    let known: Bitmap

    init(_ width: UInt32, _ count: Int, _ share: Double, _ random: inout SeededGenerator) {
      let most = Int32(truncatingIfNeeded: (1 as Int64) << Int64(8 * width - 1) - 1)
      let values = (0..<count).map { _ in Int32.random(in: ~most...most, using: &random) }
      self.width = width
      self.values = values
      known = Bitmap(
        count: count,
        rows: values.indices.filter { _ in Double.random(in: 0..<1, using: &random) < 0.8 })
    }

    func number(of row: Int) -> Int64 { known[row] ? Int64(values[row]) + 1 << 40 : 0 }

    /// Lets `body` read the values in their width.
    func reading(
      _ unknown: UnsafeMutablePointer<Int64>?, _ body: (UnsafePointer<segsh_addend>) -> Void
    ) {
      var bytes: [UInt8] = []
      for value in values {
        withUnsafeBytes(of: value.littleEndian) { bytes += $0.prefix(Int(width)) }
      }
      bytes.withUnsafeBytes { bytes in
        known.words.withUnsafeBufferPointer { known in
          var addend = segsh_addend(
            values: bytes.baseAddress, width: width, start: 1 << 40, known: known.baseAddress,
            unknown: unknown)
          body(&addend)
        }
      }
    }
  }
}
