/// The forms a result can be printed in.
package enum OutputFormat: String, Sendable, CaseIterable {
  case box, table, compact, vertical, csv, tsv, json, jsonl, markdown, count, none

  /// Whether it is for people: values are rounded and grouped, and a segment shows its summary.
  package var isForPeople: Bool {
    switch self {
    case .box, .table, .compact, .vertical: true
    case .csv, .tsv, .json, .jsonl, .markdown, .count, .none: false
    }
  }

  /// What `.help .mode` says about it.
  package var summary: String {
    switch self {
    case .box: "lines drawn around the cells (the default on a terminal)"
    case .table: "the same in plain ASCII"
    case .compact: "columns alone"
    case .vertical: "one line a cell"
    case .csv: "comma-separated, with a header"
    case .tsv: "tab-separated, with a header (the default in a pipe)"
    case .json: "an array of objects, one line a statement"
    case .jsonl: "an object a row"
    case .markdown: "a Markdown table"
    case .count: "the number of rows alone"
    case .none: "nothing"
    }
  }
}
