package import SegModel

/// How the rows of files become rows of a store, where files leave a choice.
package struct BuildOptions: Sendable, Hashable {
  /// Keeps rows without an order id apart even when customer and instant are the same.
  package var oneOrderPerRow: Bool

  package init(oneOrderPerRow: Bool = false) { self.oneOrderPerRow = oneOrderPerRow }
}

/// Why a row did not enter the store.
package enum RejectReason: Sendable, Hashable {
  /// No customer id, e-mail address or telephone number.
  case noCustomer
  /// An order without a known date.
  case unknownDate
  /// A row that belongs to an order, without an order id.
  case noOrder
  /// An order id that no order of the store has.
  case unknownOrder
  /// Order lines of a file that does not name orders where the store's lines do, or the reverse.
  case otherLayout
  /// A recognised column whose values are not of the type its name calls for.
  case wrongType
  /// A column of texts that would leave 4 GiB with what the store has.
  case tooMuchText
  /// An amount that cannot be added to its order's within 64 bits.
  case amountTooLarge

  /// What the row lacks, for people.
  package var description: String {
    switch self {
    case .noCustomer: "no customer id, e-mail address or phone number"
    case .unknownDate: "no date"
    case .noOrder: "no order id"
    case .unknownOrder: "no order has this order id"
    case .otherLayout: "order lines with and without order ids cannot be mixed"
    case .wrongType: "the column's values are not what its name calls for"
    case .tooMuchText: "all texts of the column would take more than 4 GiB"
    case .amountTooLarge: "the order's amount leaves 64 bits"
    }
  }
}

/// One row of a file that did not enter the store.
package struct RejectedRow: Sendable, Hashable {
  /// The row in its source table.
  package var row: Int
  /// The line of the file at which it begins.
  package var line: UInt32
  /// The column that is at fault.
  package var column: FieldName
  /// What is wrong with it.
  package var reason: RejectReason

  package init(row: Int, line: UInt32, column: FieldName, reason: RejectReason) {
    self.row = row
    self.line = line
    self.column = column
    self.reason = reason
  }
}

/// What became of the rows of one source; the three counts add up to its rows.
package struct SourceReport: Sendable, Hashable {
  /// What messages call the file.
  package var fileName: String
  /// What the rows are.
  package var role: TableRole
  /// Rows of the source table.
  package var rowCount: Int
  /// Rows that brought something new.
  package var loaded = 0
  /// Rows that replaced, completed or repeated what was known, or added to an order of theirs.
  package var merged = 0
  /// Rows that did not enter, in file order.
  package var rejected: [RejectedRow] = []
  /// Of the merged rows, those whose order id an earlier row of the same file had.
  package var repeatedOrderIDs = 0
  /// Rows without an order id that entered, and the orders they became.
  package var rowsWithoutOrderID = 0
  /// Orders made of rows without an order id.
  package var ordersWithoutID = 0

  package init(fileName: String, role: TableRole, rowCount: Int) {
    self.fileName = fileName
    self.role = role
    self.rowCount = rowCount
  }
}

/// What a build did, for the load's printout.
package struct BuildReport: Sendable, Hashable {
  /// A status that the revenue policy does not know, and the orders that have it.
  package struct UnlistedStatus: Sendable, Hashable {
    /// The status as the files write it.
    package var status: String
    /// Orders that have it.
    package var orders: Int

    package init(status: String, orders: Int) {
      self.status = status
      self.orders = orders
    }
  }

  /// One report a source, in the order they were given.
  package var sources: [SourceReport] = []
  /// Statuses unknown to the policy (their orders count), most frequent first.
  package var unlistedStatuses: [UnlistedStatus] = []
  /// Customers that the previous snapshot did not have.
  package var newCustomers = 0
  /// Customers in the new snapshot.
  package var customers = 0
  /// Orders in the new snapshot, whatever their status.
  package var orders = 0
  /// Local day of the earliest order.
  package var firstOrderDay: CalendarDate?
  /// Local day of the latest order.
  package var lastOrderDay: CalendarDate?

  package init() {}
}
