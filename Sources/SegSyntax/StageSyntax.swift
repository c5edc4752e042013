package import SegText

/// One stage with the range from its keyword to its end (the `|` left out).
package struct StageSyntax: Sendable {
  /// What the stage does.
  package enum Kind: Sendable {
    case count
    case show([ColumnSyntax])
    /// `by a, b [stats ...]`
    case group([ColumnSyntax], statistics: [ColumnSyntax])
    /// `top N [%] by value` and `bottom ...`
    case rank(RankSyntax)
    case sort([SortKeySyntax])
    case limit(Located<Int>)
    case sample(SampleSyntax)
    /// `exclude @name`; the `@` belongs to the range.
    case exclude(Located<String>)
    /// `exclude suppressed`
    case excludeSuppressed
    case split(SplitSyntax)
    /// `describe [a, b]`; empty means every attribute.
    case describe([ExpressionSyntax])
    case histogram(HistogramSyntax)
    case profile
    /// `overlap @a, @b, ...`
    case overlap([Located<String>])
    /// `rfm` and `rfm grid`
    case scores(isGrid: Bool)
    case explain
    /// `why 'C-00017'`: what makes one customer a member, or not.
    case why(Located<String>)
    case diff(DiffSyntax)
    /// `items in 2026-Q1 where ...`: from the customers to their rows.
    case rows(RowsSyntax)
    /// `save as name`
    case save(Located<String>)
    /// `freeze as name`
    case freeze(Located<String>)
    /// `tag add 'x'` or `tag remove 'x'`
    case tag(isAdding: Bool, Located<String>)
    case coupon(CouponSyntax)
    case export(ExportSyntax)
    /// Something that could not be read; already reported.
    case malformed
  }

  package var kind: Kind
  /// The stage's keyword.
  package var keyword: SourceRange
  package var range: SourceRange

  package init(kind: Kind, keyword: SourceRange, range: SourceRange) {
    self.kind = kind
    self.keyword = keyword
    self.range = range
  }
}

/// What a selection is compared with: `diff @other`, `diff asof 2026-06-30`.
package enum DiffSyntax: Sendable {
  case segment(Located<String>)
  /// The same selection at another date or instant.
  case asOf(ExpressionSyntax)
}

/// A column to print: a value and the name it gets.
package struct ColumnSyntax: Sendable {
  package var value: ExpressionSyntax
  package var alias: Located<String>?

  package init(value: ExpressionSyntax, alias: Located<String>?) {
    self.value = value
    self.alias = alias
  }
}

/// The stages `top 500 by monetary` and `bottom 10 % by recency`.
package struct RankSyntax: Sendable {
  /// true for `top`.
  package var isTop: Bool
  /// Number of customers, or the digits before `%` when `isPercent`.
  package var amount: Located<String>
  package var isPercent: Bool
  package var value: ExpressionSyntax

  package init(isTop: Bool, amount: Located<String>, isPercent: Bool, value: ExpressionSyntax) {
    self.isTop = isTop
    self.amount = amount
    self.isPercent = isPercent
    self.value = value
  }
}

/// One key of `sort`: `monetary desc`.
package struct SortKeySyntax: Sendable {
  package var value: ExpressionSyntax
  package var isDescending: Bool

  package init(value: ExpressionSyntax, isDescending: Bool) {
    self.value = value
    self.isDescending = isDescending
  }
}

/// The stage `coupon 'CAMPAIGN' value 15% [minimum 50] [expires +30d | expires 2026-12-31]`.
package struct CouponSyntax: Sendable {
  package var campaign: Located<String>
  /// A percent literal, or a number in the store's currency.
  package var value: LiteralSyntax
  /// Smallest order it applies to, in the store's currency.
  package var minimum: Located<String>?
  package var expires: CouponExpirySyntax?

  package init(
    campaign: Located<String>, value: LiteralSyntax, minimum: Located<String>?,
    expires: CouponExpirySyntax?
  ) {
    self.campaign = campaign
    self.value = value
    self.minimum = minimum
    self.expires = expires
  }
}

/// When a coupon's last day is.
package enum CouponExpirySyntax: Sendable {
  /// `+30d`, counted from the as-of date.
  case after(Located<DurationSyntax>)
  case on(ExpressionSyntax)
}

/// The stage `export 'file' [as format] [columns a, b as c] [overwrite]`.
package struct ExportSyntax: Sendable {
  package var path: Located<String>
  package var format: Located<String>?
  /// Empty means the format's own columns.
  package var columns: [ColumnSyntax]
  package var overwrites: Bool

  package init(
    path: Located<String>, format: Located<String>?, columns: [ColumnSyntax], overwrites: Bool
  ) {
    self.path = path
    self.format = format
    self.columns = columns
    self.overwrites = overwrites
  }
}
