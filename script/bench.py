"""Measures Guichet and its peers in turns and prints Markdown; called by script/bench, which builds first."""

import argparse
import json
import os
import shutil
import signal
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import bench_pictures
import bench_program
import bench_report
from bench_machine import ROOT, commit_line, machine_line, say, slow_sync_environment, syncs_per_second
from bench_peers import GUICHET, Postgres, Server, guichet_bench

SECTIONS = {
    "a": "postings, bulk, HTTP and deposits beside pgbench, by clients", "b": "one hot account", "c": "growth of the data",
    "d": "start, memory, size of the program", "e": "audit chain", "f": "one client on a slow disk", "g": "parts of a voucher",
}
ENGINES = ("sqlite", "postgresql")
SLOW_US = 4000


@dataclass(frozen=True)
class Case:
    """One thing to measure, once per round."""

    what: str  # tpcb, syncs, or a name `guichet bench` knows
    engine: str
    clients: int
    accounts: int = 0
    history: int = 0
    slow: bool = False  # fsync and fdatasync take SLOW_US longer

    def __str__(self):
        size = f", {self.accounts:,} accounts" if self.accounts else ""
        size += f", {self.history:,} {'entries' if self.what == 'audit' else 'postings before'}" if self.history else ""
        return f"{self.what} {self.engine} ×{self.clients}{size}{', slow disk' if self.slow else ''}"

    def guess(self, seconds):
        """Seconds it may take, before it was ever seen."""
        return seconds + self.accounts / 150_000 + self.history / 15_000 + (self.clients / 8 if "http" in self.what else 0)


def plan(options):
    """Section → its cases; what two sections need is one case and measured once per round."""
    few, size = options.quick, options.accounts
    cases = {name: [] for name in SECTIONS}
    peers = [1, 64] if few else [1, 8, 32, 64]
    counts = [1, 64] if few else [1, 8, 64, 256]
    for clients in sorted({*peers, *counts}):
        row = cases["a"]
        if clients in peers:
            row.append(Case("tpcb", "postgresql", clients))
        if clients in counts:
            row += [Case(what, engine, clients, size) for what in ("posting", "bulk") for engine in ENGINES]
            row += [Case("posting-http", engine, clients) for engine in ENGINES]
        if clients in ([1] if few else [1, 8]):
            row += [Case("deposit", engine, clients) for engine in ENGINES]
    cases["b"] = [Case(what, engine, 64, size) for engine in ENGINES for what in ("posting", "posting-hot")]
    sizes = [(10**4, 0), (10**5, 0)] if few else [(10**4, 0), (10**5, 0), (10**6, 0), (10**5, 10**6), (10**6, 3 * 10**6)]
    sizes += [(10**7, 0)] if options.huge else []
    for accounts, history in sizes:
        cases["c"].append(Case("posting", "sqlite", 64, accounts, history))
        if not few and history == 0 and accounts in (10**4, 10**6):
            cases["c"].append(Case("posting", "postgresql", 64, accounts))
    cases["e"] = [Case("audit", engine, 1, history=10**5) for engine in ENGINES]
    cases["f"] = [Case(what, engine, 1, 10**4 if what == "posting" else 0, slow=True)
                  for engine in ENGINES for what in ("syncs", "posting")]
    return {name: list(dict.fromkeys(cases[name])) for name in SECTIONS if name in options.only}


class Bench:
    """Measures cases; starts the servers they need when they are first needed, stops them at the end."""

    def __init__(self, folder, options):
        self.folder, self.options, self.made = Path(folder), options, {}

    def make(self, name, maker):
        """What was made before, or its failure again, so that it is tried once."""
        if name not in self.made:
            say(f"starting {name}")
            try:
                self.made[name] = maker()
            except Exception as failure:
                self.made[name] = failure
        if isinstance(self.made[name], Exception):
            raise RuntimeError(f"{name}: {self.made[name]}")
        return self.made[name]

    def postgres(self, slow=False):
        if slow:
            return self.make("slow PostgreSQL", lambda: Postgres(self.folder / "slow-postgres", self.slow_environment()))
        return self.make("PostgreSQL", lambda: Postgres(self.folder / "postgres"))

    def slow_environment(self):
        return self.make("the slow disk", lambda: slow_sync_environment(self.folder, SLOW_US))

    def server(self, engine):
        store = self.postgres().store("bank") if engine == "postgresql" else None
        return self.make(f"a bank on {engine}", lambda: Server(self.folder / f"bank-{engine}", store))

    def prepare(self, case):
        """Makes what the case needs, so that no measurement begins in its wake."""
        if case.slow:
            self.slow_environment()
        if case.engine == "postgresql":
            self.postgres(case.slow)
        if case.what == "tpcb":
            self.postgres().fill()
        if case.what in ("posting-http", "deposit"):
            self.server(case.engine)

    def measure(self, case):
        seconds = self.options.seconds
        self.prepare(case)
        if case.what == "tpcb":
            return self.postgres().tpcb(case.clients, seconds)
        env = self.slow_environment() if case.slow else None
        if case.what == "syncs":
            return {"tx_per_s": syncs_per_second(self.folder, 2, env)}
        arguments = ["--clients", str(case.clients), "--seconds", str(seconds)]
        postgres = self.postgres(case.slow) if case.engine == "postgresql" else None
        if case.what in ("posting-http", "deposit"):
            server = self.server(case.engine)
            return guichet_bench(case.what, arguments + server.address, seconds, postgres=postgres, server=server)
        work = self.folder / "work"
        work.mkdir(exist_ok=True)
        arguments += ["--store", postgres.store() if postgres else "sqlite", "--folder", str(work)]
        arguments += ["--accounts", str(case.accounts)] if case.accounts else []
        arguments += ["--history", str(case.history)] if case.history else []
        try:
            return guichet_bench(
                case.what, arguments, seconds, timed=case.what != "audit", postgres=postgres,
                data=postgres.guichet_folder if postgres else work, env=env,
                patience=600 + (case.accounts + case.history) / 500)
        finally:
            shutil.rmtree(work, ignore_errors=True)

    def stop(self):
        for name in reversed(list(self.made)):
            if hasattr(self.made[name], "stop"):
                try:
                    self.made[name].stop()
                except Exception as failure:
                    say(f"{name} did not stop: {failure}")


