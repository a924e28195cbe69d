"""The machine under the benchmarks: processes and their processor time, the disk, the shim that slows the disk."""

import os
import platform
import re
import select
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TICK = os.sysconf("SC_CLK_TCK")

SYNC_LOOP = """
import os, sys, time
handle = os.open(sys.argv[1], os.O_CREAT | os.O_WRONLY)
count, began = 0, time.monotonic()
while time.monotonic() < began + float(sys.argv[2]):
    os.pwrite(handle, b"x" * 4096, 0)
    os.fdatasync(handle)
    count += 1
print(count / (time.monotonic() - began))
"""


def say(text):
    print(f"▸ {text}", file=sys.stderr, flush=True)


def run(*command, **options):
    """Standard output of a command; what it complained about is in the error when it fails."""
    done = subprocess.run(command, capture_output=True, text=True, **options)
    if done.returncode != 0:
        raise RuntimeError(complaint(command, done.returncode, done.stderr or done.stdout))
    return done.stdout


def complaint(command, code, text):
    lines = text.strip().splitlines() or ["said nothing"]
    telling = next((line for line in lines if "error" in line.lower()), lines[-1])
    return f"{Path(command[0]).name} {command[1] if len(command) > 1 else ''} ended with {code}: {telling.strip()[:200]}"


@dataclass
class Watched:
    """What a command printed, and what was read beside it while it ran."""

    out: str
    answered: float  # when its last line came
    samples: list  # (time, {meter: value})
    cpu_seconds: float  # of the command itself, from its start to its end

    def at(self, moment, meter):
        """The meter's value at a moment, between the two samples around it."""
        before = max((s for s in self.samples if s[0] <= moment), key=lambda s: s[0], default=self.samples[0])
        after = min((s for s in self.samples if s[0] >= moment), key=lambda s: s[0], default=self.samples[-1])
        if after[0] == before[0]:
            return before[1][meter]
        part = (moment - before[0]) / (after[0] - before[0])
        return before[1][meter] + part * (after[1][meter] - before[1][meter])

    def spent(self, meter, seconds):
        """How far the meter went in the last seconds before the answer: the measured time, without its setting up."""
        return self.at(self.answered, meter) - self.at(self.answered - seconds, meter)

    def highest(self, meter):
        return max(s[1][meter] for s in self.samples)


def watched(command, meters, timeout, env=None, cwd=ROOT):
    """Runs a command and reads the meters four times a second."""
    began, before = time.monotonic(), os.times()
    answered, chunks, samples = began, [], []

    def sample():
        samples.append((time.monotonic(), {name: meter() for name, meter in meters.items()}))

    with tempfile.TemporaryFile("w+") as errors:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, cwd=cwd, env=env)
        try:
            while True:
                sample()
                if time.monotonic() > began + timeout:
                    raise TimeoutError(f"no answer within {timeout:.0f} s")
                if not select.select([process.stdout], [], [], 0.25)[0]:
                    continue
                chunk = os.read(process.stdout.fileno(), 65536)
                if not chunk:
                    break
                answered = time.monotonic()
                chunks.append(chunk)
            sample()
            code = process.wait(60)
        except BaseException:
            process.kill()
            process.wait()
            raise
        finally:
            process.stdout.close()
        errors.seek(0)
        if code != 0:
            raise RuntimeError(complaint(command, code, errors.read()))
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Watched(b"".join(chunks).decode(), answered, samples, cpu)


def tree_cpu(pid):
    """Processor seconds of a process and its descendants, those that ended and were waited for included."""
    def ticks():
        return [int(word) for word in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:15]]

    try:
        for _ in range(10):
            before = ticks()
            children = " ".join(p.read_text() for p in Path(f"/proc/{pid}/task").glob("*/children")).split()
            below = sum(tree_cpu(child) for child in children)
            after = ticks()
            if before[2:] == after[2:]:
                break  # else a child ended in between and would be missing or there twice
        return sum(after) / TICK + below
    except OSError:
        return 0.0  # ended


def megabytes(pid, name):
    """A line of /proc/PID/status, such as VmRSS or VmHWM, in MB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(name + ":"):
            return int(line.split()[1]) / 1024
    return None


def folder_bytes(folder):
    total, waiting = 0, [folder]
    while waiting:
        try:
            for entry in os.scandir(waiting.pop()):
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                else:
                    total += entry.stat(follow_symlinks=False).st_size
        except OSError:
            pass  # removed while it was read
    return total


def syncs_per_second(folder, seconds=0.5, env=None):
    """4 KiB write + fdatasync, one after the other, in a process of its own (a preloaded shim counts)."""
    path = Path(folder) / "sync.probe"
    try:
        return float(run(sys.executable, "-S", "-c", SYNC_LOOP, str(path), str(seconds), env=env))
    finally:
        path.unlink(missing_ok=True)


def slow_sync_environment(folder, delay_us):
    """The environment in which every fsync and fdatasync takes so much longer; compiles the shim."""
    library = Path(folder) / "slow-disk.so"
    run("cc", "-shared", "-fPIC", "-O2", "-o", str(library), str(ROOT / "Tests/Faults/kit/disk.c"), "-ldl", "-lpthread")
    library.chmod(0o755)
    return {**os.environ, "LD_PRELOAD": str(library), "GUICHET_SYNC_DELAY_US": str(delay_us)}


def machine_line():
    info = Path("/proc/cpuinfo").read_text()
    model = re.search(r"model name\s*: (.*)", info)
    memory = re.search(r"MemTotal:\s*(\d+)", Path("/proc/meminfo").read_text())
    name = model.group(1) if model else platform.machine()
    return f"{os.cpu_count()} × {name}, {int(memory.group(1)) / 1048576:.0f} GB memory"


def commit_line():
    commit = run("git", "rev-parse", "--short", "HEAD", cwd=ROOT).strip()
    changed = run("git", "--no-optional-locks", "status", "--porcelain", "-uno", cwd=ROOT).strip()
    return commit + (" with uncommitted changes" if changed else "")
