import SegModel
import SegPlan
import SegStore

extension NumberVector {
  /// Each value as a multiple of a unit, which must be positive.
  func rounded(
    _ function: ValueFunction, to unit: Fraction
  ) throws(EvaluationFailure) -> NumberVector {
    guard let over = Int64(exactly: unit.denominator) else { throw .overflow }
    var result = NumberVector(numerators, over: over, known: known)
    var overflowed = false
    for row in 0..<count where known?[row] ?? true {
      let (top, tooLarge) = Int128(numerators[row]).multipliedReportingOverflow(
        by: unit.denominator)
      let (bottom, tooFine) = Int128(denominator(row)).multipliedReportingOverflow(
        by: unit.numerator)
      guard !tooLarge, !tooFine, let multiple = Fraction(top, over: bottom) else { throw .overflow }
      let whole =
        switch function {
        case .floor: multiple.floor
        case .ceil: -multiple.negated.floor
        default: multiple.rounded
        }
      let (product, overflow) = whole.multipliedReportingOverflow(by: unit.numerator)
      overflowed = overflowed || overflow || Int64(exactly: product) == nil
      result.numerators[row] = Int64(truncatingIfNeeded: product)
    }
    guard !overflowed else { throw .overflow }
    return result
  }

  /// Each value without its sign.
  func magnitudes() throws(EvaluationFailure) -> NumberVector {
    var result = self
    for row in 0..<count where known?[row] ?? true {
      guard let magnitude = Int64(exactly: numerators[row].magnitude) else { throw .overflow }
      result.numerators[row] = magnitude
    }
    return result
  }
}

extension TextVector {
  /// Each distinct text changed once.
  func mapped(_ change: (String) -> String) -> TextVector {
    let texts = (0..<dictionary.count).map { change(dictionary[$0]) }
    return TextVector(codes: codes, dictionary: TextDictionary(texts), known: known)
  }

  /// The texts of each row one after the other, each pair of texts joined once.
  func joined(with other: TextVector) -> TextVector {
    let known = Bitmap.both(known, other.known)
    var pairs: [UInt64: UInt32] = [:]
    var texts: [String] = []
    var joined = [UInt32](repeating: 0, count: codes.count)
    for row in codes.indices where known?[row] ?? true {
      let pair = UInt64(codes[row]) << 32 | UInt64(other.codes[row])
      if let code = pairs[pair] {
        joined[row] = code
        continue
      }
      let code = UInt32(texts.count)
      pairs[pair] = code
      texts.append(dictionary[Int(codes[row])] + other.dictionary[Int(other.codes[row])])
      joined[row] = code
    }
    return TextVector(
      codes: joined, dictionary: TextDictionary(texts.isEmpty ? [""] : texts), known: known)
  }
}
