/// `orders.csv`, in the order of time.
struct OrdersSheet: ShopSheet {
  let header = "order_id,customer_id,order_date,status,amount,coupon,channel,shipping_country"

  private let model: ShopModel
  private let rows: [OrderRow]
  private var next = 0
  private var details = OrderDetails()

  init(_ model: ShopModel, rows: [OrderRow]) {
    self.model = model
    self.rows = rows
  }

  mutating func appendNext(to buffer: inout CSVBuffer) -> Bool {
    guard next < rows.count else { return false }
    let row = rows[next]
    let profile = model.profile(Int(row.customer))
    details.fill(row, of: profile, in: model)
    appendOrderID(next, to: &buffer)
    buffer.comma()
    model.appendCustomerID(profile.index, to: &buffer)
    buffer.comma()
    buffer.dateTime(Int(row.second), in: model.season)
    buffer.comma()
    buffer.raw(OrderDetails.Status.cells[details.status.rawValue])
    buffer.comma()
    buffer.money(details.cents)
    buffer.comma()
    details.coupon?.append(to: &buffer)
    buffer.comma()
    buffer.raw(OrderChannel.cells[Int(row.channel.rawValue)])
    buffer.comma()
    if row.channel != .pos {
      buffer.raw(Places.countries[details.isSentHome ? Places.home : profile.country].code)
    }
    buffer.newline()
    next += 1
    return true
  }
}

/// `items.csv`: the lines of each order, in the order of `orders.csv`.
struct ItemsSheet: ShopSheet {
  let header = "order_id,sku,product,category,quantity,amount"

  private let model: ShopModel
  private let rows: [OrderRow]
  private var next = 0
  private var details = OrderDetails()

  init(_ model: ShopModel, rows: [OrderRow]) {
    self.model = model
    self.rows = rows
  }

  mutating func appendNext(to buffer: inout CSVBuffer) -> Bool {
    guard next < rows.count else { return false }
    let row = rows[next]
    details.fill(row, of: model.profile(Int(row.customer)), in: model)
    for line in details.lines {
      let product = model.catalogue.products[line.product]
      appendOrderID(next, to: &buffer)
      buffer.comma()
      buffer.raw(product.sku)
      buffer.comma()
      buffer.raw(product.name)
      buffer.comma()
      buffer.raw(model.catalogue.categories[product.category])
      buffer.comma()
      buffer.number(line.quantity)
      buffer.comma()
      buffer.money(line.cents)
      buffer.newline()
    }
    next += 1
    return true
  }
}

/// `O-1000001` for the first order.
private func appendOrderID(_ index: Int, to buffer: inout CSVBuffer) {
  buffer.byte(0x4F)
  buffer.byte(0x2D)
  buffer.number(1_000_001 + index)
}
