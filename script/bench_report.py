"""The Markdown of a run: one function per table, medians of the rounds, failures as rows."""

import statistics

NAMES = {
    "tpcb": "TPC-B-like (pgbench)", "posting": "posting, in process", "bulk": "postings in batches of 64, in process",
    "posting-http": "posting over HTTP", "deposit": "cash deposit over HTTP, voucher included",
    "posting-hot": "posting, one hot account", "audit": "audit entries verified", "syncs": "4 KiB write + fdatasync alone",
}
ENGINES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
CALLER, SERVER, POSTGRES = "cpu_us_per_tx", "server_cpu_us_per_tx", "postgres_cpu_us_per_tx"


def number(value, digits=0):
    return "–" if value is None else f"{value:,.{digits}f}"


def ratio(value, base, digits=2):
    return "–" if not value or not base else f"{value / base:.{digits}f}"


def amount(bytes_):
    if not bytes_:
        return "–"
    return f"{bytes_ / 1e9:.1f} GB" if bytes_ >= 1e9 else f"{bytes_ / 1e6:,.0f} MB"


def table(heads, rows):
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


class Report:
    """Results of a run: case → one result per round, where a result is figures or {"failed": why}."""

    def __init__(self, options, sections, results, facts):
        self.options, self.sections, self.results, self.facts = options, sections, results, facts
        self.figures = {}  # of the sections that are not rates: letter → figures

    @property
    def failures(self):
        def count(figures):
            if not isinstance(figures, dict):
                return 0
            return 1 if "failed" in figures else sum(count(value) for value in figures.values())
        return sum("failed" in result for results in self.results.values() for result in results) + count(self.figures)

    def good(self, case, key="tx_per_s"):
        return [r[key] for r in self.results.get(case, []) if key in r]

    def mid(self, case, key="tx_per_s"):
        values = self.good(case, key)
        return statistics.median(values) if values else None

    def rate(self, case):
        """The median with its range, or why there is none."""
        values, results = self.good(case), self.results[case]
        failed = [r["failed"] for r in results if "failed" in r]
        if not values:
            return "failed: " + failed[0].replace("|", "/").replace("\n", " ")
        digits = 0 if max(values) >= 1000 else 1
        text = number(statistics.median(values), digits)
        if len(values) > 1:
            text += f" ({number(min(values), digits)}–{number(max(values), digits)})"
        return text + (f", {len(failed)} of {len(results)} failed" if failed else "")

    def named(self, letter, *whats):
        """The section's cases of these kinds, in order of kind, engine, clients."""
        order = {what: index for index, what in enumerate(whats)}
        found = [case for case in self.sections.get(letter, []) if case.what in order]
        return sorted(found, key=lambda c: (order[c.what], list(ENGINES).index(c.engine), c.clients))

    def peer(self):
        """TPC-B at 64 clients, and the best (rate, clients)."""
        rates = {case.clients: self.mid(case) for case in self.named("a", "tpcb") if self.mid(case)}
        best = max(rates, key=rates.get) if rates else None
        return rates.get(64), (rates.get(best), best)

    def text(self):
        makers = {"a": self.clients, "b": self.hot, "c": self.growth, "d": self.program, "e": self.audit, "f": self.slow,
                  "g": self.voucher}
        parts = [self.head(), *(makers[letter]() for letter in sorted(self.sections))]
        if self.failures:
            parts.append(f"**{self.failures} measurements failed.**")
        return "\n\n".join(parts)

    def head(self):
        facts, lines = self.facts, []
        rounds = "one round" if self.options.rounds == 1 else f"medians (range) of {self.options.rounds} interleaved rounds"
        lines.append(f"Commit {facts['commit']}; {facts['machine']}; {rounds}, {self.options.seconds} s each measurement.")
        if facts["syncs"]:
            lines.append(f"4 KiB write + fdatasync {min(facts['syncs']):,.0f}–{max(facts['syncs']):,.0f}/s, "
                         f"load {min(facts['loads']):.1f}–{max(facts['loads']):.1f}, both before each measurement.")
            lines.append(f"{self.options.accounts:,} ledger accounts where nothing else is said.")
        if "postgres" in facts:
            lines.append(facts["postgres"] + ".")
        return "\n".join(lines)

    def clients(self):
        at64, (best, best_clients) = self.peer()
        rows = []
        for case in self.named("a", "tpcb", "posting", "bulk", "posting-http", "deposit"):
            rows.append([
                NAMES[case.what], ENGINES[case.engine], str(case.clients), self.rate(case),
                *(number(self.mid(case, key), 2) for key in ("p50_ms", "p99_ms")),
                *(number(self.mid(case, key)) for key in (CALLER, SERVER, POSTGRES)),
                ratio(self.mid(case), at64), ratio(self.mid(case), best)])
        heads = ["measurement", "engine", "clients", "per second", "p50 ms", "p99 ms", "CPU µs caller", "CPU µs server",
                 "CPU µs PostgreSQL", "÷ TPC-B at 64", "÷ best TPC-B"]
        note = (f"\n\nBest TPC-B: {number(best)}/s at {best_clients} clients. " if best else "\n\n") + (
            "CPU µs: processor time per transaction of the calling process (pgbench, or guichet itself), of the Guichet "
            "server and its children, of all processes of the PostgreSQL cluster.")
        return "### Postings and deposits by clients\n\n" + table(heads, rows) + note

    def hot(self):
        rows = []
        for engine in ENGINES:
            pair = {c.what: c for c in self.named("b", "posting", "posting-hot") if c.engine == engine}
            if len(pair) == 2:
                uniform, hot = pair["posting"], pair["posting-hot"]
                rows.append([ENGINES[engine], self.rate(uniform), self.rate(hot), ratio(self.mid(hot), self.mid(uniform)),
                             number(self.mid(hot, "p99_ms"), 2)])
        heads = ["engine", "uniform, per second", "one hot account, per second", "hot ÷ uniform", "p99 ms, hot"]
        return "### One account in every posting, 64 clients\n\n" + table(heads, rows)

    def growth(self):
        rows, first = [], {}
        for case in sorted(self.sections["c"], key=lambda c: list(ENGINES).index(c.engine)):
            first.setdefault(case.engine, self.mid(case))
            rows.append([
                ENGINES[case.engine], number(case.accounts), number(case.history), amount(self.mid(case, "data_bytes")),
                self.rate(case), number(self.mid(case, "p99_ms"), 2), ratio(self.mid(case), first[case.engine])])
        heads = ["engine", "accounts", "postings before", "data at the end", "per second", "p99 ms", "÷ first"]
        return "### Growth of the data, 64 clients\n\n" + table(heads, rows)

    def program(self):
        figures = self.figures["d"]
        engines = [(ENGINES[engine], figures[engine]) for engine in ENGINES]
        rows = [[f"start to listening, ms (median of {max(f.get('starts', 0) for _, f in engines)})"],
                ["resident memory, idle, MB"], ["resident memory, highest of this run, MB"]]
        for row, key in zip(rows, ("start_ms", "idle_mb", "highest_mb")):
            row += [number(f.get(key)) for _, f in engines]
        size, notes = figures["size"], [f"failed: {f['failed']}." for _, f in engines if "failed" in f]
        if "failed" in size:
            notes.append(f"failed: {size['failed']}.")
        else:
            notes.append(f"Program {size['bytes'] / 1e6:.1f} MB, stripped {size['stripped_bytes'] / 1e6:.1f} MB.")
        if figures["build_seconds"]:
            notes.append(f"Clean release build {figures['build_seconds']:.0f} s.")
        heads = ["server on", *(name for name, _ in engines)]
        return "### Start, memory, size\n\n" + table(heads, rows) + "\n\n" + " ".join(notes)

    def audit(self):
        rows = [[ENGINES[case.engine], number(case.history), self.rate(case), number(self.mid(case, CALLER), 1)]
                for case in self.named("e", "audit")]
        return "### Audit chain verified\n\n" + table(["engine", "entries", "entries per second", "CPU µs per entry"], rows)

    def slow(self):
        rows = []
        for engine in ENGINES:
            pair = {case.what: case for case in self.named("f", "syncs", "posting") if case.engine == engine}
            rows.append([ENGINES[engine], self.rate(pair["syncs"]), self.rate(pair["posting"]),
                         ratio(self.mid(pair["posting"]), self.mid(pair["syncs"]))])
        heads = ["engine", "write + fdatasync alone, per second", "posting, per second", "posting ÷ fdatasync"]
        return ("### One client on a slow disk\n\nEvery fsync and fdatasync takes 4 ms longer (preloaded; for PostgreSQL in "
                "all its processes).\n\n" + table(heads, rows))

    def voucher(self):
        parts, peer, openssl = (self.figures["g"][name] for name in ("parts", "pyhanko", "openssl"))
        if "failed" in parts:
            return f"### Parts of a voucher\n\nfailed: {parts['failed']}"
        rows = []
        for name, value in parts.items():
            key, text = ("verify_ms", "pyHanko, three signatures") if name == "verify" else ("sign_ms", "pyHanko B-B, P-256")
            compared = key in peer and name in ("sign-teller", "sign-customer", "seal-bank", "verify")
            rows.append([name, f"{value:.2f}", f"{text}: {peer[key]:.1f} ms" if compared else "–",
                         f"1/{peer[key] / value:.0f}" if compared and value else "–"])
        notes = [f"failed: {f['failed']}." for f in (peer, openssl) if "failed" in f]
        if "failed" not in openssl:
            notes.append(f"`openssl speed ecdsap256`: sign {openssl['sign_ms']:.3f} ms, verify {openssl['verify_ms']:.3f} ms.")
        if "failed" not in peer:
            notes.append(f"Sealed voucher {peer['bytes']:,} B.")
        heads = ["part of a voucher", "CPU ms (median)", "peer", "ratio"]
        return "### Parts of a voucher\n\n" + table(heads, rows) + "\n\n" + " ".join(notes)
