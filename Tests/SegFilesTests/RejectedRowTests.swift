import Foundation
import SegFiles
import SegModel
import SegStore
import SegText
import Testing

struct RejectedRowTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func raggedRowsAreRejectedWithTheirLine() throws {
    let loaded = try folder.load(
      """
      customer_id,city,note
      1,a,b
      2,a
      3,a,b,c
      4,a,b,,
      5,"a"x,b
      ,,
      6,a,
      customer_id,city,note
      Total,,6
      7,a,b
      8,a,b

      """)
    #expect(loaded.texts("customer_id") == ["1", "4", "6", "7", "8"])
    #expect(
      loaded.rejected == [
        .init(line: 3, column: nil, reason: "too few cells (2)"),
        .init(line: 4, column: nil, reason: "too many cells (4)"),
        .init(line: 6, column: nil, reason: "text after a closing quote"),
        .init(line: 9, column: nil, reason: "the header again"),
        .init(line: 10, column: nil, reason: "a line of totals"),
      ])
    #expect(loaded.rowsRead == 10 && loaded.rowsLoaded == 5 && loaded.rowsRejected == 5)
  }

  @Test func rejectedRowsAreWrittenWithTheirText() throws {
    let target = folder.path + "/rejects.csv"
    let options = reading { $0.rejectsPath = target }
    let text =
      "customer_id,order_date,amount\n1,2025-01-01,5\n2,soon,5\n3,2025-01-02,\"a \"\"b\"\"\"\n"
      + "4,2025-01-03,1\n"
    for _ in 0..<2 {
      _ = try folder.load(text, options)
      let written = try String(contentsOfFile: target, encoding: .utf8)
      #expect(
        written == #"""
          line,column,reason,text
          3,"order_date","expected a date, found `soon`","2,soon,5"
          4,"amount","expected an amount, found `a """"b""""`","3,2025-01-02,""a """"b"""""""

          """#)
    }
    let other = try folder.file("mine.csv", Array("mine".utf8))
    let failure = #expect(throws: FileFailure.self) {
      try folder.load(text, reading { $0.rejectsPath = other })
    }
    #expect(failure?.kind == .exists)
  }

  @Test func tooManyRejectsKeepNothing() throws {
    let half = "customer_id,order_date,amount\n1,2025-01-01,5\n2,x,5\n"
    #expect(try folder.load(half).rowsRejected == 1)
    let failure = #expect(throws: FileFailure.self) {
      try folder.load(half + "3,y,5\n")
    }
    #expect(failure?.kind == .tooManyRejects)
    #expect(failure?.message.contains("line 3, `order_date`: expected a date, found `x`") == true)
    let none = #expect(throws: FileFailure.self) {
      try folder.load(half, reading { $0.maxRejects = .rows(0) })
    }
    #expect(none?.kind == .tooManyRejects)
  }

  @Test func theLimitIsTheLargerOfAThousandAndOnePercent() {
    #expect(RejectLimit.standard.allowed(of: 10_000) == 1_000)
    #expect(RejectLimit.standard.allowed(of: 1_000_000) == 10_000)
    #expect(RejectLimit.standard.allowed(of: 100) == 50)
    #expect(RejectLimit(parsing: "3%")?.allowed(of: 1_000) == 30)
    #expect(RejectLimit(parsing: "90%")?.allowed(of: 1_000) == 500)
    #expect(RejectLimit(parsing: "7")?.allowed(of: 1_000) == 7)
    #expect(RejectLimit(parsing: "-1") == nil && RejectLimit(parsing: "200%") == nil)
  }

  @Test func rowsAddUpForDamagedFiles() throws {
    var generator = SeededGenerator(seed: 11)
    for round in 0..<30 {
      var lines = ["order_id,customer_id,order_date,amount"]
      for row in 0..<200 { lines.append("\(row),c\(row % 17),2025-01-\(10 + row % 20),\(row).50") }
      for _ in 0..<20 {
        let line = Int.random(in: 1...200, using: &generator)
        var bytes = Array(lines[line].utf8)
        bytes[Int.random(in: 0..<bytes.count, using: &generator)] =
          UInt8.random(in: 0x20...0x7E, using: &generator)
        lines[line] = String(decoding: bytes, as: UTF8.self)
      }
      do {
        let loaded = try folder.load(lines.joined(separator: "\n"))
        #expect(
          loaded.rowsRead == loaded.rowsLoaded + loaded.rowsRejected + loaded.rowsInOtherCurrency,
          "round \(round)")
        #expect(loaded.rejected.count == loaded.rowsRejected + loaded.rowsInOtherCurrency)
      } catch let failure as FileFailure {
        // A stray quote may run to the end of the file.
        #expect(failure.kind == .malformed, "round \(round): \(failure)")
      }
    }
  }

  @Test func unterminatedQuotesNameTheLineThatOpenedThem() throws {
    var text = "customer_id,city\n1,\"a\nb\"\n2,\"open\n"
    let atEnd = #expect(throws: FileFailure.self) { try folder.load(text) }
    #expect(atEnd?.kind == .malformed && atEnd?.line == 4)
    text += String(repeating: "3,x\n", count: 800_000)
    let long = #expect(throws: FileFailure.self) { try folder.load(text) }
    #expect(long?.line == 4)
    #expect(long?.message.contains("the quote opened on line 4") == true)
  }

  @Test func recordsMayBeJustSoLong() throws {
    let header = "customer_id,city\n"
    let fits = header + "1," + String(repeating: "x", count: Limits.recordBytes - 2) + "\n2,b\n"
    #expect(try folder.load(fits).rowsLoaded == 2)
    let long = header + "1," + String(repeating: "x", count: Limits.recordBytes - 1) + "\n2,b\n"
    let failure = #expect(throws: FileFailure.self) { try folder.load(long) }
    #expect(failure?.kind == .malformed && failure?.line == 2)
  }

  @Test func aFileThatChangesIsNoticed() throws {
    let text =
      "customer_id,order_date,amount\n" + String(repeating: "1,2025-01-01,5\n", count: 50_000)
    for change in ["shrinks", "grows", "is rewritten"] {
      let path = try folder.file("changing.csv", Array(text.utf8))
      var hasChanged = false
      let failure = #expect(throws: FileFailure.self) {
        try CSVImport.load(path: path) { progress in
          guard progress.bytesDone * 2 >= progress.bytesTotal, !hasChanged else { return true }
          hasChanged = true
          let handle = FileHandle(forUpdatingAtPath: path)
          switch change {
          case "shrinks": try? handle?.truncate(atOffset: 100_000)
          case "grows":
            _ = try? handle?.seekToEnd()
            try? handle?.write(contentsOf: Data("2,2025-01-01,6\n".utf8))
          default: try? handle?.write(contentsOf: Data("customer_ID".utf8))
          }
          try? handle?.close()
          return true
        }
      }
      #expect(failure?.kind == .changed, "\(change)")
    }
  }

  @Test func progressCanStopTheLoad() throws {
    let path = try folder.file("a.csv", Array("customer_id,city\n1,x\n".utf8))
    let failure = #expect(throws: FileFailure.self) {
      try CSVImport.load(path: path) { _ in false }
    }
    #expect(failure?.kind == .interrupted)
  }

  @Test func randomBytesNeverCrash() throws {
    for seed in UInt64(1)...300 {
      var generator = SeededGenerator(seed: seed)
      let alphabet = Array("\"\",;\n\r\t|'ab1290.-:/ €é\0".utf8) + [0xFF, 0x80, 0xA0]
      let length = Int.random(in: 0...400, using: &generator)
      var bytes = seed % 2 == 0 ? Array("customer_id,order_date,amount,tags\n".utf8) : []
      for _ in 0..<length { bytes.append(alphabet.randomElement(using: &generator) ?? 0) }
      let options = reading {
        if seed % 3 == 0 { $0.role = .orders }
        if seed % 5 == 0 { $0.hasHeader = false }
        $0.maxRejects = .percent(50)
      }
      do {
        let loaded = try folder.load(bytes: bytes, options)
        #expect(
          loaded.rowsRead == loaded.rowsLoaded + loaded.rowsRejected + loaded.rowsInOtherCurrency,
          "seed \(seed)")
      } catch is FileFailure {
        continue
      }
    }
  }
}

/// A small generator with a fixed course (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
