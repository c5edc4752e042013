import SegSyntax

/// What `.help TOPIC` explains: the stages, and the rules that never bend.
struct HelpTopic {
  let name: String
  /// The form, as it is typed.
  let form: String
  let text: String
  /// A statement that runs on the demo shop.
  let example: String

  /// Names of all topics, commands included.
  static var names: [String] {
    stages.map(\.name) + ["rules", "conditions", "values", "periods", "rows", "scripts"]
      + Command.allCases.map(\.rawValue)
  }

  /// One topic a stage, in the order of the grammar.
  static let stages: [HelpTopic] = [
    HelpTopic(
      name: "count", form: "| count", text: "the exact number of customers",
      example: "segment where recency < 30 | count"),
    HelpTopic(
      name: "show", form: "| show VALUE [as NAME], ...", text: "columns of every customer",
      example: "segment where rfm = 555 | show customer_id, email, monetary / frequency as mean"),
    HelpTopic(
      name: "by", form: "| by VALUE, ... [stats STATISTIC, ...]",
      text: "groups, largest first; `sort` and `limit` may follow",
      example: "segment | by country stats count, sum(monetary) | sort count desc | limit 5"),
    HelpTopic(
      name: "top", form: "| top N [%] by VALUE", text: "the customers with the largest values",
      example: "segment where country = 'FR' | top 10 by monetary"),
    HelpTopic(
      name: "bottom", form: "| bottom N [%] by VALUE",
      text: "the customers with the smallest values",
      example: "segment where frequency > 1 | bottom 5 % by recency"),
    HelpTopic(
      name: "sort", form: "| sort VALUE [asc|desc], ...", text: "an order; unknown values last",
      example: "segment where rfm = 555 | sort country, monetary desc | show customer_id, country"),
    HelpTopic(
      name: "limit", form: "| limit N", text: "the first N",
      example: "segment | sort last_order desc | limit 3 | show customer_id, last_order"),
    HelpTopic(
      name: "sample", form: "| sample N|N% [salt 'TEXT']",
      text: "the same customers by chance every time; another salt draws others",
      example: "segment where country = 'FR' | sample 10% | count"),
    HelpTopic(
      name: "exclude", form: "| exclude @NAME|suppressed",
      text: "all but the members of a saved segment, or those on the suppression list",
      example: "segment where recency < 90 | exclude @big | count"),
    HelpTopic(
      name: "split", form: "| split NAME N%, NAME N%, ... [salt 'TEXT'] [| save as NAME]",
      text: "parts by chance; saved, nobody ever changes the part, and @NAME.PART is one of them",
      example: "segment where recency > 180 | split a 45%, b 45%, control 10% | save as spring26"),
    HelpTopic(
      name: "describe", form: "| describe [VALUE, ...]",
      text: "for each attribute: known, unknown, distinct, smallest, largest, most common",
      example: "segment where country = 'BE' | describe city, monetary"),
    HelpTopic(
      name: "hist", form: "| hist VALUE [N]",
      text: "how a number, money or a date is spread, in at most N even steps (10)",
      example: "segment where country = 'FR' | hist monetary 20"),
    HelpTopic(
      name: "profile", form: "| profile",
      text: "what sets these customers apart: the values they have more or less often than all",
      example: "segment where rfm = 555 | profile"),
    HelpTopic(
      name: "overlap", form: "| overlap @NAME, @NAME, ...",
      text: "how saved segments share these customers, two by two",
      example: "segment | overlap @big, @best_of_today"),
    HelpTopic(
      name: "rfm", form: "| rfm [grid]",
      text: "customers by their scores; the grid has recency down and frequency across",
      example: "segment | rfm grid"),
    HelpTopic(
      name: "explain", form: "| explain",
      text: "customers left after each clause and by each clause alone",
      example: "segment where recency < 90 and monetary > 100 | explain"),
    HelpTopic(
      name: "why", form: "| why 'ID'",
      text: "what makes one customer a member or not, clause by clause, down to the rows counted",
      example: "segment where recency < 90 and count(orders in last 1y) >= 2 | why 'C-00017'"),
    HelpTopic(
      name: "diff", form: "| diff @NAME|asof DATE",
      text: "who entered, left and stayed, and which clauses moved them; `.last` lists them",
      example: "segment where recency < 60 and monetary > 300 | diff asof 90d ago"),
    HelpTopic(
      name: "save", form: "| save as NAME", text: "keeps the definition; use it as @NAME",
      example: "segment where monetary > 500 | save as big"),
    HelpTopic(
      name: "freeze", form: "| freeze as NAME", text: "keeps the customers of this moment",
      example: "segment where rfm = 555 | freeze as best_of_today"),
    HelpTopic(
      name: "tag", form: "| tag add 'TAG'   | tag remove 'TAG'",
      text: "gives a tag to customers, or takes it away",
      example: "segment where rfm = 555 | tag add 'best'"),
    HelpTopic(
      name: "coupon",
      form: "| coupon 'CAMPAIGN' value 15%|AMOUNT [minimum AMOUNT] [expires +30d|DATE]",
      text: "a code of their own for each customer; running it again gives the same codes",
      example: "segment where rfm = 555 | coupon 'MERCI' value 15% expires +30d"),
    HelpTopic(
      name: "export", form: "| export 'FILE' [as csv|jsonl|ids] [columns VALUE, ...] [overwrite]",
      text: "writes a file for other tools, whole or not at all",
      example: "segment where rfm = 555 | export 'best.csv' columns customer_id, email"),
  ]

