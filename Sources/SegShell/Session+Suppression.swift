import SegFiles
import SegModel
import SegStore
import SegSyntax
import SegText
import SegWorkspace

/// The commands about those who are not to be contacted.
extension Session {
  /// The suppression list, of addresses no more than tells one from another.
  func suppressionTable() throws(StatementFailure) -> ResultTable {
    let entries = try consulting { () throws(WorkspaceFailure) in try workspace.suppressions() }
    func column(_ name: String, _ text: (Suppression) -> String) -> ResultTable.Column {
      ResultTable.Column(name: name, type: .text, values: entries.map { .text(text($0)) })
    }
    return ResultTable(columns: [
      column("kind") { $0.party.kind.rawValue },
      column("who") { $0.party.masked },
      column("reason") { $0.reason },
      .init(
        name: "since", type: .date, values: entries.map { .date(profile.zone.day(of: $0.since)) }),
    ])
  }

  /// Learns who is on the list now, for a statement that leaves them out.
  func findSuppressed() throws(StatementFailure) {
    let here = workspace
    let found = try consulting { () throws(WorkspaceFailure) in try here.suppressedCustomers() }
    if found != suppressed { engineMemo = nil }
    suppressed = found
  }

  /// `.suppress WHO [REASON]` and `.suppress --file FILE [COLUMN [REASON]]`.
  func suppress(_ arguments: [String], _ source: SourceText) throws(StatementFailure) -> Bool {
    guard arguments[0] == "--file" else {
      guard arguments.count <= 2, let party = SuppressedParty(arguments[0]), party.isPlausible
      else { return refuseSuppression(arguments, source) }
      return try suppress(
        [party], reason: arguments.dropFirst().first ?? "", what: party.masked)
    }
    guard arguments.count >= 2 else { return refuseSuppression(arguments, source) }
    let path = arguments[1]
    let column = arguments.count > 2 ? arguments[2] : nil
    let texts: Set<String>
    do throws(FileFailure) {
      let file = try ListFile(path: path)
      let headers = file.headers.map { "`\($0)`" }.joined(separator: ", ")
      switch try file.texts(ofColumn: column, skipsKnownHeader: true) {
      case .success(let found): texts = found
      case .failure(.missing):
        return refuse(
          .unknownName, "`\(column ?? "")` is not a column of `\(path)`", source,
          label: "it has \(headers)")
      case .failure(.several):
        return refuse(
          .commandUsage, "`\(path)` has several columns", source, label: "name one of \(headers)")
      }
    } catch {
      throw .file(error)
    }
    let parties = texts.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
      .compactMap { SuppressedParty($0) }
    return try suppress(
      parties, reason: arguments.count > 3 ? arguments[3] : path, what: "--file \(path)")
  }

  private func refuseSuppression(_ arguments: [String], _ source: SourceText) -> Bool {
    guard arguments[0].contains("@"), arguments.count <= 2 else {
      return refuse(.commandUsage, "usage: .suppress \(Command.suppress.arguments)", source)
    }
    return refuse(.commandUsage, "`\(arguments[0])` is no e-mail address", source)
  }

  private func suppress(
    _ parties: [SuppressedParty], reason: String, what: String
  ) throws(StatementFailure) -> Bool {
    let context = ActionContext(".suppress \(what)")
    let (isDry, here) = (options.isDryRun, workspace)
    let (fresh, reached) = try consulting { () throws(WorkspaceFailure) in
      let fresh = try here.unlisted(parties)
      // Data is read before anything is done, for it may prove damaged.
      let reached = try here.customers(among: Set(parties)).population
      if !isDry { try here.suppress(fresh, reason: reason, context: context) }
      return (fresh.count, reached)
    }
    let known = Set(parties).count - fresh
    let text =
      "\(Self.counted(fresh, "entry", "entries")) added to the suppression list "
      + "(\(HumanText.count(known)) there already) · "
      + "\(Self.counted(reached, "customer", "customers")) of the data"
    guard !isDry else {
      try print("Plan: \(text)\n")
      return true
    }
    invalidate()
    reporter.insist(text)
    if workspace.isScratch { warnOnce() }
    return true
  }

  /// `.unsuppress WHO`: only when somebody agrees, for it lets a person be contacted again.
  func unsuppress(_ text: String, _ source: SourceText) throws(StatementFailure) -> Bool {
    guard let party = SuppressedParty(text) else {
      return refuse(.commandUsage, "usage: .unsuppress \(Command.unsuppress.arguments)", source)
    }
    let here = workspace
    let isListed = try consulting { () throws(WorkspaceFailure) in
      try here.unlisted([party]).isEmpty
    }
    guard isListed else {
      return refuse(.unknownName, "`\(party.masked)` is not on the suppression list", source)
    }
    let plan = "\(DisplayText.escaped(party.masked)) comes off the suppression list"
    if options.isDryRun {
      try print("Plan: \(plan)\n")
      return true
    }
    if options.isInteractive, !options.agreesToAll {
      reporter.insist("Plan: \(plan)")
      guard world.confirm("Do it? [y/N] ") else {
        reporter.insist("nothing was done")
        return true
      }
    } else if !options.agreesToAll {
      return refuse(
        .refused, "this lets somebody be contacted again, and nobody is here to agree", source,
        label: "`--yes` does it")
    }
    let context = ActionContext(".unsuppress \(party.masked)")
    let left = try consulting { () throws(WorkspaceFailure) in
      let named = try here.customers(among: [party])
      _ = try here.unsuppress(party, context: context)
      return named.intersection(try here.suppressedCustomers()).population
    }
    invalidate()
    let rest =
      left > 0
      ? " · \(Self.counted(left, "customer", "customers")) still on it by another entry" : ""
    reporter.insist("\(DisplayText.escaped(party.masked)) is off the suppression list\(rest)")
    return true
  }

  private static func counted(_ count: Int, _ one: String, _ many: String) -> String {
    "\(HumanText.count(count)) \(count == 1 ? one : many)"
  }
}
