import Foundation
import Testing

/// Exit statuses and what goes where, as scripts rely on them.
@Suite struct StatusTests {
  @Test func aFailedStatementStopsTheRestWithStatusOne() throws {
    let bench = try Bench.withSmallShop()
    let outcome = try bench.ask("segment | count", "segment where contry = 'FR'", "segment | count")
    #expect(outcome.status == 1)
    #expect(outcome.text == "count\n7\n")
    #expect(outcome.errors.contains("-c:1:15"))
    #expect(outcome.errors.contains("nearest: `country`"))
  }

  @Test(arguments: ["'", ")", "segment where (", "segment | show", "\u{0}", "nope"])
  func anythingThatIsNoStatementFails(text: String) throws {
    let bench = try Bench.withSmallShop()
    try bench.write("script.seg", text)
    let outcome = try bench.run("shop", "-f", "script.seg")
    #expect(outcome.status == 1)
    #expect(outcome.text.isEmpty)
    #expect(outcome.errors.contains("error["))
  }

  @Test func keepGoingGoesOnAndStillEndsWithOne() throws {
    let bench = try Bench.withSmallShop()
    let outcome = try bench.ask(
      "segment where nope = 1\nsegment | count", "segment where nope = 2",
      "segment where country = 'BE' | count", options: ["--keep-going"])
    #expect(outcome.status == 1)
    #expect(outcome.text == "count\n7\ncount\n2\n")
  }

  @Test func missingOrUnreadableDataIsThree() throws {
    let bench = try Bench.withSmallShop()
    try bench.write("binary.csv", Data([0, 1, 2, 0xFF, 0, 0, 10, 0]))
    try bench.write("note.txt", "no table here")
    for path in ["absent", "absent.csv", "binary.csv", "home", "note.txt"] {
      let outcome = try bench.run(path, "-c", "segment | count")
      #expect(outcome.status == 3, "\(path): \(outcome)")
      #expect(outcome.text.isEmpty)
      #expect(outcome.errors.contains(path))
    }
    #expect(try bench.run("shop", "-f", "absent.seg").status == 3)
    #expect(try bench.run("import", "other", "absent.csv").status == 3)
  }

  @Test func whatChangesCustomersIsRefusedWithoutYes() throws {
    let bench = try Bench.withSmallShop()
    let statement = "segment where monetary >= 250 | tag add 'big'"
    let refused = try bench.ask(statement, "segment | count")
    #expect(refused.status == 4)
    #expect(refused.errors.contains("Plan: 3 customers get tag big (0 have it already)"))
    #expect(refused.errors.contains("--yes"))
    #expect(refused.text.isEmpty, "a refused statement ends the run")
    let planned = try bench.ask(statement, "segment | count", options: ["--dry-run"])
    #expect(planned.status == 0)
    #expect(planned.text == "Plan: 3 customers get tag big (0 have it already)\ncount\n7\n")
    #expect(try bench.ids("segment where tags has 'big'") == [])
    let done = try bench.ask(statement, options: ["--yes"])
    #expect(done.status == 0)
    #expect(done.text.isEmpty)
    #expect(try bench.ids("segment where tags has 'big'") == ["C1", "C2", "C7"])
    // What holds already needs no agreement.
    #expect(try bench.ask(statement).status == 0)
    #expect(try bench.ask("@x | coupon 'A' value 10%").status == 1)
    #expect(try bench.ask("segment | coupon 'A' value 10%").status == 4)
  }

  @Test func aRefusedStageRefusesItsWholeStatement() throws {
    let bench = try Bench.withSmallShop()
    let outcome = try bench.ask(
      "segment | save as all | tag add 'x' | export 'all.csv' | count")
    #expect(outcome.status == 4)
    #expect(outcome.text.isEmpty)
    #expect(!bench.has("all.csv"))
    #expect(try bench.ask("@all | count").status == 1)
  }

  @Test func safeModeDoesNothingThatLasts() throws {
    let bench = try Bench.withSmallShop()
    try bench.write("script.seg", "segment | count")
    for statement in [
      "segment | save as x", "segment | export 'x.csv'", "segment | tag add 'x'",
      ".set currency CHF", ".read script.seg",
    ] {
      let outcome = try bench.ask(statement, options: ["--safe", "--yes"])
      #expect(outcome.status == 4, "\(statement): \(outcome)")
    }
    #expect(!bench.has("x.csv"))
    #expect(try bench.ask("segment | count", options: ["--safe"]).status == 0)
  }