  static let conditions = """
    Conditions ask something of a value, and join with `and`, `or`, `not` and brackets.
      recency < 30                          = != < <= > >=
      monetary between 100 and 500          both ends included
      country in ('FR', 'BE')               one of several
      customer_id in file('ids.csv')        what a file lists; file('a.csv', email) of its columns
      email ends with '@example.org'        contains, starts with, ends with, matches 'a*b?'
      tags has 'vip'                        lists of text
      birth_date is known                   is unknown
      last_order in last 30d                dates in a period (.help periods)
      newsletter                            a yes/no attribute that is yes
      in @vip                               members of a saved segment
      any(orders in 2025 where amount > 100)   none(...) is the opposite
      count(orders in last 1y) >= 2         sum avg min max median distinct mode of rows
      last(orders.channel) = 'pos'          first, and nth(orders.order_date, 2), by time
      did(orders then not orders within 60d)   rows one after the other, or none
      did(orders as a then orders where amount > 2 * a.amount)   compared with one another
      regular(orders, month, 5 of 6)        rows in 5 of the last 6 complete months
      stopped(orders, active 90d, quiet 60d)   restarted(orders, active 30d, quiet 180d)
      first_order in last 30d               bought for the first time
    Every attribute and column is listed by `.fields`.

    """

  static let values = """
    Values are literals, names, + - * / and ?? of values, aggregates of rows, and functions.
      median(orders.amount in last 1y)      count sum avg min max median distinct mode
      last(orders.channel)                  first, last, nth(orders.amount, 2): by time
      rank(monetary by country)             1 is the largest; over all customers
      percentile(monetary, 90)              quintile(v) 1 to 5, ntile(v, N) 1 to N
      month(last_order)                     year quarter month week weekday day of a date
      age(birth_date)                       birthday(birth_date) in next 7d
      round(aov, 1)                         floor, ceil, abs
      fold(city) = 'orleans'                lower upper fold length concat of texts
      case when r > 3 then 'new' when f > 3 then 'loyal' else 'other' end
    `by month(d)`, `by week(d)`, `by quarter(d)` make groups of a calendar, such as 2026-03.

    """

  static let periods = """
    Periods follow `in`, for dates and for the rows of a relation.
      last 30d, last 3mo, last 90d before 90d ago, next 7d     min h d w mo q y
      2026-01-15 .. 2026-02-15, 2026, 2026-03, 2026-Q1
      this month, previous quarter                             day week month quarter year
    Dates: 2026-11-01, today, yesterday, 30d ago, 2w from now, today - 3mo.

    """

  static let rows = """
    Rows of a relation make a sheet, of everybody or of the customers of a segment.
      orders in last 13mo | by status stats count, sum(amount), avg(amount)
      segment where country = 'FR' | items in 2025 | by category stats sum(quantity) | limit 5
      orders where amount > 500 | top 3 by amount | show order_id, amount, customer.country
    Names are columns of the row first, then attributes of its customer. count, show, by, top,
    bottom, sort and limit go on with the rows; `.fields` lists relations and columns.

    """

  static let scripts = """
    Scripts are statements one after the other, in a file for `-f` or behind `.read`.
      let big = monetary > 500              a name for a condition, value, period or list
      param days = 45                       a value for $days, or that of --param days=60
      asof 2026-06-30                       the moment everything after it is computed at
      expect count(@vip) between 100 and 5000   ends the script with status 1 when it fails
      expect @a disjoint @b                 no customer in both
      expect cover @a, @b                   every customer in one of them
      expect orders fresh 2d                a row in the last 2 days

    """

  static let sql = """
    .sql STATEMENT|--schema
      the statement as one SELECT for SQLite, or the statements that make its tables
      example: .sql segment where recency < 30 and monetary > 200 | top 10 by aov
      Amounts are whole minor units, dates ISO texts, date-times in UTC with their local day beside
      them (`..._day`), the unknown NULL; `row` is the order of the store. Actions are left out.
      lower() and upper() of SQLite change ASCII letters only; fold() it does not have, nor
      sha256_place(), which draws samples: a comment says what they are.

    """

  static let suppression = """
    .suppressed
      those who are not to be contacted, of e-mail addresses the first letter and the domain
    .suppress EMAIL|ID [REASON]
    .suppress --file FILE [COLUMN [REASON]]
      puts somebody on the list, or all that a column of a file lists
      example: .suppress ana@example.org 'asked by telephone'
    .unsuppress EMAIL|ID
      takes somebody off the list; without a terminal it wants `--yes`
      No export holds anybody on the list, and its plan says how many were left out; `| exclude
      suppressed` leaves them out anywhere. An id stands for all customers with the same address.

    """

  static let rules = """
    Unknown   a test on an unknown value is false; the negative form is its exact complement, so P
              and `not P` cover everybody once. `??` supplies a default.
    Time      everything is as of one moment; `last 30d` is age 0 to 29 days in the store's time
              zone. Rows after that moment do not exist.
    Money     exact, in the store's currency; refunds lower `monetary` and are no orders.
    Text      compared exactly, upper and lower case and accents apart.
    Types     number, money, text, date, date-time, yes/no, list of text; never compared across.
    Counts    exact; no estimates, no caps. The same script gives the same bytes.
    Actions   are planned, shown, agreed to, then done once.

    """
}
