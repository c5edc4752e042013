import SegEngine
import SegFiles
import SegModel
import SegPlan
import SegStore
import SegSyntax
import SegText
import SegWorkspace

extension Session {
  /// Shows why a customer is in a selection, or is not.
  func show(_ proof: ProofPlan, _ pipeline: BoundPipeline, _ engine: Engine)
    throws(StatementFailure)
  {
    let lines = try evaluating { () throws(EvaluationFailure) -> [ProofLine] in
      guard let customer = try engine.customer(withID: proof.customer.value) else { return [] }
      return try engine.proof(of: proof.selection, for: customer, mostRows: Limits.provenRows)
    }
    let exact = ProofText { [human] in human.style.text($0) }
    lastResult = LastResult(table: exact.table(lines), preview: nil)
    if options.format.isForPeople {
      let text = ProofText { [human] in human.text($0) }
      try print(lines.map { DisplayText.escaped(text.line($0)) + "\n" }.joined())
    } else {
      try print(exact.table(lines))
    }
    describePast(pipeline)
  }

  /// What to tell when nobody has the id that a proof is about; nil when somebody has it.
  func unknownCustomer(_ bound: BoundPipeline) throws(StatementFailure) -> Diagnostic? {
    guard case .why(let proof)? = bound.look else { return nil }
    let engine = try consulting { () throws(WorkspaceFailure) in
      try self.engine(asOf: bound.asOf)
    }
    let wanted = proof.customer
    return try evaluating { () throws(EvaluationFailure) in
      guard try engine.customer(withID: wanted.value) == nil else { return nil }
      if let id = try engine.customerID(withEmail: wanted.value) {
        return .unknownCustomer(wanted, nearest: [id])
      }
      return .unknownCustomer(wanted, nearest: try engine.customerIDs(near: wanted.value))
    }
  }
}

/// A proof tree as lines for people and as a table of fixed columns.
struct ProofText {
  /// The text of a value; nil when it is unknown.
  let text: (Value) -> String?

  /// `true     recency < 30: 26 < 30`, two steps to the right under what it belongs to.
  func line(_ line: ProofLine) -> String {
    let result = line.result?.rawValue ?? ""
    let margin = String(repeating: " ", count: Self.resultWidth - result.count + 2 * line.depth)
    var words = [result + margin + line.text]
    if let value = line.value {
      words[0] += ":"
      words.append(text(value) ?? "unknown")
    }
    if let bound = line.bound {
      let text = self.text(of: bound)
      words += line.sign.isEmpty ? ["(\(text))"] : [line.sign, text]
    }
    return words.joined(separator: " ")
  }

  /// Columns: `depth text result value bound`.
  func table(_ lines: [ProofLine]) -> ResultTable {
    func column(_ name: String, _ cell: (ProofLine) -> String?) -> ResultTable.Column {
      ResultTable.Column(
        name: name, type: .text, values: lines.map { cell($0).map(Value.text) ?? .unknown })
    }
    return ResultTable(columns: [
      .init(name: "depth", type: .number, values: lines.map { .number(Fraction($0.depth)) }),
      column("text") { $0.text },
      column("result") { $0.result?.rawValue },
      column("value") { line in line.value.flatMap { text($0) } },
      column("bound") { line in line.bound.map { text(of: $0) } },
    ])
  }

  private static let resultWidth = 9

  private func text(of bound: ProofLine.Bound) -> String {
    switch bound {
    case .values(let values): values.map { text($0) ?? "unknown" }.joined(separator: ", ")
    case .oneOf(let count): "\(count) values"
    case .range(let low, let high):
      "\(text(low) ?? "unknown") .. \(text(high) ?? "unknown")"
    case .window(.days(let from, let through)):
      from == through
        ? from?.description ?? ""
        : "\(from?.description ?? "") .. \(through?.description ?? "")"
    case .window(.instants(let after, let through)):
      "\(text(.dateTime(after)) ?? "") .. \(text(.dateTime(through)) ?? "")"
    }
  }
}

extension Diagnostic {
  fileprivate static func unknownCustomer(_ id: Located<String>, nearest: [String]) -> Diagnostic {
    Diagnostic(
      code: .unknownCustomer, message: "no customer has the id `\(id.value)`", range: id.range,
      label: nearest.isEmpty
        ? "ids are the values of `customer_id`"
        : "nearest: \(nearest.map { "`\($0)`" }.joined(separator: ", "))",
      fixIts: nearest.prefix(1).map {
        let text = SyntaxPrinter.quoted($0)
        return FixIt("replace with \(text)", range: id.range, replacement: text)
      })
  }
}
