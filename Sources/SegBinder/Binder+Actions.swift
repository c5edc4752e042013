import SegModel
import SegPlan
import SegSyntax
import SegText

extension Binder {
  /// A stage that lasts; nil after an error.
  ///
  /// `definition` is the source and narrowing stages that lead to it; `steps` come before it, and a
  /// coupon among them lends its code to a later export.
  mutating func bindAction(
    _ stage: StageSyntax, definition: PipelineSyntax, before steps: [BoundPipeline.Step]
  ) -> BoundAction? {
    switch stage.kind {
    case .save(let name):
      let text = definitionText(definition)
      guard !closesCycle(name, text) else { return nil }
      return .save(name: name, definition: text)
    case .freeze(let name): return .freeze(name: name, definition: definitionText(definition))
    case .tag(let isAdding, let tag):
      let trimmed = tag.value.trimmingBlanks
      guard !trimmed.isEmpty, !trimmed.contains(",") else {
        bag.report(.badTag(tag))
        return nil
      }
      return .tag(TagAction(isAdding: isAdding, tag: Located(trimmed, at: tag.range)))
    case .coupon(let coupon): return bindCoupon(coupon).map { .coupon($0) }
    case .export(let export): return bindExport(export, before: steps).map { .export($0) }
    default: return nil
    }
  }

  private mutating func bindCoupon(_ syntax: CouponSyntax) -> CouponAction? {
    let campaign = syntax.campaign.value.trimmingBlanks
    guard !campaign.isEmpty else {
      bag.report(.emptyCampaign(syntax.campaign.range))
      return nil
    }
    guard let worth = bindWorth(syntax.value) else { return nil }
    var minimum: Int64?
    if let digits = syntax.minimum {
      minimum = bindMoney(digits)
      guard minimum != nil else { return nil }
    }
    var expires: CalendarDate?
    switch syntax.expires {
    case nil: break
    case .on(let date):
      expires = bindDay(date)
      guard let day = expires else { return nil }
      guard day >= asOf.day else {
        bag.report(.expiredCoupon(date.range, day))
        return nil
      }
    case .after(let duration):
      guard duration.value.seconds == nil else {
        bag.report(.hoursOfDate(duration.range))
        return nil
      }
      let (months, days) = duration.value.calendarShift
      expires = asOf.day.adding(months: months).adding(days: days)
    }
    return CouponAction(campaign: campaign, worth: worth, minimum: minimum, expires: expires)
  }

  private mutating func bindWorth(_ literal: LiteralSyntax) -> CouponAction.Worth? {
    switch literal {
    case .percent(let digits):
      guard let percent = bindNumber(digits, over: 1) else { return nil }
      guard percent > Fraction(0), percent <= Fraction(100) else {
        bag.report(.percentTooLarge(digits))
        return nil
      }
      return .percent(percent)
    case .number(let digits): return bindMoney(digits).map { .amount($0) }
    default:
      bag.report(.badWorth(literal.range))
      return nil
    }
  }

  /// Minor units of digits in the store's currency, above 0; nil after an error.
  private mutating func bindMoney(_ digits: Located<String>) -> Int64? {
    guard let number = bindNumber(digits, over: 1) else { return nil }
    guard case .constant(.money(let minor)) = adapt(.constant(.number(number)), to: .money),
      minor.denominator == 1, minor > Fraction(0), let amount = Int64(exactly: minor.numerator)
    else {
      bag.report(.badAmount(digits, catalog.profile.currency))
      return nil
    }
    return amount
  }

  private mutating func bindExport(
    _ syntax: ExportSyntax, before steps: [BoundPipeline.Step]
  ) -> ExportAction? {
    guard let format = bindFormat(syntax) else { return nil }
    let givesCodes = steps.contains { if case .act(.coupon) = $0 { true } else { false } }
    var columns: [OutputColumn] = []
    if syntax.columns.isEmpty {
      columns = defaultColumns(format)
      if givesCodes, format != .ids { columns += OutputColumn.couponColumns }
    } else {
      for column in syntax.columns {
        if givesCodes, let special = couponColumn(column) {
          columns.append(special)
        } else if let bound = bindColumns([column]) {
          columns += bound
        } else {
          return nil
        }
      }
    }
    let names = columns.map(\.name)
    if let twice = names.first(where: { name in names.count { $0 == name } > 1 }) {
      bag.report(.columnTwice(twice, syntax.path.range))
      return nil
    }
    return ExportAction(
      path: syntax.path, format: format, columns: columns, overwrites: syntax.overwrites)
  }

  private mutating func bindFormat(_ syntax: ExportSyntax) -> ExportAction.Format? {
    let formats = ExportAction.Format.allCases.map(\.rawValue)
    if let format = syntax.format {
      if let known = ExportAction.Format(rawValue: format.value.lowercased()) { return known }
      bag.report(
        .unknownFormat(
          format, formats, NearestName.candidates(for: format.value, among: formats).first))
      return nil
    }
    let ending = syntax.path.value.split(separator: ".").last.map { $0.lowercased() } ?? ""
    if ending == "json" {
      bag.report(.unknownFormat(syntax.path, formats, "jsonl"))
      return nil
    }
    return ExportAction.Format(rawValue: ending) ?? .csv
  }

  /// Who the customers are, and how to reach them: the columns of a list when none are named.
  private func defaultColumns(_ format: ExportAction.Format) -> [OutputColumn] {
    let names: [FieldName] =
      format == .ids
      ? ["customer_id"] : ["customer_id", "email", "phone", "first_name", "last_name"]
    return names.compactMap { catalog.attribute(named: $0) }.map {
      OutputColumn(name: $0.name.description, expression: .attribute($0.name, $0.type))
    }
  }

  private func couponColumn(_ column: ColumnSyntax) -> OutputColumn? {
    guard case .name(let name) = column.value, name.qualifier == nil else { return nil }
    return OutputColumn.couponColumns.first { FieldName($0.name) == FieldName(name.name.value) }
      .map { OutputColumn(name: column.alias?.value ?? $0.name, expression: $0.expression) }
  }
}
