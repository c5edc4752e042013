import Testing

/// Scripts that arrive piece by piece, or are long.
@Suite struct ScriptStreamTests {
  /// A pipe that stays open gets each answer before the next statement is sent, and a script of
  /// 24 MB that ran meanwhile is not kept.
  @Test func statementsRunAsTheyArriveInBoundedMemory() throws {
    let bench = try Bench.withSmallShop()
    let outcome = try bench.shell(
      """
      mkfifo in
      "$0" shop --asof 2025-12-31 < in > out 2>&1 & pid=$!
      exec 3> in
      answered() {
        for try in $(seq 3000); do
          test "$(wc -l < out)" -ge "$1" && return
          sleep 0.1
        done
        echo "no answer: $(head -n 20 out)"; kill $pid; exit
      }
      peak() { awk '/VmHWM/ { print $2 }' /proc/$pid/status; }
      printf 'segment | count;\\n' >&3; answered 2
      printf '.mode json\\n\\nsegment where country\\n' >&3
      printf " = 'FR' # a comment;\\n| count;\\n" >&3; answered 3
      before=$(peak)
      awk 'BEGIN { line = sprintf("%4000s", ""); gsub(" ", "x", line); line = line line line line;
        for (i = 0; i < 1000; i++) print "segment where orders = 1 # " line "\\n  | count;";
        for (i = 0; i < 500; i++) print "# " line; }' | sed 's/orders/recency/' >&3
      answered 1003
      printf 'segment | count;\\n' >&3; answered 1004
      test $(($(peak) - before)) -lt 12000 && echo bounded
      printf 'segment where nope = 1 | count;' >&3
      exec 3>&-; wait $pid; echo "status $?"
      sed -n '1,3p;1005,$p' out
      """)
    #expect(
      outcome.text == """
        bounded
        status 1
        count
        7
        [{"count":4}]
        error[unknown-name]: `nope` is not an attribute
          at input:2508:15
          segment where nope = 1 | count;
                        ^^^^ `.fields` lists all

        """, "\(outcome)")
  }

  /// Long comments before a statement, and a statement in two halves after one that was too long:
  /// whoever waits gets the answer.
  @Test func pausesAreAnswered() throws {
    let bench = try Bench.withSmallShop()
    let outcome = try bench.shell(
      """
      mkfifo in
      "$0" shop --keep-going < in > out 2> errors & pid=$!
      exec 3> in
      answered() {
        for try in $(seq 3000); do
          test "$(wc -l < out)" -ge "$1" && return
          sleep 0.1
        done
        echo "no answer: $(tail -n 20 out)"; kill $pid; exit
      }
      printf '.mode json\nsegment | count;\n' >&3; answered 1
      seq -f '# a comment that tells more than enough words, number %g' 1200 >&3
      sleep 1; printf 'segment | count;\n' >&3; answered 2
      printf 'segment where recency in (' >&3; seq -f '%.0f,' 1000000 1200000 >&3
      sleep 1; printf 'seg' >&3; sleep 1; printf 'ment | count;\n' >&3; answered 3
      exec 3>&-; wait $pid; echo "status $?"
      grep -c statement-too-long errors
      """)
    #expect(outcome.text == "status 1\n1\n", "\(outcome)")
  }

  /// One message, and nothing of it is taken for another statement.
  @Test func aStatementTooLongIsOneError() throws {
    let bench = try Bench.withSmallShop()
    for separator in [",\n", ","] {
      let values = (0..<200_000).map { "'\($0)'" }.joined(separator: separator)
      let script = "segment | count;\nsegment where country in (\(values)) | count;\n"
      let outcome = try bench.run(
        "shop", "--keep-going", "-f", "-", input: script + "segment where nope | count;\n")
      let line = 3 + (separator == "," ? 0 : 199_999)
      let errors = outcome.errors.matches(of: /error\[[a-z-]+\]|at input:\d+/).map { $0.output }
      #expect(
        errors == [
          "error[statement-too-long]", "at input:2", "error[unknown-name]", "at input:\(line)",
        ])
      #expect(outcome.text == "count\n7\n")
      #expect(outcome.status == 1)
    }
  }

  /// Brackets and `not` by the million end in a message, wherever they come from.
  @Test(arguments: ["(", "not ", "count(orders where ", "'"])
  func aMillionNestedSignsAreOneError(sign: String) throws {
    let bench = try Bench.withSmallShop()
    let text = "segment where " + String(repeating: sign, count: 1_000_000)
    try bench.write("deep.seg", text)
    for arguments in [["-f", "deep.seg"], ["-c", ".read deep.seg"]] {
      let outcome = try bench.run(["shop"] + arguments)
      #expect(outcome.status == 1, "\(sign): \(outcome.errors.prefix(500))")
      #expect(outcome.errors.matches(of: /error\[/).count == 1, "\(outcome.errors.prefix(2000))")
      #expect(outcome.errors.utf8.count < 2000)
    }
  }
}
