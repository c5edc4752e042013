#!/usr/bin/env python3
"""Compares segsh with DuckDB and Polars: the same data, the same questions, one run.

    compare.py --segsh PATH --bench PATH --folder DIR [--customers N] [--orders N]

Makes the shop with `segsh generate` (once for each folder), installs duckdb, duckdb-cli and polars
from PyPI where they are missing, checks that all answers are equal, and prints times and ratios.
Peers get their best form: their own tables, whole numbers for customers, cents and days, enums for
texts with few values. All three are asked in turn, in several rounds, and a time is the median of
its rounds' medians: what disturbs the machine for a moment then meets a round, not a program.
Ratios above 1 mean that segsh is faster.
"""
import argparse, importlib, json, math, os, random, statistics, subprocess, sys, tempfile, time

DAY = "2025-12-31"
ROOT = os.path.dirname(os.path.abspath(__file__))


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--segsh", required=True, help="the release binary of segsh")
    parser.add_argument("--bench", required=True, help="the release binary of segsh-bench")
    parser.add_argument("--folder", required=True, help="where the shop's files are or will be")
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--orders", type=int, default=5_000_000)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--rounds", type=int, default=3, help="how often all three have their turn")
    parser.add_argument("--runs", type=int, default=11, help="of each question in a round")
    parser.add_argument("--predicates", type=int, default=1000, help="random conditions to compare")
    parser.add_argument("--without-items", action="store_true", help="leave order lines out")
    parser.add_argument("--only", default="load,start,questions,list,predicates")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    return parser.parse_args()


def packages():
    wanted = {"duckdb": "duckdb", "polars": "polars", "duckdb_cli": "duckdb-cli"}
    missing = [name for module, name in wanted.items() if importlib.util.find_spec(module) is None]
    if missing:
        subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", *missing], check=True)


def seconds(call):
    begin = time.perf_counter()
    result = call()
    return result, time.perf_counter() - begin


def run(command, **options):
    """Runs a command; returns its output, wall seconds and peak megabytes."""
    begin = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, **options)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    elapsed = time.perf_counter() - begin
    if status != 0:
        sys.exit(f"{' '.join(command)}: status {status}")
    return output, elapsed, usage.ru_maxrss / 1024


class Table:
    """Rows of figures with the ratios that the comparison is about."""

    def __init__(self):
        self.rows = []

    def add(self, name, ours, duckdb=None, polars=None, unit="ms", group=""):
        self.rows.append((name, ours, duckdb, polars, unit, group))
        ratio = lambda peer: f"{peer / ours:8.1f}" if peer and ours else "       -"
        text = lambda value: f"{value:10.3f}" if value is not None else "         -"
        print(f"{name:44} {text(ours)} {text(duckdb)} {text(polars)} {unit:3}"
              f" {ratio(duckdb)} {ratio(polars)}", flush=True)

    def mean(self, group, peer):
        ratios = [row[peer] / row[1] for row in self.rows if row[5] == group and row[peer]]
        return math.exp(sum(map(math.log, ratios)) / len(ratios)) if ratios else float("nan")


def connect(duckdb, folder, threads):
    """DuckDB with customers and orders, in memory, in the form that serves it best."""
    c = duckdb.connect()
    c.execute(f"SET threads = {threads}; SET temp_directory = '{folder}/duckdb.tmp'")
    c.execute(f"CREATE TABLE raw_customers AS SELECT * FROM read_csv('{folder}/customers.csv')")
    c.execute(f"CREATE TABLE raw_orders AS SELECT * FROM read_csv('{folder}/orders.csv')")
    for column in ("country", "channel", "city", "language"):
        c.execute(f"CREATE TYPE {column} AS ENUM (SELECT DISTINCT {column} FROM raw_customers "
                  f"WHERE {column} IS NOT NULL ORDER BY 1)")
    c.execute("""CREATE TABLE customers AS SELECT (row_number() OVER () - 1)::INT customer,
        customer_id, email, first_name, country::country country, city::city city,
        language::language AS language, channel::channel channel, newsletter = 'yes' newsletter,
        loyalty_points::INT loyalty_points, signup_date, birth_date FROM raw_customers""")
    c.execute("""CREATE TABLE sorted AS SELECT customer, order_id, order_date::DATE AS day,
        round(amount * 100)::INT amount, status NOT IN ('cancelled', 'failed', 'test', 'voided')
        AND amount >= 0 counted, status NOT IN ('cancelled', 'failed', 'test', 'voided') revenue,
        o.channel = 'web' web FROM raw_orders o JOIN customers USING (customer_id)
        ORDER BY customer, order_date, o.rowid""")
    c.execute("DROP TABLE raw_customers; DROP TABLE raw_orders")
    # The place of each order says which of two came first, also on one day.
    c.execute("CREATE TABLE orders AS SELECT *, (row_number() OVER ())::INT place FROM sorted; "
              "DROP TABLE sorted")
    return c


