import Foundation
import SegFiles
import SegText

/// A line on the terminal that says how far a load has come.
struct LoadProgress {
  let isShown: Bool
  let files: [String]
  private let began = Date()
  private var last = Date.distantPast
  private var isOnScreen = false
  /// The file and phase that are shown, and when they began.
  private var part: (file: Int, phase: ReadingProgress.Phase, began: Date)?

  init(isShown: Bool, files: [String]) {
    self.isShown = isShown
    self.files = files
  }

  /// Redraws the line ten times a second at most, and not in the first half second.
  mutating func show(_ file: Int, _ progress: ReadingProgress) {
    let now = Date()
    if part?.file != file || part?.phase != progress.phase {
      part = (file, progress.phase, now)
    }
    guard isShown, now.timeIntervalSince(began) > 0.5, now.timeIntervalSince(last) > 0.1 else {
      return
    }
    last = now
    isOnScreen = true
    let seconds = now.timeIntervalSince(part?.began ?? began)
    Messages.write("\r\u{1B}[K" + Self.line(files[file], progress, seconds: seconds))
  }

  /// Takes the line off the screen.
  mutating func clear() {
    if isOnScreen { Messages.write("\r\u{1B}[K") }
    isOnScreen = false
  }

  /// What is said of a file after so many seconds.
  private static func line(_ path: String, _ progress: ReadingProgress, seconds: Double) -> String {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let (done, total) = (progress.bytesDone, progress.bytesTotal)
    let verb = progress.phase == .unpacking ? "unpacking" : "reading"
    var parts = [
      "\(verb) \(DisplayText.escaped(name))", "\(total > 0 ? done * 100 / total : 100) %",
    ]
    if progress.rows > 0 { parts.append("\(DisplayText.grouped("\(progress.rows)")) rows") }
    if seconds > 0.05, done > 0 {
      let rate = Double(done) / seconds
      parts.append("\(Int((rate / 1e6).rounded())) MB/s")
      parts.append("\(Int((Double(total - done) / rate).rounded(.up))) s left")
    }
    return parts.joined(separator: " · ")
  }
}
