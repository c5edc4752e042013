/// The settings of a store that its answers depend on.
package struct StoreProfile: Sendable, Hashable {
  package var currency: Currency
  package var zone: TimeZoneRules
  package var revenuePolicy: RevenuePolicy
  /// 5 or 10: the best score of `r`, `f` and `m`.
  package var scoreScale: Int

  package init(
    currency: Currency = .euro, zone: TimeZoneRules = .utc,
    revenuePolicy: RevenuePolicy = .standard, scoreScale: Int = 5
  ) {
    self.currency = currency
    self.zone = zone
    self.revenuePolicy = revenuePolicy
    self.scoreScale = scoreScale
  }
}

/// Which orders count as revenue, by their status.
package struct RevenuePolicy: Sendable, Hashable {
  /// How a status is treated.
  package enum Treatment: Sendable, Hashable {
    case counted, excluded
    /// Counted, but not known to the policy: the load lists it.
    case unlisted
  }

  /// What summaries call the policy, such as `all but cancelled, net of refunds`.
  package let name: String
  /// Folded statuses whose orders do not count.
  package let excluded: Set<String>
  /// Folded statuses that are known to count.
  package let counted: Set<String>

  package init(name: String, excluded: Set<String>, counted: Set<String>) {
    self.name = name
    self.excluded = excluded
    self.counted = counted
  }

  /// Everything but cancelled, failed, voided and test orders; refunds lower the sum.
  package static let standard = RevenuePolicy(
    name: "net of refunds and cancelled",
    excluded: [
      "cancelled", "canceled", "failed", "voided", "void", "test", "error", "declined", "abandoned",
      "annulé", "annulée", "annulee", "annule", "annulé(e)", "échoué", "echoue", "échouée",
      "storniert",
      "fehlgeschlagen", "cancelado", "annullato", "geannuleerd",
    ],
    counted: [
      "paid", "complete", "completed", "shipped", "delivered", "fulfilled", "refunded", "pending",
      "partially_refunded", "partially_paid", "processing", "on-hold", "authorized", "closed",
      "open",
      "payé", "payée", "livré", "livrée", "expédié", "expédiée", "remboursé", "remboursée",
      "terminé",
      "terminée", "bezahlt", "versendet", "succeeded", "success", "new", "partially refunded",
      "partially paid", "on hold",
    ])

  /// How an order with this status is treated; an empty status counts.
  package func treatment(of status: String) -> Treatment {
    let folded = status.lowercased()
    if folded.isEmpty || counted.contains(folded) { return .counted }
    return excluded.contains(folded) ? .excluded : .unlisted
  }
}