def with_metrics(c):
    """Adds what customers' orders come to; returns the tables that its questions are about."""
    c.execute("ALTER TABLE orders DROP COLUMN order_id")
    c.execute(f"""CREATE TABLE metrics AS SELECT customer,
        (DATE '{DAY}' - max(CASE WHEN counted THEN day END))::INT recency,
        count(*) FILTER (counted) frequency,
        coalesce(sum(amount) FILTER (revenue), 0)::BIGINT monetary
        FROM customers LEFT JOIN orders USING (customer) GROUP BY customer ORDER BY customer""")
    c.execute("CREATE TABLE wide AS SELECT * FROM customers JOIN metrics USING (customer)")
    return ["customers", "orders", "metrics", "wide"]


def with_items(c, folder):
    """Puts order lines in the place of orders; returns the tables that its questions are about."""
    c.execute("CREATE TABLE raw_items AS SELECT order_id, category, amount "
              f"FROM read_csv('{folder}/items.csv')")
    c.execute("CREATE TYPE category AS ENUM (SELECT DISTINCT category FROM raw_items "
              "WHERE category IS NOT NULL ORDER BY 1)")
    c.execute("""CREATE TABLE items AS SELECT customer, i.category::category category, day,
        round(i.amount * 100)::INT amount, counted FROM raw_items i
        JOIN orders USING (order_id) ORDER BY customer, day""")
    c.execute("DROP TABLE raw_items; DROP TABLE orders")
    return ["customers", "items"]


def frames(polars, c, names):
    """The same tables as Polars frames, texts with few values as categories."""
    result = {}
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            c.execute(f"COPY {name} TO '{folder}/{name}.parquet' (FORMAT parquet)")
            frame = polars.read_parquet(f"{folder}/{name}.parquet")
            texts = {"country", "channel", "city", "language", "category"} & set(frame.columns)
            frame = frame.with_columns(polars.col(*texts).cast(polars.Categorical)) if texts else frame
            result[name] = frame.rechunk().lazy()
    return result


def median(call, runs):
    """The last result of the call and the median of its milliseconds."""
    times = []
    for _ in range(runs):
        result, elapsed = seconds(call)
        times.append(elapsed * 1000)
    return result, statistics.median(times)


def medians(rounds):
    """The median of each figure over rounds that hold the same figures."""
    return [statistics.median(figures) for figures in zip(*rounds)]


def ours(options, store, questions):
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(questions, file)
        file.flush()
        output, _, _ = run([options.bench, "questions", store, file.name, "--asof", DAY,
                            "--runs", str(options.runs), "--threads", str(options.threads)])
    return {answer["name"]: answer for answer in json.loads(output)}


def questions(options, table, store, c, lazy, polars, needs=None):
    asked = [question for question in json.load(open(f"{ROOT}/questions.json"))
             if question.get("needs") == needs]
    names = dict(lazy, col=polars.col, len=polars.len, pl=polars, date=__import__("datetime").date)
    rounds = {question["name"]: [] for question in asked}
    for _ in range(options.rounds):
        answers = ours(options, store, asked)
        for question in asked:
            name, answer = question["name"], answers[question["name"]]
            count, first = median(lambda: c.execute(question["duckdb"]).fetchone()[0], options.runs)
            plan = eval(question["polars"], names)
            other, second = median(lambda: plan.collect().item(), options.runs)
            if not answer["count"] == count == other:
                sys.exit(f"{name}: segsh {answer['count']}, DuckDB {count}, Polars {other}")
            rounds[name].append((answer["milliseconds"], first, second))
    for name, times in rounds.items():
        table.add(name, *medians(times), group="question")


