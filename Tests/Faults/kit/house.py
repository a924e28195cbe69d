"""A demo bank on either engine that can lie on a bad disk, is served with one, and is looked at from outside."""

import hashlib
import http.client
import json
import os
import sqlite3
import subprocess
import tempfile
import time
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from bank import BINARY, ENVIRONMENT, Bank, guichet

ENGINES = ("sqlite", "postgresql")


def need_store_option():
    """A program that knows one engine only cannot be tested on two: said loudly, not passed over."""
    if "--store" not in guichet("demo", "--help")[1]:
        pytest.skip(f"{BINARY} knows no --store: it serves embedded data only")


MEMORY = Path("/dev/shm")


@contextmanager
def reachable_folder(name, in_memory=False):
    """A folder that the user `postgres` can enter: pytest's own are closed to everybody else.

    In memory, where there is enough of it, a killed PostgreSQL is back in a moment, since it syncs every file first.
    """
    room = os.statvfs(MEMORY) if in_memory and MEMORY.is_dir() else None
    fits = room and room.f_bavail * room.f_frsize > 1 << 30 and not room.f_flag & os.ST_NOEXEC
    with tempfile.TemporaryDirectory(prefix=f"guichet-{name}-", dir=MEMORY if fits else None) as made:
        os.chmod(made, 0o755)
        yield Path(made).resolve()


