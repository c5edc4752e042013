import CMasks

/// Stored integers of which 64 at a time are compared.
protocol MaskedWidth: FixedWidthInteger, Sendable {
  /// Which of 64 values lie in a range, the first in the lowest bit.
  static func bits(of values: UnsafePointer<Self>, in range: ClosedRange<Self>) -> UInt64
}

extension Int8: MaskedWidth {
  @inline(__always)
  static func bits(of values: UnsafePointer<Self>, in range: ClosedRange<Self>) -> UInt64 {
    segsh_in_range_8(values, range.lowerBound, range.upperBound)
  }
}

extension Int16: MaskedWidth {
  @inline(__always)
  static func bits(of values: UnsafePointer<Self>, in range: ClosedRange<Self>) -> UInt64 {
    segsh_in_range_16(values, range.lowerBound, range.upperBound)
  }
}

extension Int32: MaskedWidth {
  @inline(__always)
  static func bits(of values: UnsafePointer<Self>, in range: ClosedRange<Self>) -> UInt64 {
    segsh_in_range_32(values, range.lowerBound, range.upperBound)
  }
}

extension Int64: MaskedWidth {
  @inline(__always)
  static func bits(of values: UnsafePointer<Self>, in range: ClosedRange<Self>) -> UInt64 {
    MaskKernels.bits { range.contains(values[$0]) }
  }
}

/// Codes of texts, compared as signed integers of the same bits.
protocol MaskedCode: FixedWidthInteger, UnsignedInteger, Sendable {
  associatedtype Signed: MaskedWidth
}

extension MaskedCode {
  /// The signed ranges of the bits of a range: two where it passes the largest signed value.
  static func signed(_ range: ClosedRange<Self>) -> [ClosedRange<Signed>] {
    let low = Signed(truncatingIfNeeded: range.lowerBound)
    let high = Signed(truncatingIfNeeded: range.upperBound)
    return low <= high ? [low...high] : [low...Signed.max, Signed.min...high]
  }
}

extension UInt8: MaskedCode { typealias Signed = Int8 }
extension UInt16: MaskedCode { typealias Signed = Int16 }
extension UInt32: MaskedCode { typealias Signed = Int32 }
