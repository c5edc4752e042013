import Testing

/// `.sql`: statements as SQL.
@Suite struct SQLTests {
  @Test func aStatementIsOneSelect() throws {
    let bench = try Bench.withSmallShop()
    let outcome = try bench.ask(
      ".sql segment where recency < 30 and not country = 'FR' | top 2 by monetary")
    let tail = outcome.text.split(separator: "chosen1 AS (\n").last ?? ""
    #expect(
      tail == """
          SELECT row, place FROM (
            SELECT c.row AS row, count(*) OVER () AS total,
              row_number() OVER (ORDER BY c.monetary DESC, c.customer_id) AS place
            FROM customers_asof AS c
            WHERE c.recency < 30
              AND NOT ((c.country = 'FR') IS TRUE)
              AND c.monetary IS NOT NULL
          )
          WHERE place <= 2
        )
        SELECT c.row, c.customer_id
        FROM chosen1 AS p1 JOIN customers_asof AS c ON c.row = p1.row
        ORDER BY p1.place;

        """, "\(outcome)")
    #expect(outcome.status == 0)
  }

  @Test func mistakesAreTold() throws {
    let bench = try Bench.withSmallShop()
    for statement in [
      ".sql", ".sql segment where nothing > 1", ".sql segment | describe", ".sql asof today",
      ".sql segment ; segment",
    ] {
      let outcome = try bench.ask(statement)
      #expect(outcome.status == 1 && outcome.text.isEmpty && !outcome.errors.isEmpty, "\(outcome)")
    }
  }

  @Test func whatTheDatabaseLacksStandsAbove() throws {
    let bench = try Bench.withSmallShop()
    let outcome = try bench.ask(".sql segment where fold(country) = 'fr'")
    #expect(outcome.text.hasPrefix("-- fold() is not in SQLite"), "\(outcome)")
    let plain = try bench.ask(".sql segment where length(country) = 2")
    #expect(plain.text.hasPrefix("WITH\n"), "\(plain)")
  }

  @Test func theSchemaMakesTables() throws {
    let bench = try Bench.withSmallShop()
    let outcome = try bench.ask(".sql --schema")
    #expect(outcome.text.contains("CREATE TABLE customers (\n  row INTEGER PRIMARY KEY,"))
    #expect(outcome.text.contains("CREATE VIEW orders AS"))
    #expect(outcome.status == 0)
  }
}
