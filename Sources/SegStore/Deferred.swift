import Synchronization

/// A value that is there, or that is read from a snapshot's file or made at its first use.
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

  /// A value that is made of something when it is first asked for, which is let go then.
  init<Source: Sendable>(of source: Source, _ make: @escaping @Sendable (Source) -> Value) {
    let held = Held(source)
    self.init(
      standIn: { preconditionFailure("what is made is never damaged") },
      read: { () throws(SnapshotDamage) in make(held.take()) })
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

/// Something that is kept until it is taken, once.
private final class Held<Value: Sendable>: Sendable {
  private let value: Mutex<Value?>

  init(_ value: Value) { self.value = Mutex(value) }

  func take() -> Value {
    let taken = value.withLock { value in
      defer { value = nil }
      return value
    }
    guard let taken else { preconditionFailure("taken twice") }
    return taken
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
