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
    case .number(let number): DisplayText.grouped(number.decimalText(decimals: 2))
    case .money(let minorUnits): DisplayText.grouped(style.moneyText(minorUnits))
    case .dateTime, .text, .date, .flag, .list: style.text(value).map(DisplayText.escaped)
    }
  }

  /// A count with its digits in groups.
  static func count(_ number: Int) -> String { DisplayText.grouped(String(number)) }
}

extension FieldType {
  /// Whether cells of the type stand at the right.
  var isRightAligned: Bool { self == .number || self == .money }
}
