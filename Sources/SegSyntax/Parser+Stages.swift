import SegText

extension Parser {
  /// Reads one stage.
  ///
  /// Grammar: `stage = "count" | "explain" | "profile" | show | group | ranking | sorting | limit |
  /// sampling | exclusion | splitting | description | histogram | overlap | scores | proof |
  /// difference | sheet | save | freeze | tagging | coupon | export`
  mutating func parseStage() -> StageSyntax {
    let start = token.range.lowerBound
    let keyword = token.range
    for keyword in Keyword.stages { _ = at(keyword) }
    want(.stage)
    want(.relation)
    let kind = parseStageKind()
    return StageSyntax(
      kind: isPanicking ? .malformed : kind, keyword: keyword, range: range(from: start))
  }

  private mutating func parseStageKind() -> StageSyntax.Kind {
    if beginsRows { return .rows(parseSheet()) }
    guard case .word(let keyword?) = kind, keyword.beginsStage else {
      failAtStage()
      return .malformed
    }
    switch keyword {
    case .count:
      advance()
      return .count
    case .explain:
      advance()
      return .explain
    case .profile:
      advance()
      return .profile
    case .sample: return parseSampling()
    case .exclude: return parseExclusion()
    case .split: return parseSplitting()
    case .hist: return parseHistogram()
    case .overlap: return parseOverlap()
    case .rfm: return parseScores()
    case .why: return parseProof()
    case .diff: return parseDifference()
    case .show: return parseShow()
    case .by: return parseGroup()
    case .top, .bottom: return parseRanking()
    case .sort: return parseSorting()
    case .limit: return parseLimit()
    case .describe: return parseDescription()
    case .save: return parseSave()
    case .freeze: return parseFreeze()
    case .tag: return parseTagging()
    case .coupon: return parseCoupon()
    case .export: return parseExport()
    default: return .malformed
    }
  }

  /// Reads the columns to print.
  ///
  /// Grammar: `show = "show" columns`
  private mutating func parseShow() -> StageSyntax.Kind {
    advance()
    return .show(parseColumns(after: "show"))
  }

  /// Reads columns.
  ///
  /// Grammar: `columns = column { "," column }`
  mutating func parseColumns(after word: String) -> [ColumnSyntax] {
    var columns = [parseColumn("a value after `\(word)`")]
    while take(token: .comma) { columns.append(parseColumn("a value after `,`")) }
    return columns
  }

  /// Reads a value and the name it gets.
  ///
  /// Grammar: `column = value [ "as" NAME ]`
  private mutating func parseColumn(_ description: String) -> ColumnSyntax {
    let value = parseValue(description)
    return ColumnSyntax(value: value, alias: parseAlias())
  }

  private mutating func parseAlias() -> Located<String>? {
    guard take(.as) else { return nil }
    want(.newName)
    return expectName("a name after `as`")
  }

  /// Reads the values that groups share and what is computed for each group.
  ///
  /// Grammar: `group = "by" columns [ "stats" statistic { "," statistic } ]`
  private mutating func parseGroup() -> StageSyntax.Kind {
    advance()
    let columns = parseColumns(after: "by")
    guard take(.stats) else { return .group(columns, statistics: []) }
    var statistics = [parseStatistic()]
    while take(token: .comma) { statistics.append(parseStatistic()) }
    return .group(columns, statistics: statistics)
  }

  /// Reads one figure of a group.
  ///
  /// Grammar: `statistic = ( "count" | aggregate ) [ "as" NAME ]`
  private mutating func parseStatistic() -> ColumnSyntax {
    let place = token.range
    for keyword in Keyword.aggregates where keyword != .nth { _ = at(keyword) }
    guard case .word(let keyword?) = kind, keyword != .nth,
      let function = AggregateFunctionSyntax(rawValue: keyword.rawValue)
    else {
      failAtStatistic()
      return ColumnSyntax(value: .malformed(place), alias: nil)
    }
    if peek().kind == .leftBracket {
      return ColumnSyntax(value: parseAggregate(function), alias: parseAlias())
    }
    advance()
    guard function == .count else {
      fail(expected: "`(` after `\(function.rawValue)`")
      return ColumnSyntax(value: .malformed(place), alias: nil)
    }
    let count = AggregateSyntax(function: Located(.count, at: place), rows: nil, range: place)
    return ColumnSyntax(value: .aggregate(count), alias: parseAlias())
  }

  /// Reads how many customers to keep, and by what.
  ///
  /// Grammar: `ranking = ( "top" | "bottom" ) ( WHOLE | PERCENT ) "by" value`
  private mutating func parseRanking() -> StageSyntax.Kind {
    let isTop = at(.top)
    let word = isTop ? "top" : "bottom"
    advance()
    want(.number)
    let place = token.range
    let isPercent = at(token: .percent)
    guard isPercent || at(token: .number) else {
      fail(expected: "a number such as `100` or `10%` after `\(word)`")
      return .malformed
    }
    let amount = Located(token.numberText(in: source), at: place)
    guard isPercent || Int(amount.value) != nil else {
      fail(expected: "a whole number or a percentage after `\(word)`")
      return .malformed
    }
    advance()
    expect(.by, after: " after the number")
    let value = parseValue("a value after `by`")
    return .rank(RankSyntax(isTop: isTop, amount: amount, isPercent: isPercent, value: value))
  }

  /// Reads the keys to sort by.
  ///
  /// Grammar: `sorting = "sort" key { "," key }`
  private mutating func parseSorting() -> StageSyntax.Kind {
    advance()
    var keys = [parseKey("a value after `sort`")]
    while take(token: .comma) { keys.append(parseKey("a value after `,`")) }
    return .sort(keys)
  }

  /// Reads one key to sort by.
  ///
  /// Grammar: `key = value [ "asc" | "desc" ]`
  private mutating func parseKey(_ description: String) -> SortKeySyntax {
    let value = parseValue(description)
    let isDescending = take(.desc)
    if !isDescending { _ = take(.asc) }
    return SortKeySyntax(value: value, isDescending: isDescending)
  }

  /// Reads how many to keep.
  ///
  /// Grammar: `limit = "limit" WHOLE`
  private mutating func parseLimit() -> StageSyntax.Kind {
    advance()
    want(.number)
    let place = token.range
    guard at(token: .number), let count = Int(source.text(in: place)) else {
      fail(expected: "a whole number after `limit`")
      return .malformed
    }
    advance()
    return .limit(Located(count, at: place))
  }

  /// Reads the values to describe; none means every attribute.
  ///
  /// Grammar: `description = "describe" [ value { "," value } ]`
  private mutating func parseDescription() -> StageSyntax.Kind {
    advance()
    want(.value)
    guard !endsStatement, !at(token: .pipe) else { return .describe([]) }
    var values = [parseValue("a value after `describe`")]
    while take(token: .comma) { values.append(parseValue("a value after `,`")) }
    return .describe(values)
  }
}
