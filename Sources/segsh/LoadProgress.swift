import Foundation
import SegFiles
import SegLineEditor
import SegText
import SegWorkspace

/// A line on the terminal that says how far a load has come.
struct LoadProgress {
  let isShown: Bool
  /// Names and sizes of the files, in bytes as they stand on the disk.
  private let files: [(name: String, size: Int)]
  private let began = Date()
  private var last = Date.distantPast
  private var isOnScreen = false
  /// What is shown, and when it began.
  private var part: (key: Part, began: Date)?

  /// What has a line, and a speed, of its own.
  private enum Part: Equatable {
    case file(Int, ReadingProgress.Phase)
    case checking(Int)
    case building, writing
  }

  init(isShown: Bool, files: [String]) {
    self.isShown = isShown
    self.files = files.map { path in
      let name = path.split(separator: "/").last.map(String.init) ?? path
      return (DisplayText.escaped(name), Int(RegularFile.byteCount(at: path) ?? 0))
    }
  }

  /// Redraws the line ten times a second at most and when something else is done, but not in the
  /// first half second.
  mutating func show(_ progress: ImportProgress) {
    let now = Date()
    let key: Part =
      switch progress {
      case .file(let file, let reading): .file(file, reading.phase)
      case .checking(let file): .checking(file)
      case .building: .building
      case .writing: .writing
      }
    let isNew = part?.key != key
    if isNew { part = (key, now) }
    guard isShown, now.timeIntervalSince(began) > 0.5, isNew || now.timeIntervalSince(last) > 0.1
    else { return }
    last = now
    isOnScreen = true
    let seconds = now.timeIntervalSince(part?.began ?? began)
    let line = line(progress, seconds: seconds, width: Terminal.width(2) - 1)
    Messages.write("\r\u{1B}[K" + line)
  }

  /// Takes the line off the screen.
  mutating func clear() {
    if isOnScreen { Messages.write("\r\u{1B}[K") }
    isOnScreen = false
  }

  /// What is said after so many seconds of this part, in so many columns: a longer line would wrap,
  /// and what has wrapped is not taken back.
  private func line(_ progress: ImportProgress, seconds: Double, width: Int) -> String {
    switch progress {
    case .checking(let file):
      return DisplayText.clipped("checking \(files[file].name)", to: width)
    case .building: return DisplayText.clipped("making columns", to: width)
    case .writing(let done):
      return DisplayText.clipped("writing the data · \(done / 1_000_000) MB", to: width)
    case .file(let file, let reading):
      let verb = reading.phase == .unpacking ? "unpacking" : "reading"
      let figures = figures(file, reading, seconds: seconds).map { " · " + $0 }.joined()
      // The figures are what is waited for; a long name gives way to them.
      let room = max(8, width - verb.count - 1 - figures.count)
      let name = DisplayText.clipped(files[file].name, to: room)
      return DisplayText.clipped("\(verb) \(name)\(figures)", to: width)
    }
  }

  /// Share done, rows, speed, and the time that is left for this file and those after it.
  private func figures(_ file: Int, _ progress: ReadingProgress, seconds: Double) -> [String] {
    let (done, total) = (progress.bytesDone, progress.bytesTotal)
    var parts = ["\(total > 0 ? done * 100 / total : 100) %"]
    if progress.rows > 0 { parts.append("\(DisplayText.grouped("\(progress.rows)")) rows") }
    if seconds > 0.05, done > 0 {
      let rate = Double(done) / seconds
      let left = total - done + files[(file + 1)...].reduce(0) { $0 + $1.size }
      parts.append("\(Int((rate / 1e6).rounded())) MB/s")
      parts.append("\(Int((Double(left) / rate).rounded(.up))) s left")
    }
    return parts
  }
}
