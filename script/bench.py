"""Runs `guichet bench` and its peers in turns; prints medians and ratios (called by script/bench)."""

import json
import os
import platform
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
GUICHET = str(ROOT / ".build/release/guichet")
QUICK = "--quick" in sys.argv
ROUNDS = 1 if QUICK else 3
SECONDS = 2 if QUICK else 6
CLIENTS = [1, 8, 64]
PG = Path("/usr/lib/postgresql/15/bin")


def say(text):
    print(f"▸ {text}", file=sys.stderr, flush=True)


def run(*command, **options):
    return subprocess.run(command, check=True, capture_output=True, text=True, **options).stdout


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def syncs_per_second(folder):
    """4 KiB write + fdatasync, one after the other, for a second."""
    path = Path(folder) / "sync.probe"
    handle = os.open(path, os.O_CREAT | os.O_WRONLY)
    count, end = 0, time.monotonic() + 1
    while time.monotonic() < end:
        os.pwrite(handle, b"x" * 4096, 0)
        os.fdatasync(handle)
        count += 1
    os.close(handle)
    path.unlink()
    return count


class Postgres:
    """A private cluster with durable defaults, scale 64, stopped at the end."""

    def __init__(self, folder):
        self.data = Path(folder) / "pg"
        self.port = free_port()
        self.data.mkdir()
        os.chmod(folder, 0o755)
        self.user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        if self.user:
            shutil.chown(self.data, "postgres")
        run(*self.user, str(PG / "initdb"), "-D", str(self.data), "-A", "trust", "-U", "bench", cwd="/")
        run(*self.user, str(PG / "pg_ctl"), "-D", str(self.data), "-w", "-l", str(self.data / "log"), "-o",
            f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.data} -c shared_buffers=512MB",
            "start", cwd="/")
        self.target = ["-h", "127.0.0.1", "-p", str(self.port), "-U", "bench"]
        run("createdb", *self.target, "bench")
        run("pgbench", *self.target, "-i", "-q", "-s", "64", "bench")

    def tpcb(self, clients):
        out = run("pgbench", *self.target, "-M", "prepared", "-n", "-c", str(clients), "-j", "2", "-T", str(SECONDS), "bench")
        line = next(line for line in out.splitlines() if line.startswith("tps ="))
        return float(line.split()[2])

    def stop(self):
        run(*self.user, str(PG / "pg_ctl"), "-D", str(self.data), "-m", "fast", "stop", cwd="/")


class Server:
    """A demo bank of its own, served by the release build."""

    def __init__(self, folder):
        self.data, self.port = Path(folder) / "bank", free_port()
        run(GUICHET, "demo", "--data", str(self.data), "--port", str(self.port), cwd=ROOT)
        began = time.monotonic()
        self.process = subprocess.Popen(
            [GUICHET, "serve", "--data", str(self.data), "--port", str(self.port), "--json"],
            stdout=subprocess.PIPE, text=True, cwd=ROOT)
        self.process.stdout.readline()
        self.start_seconds = time.monotonic() - began

    def status(self, name):
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith(name):
                return int(line.split()[1]) // 1024

    def deposits(self, clients):
        return bench("deposit", "--clients", str(clients), "--seconds", str(SECONDS), "--server",
                     f"http://127.0.0.1:{self.port}", "--credentials", str(self.data / "credentials.json"))[0]

    def stop(self):
        self.process.terminate()
        self.process.wait(20)


def bench(*arguments):
    out = run(GUICHET, "bench", *arguments, "--json", cwd=ROOT)
    return [json.loads(line) for line in out.splitlines() if line.startswith("{")]


def openssl_speed():
    out = run("openssl", "speed", "-seconds", "1", "ecdsap256")
    line = next(line for line in out.splitlines() if "nistp256" in line)
    parts = line.split()
    return 1000 / float(parts[-2]), 1000 / float(parts[-1])


PYHANKO = """
import io, resource, statistics, sys
from pyhanko.sign import signers, fields
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pyhanko.keys import load_cert_from_pemder
from asn1crypto import pem, x509
page, voucher, key, cert, ca = sys.argv[1:6]
def cpu():
    u = resource.getrusage(resource.RUSAGE_SELF); return (u.ru_utime + u.ru_stime) * 1000
signer = signers.SimpleSigner.load(key, cert, ca_chain_files=(ca,))
base = open(page, 'rb').read()
def sign():
    w = IncrementalPdfFileWriter(io.BytesIO(base))
    meta = signers.PdfSignatureMetadata(field_name='S', subfilter=fields.SigSeedSubFilter.PADES)
    signers.PdfSigner(meta, signer).sign_pdf(w, output=io.BytesIO())
context = ValidationContext(trust_roots=[load_cert_from_pemder(ca)], allow_fetching=False)
data = open(voucher, 'rb').read()
def verify():
    reader = PdfFileReader(io.BytesIO(data))
    for s in reader.embedded_signatures: validate_pdf_signature(s, context)
def median(body, rounds=15):
    body(); times = []
    for _ in range(rounds):
        start = cpu(); body(); times.append(cpu() - start)
    return statistics.median(times)
print(median(sign), median(verify))
"""


