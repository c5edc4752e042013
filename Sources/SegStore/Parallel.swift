import Dispatch
import Synchronization

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Loops over pieces of work on several threads.
///
/// What a loop computes must not depend on how many threads there are: every piece writes to a
/// place of its own, and pieces are joined in their order.
package enum Parallel {
  private static let chosenWidth = Atomic<Int>(0)

  /// Threads that loops may use: what was set, else one a processor.
  package static var width: Int {
    get {
      let chosen = chosenWidth.load(ordering: .relaxed)
      return chosen > 0 ? chosen : processorCount
    }
    set { chosenWidth.store(max(newValue, 0), ordering: .relaxed) }
  }

  /// Calls `body` with 0 up to `count`, each once, and returns when all are done.
  package static func run(_ count: Int, _ body: @Sendable (Int) -> Void) {
    let threads = min(width, count)
    guard threads > 1 else {
      for index in 0..<count { body(index) }
      return
    }
    let next = Atomic<Int>(0)
    @Sendable func work() {
      while true {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < count else { return }
        body(index)
      }
    }
    // A loop inside a loop, or beside another one, takes threads of the system's.
    if !Workers.shared.run(helpers: threads - 1, work) {
      DispatchQueue.concurrentPerform(iterations: threads) { _ in work() }
    }
  }

  private static let processorCount = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
}
