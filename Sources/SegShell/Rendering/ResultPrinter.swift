import SegFiles
import SegModel
import SegStore

/// Writes results in the format that was asked for.
struct ResultPrinter {
  let format: OutputFormat
  let human: HumanText
  let width: Int?
  let usesColor: Bool

  /// Writes one table; formats for machines hold every row, whole.
  func print(_ table: ResultTable, to sink: inout DescriptorSink) throws(FileFailure) {
    switch format {
    case .none: return
    case .count: try sink.write(Array("\(table.rowCount)\n".utf8))
    case .csv: try CSVWriter(style: human.style).write(table, to: &sink)
    case .tsv:
      try CSVWriter(style: human.style, separator: UInt8(ascii: "\t")).write(table, to: &sink)
    case .json:
      var writer = JSONWriter(style: human.style)
      try writer.write(table, to: &sink)
    case .jsonl: try JSONLinesWriter(style: human.style).writeRows(of: table, to: &sink)
    case .box, .table, .compact, .vertical, .markdown:
      let renderer = TableRenderer(human: human, width: width, usesColor: usesColor)
      try sink.write(Array(renderer.render(table, as: format).utf8))
    }
  }
}
