package import SegModel

/// Whom a suppression is about: an e-mail address, or the id of a customer.
///
/// Addresses that reach one mailbox are one: case does not count, nor do the dots and the `+` parts
/// of Gmail.
package struct SuppressedParty: Sendable, Hashable {
  /// What somebody is known by; raw values are stored.
  package enum Kind: String, Sendable, Hashable, CaseIterable {
    case email, customer
  }

  package let kind: Kind
  /// The folded address, or the id.
  package let value: String

  /// What a text names: an address when it holds an `@`; nil for a blank one.
  package init?(_ text: String) {
    let bare = text.nfc.trimmingBlanks
    guard !bare.isEmpty else { return nil }
    kind = bare.contains("@") ? .email : .customer
    value = kind == .email ? Self.folded(address: bare) : bare
  }

  /// As it was stored.
  init(kind: Kind, stored value: String) {
    self.kind = kind
    self.value = value
  }

  /// As much of it as a list has to show: of an address the first letter and the domain.
  package var masked: String {
    guard kind == .email, let sign = value.lastIndex(of: "@") else { return value }
    return value.prefix(1) + "…" + value[sign...]
  }

  /// Whether an address has something on both sides of its `@`, and no blanks.
  package var isPlausible: Bool {
    guard kind == .email else { return true }
    let parts = value.split(separator: "@", omittingEmptySubsequences: false)
    return parts.count == 2 && parts.allSatisfy { !$0.isEmpty }
      && !value.contains(where: \.isWhitespace)
  }

  /// The form in which addresses are compared.
  static func folded(address: String) -> String {
    let lower = address.trimmingBlanks.lowercased()
    guard let sign = lower.lastIndex(of: "@") else { return lower }
    let domain = lower[lower.index(after: sign)...]
    guard domain == "gmail.com" || domain == "googlemail.com" else { return lower }
    let name = lower[..<sign].prefix { $0 != "+" }.filter { $0 != "." }
    return name + "@gmail.com"
  }
}

/// An entry of the suppression list.
package struct Suppression: Sendable, Hashable {
  package var party: SuppressedParty
  package var reason: String
  /// When it was first put on the list.
  package var since: Instant
}
