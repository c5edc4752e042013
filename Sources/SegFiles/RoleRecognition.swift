import SegModel
import SegStore

/// How rows of a file are laid out.
enum RowForm: Hashable {
  case plain
  /// A row an order line, cells of the order on its first row only (Shopify).
  case orderLines
  /// A row an order line, cells of the order on every row, no total of the order.
  case bareOrderLines
}

/// What a file holds, and what each of its columns means.
struct RecognizedRole {
  var role: TableRole
  var form: RowForm
  var words: [Int: Word]
}

/// Recognises a file by its headers, and by a sample of its rows where they leave it open.
struct RoleRecognition {
  let header: HeaderLine
  /// The first rows of the file.
  let sample: RowSample
  let options: ReadingOptions
  let path: String

  /// The role that the user gave or the file shows; fails when neither settles it.
  func recognize() throws(FileFailure) -> RecognizedRole {
    if header.has("lineitemname", "lineitemsku") && header.has("lineitemquantity"),
      options.role == nil || options.role == .orders, header.has("name")
    {
      return shopifyOrders()
    }
    if let role = options.role {
      let words = header.assignments(for: role)
      if role == .orders, !options.oneOrderPerRow, let lines = bareOrderLines() { return lines }
      try checkKey(words, role)
      return RecognizedRole(role: role, form: .plain, words: words)
    }
    if let lines = bareOrderLines(), !options.oneOrderPerRow { return lines }
    guard let role = detectRole() else { throw uncertain() }
    let words = header.assignments(for: role)
    try checkKey(words, role)
    return RecognizedRole(role: role, form: .plain, words: words)
  }

  private func shopifyOrders() -> RecognizedRole {
    var words = header.assignments(for: .orders)
    let mapped = Set(header.columns.compactMap { $0.mapping?.name.folded })
    for (index, column) in header.columns.enumerated() where column.mapping == nil {
      guard let word = Self.shopifyWords[column.folded], !mapped.contains(word.name) else {
        continue
      }
      for (other, otherWord) in words where otherWord.name == word.name { words[other] = nil }
      words[index] = word
    }
    return RecognizedRole(role: .orders, form: .orderLines, words: words)
  }

  private static let shopifyWords: [String: Word] = [
    "name": Vocabulary.orderID, "lineitemname": Word("product", .text),
    "lineitemsku": Word("sku", .key), "lineitemquantity": Word("quantity", .number),
    "lineitemprice": Word("unit_price", .money), "lineitemdiscount": Word("line_discount", .money),
    "acceptsmarketing": Word("newsletter", .flag), "tags": Word("order_tags", .list),
  ]

  /// Lines of orders with their customer, day, quantity and unit price, but no amount.
  ///
  /// Without `--as orders` only the benchmark set's own headers are taken for them: other such
  /// files often lie beside one of the orders themselves.
  private func bareOrderLines() -> RecognizedRole? {
    let isBenchmark = header.has("stockcode") && header.has("invoiceno", "invoice")
    guard options.role == .orders || (options.role == nil && isBenchmark) else { return nil }
    let words = header.assignments(for: .items)
    let names = Set(words.values.map(\.name))
    let needed: Set = ["order_id", "order_date", "quantity", "unit_price"]
    guard names.isSuperset(of: needed), !names.contains("amount"),
      !names.isDisjoint(with: HeaderLine.keys), !names.isDisjoint(with: ["sku", "product"])
    else { return nil }
    return RecognizedRole(role: .orders, form: .bareOrderLines, words: words)
  }

  private func detectRole() -> TableRole? {
    if isEvents() { return .events }
    if isItems() { return .items }
    if isOrders() { return .orders }
    return isCustomers() ? .customers : nil
  }

  private func names(_ role: TableRole) -> Set<String> {
    Set(header.assignments(for: role).values.map(\.name))
  }

  private func isEvents() -> Bool {
    let names = names(.events)
    let orders = self.names(.orders)
    return names.contains("type") && names.contains("event_date")
      && !names.isDisjoint(with: HeaderLine.keys) && !names.contains("order_id")
      && (!orders.contains("amount") || names.contains("value"))
  }

  private func isItems() -> Bool {
    let names = names(.items)
    guard names.contains("order_id"), !names.isDisjoint(with: ["sku", "product"]) else {
      return false
    }
    return !names.isDisjoint(with: ["quantity", "unit_price", "amount"])
  }

  private func isOrders() -> Bool {
    let words = header.assignments(for: .orders)
    let names = Set(words.values.map(\.name))
    guard names.contains("order_date"), !names.isDisjoint(with: HeaderLine.keys) else {
      return false
    }
    let hasOrderID = words.contains { index, word in
      word.name == "order_id" && header.columns[index].folded != "id"
    }
    if hasOrderID || names.contains("amount") { return true }
    let customers = header.assignments(for: .customers)
    guard customers.values.allSatisfy({ !Self.customerWords.contains($0.name) }),
      let key = words.first(where: { HeaderLine.keys.contains($0.value.name) })?.key
    else { return false }
    return repeats(key)
  }

  private func isCustomers() -> Bool {
    let words = header.assignments(for: .customers)
    guard let key = words.first(where: { HeaderLine.keys.contains($0.value.name) })?.key else {
      return false
    }
    let order = self.header.assignments(for: .orders).first { $0.value.name == "order_id" }
    if let order, header.columns[order.key].folded != "id" { return false }
    if words.values.contains(where: { Self.customerWords.contains($0.name) }) { return true }
    return !repeats(key)
  }

  /// Names that only a customer has.
  private static let customerWords: Set<String> = [
    "first_name", "last_name", "birth_date", "signup_date", "newsletter", "optin", "sms_optin",
    "gender", "total_spent", "total_orders", "last_visit",
  ]

  /// Whether a value of the column occurs twice in the sample.
  private func repeats(_ column: Int) -> Bool {
    var seen: Set<String> = []
    for row in sample.rows where column < row.count && !row[column].isEmpty {
      if !seen.insert(row[column]).inserted { return true }
    }
    return false
  }

  private func checkKey(_ words: [Int: Word], _ role: TableRole) throws(FileFailure) {
    let names = Set(words.values.map(\.name))
    let keys = role == .customers ? HeaderLine.keys : HeaderLine.keys.union(["order_id"])
    guard names.isDisjoint(with: keys) else { return }
    throw FileFailure(
      .ambiguous, path: path,
      message: "no column says which customer a row is about; "
        + "`--map COLUMN=customer_id` names it (\(headerList))")
  }

  private func uncertain() -> FileFailure {
    let roles = "`--as orders`, `customers`, `items`, `events` or another name"
    let hint = options.hasHeader ? ", `--no-header` if the first line is a row" : ""
    return FileFailure(
      .ambiguous, path: path,
      message: "what the rows are is not certain from the columns (\(headerList)); settle it "
        + "with \(roles), and `--map COLUMN=customer_id` where a name is not known\(hint)")
  }

  private var headerList: String {
    let shown = header.columns.prefix(12).map { "`\($0.header)`" }.joined(separator: ", ")
    return header.columns.count > 12 ? shown + ", ..." : shown
  }
}
