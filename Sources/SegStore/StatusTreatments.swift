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
    var counts = [Int](repeating: 0, count: text.dictionary.count)
    var excluded = Bitmap(count: text.count)
    for (row, code) in text.widenedCodes.enumerated() where text.validity?[row] ?? true {
      counts[Int(code)] += 1
      if treatments[Int(code)] == .excluded { excluded[row] = true }
    }
    self.excluded = excluded
    unlisted = treatments.indices
      .filter { treatments[$0] == .unlisted && counts[$0] > 0 }
      .sorted { (-counts[$0], $0) < (-counts[$1], $1) }
      .map { .init(status: text.dictionary[$0], orders: counts[$0]) }
  }
}
