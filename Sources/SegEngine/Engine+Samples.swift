import Crypto
import SegModel
package import SegPlan
package import SegStore

extension Engine {
  /// The place of each customer among all ids under a salt, in 2^32nds.
  func places(_ salt: String) throws(EvaluationFailure) -> [UInt32] {
    if let placesMemo, placesMemo.salt == salt { return placesMemo.places }
    try poll()
    var places = [UInt32](repeating: 0, count: snapshot.customerCount)
    if case .text(let ids)? = snapshot.customers.column("customer_id")?.column {
      let codes = ids.widenedCodes
      let dictionary = ids.dictionary
      var start = SHA256()
      start.update(data: Array("\(salt):".utf8))
      let begun = start
      let pieces = (codes.count + Self.idsPerPiece - 1) / Self.idsPerPiece
      places = Parallel.map(pieces) { piece in
        let rows = piece * Self.idsPerPiece..<min((piece + 1) * Self.idsPerPiece, codes.count)
        return rows.map { Self.place(of: dictionary.utf8(Int(codes[$0])), after: begun) }
      }.flatMap { $0 }
    }
    placesMemo = (salt, places)
    return places
  }

  /// Ids that one thread hashes at a time.
  private static let idsPerPiece = 1 << 14

  /// The first 32 bits of the hash of an id behind what was hashed before.
  private static func place(of id: ArraySlice<UInt8>, after begun: SHA256) -> UInt32 {
    var hash = begun
    id.withUnsafeBytes { hash.update(bufferPointer: $0) }
    return hash.finalize().prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
  }

  /// The customers whose places a sample takes, in their order.
  func sampled(
    _ selection: Selection, _ amount: Narrowing.Amount, _ salt: String
  ) throws(EvaluationFailure) -> Selection {
    let places = try places(salt)
    let rows = selection.rows
    switch amount {
    case .percent(let percent):
      guard let end = percent.multiplied(by: Self.allPlaces)?.negated.floor else { throw .overflow }
      let limit = UInt64(clamping: -end)
      return try sound(
        Selection(
          order: rows.filter { UInt64(places[Int($0)]) < limit }, count: selection.members.count))
    case .count(let count):
      guard count < rows.count else { return selection }
      let ranks = idRanks()
      let taken = PartialSort.first(count, of: rows) { a, b in
        let (x, y) = (places[Int(a)], places[Int(b)])
        return x == y ? ranks[Int(a)] < ranks[Int(b)] : x < y
      }
      let members = Bitmap(count: selection.members.count, rows: taken.lazy.map(Int.init))
      return try sound(
        Selection(order: rows.filter { members[Int($0)] }, count: selection.members.count))
    }
  }

  /// One percent of all places.
  private static let allPlaces =
    Fraction(Int128(1) << 32, over: Int128(100)) ?? Fraction(0)

  /// The customers whose places are at least one share and below another, in their order.
  func part(
    of selection: Selection, _ from: Fraction, _ below: Fraction, _ salt: String
  ) throws(EvaluationFailure) -> Selection {
    func limit(_ share: Fraction) throws(EvaluationFailure) -> UInt64 {
      guard let limit = share.multiplied(by: Fraction(Int128(1) << 32))?.negated.floor else {
        throw .overflow
      }
      return UInt64(clamping: -limit)
    }
    let (low, high) = (try limit(from), try limit(below))
    let places = try places(salt)
    let rows = selection.rows.filter { (low..<high).contains(UInt64(places[Int($0)])) }
    return Selection(order: rows, count: selection.members.count)
  }

  /// The customers of each part of a split, in their order.
  package func parts(
    of split: Split, in selection: Selection
  ) throws(EvaluationFailure) -> [[Int32]] {
    var parts: [[Int32]] = []
    for part in split.parts {
      parts.append(try self.part(of: selection, part.from, part.below, split.salt).rows)
    }
    return try sound(parts)
  }

  /// How many customers each part of a split has.
  ///
  /// Columns: `part percent count share`; those in no part stand last, without a name.
  package func table(
    of split: Split, in selection: Selection
  ) throws(EvaluationFailure) -> ResultTable {
    let counts = try parts(of: split, in: selection).map(\.count)
    let rest = selection.count - counts.reduce(0, +)
    let end = split.parts.last?.below ?? Fraction(0)
    let isWhole = end == Fraction(1)
    let shares =
      split.parts.map { $0.below.subtracting($0.from) }
      + (isWhole ? [] : [Fraction(1).subtracting(end)])
    let all = counts + (isWhole ? [] : [rest])
    return try sound(
      ResultTable(columns: [
        .init(
          name: "part", type: .text,
          values: split.parts.map { .text($0.name) } + (isWhole ? [] : [.unknown])),
        .init(
          name: "percent", type: .number,
          values: shares.map { share in
            share?.multiplied(by: Fraction(100)).map { .number($0) } ?? .unknown
          }),
        .init(name: "count", type: .number, values: all.map { .number(Fraction($0)) }),
        .init(
          name: "share", type: .number, values: all.map { Self.share($0, of: selection.count) }),
      ]))
  }
}