def random_predicates(count):
    """Conditions in both languages, from a fixed seed."""
    r = random.Random(7)

    def window():
        days = r.choice([7, 30, 60, 90, 180, 365])
        return f"in last {days}d", (f"counted AND day > DATE '{DAY}' - {days} "
                                    f"AND day <= DATE '{DAY}'")

    def atom():
        kind = r.randrange(12)
        number = r.randrange(0, 500)
        sign = r.choice(["<", "<=", ">", ">=", "="])
        if kind == 0:
            return f"recency {sign} {number}", f"coalesce(recency {sign} {number}, false)"
        if kind == 1:
            return f"monetary {sign} {number}", f"monetary {sign} {number * 100}"
        if kind == 2:
            return f"frequency {sign} {number % 12}", f"frequency {sign} {number % 12}"
        if kind == 3:
            return (f"loyalty_points {sign} {number}",
                    f"coalesce(loyalty_points {sign} {number}, false)")
        if kind == 4:
            places = r.sample(["FR", "DE", "IT", "ES", "CH", "BE", "AT"], r.randrange(1, 4))
            inner = ", ".join(f"'{place}'" for place in places)
            return f"country in ({inner})", f"coalesce(country IN ({inner}), false)"
        if kind == 5:
            return "newsletter = yes", "coalesce(newsletter, false)"
        if kind == 6:
            part = r.choice(["an", "mar", "eli", "@example.com", "x", "le"])
            return f"email contains '{part}'", f"coalesce(contains(email, '{part}'), false)"
        if kind == 7:
            part = r.choice(["A", "Ma", "Jo", "S"])
            return (f"first_name starts with '{part}'",
                    f"coalesce(starts_with(first_name, '{part}'), false)")
        if kind == 8:
            month = r.randrange(1, 13)
            day = f"2025-{month:02}-15"
            return (f"signup_date {sign} {day}",
                    f"coalesce(signup_date {sign} DATE '{day}', false)")
        span, where = window()
        per = "SELECT {} FROM orders o WHERE o.customer = wide.customer AND " + where
        if kind == 9:
            least = r.randrange(1, 4)
            return (f"count(orders {span}) >= {least}",
                    f"({per.format('count(*)')}) >= {least}")
        if kind == 10:
            return f"any(orders {span})", f"EXISTS ({per.format('1')})"
        return (f"sum(orders.amount {span}) > {number}",
                f"(coalesce(({per.format('sum(amount)')}), 0)) > {number * 100}")

    def condition(depth):
        if depth == 0 or r.random() < 0.2:
            return atom()
        kind = r.randrange(5)
        if kind == 0:
            a, b = condition(depth - 1)
            return f"not ({a})", f"NOT ({b})"
        parts = [condition(depth - 1) for _ in range(r.randrange(2, 4))]
        word = "and" if kind < 3 else "or"
        return ("(" + f" {word} ".join(a for a, _ in parts) + ")",
                "(" + f" {word.upper()} ".join(b for _, b in parts) + ")")

    return [condition(r.randrange(0, 4)) for _ in range(count)]


def predicates(options, store, c):
    pairs = random_predicates(options.predicates)
    fast = argparse.Namespace(**{**vars(options), "runs": 1})
    answers = ours(fast, store, [{"name": str(i), "segsh": f"segment where {a}"}
                                 for i, (a, _) in enumerate(pairs)])
    for index, (text, sql) in enumerate(pairs):
        expected = c.execute(f"SELECT count(*) FROM wide WHERE {sql}").fetchone()[0]
        if answers[str(index)]["count"] != expected:
            sys.exit(f"{text}: segsh {answers[str(index)]['count']}, DuckDB {expected}")
    print(f"{len(pairs)} random conditions: equal counts")


def resting(pid):
    for line in open(f"/proc/{pid}/status"):
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return None