class House(Bank):
    """A bank of which one knows where its data lie. `store` is the address of its database; None: embedded."""

    def __init__(self, folder, port=None, store=None, logs=None):
        super().__init__(folder, port)
        if logs:
            # They would lie beside the bank, which may be the bad disk.
            self.logs.rmdir()
            self.logs = Path(logs)
            self.logs.mkdir(parents=True, exist_ok=True)
        self.store = store
        #: For the server only, such as LD_PRELOAD.
        self.environment = {}

    @classmethod
    def make(cls, folder, store=None, logs=None):
        house = cls(folder, store=store, logs=logs)
        where = ("--store", store) if store else ()
        code, out, err = guichet("demo", "--data", house.folder, "--port", house.port, *where)
        assert code == 0, f"guichet demo {' '.join(where)}: {out}{err}"
        return house

    def start(self, *options, timeout=60):
        """Serves the bank; returns what it says once it listens."""
        assert self.server is None
        self.starts += 1
        out, err = self.logs / f"{self.starts:03}.out", self.logs / f"{self.starts:03}.err"
        with out.open("wb") as stdout, err.open("wb") as stderr:
            self.server = subprocess.Popen(
                [BINARY, "serve", "--data", str(self.folder), "--port", str(self.port), "--json", *options],
                stdout=stdout, stderr=stderr, stdin=subprocess.DEVNULL, env={**ENVIRONMENT, **self.environment},
            )
        end = time.monotonic() + timeout
        while time.monotonic() < end and self.server.poll() is None:
            line, whole, _ = out.read_text().partition("\n")
            if whole:
                self.greeting = json.loads(line)
                return self.greeting
            time.sleep(0.02)
        log = self.log()
        self.kill()
        raise AssertionError(f"the server did not start: {log}")

    @property
    def lives(self):
        return self.server is not None and self.server.poll() is None

    def page(self, path, cookie=None):
        """→ (status, kind, text) of a page, as a browser gets it"""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as line:
            line.request("GET", path, headers={"Accept": "text/html", **({"Cookie": cookie} if cookie else {})})
            answer = line.getresponse()
            return answer.status, answer.headers.get("Content-Type", ""), answer.read().decode("utf-8", "replace")

    def assert_answers_pages(self, counter):
        """The program lives, shows what needs nothing of the store, and excuses itself where it does."""
        assert self.lives, f"the server is gone (exit {self.server and self.server.poll()}): {self.log()[-3000:]}"
        status, kind, text = self.page("/healthz")
        assert status in (200, 503) and json.loads(text)["status"], f"GET /healthz: {status} {kind} {text[:300]}"
        for path, word in (("/sign-on", "签到"), ("/assets/css/base.css", "")):
            status, _, text = self.page(path)
            assert status == 200 and word in text, f"GET {path}: {status} {text[:300]}"
        session = f"guichet_session={counter.teller.token}; guichet_station={counter.station}"
        for path, cookie in (("/workbench", session), ("/display", f"guichet_display={counter.display_token}")):
            status, kind, text = self.page(path, cookie)
            shown = f"GET {path}: {status} {kind} {text[:300]}"
            assert status in (200, 500, 503) and kind.startswith("text/html"), shown
            assert status == 200 or "系统" in text or "中心" in text, f"no word to people: {shown}"

    def refuses_to_serve(self, *options, within=30, environment=None):
        """A start that must fail: exit 2 within the time, one plain sentence with a code, nothing on standard output.

        Returns the sentence and how many seconds it took.
        """
        before, started = self.traces(), time.monotonic()
        command = ("serve", "--data", self.folder, "--port", self.port, "--json", *options)
        said = refused(*command, within=within, environment=environment)
        after = self.traces()
        changed = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
        assert not changed, f"`guichet {' '.join(map(str, command))}` changed {changed}: {said}"
        return said, time.monotonic() - started

    def traces(self):
        """Every file with its hash. The data file is compared by `dump`: opening it rewrites parts that mean nothing
        (GRDB makes and drops a table); lock and scratch files say nothing of the bank.
        """
        silent = (".sqlite", ".lock", "-shm", "-wal")
        files = sorted(path for path in self.folder.rglob("*") if path.is_file() and not path.name.endswith(silent))
        return {str(path.relative_to(self.folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}

    def faults(self):
        """What the server's log says of faults, shortened: the operator's side of a 500."""
        lines = [line for line in self.log().splitlines() if "fault" in line or "doubt" in line]
        return "\n".join(line[:300] for line in lines[-12:])

    def archived(self):
        code, out, err = self.run("archive", "list", "--json", "--limit", "100000")
        assert code == 0, err
        return {entry["number"]: entry for entry in json.loads(out)}

    def feed(self):
        """The numbers that other systems were told of; half a line is a failure."""
        path, numbers = self.folder / "feed" / "settled.jsonl", []
        for number, line in enumerate(path.read_text().splitlines() if path.exists() else [], 1):
            try:
                numbers.append(json.loads(line)["body"]["number"])
            except (ValueError, KeyError) as wrong:
                raise AssertionError(f"line {number} of {path} is no whole message ({wrong!r}): {line[:200]}") from None
        return numbers


def refused(*command, within=30, environment=None):
    """What a command says that must fail with exit 2: one line on standard error, its code in brackets at the end."""
    shown = " ".join(map(str, command))
    try:
        code, out, err = guichet(*command, timeout=within, environment=environment)
    except subprocess.TimeoutExpired as late:
        said = (late.stdout or b"").decode() + (late.stderr or b"").decode()
        raise AssertionError(f"`guichet {shown}` did not end within {within} s; it said: {said!r}") from None
    lines = err.strip().splitlines()
    assert code == 2, f"`guichet {shown}` → exit {code}, must be 2: {out}{err}"
    assert out == "", f"`guichet {shown}` failed and yet said: {out}"
    assert len(lines) == 1, f"`guichet {shown}` must say one plain line, not: {err}"
    sentence, _, fault = lines[0].rpartition("[")
    assert fault.endswith("]") and "." in fault and len(sentence.split()) > 3, f"no sentence with a [code]: {lines[0]}"
    return lines[0]


def rewrite(house, postgres, statement):
    """Changes the data of a bank behind the program's back, on whichever engine."""
    if house.store:
        postgres.sql(statement, database=house.store.rpartition("/")[2])
        return
    with closing(sqlite3.connect(house.folder / "bank.sqlite")) as line:
        line.execute(statement)
        line.commit()


def dump(house, postgres):
    """All data of a bank as text, on whichever engine."""
    if house.store:
        return postgres.dump(house.store.rpartition("/")[2])
    with closing(sqlite3.connect(house.folder / "bank.sqlite")) as line:
        return "\n".join(line.iterdump())