def rounds(bench, cases, options, raw):
    """All cases in turns, as many times as there are rounds. Returns case → results, and the machine's ranges."""
    results, lasted, syncs, loads = {case: [] for case in cases}, {}, [], []
    for case in cases:
        try:
            bench.prepare(case)
        except Exception:
            pass  # its measurement says it again
    left = [(turn, case) for turn in range(options.rounds) for case in cases]
    total = len(left)
    while left:
        estimate = sum(lasted.get(case, case.guess(options.seconds) + 1) for _, case in left)
        turn, case = left.pop(0)
        say(f"{total - len(left)}/{total}, round {turn + 1}, {case} (about {estimate / 60:.1f} min left)")
        began = time.monotonic()
        os.sync()  # nobody pays for what the one before left to be written
        syncs.append(syncs_per_second(bench.folder))
        loads.append(os.getloadavg()[0])
        try:
            result = bench.measure(case)
        except Exception as failure:
            result = {"failed": str(failure) or type(failure).__name__}
            say(f"failed: {result['failed']}")
        results[case].append(result)
        lasted[case] = time.monotonic() - began
        print(json.dumps({"round": turn + 1, **asdict(case), "syncs_per_s": round(syncs[-1]), "load": loads[-1],
                          "took_s": round(lasted[case], 2), "result": result}), file=raw, flush=True)
    return results, {"syncs": syncs, "loads": loads}


def arguments():
    parser = argparse.ArgumentParser(
        prog="script/bench", description="Measures Guichet beside its peers, interleaved, and prints Markdown.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="sections:\n" + "\n".join(f"  {letter}  {text}" for letter, text in SECTIONS.items()))
    parser.add_argument("--quick", action="store_true", help="one round of 2 s, fewer clients, less data")
    parser.add_argument("--only", metavar="a,c", default=",".join(SECTIONS), help="these sections")
    parser.add_argument("--rounds", type=int, help="rounds (3; quick 1)")
    parser.add_argument("--seconds", type=int, help="seconds of each measurement (6; quick 2)")
    parser.add_argument("--huge", action="store_true", help="growth up to ten million accounts")
    parser.add_argument("--raw", metavar="FILE", default=os.devnull, help="every single result as a JSON line")
    parser.add_argument("--pictures", metavar="FOLDER", nargs="?", const=str(ROOT / "docs/images"),
                        help="draw bench-clients.svg and bench-growth.svg (there, or in docs/images)")
    parser.add_argument("--build-seconds", type=float, metavar="N", help="what a clean build took; only printed")
    parser.add_argument("--folder", default=str(ROOT / ".build"),
                        help="disk to measure on; a folder below it is made and removed")
    options = parser.parse_args()
    options.only = [letter.strip() for letter in options.only.split(",")]
    unknown = [letter for letter in options.only if letter not in SECTIONS]
    if unknown:
        parser.error(f"no section {', '.join(unknown)}; there are {', '.join(SECTIONS)}")
    options.rounds = options.rounds or (1 if options.quick else 3)
    options.seconds = options.seconds or (2 if options.quick else 6)
    options.accounts = 10**4 if options.quick else 10**5
    return options


def end(*_):
    sys.exit(130)


def main():
    options = arguments()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, end)
    Path(options.folder).mkdir(exist_ok=True)
    folder = tempfile.mkdtemp(prefix="guichet-bench-", dir=options.folder)
    os.chmod(folder, 0o755)  # PostgreSQL runs as somebody else
    bench = Bench(folder, options)
    try:
        with open(options.raw, "w") as raw:
            sections = plan(options)
            cases = list(dict.fromkeys(case for section in sections.values() for case in section))
            facts = {"commit": commit_line(), "machine": machine_line(), "program": GUICHET}
            print(json.dumps({**facts, "options": vars(options)}), file=raw, flush=True)
            results, ranges = rounds(bench, cases, options, raw)
            report = bench_report.Report(options, sections, results, {**facts, **ranges})
            for letter, measure in (("g", bench_program.voucher), ("d", bench_program.program)):
                if letter in sections:
                    say(SECTIONS[letter])
                    report.figures[letter] = measure(bench, options)
                    print(json.dumps({letter: report.figures[letter]}), file=raw)
            if isinstance(bench.made.get("PostgreSQL"), Postgres):
                report.facts["postgres"] = bench.postgres().settings()
            print(report.text())
            if options.pictures:
                bench_pictures.draw(Path(options.pictures), report)
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        bench.stop()
        shutil.rmtree(folder, ignore_errors=True)
    sys.exit(1 if report.failures else 0)


main()