def pyhanko(folder, server):
    """Processor milliseconds of one B-B signature and of validating a whole voucher, inside one process."""
    document = run(GUICHET, "archive", "list", "--data", str(server.data), "--limit", "1", cwd=ROOT).split()[0]
    voucher = Path(folder) / "voucher.pdf"
    run(GUICHET, "archive", "get", document, "-o", str(voucher), "--data", str(server.data), cwd=ROOT)
    keys = server.data / "keys"
    page = Path(folder) / "page.pdf"
    # The first revision's page before any signature: cut at the first %%EOF.
    data = voucher.read_bytes()
    page.write_bytes(data[: data.index(b"%%EOF") + 6])
    out = run(str(ROOT / ".venv/bin/python"), "-W", "ignore", "-c", PYHANKO, str(page), str(voucher), str(keys / "bank.pem"),
              str(keys / "bank-cert.pem"), str(keys / "ca-cert.pem"))
    return tuple(float(x) for x in out.split()), len(data)


def main():
    folder = tempfile.mkdtemp(prefix="guichet-bench-", dir=ROOT)
    postgres = server = None
    try:
        say("PostgreSQL with pgbench -s 64")
        postgres = Postgres(folder)
        server = Server(folder)
        rows, syncs, loads = {}, [], []
        idle = server.status("VmRSS")
        for turn in range(ROUNDS):
            for clients in CLIENTS:
                say(f"round {turn + 1}/{ROUNDS}, {clients} clients")
                syncs.append(syncs_per_second(folder))
                loads.append(os.getloadavg()[0])
                rows.setdefault(("TPC-B-like (pgbench)", clients), []).append({"tx_per_s": postgres.tpcb(clients)})
                rows.setdefault(("posting, in process", clients), []).append(
                    bench("posting", "--clients", str(clients), "--seconds", str(SECONDS), "--folder", folder)[0])
                rows.setdefault(("posting, one hot account", clients), []).append(
                    bench("posting-hot", "--clients", str(clients), "--seconds", str(SECONDS), "--folder", folder)[0])
                rows.setdefault(("cash deposit over HTTP, voucher included", clients), []).append(server.deposits(clients))
        say("parts of a voucher")
        parts = [bench("voucher", "--rounds", "30") for _ in range(ROUNDS)]
        (sign, verify), size = pyhanko(folder, server)
        ecdsa_sign, ecdsa_verify = openssl_speed()
        report(rows, syncs, loads, parts, sign, verify, size, ecdsa_sign, ecdsa_verify, idle, server)
    finally:
        if server:
            server.stop()
        if postgres:
            postgres.stop()
        shutil.rmtree(folder, ignore_errors=True)


def report(rows, syncs, loads, parts, sign, verify, size, ecdsa_sign, ecdsa_verify, idle, server):
    commit = run("git", "rev-parse", "--short", "HEAD", cwd=ROOT).strip()
    model = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if "model name" in line), platform.machine())
    print(f"Commit {commit}; {os.cpu_count()} × {model}; {ROUNDS} interleaved rounds of {SECONDS} s, medians; "
          f"4 KiB write + fdatasync {min(syncs)}–{max(syncs)}/s; load {min(loads):.1f}–{max(loads):.1f}. "
          "100,000 ledger accounts; pgbench scale 64, `-M prepared`, fsync and synchronous_commit on.\n")
    print("| measurement | clients | per second | p50 ms | p99 ms | CPU µs | ÷ TPC-B |\n|---|---|---|---|---|---|---|")
    base = {c: statistics.median(r["tx_per_s"] for r in rows[("TPC-B-like (pgbench)", c)]) for c in CLIENTS}
    for (name, clients), results in rows.items():
        def mid(key):
            values = [r[key] for r in results if key in r]
            return f"{statistics.median(values):,.1f}" if values else "–"
        ratio = statistics.median(r["tx_per_s"] for r in results) / base[clients]
        print(f"| {name} | {clients} | {mid('tx_per_s')} | {mid('p50_ms')} | {mid('p99_ms')} | {mid('cpu_us_per_tx')} | {ratio:.2f} |")
    print("\n| part of a voucher | CPU ms (median) | peer | ratio |\n|---|---|---|---|")
    for index, part in enumerate(parts[0]):
        value = statistics.median(p[index]["cpu_ms"] for p in parts)
        peer = {
            "sign-teller": ("pyHanko B-B, P-256", sign), "sign-customer": ("pyHanko B-B, P-256", sign),
            "seal-bank": ("pyHanko B-B, P-256", sign), "verify": ("pyHanko, three signatures", verify),
        }.get(part["name"])
        text = f"{peer[0]}: {peer[1]:.1f} ms | 1/{peer[1] / value:.0f}" if peer else "– | –"
        print(f"| {part['name']} | {value:.2f} | {text} |")
    print(f"\n`openssl speed ecdsap256`: sign {ecdsa_sign:.3f} ms, verify {ecdsa_verify:.3f} ms. Sealed voucher {size:,} B. "
          f"Binary {os.path.getsize(GUICHET) / 1e6:.1f} MB. Start to listening {server.start_seconds * 1000:.0f} ms. "
          f"Resident memory {idle} MB idle, {server.status('VmHWM')} MB at most.")


main()
