import SegModel
import SegStore
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How a file is cut for reading; what is read does not depend on it.
package struct ReadingScheme: Sendable {
  /// Bytes from whose rows it is settled, for the time being, what the columns are.
  package var sampleBytes = 1 << 20
  /// Bytes of a stretch that one thread reads at a time.
  package var stretchBytes = 4 << 20
  /// Whether all rows are looked at before any is read.
  package var looksAtAllFirst = false

  package init() {}
}

/// Reads the rows of a file into columns, on several threads.
struct TableReader {
  let terms: ReadingTerms
  /// Where the stretches begin and end.
  let bounds: [StretchBounds]

  /// Cuts the file; `tallies` are what the first stretch and the others are tallied onto.
  init(
    _ terms: ReadingTerms, stretchBytes: Int, tallies: (first: SurveyTally, others: SurveyTally)?
  ) {
    self.terms = terms
    let skip = terms.sniffed.preamble + (terms.options.hasHeader ? 1 : 0)
    let size = terms.file.size
    let count = max(1, (size + stretchBytes - 1) / stretchBytes)
    bounds = (0..<count).map { index in
      StretchBounds(
        offset: index == 0 ? terms.sniffed.offset : index * stretchBytes,
        limit: index + 1 == count ? .max : (index + 1) * stretchBytes,
        isGuess: index > 0, skip: index == 0 ? skip : 0,
        tally: index == 0 ? tallies?.first : tallies?.others)
    }
  }

  /// Reads all stretches and joins them; `progress` is called on this thread alone.
  func run(
    log: RejectLog, total: Int?, _ progress: (_ bytes: Int, _ rows: Int) -> Bool
  ) throws(FileFailure) -> StretchJoiner {
    let joiner = StretchJoiner(terms, bounds, log: log, total: total)
    let queue = StretchQueue()
    // The queue lets one thread at a time use the joiner, and only the calling thread calls back.
    nonisolated(unsafe) let shared = joiner
    let caller = ThreadMark()
    withoutActuallyEscaping(progress) { progress in
      nonisolated(unsafe) let report = progress
      let (terms, bounds) = (terms, bounds)
      Parallel.run(bounds.count) { index in
        if queue.isStopped { return }
        let isCaller = caller.isCurrent
        let stretch = StretchReader(terms, bounds[index]).read { bytes, rows in
          let done = queue.count(bytes: bytes, rows: rows)
          if isCaller, !report(done.bytes, done.rows) { queue.interrupt() }
          return !queue.isStopped
        }
        queue.add(stretch, index) { shared.take($0, index: $1) }
      }
    }
    if queue.isInterrupted { throw terms.file.interrupted() }
    return joiner
  }
}

/// Remembers the thread that it was made on.
private struct ThreadMark: @unchecked Sendable {
  // A handle that is only compared.
  private let handle = pthread_self()

  var isCurrent: Bool { pthread_equal(pthread_self(), handle) != 0 }
}

/// Hands stretches on in the order of the file, whatever the order they come in.
private final class StretchQueue: Sendable {
  private struct State {
    var waiting: [Int: Stretch] = [:]
    var next = 0
    var isHandingOn = false
  }

  private let state = Mutex(State())
  private let bytes = Atomic<Int>(0)
  private let rows = Atomic<Int>(0)
  private let stopped = Atomic<Bool>(false)
  private let interrupted = Atomic<Bool>(false)

  var isStopped: Bool { stopped.load(ordering: .relaxed) }
  var isInterrupted: Bool { interrupted.load(ordering: .relaxed) }

  /// Stops the reading because the user wishes so.
  func interrupt() {
    interrupted.store(true, ordering: .relaxed)
    stopped.store(true, ordering: .relaxed)
  }

  /// Counts what was done; returns the sums.
  func count(bytes added: Int, rows addedRows: Int) -> (bytes: Int, rows: Int) {
    (
      bytes.add(added, ordering: .relaxed).newValue,
      rows.add(addedRows, ordering: .relaxed).newValue
    )
  }

  /// Takes a stretch and hands on all that are next in order, unless another thread is at it.
  func add(_ stretch: Stretch, _ index: Int, _ body: (Stretch, Int) -> Bool) {
    state.withLock { $0.waiting[index] = stretch }
    while true {
      let next = state.withLock { state -> (Stretch, Int)? in
        guard !state.isHandingOn, let stretch = state.waiting.removeValue(forKey: state.next)
        else { return nil }
        state.isHandingOn = true
        state.next += 1
        return (stretch, state.next - 1)
      }
      guard let (stretch, index) = next, !isStopped else { return }
      let goesOn = body(stretch, index)
      if !goesOn { stopped.store(true, ordering: .relaxed) }
      state.withLock { $0.isHandingOn = false }
    }
  }
}
