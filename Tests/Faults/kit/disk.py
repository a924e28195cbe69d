"""Disks that let us down: slow ones, failing ones, full ones, and what a power cut leaves of one."""

import os
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path

import pytest

SOURCE = Path(__file__).with_name("disk.c")


def build_shim(folder):
    """Compiles disk.c; the library, readable by every user of the machine as far as the folder is."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if not compiler:
        pytest.skip("no C compiler (cc): the disk that fails to sync cannot be made")
    library = Path(folder) / "guichet-disk.so"
    made = subprocess.run(
        [compiler, "-O2", "-Wall", "-shared", "-fPIC", "-o", str(library), str(SOURCE), "-ldl"],
        capture_output=True, text=True,
    )
    assert made.returncode == 0, f"{SOURCE} does not compile:\n{made.stderr}"
    library.chmod(0o755)
    return library


class SickDisk:
    """What lies under one folder, as one program sees it: may be slow, hangs or fails to sync when told to.

    The switches are files in `folder`, which the program must be able to look into.
    """

    def __init__(self, library, under, folder, delay_us=0, copy=None):
        self.library = library
        self.under = Path(under).resolve()
        self.failing = Path(folder) / "syncs-fail"
        self.hanging = Path(folder) / "syncs-hang"
        self.delay_us = delay_us
        #: Holds what was synced, file by file; None: not kept.
        self.copy = Path(copy) if copy else None

    @property
    def environment(self):
        """For the program whose disk this is."""
        return {
            "LD_PRELOAD": str(self.library), "GUICHET_SYNC_UNDER": str(self.under),
            "GUICHET_SYNC_FAIL": str(self.failing), "GUICHET_SYNC_HANG": str(self.hanging),
            "GUICHET_SYNC_DELAY_US": str(self.delay_us),
            **({"GUICHET_SYNC_COPY": str(self.copy)} if self.copy else {}),
        }

    def keep_a_copy(self):
        """Begins the copy with all that is there; the program must not run."""
        shutil.copytree(self.under, self.copy)

    def fail(self):
        self.failing.touch()

    def hang(self):
        self.hanging.touch()

    def heal(self):
        self.failing.unlink(missing_ok=True)
        self.hanging.unlink(missing_ok=True)

    def cut_power(self):
        """Leaves what had been synced and nothing else; the program must have been killed before."""
        self.under.rename(f"{self.under}.before-power-cut")
        for part in self.copy.rglob("*.part-*"):
            part.unlink()
        shutil.copytree(self.copy, self.under)


@contextmanager
def small_disk(path, megabytes):
    """An empty file system of its own at `path`, in memory. Needs the right to mount: without it the test skips."""
    path = Path(path)
    path.mkdir(parents=True, exist_ok=True)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0755", "guichet-test", str(path)],
        capture_output=True, text=True,
    )
    if mounted.returncode != 0:
        pytest.skip(f"a full disk cannot be played here, mount is not allowed: {mounted.stderr.strip()}")
    try:
        yield path
    finally:
        # Lazily, should something still have a file open: the mount must not outlive the test.
        if subprocess.run(["umount", str(path)], capture_output=True).returncode != 0:
            subprocess.run(["umount", "-l", str(path)], check=True)


class Filler:
    """A file that takes what room is left on a disk."""

    def __init__(self, folder):
        self.path = Path(folder) / "filler"

    def fill(self, leave=0):
        """All but `leave` bytes; what was taken, in bytes."""
        room = os.statvfs(self.path.parent)
        wanted = max(0, room.f_bavail * room.f_frsize - leave)
        with self.path.open("wb", buffering=0) as file:
            try:
                while wanted > 0:
                    wanted -= file.write(b"\0" * min(wanted, 1 << 16))
                if leave == 0:
                    while True:
                        file.write(b"\0" * 4096)
            except OSError:
                pass
            return file.tell()

    def remove(self):
        self.path.unlink(missing_ok=True)
