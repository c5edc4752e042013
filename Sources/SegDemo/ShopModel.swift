/// The tables and the seed that every customer, order and event is drawn from.
struct ShopModel {
  let customers: Int
  let seed: UInt64
  let season = Season()
  let catalogue = Catalogue()

  /// `C-00017`, padded to the width of the last one and to five digits at least.
  func appendCustomerID(_ index: Int, to buffer: inout CSVBuffer) {
    buffer.byte(0x43)
    buffer.byte(0x2D)
    buffer.number(index + 1, width: idWidth)
  }

  init(customers: Int, seed: UInt64) {
    self.customers = customers
    self.seed = seed
    var width = 5
    var bound = 100_000
    while customers >= bound {
      width += 1
      bound *= 10
    }
    idWidth = width
  }

  private let idWidth: Int
}

/// Where an order was placed.
enum OrderChannel: UInt8 {
  case web, app, pos, marketplace

  static let cells = ["web", "app", "pos", "marketplace"].map { Array($0.utf8) }

  /// The channel for a number from 0 to 99.
  init(draw: Int) {
    switch draw {
    case ..<58: self = .web
    case ..<80: self = .app
    case ..<95: self = .pos
    default: self = .marketplace
    }
  }
}
