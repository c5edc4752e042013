import SegText

/// Numbers and names in the lines of plans and receipts.
enum CountText {
  /// A number in groups of three, `31,022`.
  static func number(_ count: some BinaryInteger) -> String {
    DisplayText.grouped(String(count))
  }

  /// A number with its noun, `1 row` or `431 rows`.
  static func counted(_ count: some BinaryInteger, _ noun: String) -> String {
    "\(number(count)) \(noun)\(count == 1 ? "" : "s")"
  }

  /// Customers and what they do, `1 customer gets` or `431 customers get`.
  static func customers(_ count: Int, _ verb: String) -> String {
    "\(counted(count, "customer")) \(verb)\(count == 1 ? "s" : "")"
  }

  /// How many are left out of a list because they are not to be contacted; nothing for none.
  static func suppressed(_ count: Int) -> String {
    count == 0 ? "" : " (\(counted(count, "suppressed customer")) left out)"
  }

  /// A name from the statement, made safe for a terminal.
  static func name(_ text: String) -> String { DisplayText.escaped(text) }
}