def peer_load(name, folder, threads):
    """Run in a process of its own: both files, the metrics, the answer."""
    import resource
    begin = time.perf_counter()
    if name == "duckdb":
        import duckdb
        begin = time.perf_counter()
        c = duckdb.connect()
        c.execute(f"SET threads = {threads}")
        for table in ("customers", "orders"):
            c.execute(f"CREATE TABLE {table} AS SELECT * FROM read_csv('{folder}/{table}.csv')")
        count = c.execute(f"""SELECT count(*) FROM (SELECT customer_id FROM orders
            WHERE status NOT IN ('cancelled', 'failed', 'test', 'voided') GROUP BY 1
            HAVING DATE '{DAY}' - max(CASE WHEN amount >= 0 THEN order_date END)::DATE < 30
            AND sum(round(amount * 100)::INT) > 20000)""").fetchone()[0]
    else:
        os.environ["POLARS_MAX_THREADS"] = str(threads)
        import polars as pl
        from datetime import date
        begin = time.perf_counter()
        customers = pl.read_csv(f"{folder}/customers.csv", try_parse_dates=True)
        orders = pl.read_csv(f"{folder}/orders.csv", try_parse_dates=True,
                             infer_schema_length=10000)
        col = pl.col
        count = (orders.lazy()
                 .filter(~col("status").is_in(["cancelled", "failed", "test", "voided"]))
                 .group_by("customer_id")
                 .agg(col("order_date").filter(col("amount") >= 0).max().dt.date().alias("day"),
                      (col("amount") * 100).round().cast(pl.Int64).sum().alias("cents"))
                 .filter((col("day") > date(2025, 12, 1)) & (col("cents") > 20000))
                 .select(pl.len()).collect().item())
    elapsed = time.perf_counter() - begin
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"count": count, "seconds": elapsed, "peak": peak,
                      "rest": resting(os.getpid())}))


