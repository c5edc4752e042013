import Synchronization

/// A value that is there, or that is read from a snapshot's file at its first use.
///
/// A value that proves damaged then is replaced by a stand-in of the same shape, so that no reader
/// has to expect it; `damage` tells, and nothing made from stand-ins may leave the program.
struct Deferred<Value: Sendable>: Sendable {
  private enum State: Sendable {
    case ready(Value)
    case stored(StoredValue<Value>)
  }

  private let state: State

  /// A value that is there.
  init(_ value: Value) { state = .ready(value) }

  /// A value that `read` finds when it is first asked for.
  init(
    standIn: @escaping @Sendable () -> Value,
    read: @escaping @Sendable () throws(SnapshotDamage) -> Value
  ) {
    state = .stored(StoredValue(standIn: standIn, read: read))
  }

  /// The value, read by the first who asks.
  var value: Value {
    switch state {
    case .ready(let value): value
    case .stored(let stored): stored.outcome.value
    }
  }

  /// What was wrong with the value when it was read; nil also before that.
  var damage: SnapshotDamage? {
    switch state {
    case .ready: nil
    case .stored(let stored): stored.damage
    }
  }
}

/// Reads a value once, whichever threads ask for it.
private final class StoredValue<Value: Sendable>: Sendable {
  final class Outcome: Sendable {
    let value: Value
    let damage: SnapshotDamage?

    init(_ value: Value, _ damage: SnapshotDamage?) {
      self.value = value
      self.damage = damage
    }
  }

  private let known = AtomicLazyReference<Outcome>()
  private let reading = Mutex<Void>(())
  private let standIn: @Sendable () -> Value
  private let read: @Sendable () throws(SnapshotDamage) -> Value

  init(
    standIn: @escaping @Sendable () -> Value,
    read: @escaping @Sendable () throws(SnapshotDamage) -> Value
  ) {
    self.standIn = standIn
    self.read = read
  }

  var damage: SnapshotDamage? { known.load()?.damage }

  var outcome: Outcome {
    if let outcome = known.load() { return outcome }
    return reading.withLock { _ in known.load() ?? known.storeIfNil(found()) }
  }

  private func found() -> Outcome {
    do throws(SnapshotDamage) {
      return Outcome(try read(), nil)
    } catch {
      return Outcome(standIn(), error)
    }
  }
}
