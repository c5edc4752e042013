package import SegModel
package import SegText

/// Something that lasts, to be planned and then done to the customers that reach it.
package enum BoundAction: Sendable {
  /// Keeps the definition (canonical text) under a name.
  case save(name: Located<String>, definition: String)
  /// Keeps the members under a name.
  case freeze(name: Located<String>, definition: String)
  /// Keeps who is in which part under a name.
  case assign(name: Located<String>, definition: String, Split)
  case tag(TagAction)
  case coupon(CouponAction)
  case export(ExportAction)

  /// Whether it changes customers, so that without a terminal it needs `--yes`.
  package var changesCustomers: Bool {
    switch self {
    case .tag, .coupon: true
    case .save, .freeze, .assign, .export: false
    }
  }
}

/// A tag put on or taken off, `tag add 'x'` or `tag remove 'x'`.
package struct TagAction: Sendable {
  package var isAdding: Bool
  package var tag: Located<String>

  package init(isAdding: Bool, tag: Located<String>) {
    self.isAdding = isAdding
    self.tag = tag
  }
}

/// Codes of a campaign, `coupon 'CAMPAIGN' value 15% minimum 50 expires +30d`.
package struct CouponAction: Sendable, Hashable {
  /// What a code takes off.
  package enum Worth: Sendable, Hashable {
    /// Percent of the order, above 0 and at most 100.
    case percent(Fraction)
    /// Minor units of the store's currency, above 0.
    case amount(Int64)
  }

  package var campaign: String
  package var worth: Worth
  /// Smallest order it applies to, in minor units.
  package var minimum: Int64?
  /// Last day it is valid.
  package var expires: CalendarDate?

  package init(
    campaign: String, worth: Worth, minimum: Int64? = nil, expires: CalendarDate? = nil
  ) {
    self.campaign = campaign
    self.worth = worth
    self.minimum = minimum
    self.expires = expires
  }
}

/// A list written to a file, `export 'file' as csv columns a, b overwrite`.
package struct ExportAction: Sendable {
  /// The forms a list of customers can be written in.
  package enum Format: String, Sendable, CaseIterable {
    case csv, jsonl, ids
  }

  package var path: Located<String>
  package var format: Format
  package var columns: [OutputColumn]
  package var overwrites: Bool

  package init(
    path: Located<String>, format: Format, columns: [OutputColumn], overwrites: Bool
  ) {
    self.path = path
    self.format = format
    self.columns = columns
    self.overwrites = overwrites
  }
}
