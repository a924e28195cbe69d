"""A PostgreSQL 15 cluster of one's own: made in a folder, on 127.0.0.1 and a free port, and killed at will."""

import os
import pwd
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest
from bank import ENVIRONMENT, free_port

PROGRAMS = Path(os.environ.get("GUICHET_POSTGRES", "/usr/lib/postgresql/15/bin"))
#: Makes and owns the cluster; the bank's own role has no special right.
CHIEF = "postgres"
ROLE = "bench"

#: Everybody of this machine is believed, except the role that is there to be given a wrong password.
ACCESS = """local all all trust
host all locked 127.0.0.1/32 scram-sha-256
host all all 127.0.0.1/32 trust
local replication all trust
host replication all 127.0.0.1/32 trust
"""


def as_postgres(command):
    """PostgreSQL does not run as root: then it runs as the user `postgres` of the machine."""
    return ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else command


class Postgres:
    """One cluster. `settings` are those of postgresql.conf and are given on each start."""

    def __init__(self, folder, port=None, log=None, **settings):
        self.folder = Path(folder)
        self.data = self.folder / "data"
        self.port = port or free_port()
        self.settings = {
            "listen_addresses": "127.0.0.1", "unix_socket_directories": str(self.data), "logging_collector": "off",
            "log_min_messages": "warning", "max_connections": "60", "shared_buffers": "32MB", **settings,
        }
        #: For the postmaster only, such as LD_PRELOAD.
        self.environment = {}
        self.child = None
        #: Elsewhere when the folder lies on a disk that will be full.
        self.log_file = Path(log) if log else self.folder / "postgres.log"

    # Making

    def init(self, *options):
        """An empty cluster with the bank's role; the folder must be one that `postgres` can reach."""
        if not (PROGRAMS / "initdb").exists():
            pytest.skip(f"no PostgreSQL in {PROGRAMS}: name its programs with GUICHET_POSTGRES")
        self._own_folder()
        form = ("-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        self._must("initdb", "-D", self.data, "-U", CHIEF, *form, *options)
        self._write(self.data / "pg_hba.conf", ACCESS)
        return self

    def init_standby_of(self, other):
        """A standby that follows `other`, which runs."""
        self._own_folder()
        self._must(
            "pg_basebackup", "-D", self.data, "-h", "127.0.0.1", "-p", other.port, "-U", CHIEF, "-R", "-X", "stream",
            "-c", "fast", "--no-sync",
        )
        return self

    def _own_folder(self):
        self.folder.mkdir(parents=True, exist_ok=True)
        self.log_file.touch()
        self._give(self.folder, self.log_file)

    def _write(self, path, text):
        path.write_text(text)
        self._give(path)

    @staticmethod
    def _give(*paths):
        if os.geteuid() == 0:
            user = pwd.getpwnam("postgres")
            for path in paths:
                os.chown(path, user.pw_uid, user.pw_gid)

    # Running

    def start(self, timeout=120):
        """Returns once it takes connections; crash recovery included."""
        said = self.try_start(timeout)
        assert said is None, f"PostgreSQL did not start: {said}\n{self.log()[-3000:]}"
        return self

    def try_start(self, timeout=120):
        """→ None, or why not

        The postmaster is a child of this process and not of pg_ctl: a killed one is then gone at once, and no zombie
        that a new one would take for a running server.
        """
        assert not self.runs, "it runs already"
        settings = [part for name, value in self.settings.items() for part in ("-c", f"{name}={value}")]
        command = as_postgres([str(PROGRAMS / "postgres"), "-D", str(self.data), "-p", str(self.port), *settings])
        with self.log_file.open("ab") as log:
            self.child = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/", start_new_session=True,
                env={**ENVIRONMENT, **self.environment},
            )
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            if self.child.poll() is not None:
                return f"it ended with {self.child.returncode}"
            if self.pid and self._noted()[-1] in ("ready", "standby"):
                return None
            time.sleep(0.02)
        self.kill()
        return f"not ready within {timeout} s"

    def stop(self, mode="fast", timeout=60):
        """In order, as `pg_ctl stop -m` does it: smart, fast or immediate."""
        if self.runs:
            self._signal(self.pid, {"smart": signal.SIGTERM, "fast": signal.SIGINT, "immediate": signal.SIGQUIT}[mode])
        self._reap(timeout)

    def restart(self, mode="fast"):
        """As `pg_ctl restart -m fast`: everybody connected is thrown out."""
        self.stop(mode)
        self.start()

    def kill(self):
        """SIGKILL for the postmaster and all its children, as when the machine is gone. Nothing is cleaned up."""
        chief = self.pid
        if chief is None:
            return
        # Stopped first, so that it makes no child that this does not see.
        self._signal(chief, signal.SIGSTOP)
        all_of_them = [chief, *self._children(chief)]
        for pid in all_of_them:
            self._signal(pid, signal.SIGKILL)
        self._reap(30)
        end = time.monotonic() + 30
        while left := [pid for pid in all_of_them if self._lives(pid)]:
            assert time.monotonic() < end, f"still there after SIGKILL: {left}"
            time.sleep(0.005)

    def _reap(self, timeout):
        if self.child is None:
            return
        end = time.monotonic() + timeout
        while self.child.poll() is None:
            assert time.monotonic() < end, f"PostgreSQL did not end within {timeout} s\n{self.log()[-3000:]}"
            # runuser stops itself when its child is stopped.
            self.child.send_signal(signal.SIGCONT)
            time.sleep(0.01)
        self.child = None

    def _noted(self):
        """What the postmaster wrote of itself: its number first, its state last."""
        try:
            lines = (self.data / "postmaster.pid").read_text().split("\n")
            return lines[0].strip(), lines[1], lines[7].strip() if len(lines) > 7 else ""
        except (OSError, IndexError):
            return None

    @property
    def pid(self):
        """Of the postmaster that serves this very folder; None when there is none."""
        noted = self._noted()
        # A number that was left behind may long belong to somebody else.
        if not noted or not noted[0].isdigit() or Path(noted[1]) != self.data:
            return None
        pid = int(noted[0])
        return pid if self._lives(pid) and self._stat(pid)[0].startswith("postgres") else None

    @property
    def runs(self):
        return self.pid is not None

    @staticmethod
    def _stat(pid):
        try:
            name, _, rest = Path(f"/proc/{pid}/stat").read_text().partition("(")[2].rpartition(")")
            return name, rest.split()
        except OSError:
            return None

    def _lives(self, pid):
        found = self._stat(pid)
        return found is not None and found[1][0] not in "ZX"

    def _children(self, parent):
        pids = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
        return [pid for pid in pids if (found := self._stat(pid)) and int(found[1][1]) == parent]

    @staticmethod
    def _signal(pid, which):
        try:
            os.kill(pid, which)
        except ProcessLookupError:
            pass

    def remove(self):
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    # Using

    def url(self, database, role=ROLE, host="127.0.0.1"):
        return f"postgres://{role}@{host}:{self.port}/{database}"

    def createdb(self, name, owner=ROLE):
        """→ the address of a new, empty database that the bank's role owns"""
        if not self.sql(f"SELECT 1 FROM pg_roles WHERE rolname = '{owner}'"):
            self.sql(f"CREATE ROLE {owner} LOGIN")
        self.sql(f"CREATE DATABASE {name} OWNER {owner}")
        return self.url(name, owner)

    def sql(self, text, database="postgres", role=CHIEF):
        return self._must(
            "psql", "-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", self.port, "-U", role,
            "-d", database, "-c", text,
        ).strip()

    def dump(self, database):
        """All there is, as text that is the same as long as nothing changes."""
        said = self._must("pg_dump", "-h", "127.0.0.1", "-p", self.port, "-U", CHIEF, "-d", database)
        # Newer minor versions put a random word into these two lines.
        return "\n".join(line for line in said.split("\n") if not line.startswith(("\\restrict", "\\unrestrict")))

    def log(self):
        return self.log_file.read_text(errors="replace") if self.log_file.exists() else ""

    @staticmethod
    def _must(program, *arguments):
        """What a program of PostgreSQL says that must succeed."""
        done = subprocess.run(
            as_postgres([str(PROGRAMS / program), *map(str, arguments)]), stdin=subprocess.DEVNULL, cwd="/",
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=180, env=ENVIRONMENT,
        )
        assert done.returncode == 0, f"{program} {' '.join(map(str, arguments))}: {done.stdout}"
        return done.stdout