  @Test(arguments: [
    [], ["--nope"], ["shop", "--format", "nope"], ["shop", "--color", "nope"], ["shop", "-c"],
    ["shop", "--asof", "nope", "-c", "segment"], ["shop", "--wait", "-1"], ["import"],
    ["import", "shop"], ["demo", "--customers", "-1"], ["generate"],
    ["generate", "x", "--customers", "100000001"], ["generate", "x", "--orders", "500000001"],
    ["generate", "x", "--customers", "0", "--orders", "1"],
    ["shop", "--timezone", "Nowhere/Land"],
    ["orders.csv", "--map", "x"], ["orders.csv", "--decimal", "x"],
    ["orders.csv", "--date-order", "dym"], ["import", "s2", "orders.csv", "--as", "orders"],
  ]) func mistakesOfTheCommandLineAreSixtyFour(arguments: [String]) throws {
    let bench = try Bench.withSmallShop()
    let outcome = try bench.run(arguments)
    #expect(outcome.status == 64, "\(outcome)")
    #expect(outcome.text.isEmpty)
    #expect(!outcome.errors.isEmpty)
  }

  @Test func helpAndVersionAreNoMistakes() throws {
    let bench = try Bench()
    for arguments in [["--help"], ["--version"], ["help", "import"], ["demo", "--help"]] {
      let outcome = try bench.run(arguments)
      #expect(outcome.status == 0)
      #expect(!outcome.text.isEmpty)
    }
  }

  @Test func aFileThatIsThereOrCannotBeMadeIsSeventyThree() throws {
    let bench = try Bench.withSmallShop()
    try bench.write("mine.csv", "precious\n")
    let taken = try bench.ask("segment | export 'mine.csv'")
    #expect(taken.status == 73)
    #expect(taken.errors.contains("overwrite"))
    #expect(try bench.read("mine.csv") == "precious\n")
    #expect(try bench.ask("segment | export 'absent/x.csv'").status == 73)
    try FileManager.default.createSymbolicLink(
      atPath: bench.folder.appending(path: "link.csv").path, withDestinationPath: "mine.csv")
    #expect(try bench.ask("segment | export 'link.csv' overwrite").status != 0)
    #expect(try bench.read("mine.csv") == "precious\n")
    #expect(try bench.ask("segment | export 'mine.csv' overwrite").status == 0)
    #expect(try bench.read("mine.csv").hasPrefix("customer_id,"))
    #expect(try bench.run("import", "absent/shop", "orders.csv").status == 73)
  }

  @Test func anExportThatIsDoneAlreadyIsLeftAlone() throws {
    let bench = try Bench.withSmallShop()
    let statement = "segment where country = 'FR' | export 'fr.csv' columns customer_id, monetary"
    #expect(try bench.ask(statement).status == 0)
    let first = try bench.read("fr.csv")
    #expect(first == "customer_id,monetary\nC1,300.00\nC4,0.00\nC5,0.00\nC7,250.00\n")
    let again = try bench.ask(statement)
    #expect(again.status == 0)
    #expect(again.errors.contains("already"))
    try bench.write("fr.csv", first + "C9,1.00\n")
    #expect(try bench.ask(statement).status == 73)
    #expect(try bench.read("fr.csv") == first + "C9,1.00\n")
  }

  @Test func aLockedWorkspaceIsSeventyFive() throws {
    let bench = try Bench.withSmallShop()
    let lock = open(bench.folder.appending(path: "shop/lock").path, O_RDWR | O_CLOEXEC)
    try #require(lock >= 0)
    defer { close(lock) }
    try #require(flock(lock, LOCK_EX | LOCK_NB) == 0)
    #expect(try bench.ask("segment | tag add 'x'", options: ["--yes"]).status == 75)
    #expect(try bench.run("import", "shop", "orders.csv").status == 75)
    // Readers go on.
    #expect(try bench.ask("segment | count").text == "count\n7\n")
    let waiting = try bench.start([
      "shop", "--asof", SmallShop.asOf, "--yes", "--wait", "60", "-c", "segment | tag add 'x'",
    ])
    usleep(300_000)
    flock(lock, LOCK_UN)
    #expect(try waiting.finish().status == 0)
    #expect(try bench.ids("segment where tags has 'x'").count == 7)
  }

  @Test func anInterruptIsOneHundredAndThirty() throws {
    let bench = try Bench.withSmallShop()
    let many = String(repeating: "segment where monetary > 100 | count\n", count: 50_000)
    let running = try bench.start(["shop", "--asof", SmallShop.asOf, "-f", "-"], input: many)
    for _ in 0..<2_000 where running.outputSoFar.isEmpty { usleep(10_000) }
    running.signal(SIGINT)
    let outcome = try running.finish()
    #expect(outcome.status == 130)
    #expect(outcome.errors.contains("cancelled"))
    #expect(outcome.text.hasPrefix("count\n3\n"))
    #expect(outcome.lines.count < 100_000)
  }

