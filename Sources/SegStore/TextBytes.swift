import Synchronization

/// The bytes of several texts, end to end, which texts of running numbers get at their first use:
/// most ids are only compared, and their numbers take half the memory.
enum TextBytes: Sendable {
  case written([UInt8])
  case numbered(SpelledNumbers)

  var all: [UInt8] {
    switch self {
    case .written(let bytes): bytes
    case .numbered(let numbers): numbers.bytes
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
  private final class Spelled: Sendable {
    let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }
  }

  private let spelled = AtomicLazyReference<Spelled>()
  private let numbers: Mutex<PrefixedNumbers?>

  init(_ numbers: PrefixedNumbers) { self.numbers = Mutex(numbers) }

  /// The numbers; nil once they were spelled out.
  var unspelled: PrefixedNumbers? { numbers.withLock { $0 } }

  /// The texts, spelled out by the first who asks; the numbers are let go then.
  var bytes: [UInt8] {
    if let known = spelled.load() { return known.bytes }
    return numbers.withLock { numbers in
      if let known = spelled.load() { return known.bytes }
      let bytes = numbers?.bytes ?? []
      numbers = nil
      return spelled.storeIfNil(Spelled(bytes)).bytes
    }
  }
}
