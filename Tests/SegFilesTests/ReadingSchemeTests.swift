import Foundation
import SegFiles
import SegModel
import SegStore
import Testing

/// Reading in one pass, in stretches, must come to what reading all rows beforehand comes to.
@Suite struct ReadingSchemeTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test(arguments: LateSurprise.allCases)
  func onePassComesToTheSame(_ surprise: LateSurprise) throws {
    for rows in [8, 60] {
      try compare(Array(surprise.text(rowsBefore: rows).utf8), "\(surprise), \(rows) rows")
    }
  }

  @Test func bytesThatAreNoTextComeToTheSame() throws {
    let text = LateSurprise.nothing.text(rowsBefore: 40)
    var late = Array(text.utf8)
    late += Array("O-9,C-9,2025-03-01 10:00:00,1.00,caf".utf8) + [0xE9] + Array(",x\n".utf8)
    try compare(late, "late Windows-1252")
    try compare(late + late, "more of it")
    try compare(late + Array(String(repeating: "é", count: 40).utf8), "ill-formed UTF-8")
    var early = Array("order_id,customer_id,order_date,amount,city\n1,2,2025-01-01,3,".utf8)
    early += [0xE9, 0x81, 0x0A]
    for row in 0..<50 { early += Array("\(row),2,2025-01-01,3,x".utf8) + [0xE8, 0x8D, 0x0A] }
    try compare(early, "Windows-1252")
    try compare([0xEF, 0xBB, 0xBF] + Array(text.utf8) + [0, 0, 0x0A], "mark and NULs")
    for end in ["\r", "\r\n"] {
      try compare(Array(text.replacing("\n", with: end).utf8), "\(Array(end.utf8))")
      try compare(Array((text + text.replacing("\n", with: end)).utf8), "mixed")
    }
  }

  @Test func columnsOfManyTextsComeToTheSame() throws {
    var text = "customer_id,email,city,note\n"
    for row in 0..<600 {
      let city = ["Paris", "Köln", "'s-Hertogenbosch", "", "e\u{301}vora"][row % 5]
      let note = row % 7 == 0 ? "" : row % 3 == 0 ? "\"a \"\"\(row)\"\"\"" : " b\(row)\u{301}"
      text += "C-\(row),m\(row)@example.org,\(city),\(note)\n"
    }
    let path = try folder.file("plain.csv", Array(text.utf8))
    var scheme = ReadingScheme()
    scheme.sampleBytes = 16_000
    scheme.stretchBytes = 5_000
    let loaded = try CSVImport.load(path: path, scheme: scheme)
    let forms = loaded.tables[0].table.columns.map { column in
      if case .text(let texts) = column { texts.isPlain } else { false }
    }
    #expect(forms == [true, true, false, true])
    let expected = outcome(path, .allFirst)
    defer { Parallel.width = 0 }
    for threads in [1, 2, 5] {
      Parallel.width = threads
      expectEqual(outcome(path, scheme), expected, "\(threads) threads")
    }
  }

  @Test func damagedFilesComeToTheSame() throws {
    var generator = SeededGenerator(seed: 7)
    let alphabet = Array("\"\",;\n\r'ab1290.-:/ é\0".utf8) + [0xFF, 0xA0]
    let text = Array(LateSurprise.quotedLines.text(rowsBefore: 30).utf8)
    for round in 0..<60 {
      var bytes = text
      for _ in 0..<Int.random(in: 1...12, using: &generator) {
        let place = Int.random(in: 60..<bytes.count, using: &generator)
        bytes[place] = alphabet.randomElement(using: &generator) ?? 0
      }
      try compare(bytes, "round \(round)", stretches: [97])
    }
  }

  @Test func rejectedLinesOfOrdersStayTogether() throws {
    var text =
      "Name,Email,Paid at,Total,Currency,Lineitem name,Lineitem quantity,Lineitem price,"
      + "Lineitem sku\n"
    for order in 0..<60 {
      let day = order % 9 == 4 ? "soon" : "2025-01-\(10 + order % 20)"
      let currency = order % 7 == 3 ? "USD" : "EUR"
      text += "#\(order),a\(order)@example.org,\(day),10.00,\(currency),Cup,1,5.00,C1\n"
      for line in 0..<order % 5 { text += "#\(order),,,,,Mug \(line),2,2.50,M\(line)\n" }
    }
    try compare(Array(text.utf8), "order lines")
  }

  @Test func rejectsFilesAreTheSame() throws {
    let text = Array(LateSurprise.badCells.text(rowsBefore: 80).utf8)
    let path = try folder.file("rejects.csv", text)
    var files: [Data] = []
    for (index, scheme) in [ReadingScheme.allFirst, .cut(sample: 200, stretch: 61)].enumerated() {
      let target = folder.path + "/rejects-\(index).csv"
      let options = reading { $0.rejectsPath = target }
      _ = try CSVImport.load(path: path, options: options, scheme: scheme)
      files.append(try Data(contentsOf: URL(fileURLWithPath: target)))
    }
    #expect(files[0] == files[1] && files[0].count > 100)
  }

  /// Reads a file whole beforehand and in many other ways.
  private func compare(
    _ bytes: [UInt8], _ what: String, stretches: [Int] = [79, 900]
  ) throws {
    let path = try folder.file("file.csv", bytes)
    let expected = outcome(path, .allFirst)
    for stretch in stretches {
      for sample in [150, 700] {
        let found = outcome(path, .cut(sample: sample, stretch: stretch))
        expectEqual(found, expected, "\(what), cut at \(sample) and \(stretch)")
      }
      var scheme = ReadingScheme.cut(sample: 1, stretch: stretch)
      scheme.looksAtAllFirst = true
      expectEqual(outcome(path, scheme), expected, "\(what), cut at \(stretch)")
    }
  }

  /// Compares line by line, so that a difference can be told from the message.
  private func expectEqual(_ found: String, _ expected: String, _ what: String) {
    let pairs = zip(found.split(separator: "\n"), expected.split(separator: "\n"))
    let difference = pairs.first { $0 != $1 }.map { "\($0.0) instead of \($0.1)" }
    #expect(difference == nil, "\(what)")
    #expect(found.utf8.count == expected.utf8.count, "\(what)")
  }

  /// Everything that a load comes to, as text.
  private func outcome(_ path: String, _ scheme: ReadingScheme) -> String {
    do throws(FileFailure) {
      let loaded = try CSVImport.load(path: path, scheme: scheme)
      var parts = [
        "\(loaded.dialect)", "\(loaded.rowsRead) \(loaded.rowsLoaded) \(loaded.rowsRejected)",
        "\(loaded.rowsInOtherCurrency) \(loaded.currency) \(loaded.isCurrencyFromFile)",
        "\(loaded.rejected)", "\(loaded.notes)",
      ]
      for source in loaded.tables {
        let table = source.table
        parts.append("\(source.role) \(table.fields)")
        parts.append("\((0..<source.lineNumbers.count).map { source.lineNumbers[$0] })")
        for index in table.columns.indices {
          parts.append("\((0..<table.rowCount).map { table.value($0, index) })")
          parts.append(form(of: table.columns[index]))
        }
      }
      return parts.joined(separator: "\n")
    } catch {
      return "\(error.kind) \(error)"
    }
  }

  /// How a column is held, which depends on its values alone unless its texts are plain.
  private func form(of column: Column) -> String {
    switch column {
    case .integers(let integers): "\(integers)"
    case .text(let text): text.isPlain ? "\(text.coded)" : "\(text)"
    case .flags(let flags): "\(flags)"
    case .lists(let lists): "\(lists)"
    }
  }
}

extension ReadingScheme {
  fileprivate static var allFirst: ReadingScheme {
    var scheme = ReadingScheme()
    scheme.looksAtAllFirst = true
    return scheme
  }

  fileprivate static func cut(sample: Int, stretch: Int) -> ReadingScheme {
    var scheme = ReadingScheme()
    scheme.sampleBytes = sample
    scheme.stretchBytes = stretch
    return scheme
  }
}
