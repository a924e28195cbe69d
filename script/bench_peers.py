"""Who is measured: guichet's own bench command, a served demo bank, a private PostgreSQL cluster with pgbench."""

import json
import os
import select
import shutil
import socket
import subprocess
import time
from pathlib import Path

from bench_machine import ROOT, folder_bytes, megabytes, run, tree_cpu, watched

GUICHET = os.environ.get("GUICHET_BENCH_BINARY", str(ROOT / ".build/release/guichet"))
SCALE = 64


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def postgres_programs():
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: float(p.parent.name))
    if not versions:
        raise RuntimeError("PostgreSQL is not installed: run script/bootstrap")
    return versions[-1]


class Postgres:
    """A private cluster with durable defaults. `bench` is pgbench's database, `guichet` and `bank` are Guichet's."""

    def __init__(self, folder, env=None):
        self.programs = postgres_programs()
        self.folder = Path(folder)
        self.data = self.folder / "data"
        self.port = free_port()
        self.folder.mkdir()
        self.user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        if self.user:
            shutil.chown(self.folder, "postgres")
        run(*self.user, str(self.programs / "initdb"), "-D", str(self.data), "-A", "trust", "-U", "bench",
            "--encoding=UTF8", "--locale=C", cwd="/")
        settings = {"listen_addresses": "127.0.0.1", "unix_socket_directories": self.folder,
                    "shared_buffers": "512MB", "max_connections": 300}
        options = " ".join([f"-p {self.port}", *(f"-c {name}={value}" for name, value in settings.items())])
        try:
            run(*self.user, str(self.programs / "pg_ctl"), "-D", str(self.data), "-w", "-l", str(self.folder / "log"),
                "-o", options, "start", cwd="/", env=env)
            self.postmaster = int((self.data / "postmaster.pid").read_text().split()[0])
            self.target = ["-h", "127.0.0.1", "-p", str(self.port), "-U", "bench"]
            for database in ("bench", "guichet", "bank"):
                run(str(self.programs / "createdb"), *self.target, database)
            self.guichet_folder = self.data / "base" / self.ask("SELECT oid FROM pg_database WHERE datname = 'guichet'")
        except BaseException:
            self.stop()
            raise
        self.scaled = False

    def ask(self, query, database="bench"):
        return run(str(self.programs / "psql"), *self.target, "-XAtc", query, database).strip()

    def store(self, database="guichet"):
        return f"postgres://bench@127.0.0.1:{self.port}/{database}"

    def fill(self):
        """The tables of pgbench, once."""
        if not self.scaled:
            run(str(self.programs / "pgbench"), *self.target, "-i", "-q", "-s", str(SCALE), "bench")
            self.ask("CHECKPOINT")
            self.scaled = True

    def cpu(self):
        return tree_cpu(self.postmaster)

    def tpcb(self, clients, seconds):
        """TPC-B-like transactions: rate, latencies from pgbench's own log, processor time of both sides."""
        self.fill()
        logs = self.folder / "log-of-pgbench"
        shutil.rmtree(logs, ignore_errors=True)
        logs.mkdir()
        seen = watched(
            [str(self.programs / "pgbench"), *self.target, "-M", "prepared", "-n", "-c", str(clients),
             "-j", str(min(clients, 2)), "-T", f"{seconds:.0f}", "-l", f"--log-prefix={logs}/t", "bench"],
            {"postgres": self.cpu}, timeout=seconds + 120)
        rate = next(float(line.split()[2]) for line in seen.out.splitlines() if line.startswith("tps ="))
        took = sorted(int(line.split()[2]) for log in logs.iterdir() for line in log.open())
        return {
            "tx_per_s": rate, "p50_ms": took[len(took) // 2] / 1000, "p99_ms": took[int(len(took) * 0.99)] / 1000,
            "cpu_us_per_tx": seen.cpu_seconds / len(took) * 1e6,
            "postgres_cpu_us_per_tx": seen.spent("postgres", seconds) / len(took) * 1e6,
        }

    def settings(self):
        names = ["fsync", "synchronous_commit", "full_page_writes", "wal_sync_method", "shared_buffers", "max_wal_size",
                 "max_connections"]
        shown = ", ".join(f"{name} {self.ask(f'SHOW {name}')}" for name in names)
        size = int(self.ask("SELECT pg_database_size('bench')"))
        filled = f"; pgbench scale {SCALE} ({size / 1e9:.1f} GB), `-M prepared`" if self.scaled else ""
        return f"PostgreSQL {self.ask('SHOW server_version').split()[0]}: {shown}{filled}"

    def stop(self):
        if (self.data / "postmaster.pid").exists():
            run(*self.user, str(self.programs / "pg_ctl"), "-D", str(self.data), "-m", "fast", "-w", "stop", cwd="/")


class Server:
    """A demo bank of its own, served by the release build from one engine."""

    def __init__(self, folder, store=None):
        self.data, self.port = Path(folder), free_port()
        self.log = self.data.with_suffix(".log")
        self.store = ["--store", store] if store else []
        self.process, self.starts = None, []
        run(GUICHET, "demo", "--data", str(self.data), "--port", str(self.port), *self.store, cwd=ROOT)
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        self.idle_mb = megabytes(self.process.pid, "VmRSS")

    def start(self):
        """Until it says that it listens."""
        began = time.monotonic()
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [GUICHET, "serve", "--data", str(self.data), "--port", str(self.port), "--json", *self.store],
                stdout=subprocess.PIPE, stderr=log, cwd=ROOT)
        ready = select.select([self.process.stdout], [], [], 60)[0]
        if not ready or not self.process.stdout.readline():
            raise RuntimeError(f"the server did not start: {self.log.read_text().strip()[-200:]}")
        self.starts.append(time.monotonic() - began)

    def restart(self, times):
        for _ in range(times):
            self.stop()
            self.start()

    @property
    def address(self):
        return ["--server", f"http://127.0.0.1:{self.port}", "--credentials", str(self.data / "credentials.json")]

    def cpu(self):
        return tree_cpu(self.process.pid)

    def highest_mb(self):
        return megabytes(self.process.pid, "VmHWM")

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


def guichet_bench(name, options, seconds, timed=True, postgres=None, server=None, data=None, env=None, patience=600):
    """One `guichet bench`: its own figures, and those of the servers behind it in the same seconds.

    Not `timed`: what it measures does not last `seconds`, so the servers' part of it is not known.
    """
    meters = {}
    if postgres:
        meters["postgres"] = postgres.cpu
    if server:
        meters["server"] = server.cpu
    if data:
        meters["data"] = lambda: folder_bytes(data)
    seen = watched([GUICHET, "bench", name, *options, "--json"], meters, seconds + patience, env)
    lines = [json.loads(line) for line in seen.out.splitlines() if line.startswith("{")]
    if not lines or "tx_per_s" not in lines[-1]:
        raise RuntimeError(f"bench {name} printed no figures")
    result = lines[-1]
    if not result["tx_per_s"] > 0:
        raise RuntimeError(f"bench {name} did nothing in its {seconds} s")
    for meter in {"postgres", "server"} & meters.keys() if timed else ():
        result[f"{meter}_cpu_us_per_tx"] = seen.spent(meter, seconds) / (result["tx_per_s"] * seconds) * 1e6
    if data:
        result["data_bytes"] = int(seen.highest("data"))
    return result
