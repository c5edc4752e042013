import GRDB
import SegModel
import SegStore

/// Which customer of the data each number of the register stands for.
///
/// What is said about a customer is kept under a number of its own, tied to the customer's id as
/// text: it survives every import, and even data that was lost and is read anew in another order.
struct CustomerRegister {
  /// Row of each number in the snapshot, -1 when the customer is not in it; number 0 is unused.
  private(set) var rows: [Int32] = [-1]
  /// Number of each row of the snapshot; -1 when nothing was ever said about the customer.
  private(set) var numbers: [Int32]

  init(customerCount: Int) { numbers = [Int32](repeating: -1, count: customerCount) }

  /// Width of sets of numbers.
  var count: Int { rows.count }

  /// Ties a number to a row.
  mutating func tie(number: Int, to row: Int?) {
    while rows.count <= number { rows.append(-1) }
    guard let row else { return }
    rows[number] = Int32(row)
    numbers[row] = Int32(number)
  }

  /// The rows of a set of numbers; customers not in the data are left out.
  func rows(of set: NumberSet) -> Bitmap {
    var words = [UInt64](repeating: 0, count: Bitmap.wordCount(for: numbers.count))
    set.bits.forEach { number in
      let row = Int(rows[number])
      if row >= 0 { words[row >> 6] |= 1 << UInt64(row & 63) }
    }
    return Bitmap(count: numbers.count, words: words)
  }

  /// The numbers of rows, all of which must have one.
  func set(of rows: some Sequence<Int32>) -> NumberSet {
    var words = [UInt64](repeating: 0, count: Bitmap.wordCount(for: count))
    for row in rows {
      let number = Int(numbers[Int(row)])
      precondition(number > 0, "a customer without a number")
      words[number >> 6] |= 1 << UInt64(number & 63)
    }
    return NumberSet(Bitmap(count: count, words: words))
  }
}

extension Workspace {
  /// The register as of now: read whole once for a snapshot, then only what was added.
  func register(in db: Database) throws -> CustomerRegister {
    var register = registerMemo ?? CustomerRegister(customerCount: snapshot.customerCount)
    let ids = try snapshot.customerIDs()
    var strays: [String: Int] = [:]
    let cursor = try Row.fetchCursor(
      db, sql: "SELECT number, id, row_hint FROM customer WHERE number >= ? ORDER BY number",
      arguments: [register.count])
    while let row = try cursor.next() {
      let number: Int = row[0]
      let id: String = row[1]
      let hint: Int = row[2]
      let fits = hint < ids.count && (ids.code(hint).map { Self.same(ids, $0, id) } ?? false)
      register.tie(number: number, to: fits ? hint : nil)
      if !fits { strays[id] = number }
    }
    if !strays.isEmpty {
      for row in 0..<ids.count {
        if let id = ids[row], let number = strays[id] { register.tie(number: number, to: row) }
      }
    }
    registerMemo = register
    return register
  }

  /// The register with a number for each of the rows.
  func register(holding rows: [Int32], in db: Database) throws -> CustomerRegister {
    var register = try register(in: db)
    let ids = try snapshot.customerIDs()
    let insertion = try db.makeStatement(
      sql: "INSERT INTO customer (id, row_hint) VALUES (?, ?)")
    for row in rows where register.numbers[Int(row)] < 0 {
      guard let id = ids[Int(row)] else { preconditionFailure("a customer without an id") }
      try insertion.execute(arguments: [id, Int(row)])
      register.tie(number: Int(db.lastInsertedRowID), to: Int(row))
    }
    registerMemo = register
    return register
  }

  private static func same(_ ids: TextColumn, _ code: Int, _ id: String) -> Bool {
    ids.dictionary.utf8(code).elementsEqual(id.utf8)
  }
}
