import SegModel

/// The customers of a build: those of the previous snapshot under their numbers, then the new ones.
struct ResolvedCustomers {
  /// Customers of the previous snapshot.
  let previousCount: Int
  /// The id of each customer.
  let ids: TextColumn

  var count: Int { ids.count }

  /// Sets the customer of every row that has a key and is not rejected.
  init(_ sources: inout [BuildSource], previous: Snapshot?, profile: StoreProfile) {
    previousCount = previous?.customerCount ?? 0
    if let customers = CustomersByID.resolving(&sources, previous: previous, profile: profile) {
      ids = customers.customerIDs
    } else {
      var resolver = CustomerResolver(previous: previous, profile: profile)
      resolver.resolve(&sources)
      ids = resolver.customerIDs
    }
    for index in sources.indices where sources[index].role != .customers {
      sources[index].drop(CanonicalField.customerID)
    }
  }
}
