import SegTestSupport
import Testing

/// Typing on a terminal.
@Suite struct EditingTests {
  @Test func textArrivesAsTyped() throws {
    let probe = try ProbeSession()
    try probe.ready()
    #expect(try probe.enter("segment where recency < 30") == "segment where recency < 30")
    #expect(try probe.enter("café 名字 😀") == "café 名字 😀")
    #expect(try probe.enter("") == "")
  }
}