  @Test func aReaderThatLeavesIsOneHundredAndFortyOne() throws {
    let bench = try Bench.withSmallShop()
    let statement = "segment | show customer_id, email, city, first_name\n"
    try bench.write("many.seg", String(repeating: statement, count: 3_000))
    let outcome = try bench.shell(
      #"{ "$0" shop --asof 2025-12-31 -f many.seg; echo $? > status; } | head -n 1"#)
    #expect(outcome.text == "customer_id\temail\tcity\tfirst_name\n")
    #expect(try bench.read("status") == "141\n")
    #expect(outcome.errors.isEmpty)
  }
}

/// Where statements come from, and that the same ones give the same bytes.
@Suite struct SourceTests {
  @Test func statementsComeFromOptionsFilesAndStandardInput() throws {
    let bench = try Bench.withSmallShop()
    try bench.write("a.seg", "# customers of a country\nsegment where country = 'FR'\n  | count\n")
    try bench.write("b.seg", "\u{FEFF}segment where country = 'BE' | count;\r\n")
    let files = try bench.run("shop", "--asof", SmallShop.asOf, "-f", "a.seg", "-f", "b.seg")
    #expect(files.text == "count\n4\ncount\n2\n")
    let options = try bench.ask("let fr = country = 'FR'", "segment where fr | count")
    #expect(options.text == "count\n4\n")
    for arguments in [["shop", "-f", "-"], ["shop"]] {
      let script = "asof 2025-12-31\nsegment where recency < 30\n  and country = 'FR' | count"
      let outcome = try bench.run(arguments, input: script)
      #expect(outcome.text == "count\n2\n", "\(outcome)")
      #expect(outcome.status == 0)
    }
    #expect(try bench.run("shop", input: "").status == 0)
  }

  @Test func standardOutputHoldsResultsOnly() throws {
    let bench = try Bench.withSmallShop()
    let outcome = try bench.ask(
      "segment where country = 'XX' | count", "segment | save as everyone", ".timer on",
      "@everyone | count", "@everyone | export 'x.csv'", options: ["--echo"])
    #expect(outcome.status == 0)
    #expect(outcome.text == "count\n0\ncount\n7\n")
    #expect(outcome.errors.contains("# @everyone | count"))
    #expect(outcome.errors.contains("timer on"))
    #expect(outcome.errors.contains("x.csv: 7 rows"))
    #expect(outcome.errors.contains("country"), "a literal that no row holds is a warning")
  }

  @Test func quietSaysErrorsOnly() throws {
    let bench = try Bench.withSmallShop()
    let outcome = try bench.run(
      "customers.csv", "orders.csv", "--quiet", "-c", "segment | count")
    #expect(outcome.text == "count\n7\n")
    #expect(outcome.errors.isEmpty)
    #expect(try bench.run("import", "shop", "orders.csv", "--quiet").output.isEmpty)
    let failed = try bench.run("shop", "--quiet", "-c", "segment where nope = 1")
    #expect(failed.errors.contains("nope"))
  }

  @Test func theSameStatementsGiveTheSameBytes() throws {
    let bench = try Bench.withSmallShop()
    let statements = [
      "segment", "segment | by country stats count, sum(monetary), avg(frequency)",
      "segment | describe", "segment where recency < 90 and monetary > 100 | explain",
      "segment | top 3 by monetary | show customer_id, aov", ".fields", ".tags",
    ]
    for format in ["tsv", "json", "box"] {
      let first = try bench.ask(options: ["--format", format], statements)
      let second = try bench.ask(options: ["--format", format], statements)
      #expect(first.status == 0, "\(first)")
      #expect(first.output == second.output)
      #expect(!first.output.isEmpty)
    }
  }

  @Test func anIdleInitScriptIsForTerminalsOnly() throws {
    let bench = try Bench.withSmallShop()
    let folder = bench.folder.appending(path: "home/config/segsh")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data("let fr = country = 'FR'\n".utf8).write(to: folder.appending(path: "init.seg"))
    #expect(try bench.run("shop", "-c", "segment where fr | count").status == 1)
    let shell = try ShellSession(bench, ["shop", "--asof", SmallShop.asOf])
    try shell.ready()
    #expect(try shell.enter("segment where fr | count").contains("4"))
    let bare = try ShellSession(bench, ["shop", "--asof", SmallShop.asOf, "--no-init"])
    try bare.ready()
    #expect(try bare.enter("segment where fr | count").contains("error[unknown-name]"))
  }
}

extension Bench {
  /// Runs a list of statements on `shop` as of the small shop's day.
  func ask(options: [String], _ statements: [String]) throws -> Outcome {
    try run(["shop", "--asof", SmallShop.asOf] + options + statements.flatMap { ["-c", $0] })
  }
}
