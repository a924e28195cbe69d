"""One demo bank of its own, made and served by the real program, and looked at from outside."""

import json
import os
import signal
import socket
import subprocess
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BINARY = os.environ.get("GUICHET_BINARY") or str(ROOT / ".build/debug/guichet")
LONG = os.environ.get("GUICHET_LONG") == "1"
ENVIRONMENT = {**os.environ, "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def guichet(*arguments, timeout=300, environment=None):
    """→ (exit code, standard output, standard error)"""
    done = subprocess.run(
        [BINARY, *map(str, arguments)], capture_output=True, timeout=timeout, env=environment or ENVIRONMENT,
        stdin=subprocess.DEVNULL,
    )
    return done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Bank:
    def __init__(self, folder, port=None):
        self.folder = Path(folder)
        self.port = port or free_port()
        self.logs = Path(str(folder) + "-logs")
        self.logs.mkdir(parents=True, exist_ok=True)
        self.server = None
        self.starts = 0
        self.greeting = {}
        self._sign_ons = None

    @classmethod
    def make(cls, folder):
        bank = cls(folder)
        code, out, err = guichet("demo", "--data", bank.folder, "--port", bank.port)
        assert code == 0, out + err
        return bank

    @property
    def address(self):
        return f"http://127.0.0.1:{self.port}"

    @property
    def trust(self):
        return self.folder / "keys" / "ca-cert.pem"

    @property
    def sign_ons(self):
        """Number → password. Read once: they are no part of the bank, so a restored copy has none."""
        if self._sign_ons is None:
            people = json.loads((self.folder / "credentials.json").read_text())["people"]
            self._sign_ons = {person["number"]: person["password"] for person in people}
        return self._sign_ons

    def start(self, crash_at=None, timeout=60):
        """Serves the bank; returns what it says once it listens."""
        assert self.server is None
        self.starts += 1
        out = self.logs / f"{self.starts:03}.out"
        environment = {**ENVIRONMENT, **({"GUICHET_CRASH_AT": crash_at} if crash_at else {})}
        with out.open("wb") as stdout, (self.logs / f"{self.starts:03}.err").open("wb") as stderr:
            self.server = subprocess.Popen(
                [BINARY, "serve", "--data", str(self.folder), "--port", str(self.port), "--json"],
                stdout=stdout, stderr=stderr, stdin=subprocess.DEVNULL, env=environment,
            )
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            line = out.read_text().partition("\n")
            if line[1]:
                self.greeting = json.loads(line[0])
                return self.greeting
            if self.server.poll() is not None:
                break
            time.sleep(0.02)
        log = self.log()
        self.kill()
        raise AssertionError(f"the server did not start: {log}")

    def log(self):
        return "".join(path.read_text(errors="replace") for path in sorted(self.logs.glob(f"{self.starts:03}.*")))

    def stop(self):
        """As Ctrl-C does; the exit code."""
        if self.server is None:
            return None
        self.server.send_signal(signal.SIGTERM)
        try:
            code = self.server.wait(30)
        except subprocess.TimeoutExpired:
            self.server.kill()
            self.server.wait()
            self.server = None
            raise AssertionError("the server did not stop within 30 s of SIGTERM") from None
        self.server = None
        return code

    def kill(self):
        if self.server is not None:
            self.server.kill()
            self.server.wait()
            self.server = None

    def wait_dead(self, timeout=30):
        """The exit code of a server that is expected to die by itself."""
        code = self.server.wait(timeout)
        self.server = None
        return code

    def run(self, *arguments, **options):
        return guichet(*arguments, "--data", self.folder, **options)

    def assert_sound(self):
        """Books, audit chains and archive, each by its own command."""
        for command in (("ledger", "check"), ("audit", "verify"), ("archive", "check")):
            code, out, err = self.run(*command)
            assert code == 0, f"{' '.join(command)}: {out}{err}"
