import SegModel

/// What customers are known by, the best first.
enum CustomerKeyKind: UInt8, CaseIterable {
  case id, email, phone

  /// The field of the customers that holds keys of this kind.
  var field: FieldName {
    switch self {
    case .id: CanonicalField.customerID
    case .email: CanonicalField.email
    case .phone: CanonicalField.phone
    }
  }

  /// Appends the form in which keys are compared: ids trimmed, e-mail addresses trimmed and in
  /// lower case, of telephone numbers the digits and a leading plus sign.
  func appendNormalForm(of text: ArraySlice<UInt8>, to result: inout [UInt8]) {
    switch self {
    case .id: result.append(contentsOf: Self.trimmed(text))
    case .email: Self.appendLowercased(Self.trimmed(text), to: &result)
    case .phone: Self.appendDigits(of: Self.trimmed(text), to: &result)
    }
  }

  /// Whether `key` is the form in which a text of this kind is compared.
  func isKey(_ key: ArraySlice<UInt8>, of text: ArraySlice<UInt8>) -> Bool {
    // Most keys differ in their last byte already.
    if self == .phone, let last = key.last, !(0x30...0x39).contains(last) { return false }
    var normal: [UInt8] = []
    appendNormalForm(of: text, to: &normal)
    return normal.elementsEqual(key)
  }

  private static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var rest = text
    while let first = rest.first, first <= 0x20 { rest.removeFirst() }
    while let last = rest.last, last <= 0x20 { rest.removeLast() }
    return rest
  }

  private static func appendLowercased(_ text: ArraySlice<UInt8>, to result: inout [UInt8]) {
    if text.contains(where: { $0 >= 0x80 }) {
      result.append(contentsOf: String(decoding: text, as: UTF8.self).lowercased().utf8)
    } else {
      for byte in text { result.append((0x41...0x5A).contains(byte) ? byte | 0x20 : byte) }
    }
  }

  private static func appendDigits(of text: ArraySlice<UInt8>, to result: inout [UInt8]) {
    let digits = text.filter { (0x30...0x39).contains($0) }
    guard !digits.isEmpty else { return }
    if text.first == 0x2B { result.append(0x2B) }
    result.append(contentsOf: digits)
  }
}
