import CMasks
import Synchronization

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Threads that help with loops and stay awake for a moment after each.
///
/// A question is a handful of loops of a tenth of a millisecond; waking a thread for each took
/// longer than it then helped (measured: a question of three loops was faster on one thread).
/// The thread that asks works too, and waits only for helpers that have begun.
final class Workers: Sendable {
  static let shared = Workers()

  /// The loop being done; set while it is open to helpers, and read by those that entered.
  private struct Loop {
    let body: @Sendable () -> Void
  }

  /// How a loop stands, as one number so that it changes in one step.
  private struct State {
    var bits: UInt64

    /// Helpers that have entered.
    var entered: UInt64 { bits & 0xFFFF }
    /// Helpers that may still enter.
    var places: UInt64 { bits >> 16 & 0xFFFF }
    /// Numbers the loops; 0 before the first.
    var loop: UInt64 { bits >> 32 }

    var isOpen: Bool { places > 0 }
  }

  /// Looks at the state before a helper sleeps: about half a millisecond.
  private static let patience = 20_000

  private let state = Atomic<UInt64>(0)
  private let finished = Atomic<UInt64>(0)
  private let isBusy = Atomic<Bool>(false)
  private let asleep = Atomic<Int>(0)
  private let started = Atomic<Int>(0)
  // Written only by the owner of `isBusy` before the state opens, read only after entering.
  nonisolated(unsafe) private var loop: Loop?
  nonisolated(unsafe) private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(
    capacity: 1)
  nonisolated(unsafe) private let wake = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  private init() {
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(wake, nil)
  }

  /// Calls `body` on this thread and on up to `helpers` others at once, and returns when all calls
  /// that began have ended; false, without a call, where another loop has the helpers.
  func run(helpers: Int, _ body: @Sendable () -> Void) -> Bool {
    guard !isBusy.exchange(true, ordering: .acquiring) else { return false }
    defer { isBusy.store(false, ordering: .releasing) }
    start(min(helpers, 0xFFFF))
    let number = State(bits: state.load(ordering: .relaxed)).loop &+ 1
    withoutActuallyEscaping(body) { body in
      loop = Loop(body: body)
      finished.store(0, ordering: .relaxed)
      state.store(
        (number & 0xFFFF_FFFF) << 32 | UInt64(min(helpers, 0xFFFF)) << 16,
        ordering: .sequentiallyConsistent)
      if asleep.load(ordering: .sequentiallyConsistent) > 0 {
        pthread_mutex_lock(mutex)
        pthread_cond_broadcast(wake)
        pthread_mutex_unlock(mutex)
      }
      body()
      // Closed now: whoever has not entered never will.
      let last = State(
        bits: state.exchange((number & 0xFFFF_FFFF) << 32, ordering: .acquiringAndReleasing))
      var looks = 0
      while finished.load(ordering: .acquiring) < last.entered {
        looks += 1
        if looks > Self.patience { sched_yield() }
        segsh_pause()
      }
      loop = nil
    }
    return true
  }

  private func start(_ wanted: Int) {
    while started.load(ordering: .relaxed) < wanted {
      var thread = pthread_t(bitPattern: 0)
      var attributes = pthread_attr_t()
      pthread_attr_init(&attributes)
      pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
      let status = pthread_create(
        &thread, &attributes, { _ in Workers.shared.help() }, nil)
      pthread_attr_destroy(&attributes)
      // Without another thread the loop is done by those there are.
      guard status == 0 else { return }
      started.wrappingAdd(1, ordering: .relaxed)
    }
  }

  /// What a helper does for ever.
  private func help() -> UnsafeMutableRawPointer? {
    var done: UInt64 = 0
    while true {
      let entered = waitForLoop(after: done)
      done = entered
      callLoop()
      finished.wrappingAdd(1, ordering: .releasing)
    }
  }

  /// A function of its own, so that nothing of the loop is held once it has returned.
  @inline(never)
  private func callLoop() { loop?.body() }

  /// Enters the next open loop and returns its number.
  private func waitForLoop(after done: UInt64) -> UInt64 {
    var looks = 0
    while true {
      if let number = enter(after: done) { return number }
      looks += 1
      guard looks > Self.patience else {
        segsh_pause()
        continue
      }
      looks = 0
      pthread_mutex_lock(mutex)
      asleep.wrappingAdd(1, ordering: .sequentiallyConsistent)
      while !isWaiting(after: done) { pthread_cond_wait(wake, mutex) }
      asleep.wrappingSubtract(1, ordering: .sequentiallyConsistent)
      pthread_mutex_unlock(mutex)
    }
  }

  private func isWaiting(after done: UInt64) -> Bool {
    let now = State(bits: state.load(ordering: .sequentiallyConsistent))
    return now.isOpen && now.loop != done
  }

  private func enter(after done: UInt64) -> UInt64? {
    let now = State(bits: state.load(ordering: .relaxed))
    guard now.isOpen, now.loop != done else { return nil }
    // One more has entered, one place less.
    let next = now.bits &+ 1 &- (1 << 16)
    let (exchanged, _) = state.weakCompareExchange(
      expected: now.bits, desired: next, ordering: .acquiring)
    return exchanged ? now.loop : nil
  }
}
