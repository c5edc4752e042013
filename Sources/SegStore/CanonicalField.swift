package import SegModel

/// Names of the recognised columns that the store itself works with.
package enum CanonicalField {
  /// Text; the key of customers.
  package static let customerID: FieldName = "customer_id"
  /// Text; the second-best key of customers.
  package static let email: FieldName = "email"
  /// Text; the third-best key of customers.
  package static let phone: FieldName = "phone"
  /// Text; the key of orders and the link of order lines.
  package static let orderID: FieldName = "order_id"
  /// Date or date-time of an order.
  package static let orderDate: FieldName = "order_date"
  /// Date or date-time of an event.
  package static let eventDate: FieldName = "event_date"
  /// Money; below zero for a refund.
  package static let amount: FieldName = "amount"
  /// Money given back for an order.
  package static let refunded: FieldName = "refunded"
  /// Text by which the revenue policy judges an order.
  package static let status: FieldName = "status"

  /// What adds up when several rows without an order id are one order.
  package static let addingUp: Set<FieldName> = [
    "amount", "refunded", "subtotal", "discount", "tax", "shipping", "quantity",
  ]
}
