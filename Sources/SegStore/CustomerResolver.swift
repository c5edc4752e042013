import SegModel

/// Finds the customer of each row by id, else e-mail address, else telephone number, and makes
/// customers of those nobody knew.
///
/// Rows with an id are settled first, then those with an address, then the rest, so that the order
/// of rows does not matter: a guest's order finds the customer whose address appears further down.
/// A guest of the previous snapshot who now shows an id becomes that customer and keeps the number.
struct CustomerResolver {
  /// Customers of the previous snapshot; they keep their numbers.
  let previousCount: Int
  private var keys = KeyInterner()
  /// Key under which each customer is known, and its kind.
  private var primaryKeys: [Int32] = []
  private var kinds: [CustomerKeyKind] = []
  /// By key: the customer known under it, and by kind the first customer seen with it; -1 is none.
  private var owners: [Int32] = []
  private var claims: [CustomerKeyKind: [Int32]] = [:]
  private let rendering: ValueRendering

  /// Starts from the customers of a snapshot.
  init(previous: Snapshot?, profile: StoreProfile) {
    rendering = ValueRendering(profile: profile)
    previousCount = previous?.customerCount ?? 0
    guard let previous else { return }
    let everybody = (0..<Int32(previousCount)).map { $0 }
    primaryKeys = rowKeys(of: previous.customers, .id) ?? []
    let emails = rowKeys(of: previous.customers, .email)
    let phones = rowKeys(of: previous.customers, .phone)
    kinds = everybody.map { customer in
      let key = primaryKeys[Int(customer)]
      if emails?[Int(customer)] == key { return .email }
      return phones?[Int(customer)] == key ? .phone : .id
    }
    extendMaps()
    for customer in everybody where primaryKeys[Int(customer)] >= 0 {
      owners[Int(primaryKeys[Int(customer)])] = customer
    }
    claim(.email, emails, by: everybody)
    claim(.phone, phones, by: everybody)
    for name in previous.relations.keys.sorted() {
      guard let relation = previous.relations[name] else { continue }
      let customers = previous.customerRows(of: relation)
      claim(.email, rowKeys(of: relation.table, .email), by: customers)
      claim(.phone, rowKeys(of: relation.table, .phone), by: customers)
    }
  }

  var count: Int { primaryKeys.count }

  /// The customers' ids: the key under which each is known.
  var customerIDs: TextColumn {
    TextColumn(plain: keys.dictionary(of: primaryKeys))
  }

  /// Sets the customer of every row that has a key and is not rejected.
  mutating func resolve(_ sources: inout [BuildSource]) {
    let rowKeys = sources.map { source in
      CustomerKeyKind.allCases.map { source.goesByOrder ? nil : self.rowKeys(of: source.table, $0) }
    }
    extendMaps()
    var hasMixedKinds = false
    for kind in CustomerKeyKind.allCases {
      let before = count
      for index in sources.indices { resolve(&sources[index], kind, rowKeys[index]) }
      hasMixedKinds = hasMixedKinds || (before > previousCount && count > before)
      guard kind != .phone else { continue }
      let next: CustomerKeyKind = kind == .id ? .email : .phone
      for index in sources.indices {
        claim(next, rowKeys[index][Int(next.rawValue)], by: sources[index].customers)
      }
    }
    if hasMixedKinds { renumber(&sources) }
  }
}

extension CustomerResolver {
  /// The key of each row of a table, -1 where there is none; nil without such a column.
  private mutating func rowKeys(of table: Table, _ kind: CustomerKeyKind) -> [Int32]? {
    guard let (field, column) = table.column(kind.field), field.name == kind.field else {
      return nil
    }
    let text = rendering.text(of: column, field)
    guard text.dictionary.count > 0 else { return nil }
    let keyOfCode = keys.internAll(text.dictionary, as: kind)
    var result = text.widenedCodes.map { keyOfCode[Int($0)] }
    text.validity?.complement.forEach { result[$0] = -1 }
    return result
  }

  /// Makes room in the maps for keys that were added.
  private mutating func extendMaps() {
    owners.append(contentsOf: repeatElement(-1, count: keys.count - owners.count))
    for kind in [CustomerKeyKind.email, .phone] {
      let missing = keys.count - (claims[kind]?.count ?? 0)
      claims[kind, default: []].append(contentsOf: repeatElement(-1, count: missing))
    }
  }

  /// Notes who shows which key; of several, the one with the lowest number is meant by it.
  private mutating func claim(_ kind: CustomerKeyKind, _ rowKeys: [Int32]?, by customers: [Int32]) {
    guard let rowKeys else { return }
    extendMaps()
    var map = claims.removeValue(forKey: kind) ?? []
    for (row, key) in rowKeys.enumerated() where key >= 0 {
      let customer = customers[row]
      guard customer >= 0 else { continue }
      let known = map[Int(key)]
      if known < 0 || customer < known { map[Int(key)] = customer }
    }
    claims[kind] = map
  }

  /// Settles the rows whose best key is of one kind.
  private mutating func resolve(
    _ source: inout BuildSource, _ kind: CustomerKeyKind, _ rowKeys: [[Int32]?]
  ) {
    guard let ownKeys = rowKeys[Int(kind.rawValue)] else { return }
    let claimed = claims[kind]
    for (row, key) in ownKeys.enumerated() where key >= 0 {
      guard source.customers[row] < 0, !source.isRejected(row) else { continue }
      var customer = owners[Int(key)]
      if customer < 0, let claimed { customer = claimed[Int(key)] }
      if customer < 0 {
        customer = adopt(key, kind, rowKeys, row) ?? create(key, kind)
      }
      source.customers[row] = customer
    }
  }

  /// A customer of the previous snapshot known only by a lesser key that the row shows; it goes by
  /// the better key from now on.
  private mutating func adopt(
    _ key: Int32, _ kind: CustomerKeyKind, _ rowKeys: [[Int32]?], _ row: Int
  ) -> Int32? {
    guard previousCount > 0 else { return nil }
    for lesser in CustomerKeyKind.allCases where lesser.rawValue > kind.rawValue {
      guard let lesserKey = rowKeys[Int(lesser.rawValue)]?[row], lesserKey >= 0 else { continue }
      let customer = owners[Int(lesserKey)]
      guard customer >= 0, customer < previousCount, kinds[Int(customer)] == lesser else {
        continue
      }
      primaryKeys[Int(customer)] = key
      kinds[Int(customer)] = kind
      owners[Int(key)] = customer
      return customer
    }
    return nil
  }

  private mutating func create(_ key: Int32, _ kind: CustomerKeyKind) -> Int32 {
    let customer = Int32(primaryKeys.count)
    primaryKeys.append(key)
    kinds.append(kind)
    owners[Int(key)] = customer
    return customer
  }

  /// Numbers the new customers in order of appearance.
  private mutating func renumber(_ sources: inout [BuildSource]) {
    var numbers = [Int32](repeating: -1, count: count)
    for customer in 0..<previousCount { numbers[customer] = Int32(customer) }
    var next = Int32(previousCount)
    for index in sources.indices {
      for row in sources[index].customers.indices {
        let customer = Int(sources[index].customers[row])
        guard customer >= 0 else { continue }
        if numbers[customer] < 0 {
          numbers[customer] = next
          next += 1
        }
        sources[index].customers[row] = numbers[customer]
      }
    }
    let (oldKeys, oldKinds) = (primaryKeys, kinds)
    for (old, new) in numbers.enumerated() {
      primaryKeys[Int(new)] = oldKeys[old]
      kinds[Int(new)] = oldKinds[old]
    }
  }
}
