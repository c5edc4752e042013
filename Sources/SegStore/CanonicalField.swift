package import SegModel

/// Names of the recognised columns that the store itself works with.
package enum CanonicalField {
  package static let customerID: FieldName = "customer_id"
  package static let email: FieldName = "email"
  package static let phone: FieldName = "phone"
  package static let orderID: FieldName = "order_id"
  package static let orderDate: FieldName = "order_date"
  package static let eventDate: FieldName = "event_date"
  package static let amount: FieldName = "amount"
  package static let refunded: FieldName = "refunded"
  package static let status: FieldName = "status"

  /// What adds up when several rows without an order id are one order.
  package static let addingUp: Set<FieldName> = [
    "amount", "refunded", "discount", "tax", "shipping", "quantity",
  ]
}
