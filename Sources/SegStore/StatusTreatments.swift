import SegModel

/// What the revenue policy makes of each row's status, asked once per distinct status.
struct StatusTreatments {
  /// Rows whose status does not count.
  let excluded: Bitmap
  /// Statuses the policy does not know, with the number of rows that have them, most frequent
  /// first.
  let unlisted: [BuildReport.UnlistedStatus]

  init(_ column: Column, _ field: Field, _ profile: StoreProfile) {
    let text = ValueRendering(profile: profile).text(of: column, field).coded
    let treatments = (0..<text.dictionary.count).map {
      profile.revenuePolicy.treatment(of: text.dictionary[$0])
    }
    let isExcluded = treatments.map { $0 == .excluded }
    excluded = text.rows(whereCode: isExcluded)
    var counts = [Int](repeating: 0, count: text.dictionary.count)
    if treatments.contains(.unlisted) {
      for row in 0..<text.count { if let code = text.code(row) { counts[code] += 1 } }
    }
    unlisted = treatments.indices
      .filter { treatments[$0] == .unlisted && counts[$0] > 0 }
      .sorted { (-counts[$0], $0) < (-counts[$1], $1) }
      .map { .init(status: text.dictionary[$0], orders: counts[$0]) }
  }
}

extension TextColumn {
  /// Known rows whose code is marked.
  fileprivate func rows(whereCode isMarked: [Bool]) -> Bitmap {
    guard isMarked.contains(true) else { return Bitmap(count: count) }
    var result =
      switch codes {
      case .uint8(let codes): Self.rows(of: codes, isMarked)
      case .uint16(let codes): Self.rows(of: codes, isMarked)
      case .uint32(let codes): Self.rows(of: codes, isMarked)
      case .rows(let count): Self.rows(of: Array(0..<UInt32(count)), isMarked)
      }
    if let validity { result.formIntersection(validity) }
    return result
  }

  private static func rows(
    of codes: [some FixedWidthInteger & Sendable], _ isMarked: [Bool]
  ) -> Bitmap {
    Bitmap.rows(of: codes.count) { isMarked[Int(codes[$0])] }
  }
}
