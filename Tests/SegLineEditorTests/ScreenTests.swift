import SegTestSupport
import Testing

/// The screen that terminal tests watch.
@Suite struct ScreenTests {
  private func screen(_ output: String, columns: Int = 10, rows: Int = 3) -> Screen {
    var screen = Screen(columns: columns, rows: rows)
    _ = screen.feed(output)
    return screen
  }

  @Test(arguments: [
    ("abc\rX", "X▏bc"), ("abcdefghij", "abcdefghi▏j"), ("abcdefghijk", "abcdefghij\nk▏"),
    ("a\r\nb\r\nc\r\nd", "b\nc\nd▏"), ("名字\u{08}\u{08}x", "名x▏"), ("e\u{301}x", "e\u{301}x▏"),
    ("abc\u{1B}[2D\u{1B}[K", "a▏"), ("abc\u{1B}[2D\u{1B}[P", "a▏c"),
    ("abc\u{1B}[2D\u{1B}[@", "a▏ bc"),
    ("abc\u{1B}[1G\u{1B}[4hX\u{1B}[4lY", "XY▏bc"), ("a\r\nb\u{1B}[A\u{1B}[J", "a▏"),
    ("a\r\nb\u{1B}[H\u{1B}[L", "▏\na\nb"), ("a\r\nb\u{1B}[H\u{1B}[M", "▏b"),
    ("\u{1B}[31mred\u{1B}[0m", "red▏"), ("\u{1B}]0;title\u{07}x", "x▏"), ("\ta", "        a▏"),
    ("ab\u{1B}[2;3Hc", "ab\n  c▏"),
  ]) func outputIsShown(output: String, expected: String) {
    #expect(screen(output).description == expected)
  }

  @Test func aSequenceMayComeInPieces() {
    var screen = Screen(columns: 10, rows: 2)
    #expect(screen.feed("ab\u{1B}[") + screen.feed("2") + screen.feed("DX\u{1B}[?2004h") == "abX")
    #expect(screen.description == "X▏b")
    #expect(screen.marksPastes)
  }

  @Test func rowsThatLeaveAreKept() {
    let screen = screen("a\r\nb\r\nc\r\nd\r\ne", rows: 2)
    #expect(screen.scrolledOff == ["a", "b", "c"])
    #expect(screen.lines == ["d", "e"])
  }
}
