import Crypto
import SegModel
import SegPlan
import SegStore

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
}
