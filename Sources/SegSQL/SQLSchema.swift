package import SegModel
package import SegPlan

/// The tables that a store has as SQL.
///
/// Each table has the column `row` (from 0, in the order of the store); rows of customers have
/// `customer_row`, lines of orders `order_row` too. `all_orders` says in `is_counted` and
/// `is_revenue` what the revenue policy makes of an order; `orders` is the view of those counted.
package struct SQLSchema: Sendable {
  /// A column of a table.
  package struct Column: Sendable {
    /// The field of the store.
    package let field: FieldName
    package let type: FieldType
    /// Decimals of a number that is stored as a whole one; money is in minor units.
    package let scale: Int
    /// The name as it stands in SQL, quoted where it must be.
    package let name: String
    /// For a date-time: the column with its local day.
    package let dayName: String?
  }

  /// A table with the columns of a file.
  package struct Table: Sendable {
    package let relation: FieldName
    package let name: String
    package let columns: [Column]
    /// The field that says when a row happened.
    package let dateField: FieldName?
    package let isLines: Bool

    func column(_ field: FieldName) -> Column? { columns.first { $0.field == field } }
  }

  package let customers: Table
  /// By name, without the view `orders`.
  package let relations: [Table]
  let profile: StoreProfile
  /// The zone that local days are of.
  package var zone: TimeZoneRules { profile.zone }
  static let orders: FieldName = "orders"
  static let allOrders: FieldName = "all_orders"

  package init(_ catalog: Catalog) {
    profile = catalog.profile
    let tags = FieldDescription(name: "tags", type: .list)
    customers = Self.table("customers", catalog.attributes + [tags], nil, isLines: false)
    relations = catalog.relations.values.filter { $0.name != Self.orders }
      .sorted { $0.name < $1.name }
      .map { relation in
        Self.table(
          relation.name, relation.fields, relation.dateField, isLines: relation.belongsToOrders)
      }
  }

  /// The columns that no file has.
  private static let links: Set<String> = [
    "row", "customer_row", "order_row", "is_counted", "is_revenue",
  ]

  /// The table of a relation; `orders` has the columns of `all_orders`.
  func table(_ relation: FieldName) -> Table? {
    let stored = relation == Self.orders ? Self.allOrders : relation
    return relations.first { $0.relation == stored }
  }

  private static func table(
    _ name: FieldName, _ fields: [FieldDescription], _ dateField: FieldName?, isLines: Bool
  ) -> Table {
    let taken = Set(fields.map(\.name.folded))
    let columns = fields.map { field in
      var day = field.name.folded + "_day"
      while taken.contains(day) { day += "_" }
      let isOurs = links.contains(field.name.folded)
      return Column(
        field: field.name, type: field.type, scale: field.scale,
        name: SQLText.name(field.name.folded + (isOurs ? "_" : "")),
        dayName: field.type == .dateTime ? SQLText.name(day) : nil)
    }
    return Table(
      relation: name, name: SQLText.name(name.folded), columns: columns, dateField: dateField,
      isLines: isLines)
  }

  /// How an instant stands in a column: its time in UTC.
  package static func text(of instant: Instant) -> String { SQLText.moment(instant) }

  /// The statements that make the tables, in SQLite's words.
  package var statements: [String] {
    var statements = [Self.create(customers, [])]
    for table in relations {
      var links = ["customer_row INTEGER NOT NULL REFERENCES customers"]
      if table.isLines { links.append("order_row INTEGER NOT NULL REFERENCES all_orders") }
      if table.relation == Self.allOrders {
        links += ["is_counted INTEGER NOT NULL", "is_revenue INTEGER NOT NULL"]
      }
      statements.append(Self.create(table, links))
      statements.append(
        "CREATE INDEX \(Self.index(table, "customer")) ON \(table.name) (customer_row)")
      if table.isLines {
        statements.append("CREATE INDEX \(Self.index(table, "order")) ON \(table.name) (order_row)")
      }
    }
    statements.append("CREATE VIEW orders AS SELECT * FROM all_orders WHERE is_counted = 1")
    statements.append(
      """
      CREATE TABLE frozen_members (
        segment TEXT NOT NULL,
        customer_row INTEGER NOT NULL REFERENCES customers,
        PRIMARY KEY (segment, customer_row)
      ) WITHOUT ROWID
      """)
    statements.append(
      "CREATE TABLE suppressed_customers (customer_row INTEGER PRIMARY KEY REFERENCES customers)")
    return statements
  }

  private static func index(_ table: Table, _ link: String) -> String {
    SQLText.name("\(table.relation.folded)_by_\(link)")
  }

  private static func create(_ table: Table, _ links: [String]) -> String {
    var columns = ["row INTEGER PRIMARY KEY"] + links
    for column in table.columns {
      columns.append("\(column.name) \(kind(of: column))")
      if let day = column.dayName { columns.append("\(day) TEXT") }
    }
    return "CREATE TABLE \(table.name) (\n  " + columns.joined(separator: ",\n  ") + "\n)"
  }

  private static func kind(of column: Column) -> String {
    switch column.type {
    case .number, .money, .flag: "INTEGER"
    case .text, .date, .dateTime, .list: "TEXT"
    }
  }
}