def load(options, table):
    question = "segment where recency < 30 and monetary > 200 | count"
    files = [f"{options.folder}/{name}.csv" for name in ("customers", "orders")]
    times, peers = [], {"duckdb": [], "polars": []}
    for _ in range(3):
        begin = time.perf_counter()
        process = subprocess.Popen(
            [options.segsh, *files, "--timezone", "UTC", "--asof", DAY, "--quiet", "--format", "csv"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        process.stdin.write(question + ";\n")
        process.stdin.flush()
        answer = [process.stdout.readline(), process.stdout.readline()][1]
        elapsed, rest = time.perf_counter() - begin, resting(process.pid)
        process.stdin.close()
        _, _, usage = os.wait4(process.pid, 0)
        times.append({"seconds": elapsed, "peak": usage.ru_maxrss / 1024, "rest": rest})
        for name in peers:
            output, _, _ = run([sys.executable, __file__, "--child", name, "--segsh", "-",
                                "--bench", "-", "--folder", options.folder,
                                "--threads", str(options.threads)])
            peers[name].append(json.loads(output))
    counts = {int(answer)} | {run["count"] for runs in peers.values() for run in runs}
    if len(counts) > 1:
        sys.exit(f"load: different answers {counts}")
    best = lambda runs, key: statistics.median(run[key] for run in runs)
    for key, name, unit in (("seconds", "both files to first answer", "s"),
                            ("peak", "peak memory of it", "MB"), ("rest", "memory at rest", "MB")):
        table.add(name, best(times, key), best(peers["duckdb"], key), best(peers["polars"], key),
                  unit=unit)


def start(options, table):
    """From the start of a process to the first answer, on what an earlier one saved."""
    workspace, database = f"{options.folder}/shop.segsh", f"{options.folder}/shop.duckdb"
    files = [f"{options.folder}/{name}.csv" for name in ("customers", "orders")]
    if not os.path.exists(workspace):
        run([options.segsh, "import", workspace, *files, "--timezone", "UTC", "--quiet"],
            stderr=subprocess.DEVNULL)
    if not os.path.exists(database):
        # Made by the command line itself: PyPI's may be older than the module and refuse its files.
        run(["duckdb", database, "-c", "".join(
            f"CREATE TABLE {name} AS SELECT * FROM read_csv('{options.folder}/{name}.csv');"
            for name in ("customers", "orders"))])
    sql = f"""SET threads = {options.threads}; SELECT count(*) FROM (SELECT customer_id FROM orders
        WHERE status NOT IN ('cancelled', 'failed', 'test', 'voided') GROUP BY 1
        HAVING DATE '{DAY}' - max(CASE WHEN amount >= 0 THEN order_date END)::DATE < 30
        AND sum(round(amount * 100)::INT) > 20000)"""
    statement = "segment where recency < 30 and monetary > 200 | count"
    ours, theirs = [], []
    for _ in range(7):
        ours.append(run([options.segsh, workspace, "--asof", DAY, "--quiet", "-c", statement],
                        stderr=subprocess.DEVNULL)[1] * 1000)
        theirs.append(run(["duckdb", "-readonly", database, "-c", sql],
                          stderr=subprocess.DEVNULL)[1] * 1000)
    table.add("process start to first answer", statistics.median(ours), statistics.median(theirs))


def target_list(options, table, store, c, lazy, polars):
    columns = ["customer_id", "email", "first_name", "country", "loyalty_points"]
    names = ", ".join(columns)
    frame = lazy["customers"].select(columns).limit(200000)
    rounds = []
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(options.rounds):
            output, _, _ = run([options.bench, "list", store, f"{folder}/a.csv", *columns,
                                "--asof", DAY, "--runs", str(options.runs),
                                "--threads", str(options.threads), "--limit", "200000"])
            times = json.loads(output)
            _, second = median(lambda: c.execute(
                f"COPY (SELECT {names} FROM customers ORDER BY customer LIMIT 200000) "
                f"TO '{folder}/b.csv' (HEADER)"), options.runs)
            _, third = median(lambda: frame.collect().write_csv(f"{folder}/c.csv"), options.runs)
            lines = [sum(1 for _ in open(f"{folder}/{name}.csv", "rb")) for name in "abc"]
            if len(set(lines)) > 1:
                sys.exit(f"target list: {lines} lines")
            rounds.append((times["written"], second, third, times["milliseconds"]))
    written, second, third, lasting = medians(rounds)
    # The peers leave it to the system when bytes reach the disk; an export of segsh waits for it.
    table.add("target list of 200,000 rows to CSV", written, second, third)
    table.add("the same, on the disk for good", lasting)


def main():
    options = arguments()
    if options.child:
        return peer_load(options.child, options.folder, options.threads)
    packages()
    os.environ["POLARS_MAX_THREADS"] = str(options.threads)
    import duckdb, polars
    if not os.path.exists(f"{options.folder}/orders.csv"):
        run([options.segsh, "generate", options.folder, "--customers", str(options.customers),
             "--orders", str(options.orders)])
    parts = options.only.split(",")
    items = not options.without_items
    table = Table()
    print(f"{'':44} {'segsh':>10} {'DuckDB':>10} {'Polars':>10}     {'x DuckDB':>8} {'x Polars':>8}")
    if "load" in parts:
        load(options, table)
    if "start" in parts:
        start(options, table)
    if {"questions", "list", "predicates"} & set(parts):
        store = f"{options.folder}/store.segsnap"
        names = ["customers", "orders"] + (["items"] if items else [])
        files = [f"{options.folder}/{name}.csv" for name in names]
        if not os.path.exists(store):
            run([options.bench, "pack", store, *files])
        c = connect(duckdb, options.folder, options.threads)
        lazy = frames(polars, c, with_metrics(c))
        if "questions" in parts:
            questions(options, table, store, c, lazy, polars)
        if "list" in parts:
            target_list(options, table, store, c, lazy, polars)
        if "predicates" in parts:
            predicates(options, store, c)
        if "questions" in parts and items:
            # Order lines are asked about last and alone: peers need memory for one half at a time.
            c.close()
            lazy.clear()
            c = connect(duckdb, options.folder, options.threads)
            lazy = frames(polars, c, with_items(c, options.folder))
            questions(options, table, store, c, lazy, polars, needs="items")
    if "questions" in parts:
        print(f"geometric mean: {table.mean('question', 2):.1f} times DuckDB, "
              f"{table.mean('question', 3):.1f} times Polars")


if __name__ == "__main__":
    main()
