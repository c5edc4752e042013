import SegText

extension Parser {
  /// Reads the name to keep the definition under.
  ///
  /// Grammar: `save = "save" "as" NAME`
  mutating func parseSave() -> StageSyntax.Kind {
    advance()
    return parseNewSegmentName(after: "save").map { .save($0) } ?? .malformed
  }

  /// Reads the name to keep the customers under.
  ///
  /// Grammar: `freeze = "freeze" "as" NAME`
  mutating func parseFreeze() -> StageSyntax.Kind {
    advance()
    return parseNewSegmentName(after: "freeze").map { .freeze($0) } ?? .malformed
  }

  private mutating func parseNewSegmentName(after word: String) -> Located<String>? {
    expect(.as, after: " after `\(word)`")
    want(.newName)
    guard let name = expectName("a name after `as`") else { return nil }
    failAtDash(after: name)
    return name
  }

  /// Reads the tag to put on or take off.
  ///
  /// Grammar: `tagging = "tag" ( "add" | "remove" ) TEXT`
  mutating func parseTagging() -> StageSyntax.Kind {
    advance()
    let isAdding = at(.add)
    if !take(.add), !take(.remove) { fail(expected: "`add` or `remove` after `tag`") }
    want(.tag)
    let text = expectText("a tag in 'quotes'")
    return text.map { .tag(isAdding: isAdding, $0) } ?? .malformed
  }

  /// Reads a coupon campaign and its terms.
  ///
  /// Grammar: `coupon = "coupon" TEXT "value" ( PERCENT | NUMBER ) [ "minimum" NUMBER ] [ "expires"
  /// expiry ]`
  mutating func parseCoupon() -> StageSyntax.Kind {
    advance()
    want(.campaign)
    let campaign = expectText("a campaign in 'quotes' after `coupon`")
    expect(.value, after: " after the campaign")
    guard let campaign, let value = parseCouponValue() else { return .malformed }
    var minimum: Located<String>?
    if take(.minimum) {
      minimum = expectAmount("a number after `minimum`")
      guard minimum != nil else { return .malformed }
    }
    var expires: CouponExpirySyntax?
    if take(.expires) {
      expires = parseExpiry()
      if at(.minimum) { fail(expected: "`minimum` before `expires`") }
    }
    return .coupon(
      CouponSyntax(campaign: campaign, value: value, minimum: minimum, expires: expires))
  }

  private mutating func parseCouponValue() -> LiteralSyntax? {
    want(.number)
    let place = token.range
    if at(token: .percent) { return parseLiteral() }
    return expectAmount("a value such as `15%` or `10`").map {
      .number(Located($0.value, at: place))
    }
  }

  /// Takes a number, or reports what was expected.
  private mutating func expectAmount(_ description: String) -> Located<String>? {
    want(.number)
    guard at(token: .number) else {
      fail(expected: description)
      return nil
    }
    let number = Located(source.text(in: token.range), at: token.range)
    advance()
    takeDecimalComma(after: .literal(.number(number)))
    return number
  }

  /// Reads when a coupon's last day is.
  ///
  /// Grammar: `expiry = "+" DURATION | date`
  private mutating func parseExpiry() -> CouponExpirySyntax {
    if at(token: .duration), peek().kind != .word(.ago), peek().kind != .word(.from) {
      let before = SourceRange.empty(at: token.range.lowerBound)
      fail(
        expected: "a date or a time such as `+30d` after `expires`",
        fixIts: [FixIt("insert `+`", range: before, replacement: "+")])
    }
    guard take(token: .plus) else {
      return .on(parseDate("a date or a time such as `+30d` after `expires`"))
    }
    return .after(expectDuration("a duration such as `30d` after `+`"))
  }

  /// Reads the file to write and how.
  ///
  /// Grammar: `export = "export" TEXT [ "as" NAME ] [ "columns" columns ] [ "overwrite" ]`
  mutating func parseExport() -> StageSyntax.Kind {
    advance()
    want(.filePath)
    guard let path = expectText("a file in 'quotes' after `export`") else { return .malformed }
    var format: Located<String>?
    if take(.as) {
      want(.format)
      format = expectName("a format after `as`")
    }
    let columns = take(.columns) ? parseColumns(after: "columns") : []
    let overwrites = take(.overwrite)
    return .export(
      ExportSyntax(path: path, format: format, columns: columns, overwrites: overwrites))
  }
}
