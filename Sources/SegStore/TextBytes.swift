import Synchronization

/// The bytes of several texts, end to end, which texts of running numbers get at their first use:
/// most ids are only compared, and their numbers take half the memory.
enum TextBytes: Sendable {
  case written([UInt8])
  case numbered(SpelledNumbers)

  var all: [UInt8] {
    switch self {
    case .written(let bytes): bytes
    case .numbered(let numbers): numbers.texts.bytes
    }
  }

  /// The numbers, as long as nobody has used the bytes.
  var numbers: PrefixedNumbers? {
    switch self {
    case .written: nil
    case .numbered(let numbers): numbers.unspelled
    }
  }
}

/// Numbers until their texts are asked for, then the bytes of these.
final class SpelledNumbers: Sendable {
  /// Texts end to end, and where each begins.
  final class Texts: Sendable {
    let bytes: [UInt8]
    let offsets: TextOffsets

    init(_ spelled: (bytes: [UInt8], offsets: TextOffsets)) { (bytes, offsets) = spelled }
  }

  private let spelled = AtomicLazyReference<Texts>()
  private let numbers: Mutex<PrefixedNumbers?>

  init(_ numbers: PrefixedNumbers) { self.numbers = Mutex(numbers) }

  /// The numbers; nil once they were spelled out.
  var unspelled: PrefixedNumbers? { numbers.withLock { $0 } }

  /// The texts, spelled out by the first who asks; the numbers are let go then.
  var texts: Texts {
    if let known = spelled.load() { return known }
    return numbers.withLock { numbers in
      if let known = spelled.load() { return known }
      let texts = Texts(numbers?.spelled ?? ([], TextOffsets()))
      numbers = nil
      return spelled.storeIfNil(texts)
    }
  }
}
