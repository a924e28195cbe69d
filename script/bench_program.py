"""What is not a rate: the program's start, memory and size, and the processor time of the parts of a voucher."""

import json
import os
import shutil
import statistics

from bench_machine import ROOT, run, say
from bench_peers import GUICHET


def attempt(name, body):
    """The body's figures, or why there are none."""
    try:
        return body()
    except Exception as failure:
        say(f"failed: {name}: {failure}")
        return {"failed": str(failure)}


def program(bench, options):
    """Start to listening, memory and size. Highest memory is of everything this run did with the server before."""
    return {
        **{engine: attempt(f"bank on {engine}", lambda: served(bench.server(engine), options))
           for engine in ("sqlite", "postgresql")},
        "size": attempt("size of the program", lambda: sizes(bench.folder)), "build_seconds": options.build_seconds,
    }


def served(server, options):
    highest = server.highest_mb()
    server.restart(1 if options.quick else 5)
    return {"start_ms": statistics.median(server.starts) * 1000, "idle_mb": server.idle_mb, "highest_mb": highest,
            "starts": len(server.starts)}


def sizes(folder):
    stripped = folder / "stripped"
    shutil.copy(GUICHET, stripped)
    run("strip", str(stripped))
    return {"bytes": os.path.getsize(GUICHET), "stripped_bytes": stripped.stat().st_size}


PYHANKO = """
import io, resource, statistics, sys
from pyhanko.sign import signers, fields
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pyhanko.keys import load_cert_from_pemder
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


def voucher(bench, options):
    """Processor milliseconds of each part, of pyHanko with the same page and file, of `openssl speed`."""
    return {
        "parts": attempt("bench voucher", lambda: parts(options)),
        "pyhanko": attempt("pyHanko", lambda: pyhanko(bench)), "openssl": attempt("openssl speed", openssl_speed),
    }


def parts(options):
    turns = []
    for _ in range(options.rounds):
        out = run(GUICHET, "bench", "voucher", "--rounds", "30", "--json", cwd=ROOT)
        turns.append([json.loads(line) for line in out.splitlines() if line.startswith("{")])
    return {part["name"]: statistics.median(turn[index]["cpu_ms"] for turn in turns) for index, part in enumerate(turns[0])}


def pyhanko(bench):
    """One B-B signature and the validation of a whole voucher, inside one process."""
    server = bench.server("sqlite")
    run(GUICHET, "bench", "deposit", "--clients", "1", "--seconds", "1", *server.address, "--json", cwd=ROOT)
    document = run(GUICHET, "archive", "list", "--data", str(server.data), "--limit", "1", cwd=ROOT).split()[0]
    sealed, page = bench.folder / "voucher.pdf", bench.folder / "page.pdf"
    run(GUICHET, "archive", "get", document, "-o", str(sealed), "--data", str(server.data), cwd=ROOT)
    # The first revision's page before any signature: cut at the first %%EOF.
    data, keys = sealed.read_bytes(), server.data / "keys"
    page.write_bytes(data[: data.index(b"%%EOF") + 6])
    out = run(str(ROOT / ".venv/bin/python"), "-W", "ignore", "-c", PYHANKO, str(page), str(sealed), str(keys / "bank.pem"),
              str(keys / "bank-cert.pem"), str(keys / "ca-cert.pem"))
    sign, verify = (float(word) for word in out.split())
    return {"sign_ms": sign, "verify_ms": verify, "bytes": len(data)}


def openssl_speed():
    out = run("openssl", "speed", "-seconds", "1", "ecdsap256")
    words = next(line for line in out.splitlines() if "nistp256" in line).split()
    return {"sign_ms": 1000 / float(words[-2]), "verify_ms": 1000 / float(words[-1])}
