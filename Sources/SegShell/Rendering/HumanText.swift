import SegFiles
import SegModel
import SegText

/// How values read on a screen: thousands apart, quotients rounded, controls made visible.
struct HumanText {
  let style: ValueText

  /// The cell of a value; nil when it is unknown.
  func text(_ value: Value) -> String? {
    switch value {
    case .unknown: nil
    case .number(let number): Self.grouped(number.decimalText(decimals: 2))
    case .money(let minorUnits): Self.grouped(style.moneyText(minorUnits))
    case .dateTime, .text, .date, .flag, .list: style.text(value).map(DisplayText.escaped)
    }
  }

  /// Digits before the point in groups of three.
  static func grouped(_ digits: String) -> String {
    let sign = digits.hasPrefix("-") ? "-" : ""
    let parts = digits.dropFirst(sign.count).split(
      separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let whole = Array(parts.first ?? "")
    var result = ""
    for (position, digit) in whole.enumerated() {
      if position > 0, (whole.count - position) % 3 == 0 { result.append(",") }
      result.append(digit)
    }
    return sign + result + (parts.count > 1 ? "." + parts[1] : "")
  }

  /// A count with its digits in groups.
  static func count(_ number: Int) -> String { grouped(String(number)) }
}

extension FieldType {
  /// Whether cells of the type stand at the right.
  var isRightAligned: Bool { self == .number || self == .money }
}
