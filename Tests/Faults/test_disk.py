"""The disk fails to sync, or is full, or the power goes: never a false success, nothing lost, nothing twice."""

import os
import random
import time
from contextlib import ExitStack

import pytest
from bank import LONG
from kit.clerk import TROUBLE, assert_books_agree, codes, staff_counters, wait_for
from kit.disk import Filler, SickDisk, build_shim, small_disk
from kit.house import ENGINES, House, need_store_option, reachable_folder
from kit.postgres import Postgres

SEED = int(os.environ.get("GUICHET_SEED", "19930101"))
SEEDS = range(SEED, SEED + (10 if LONG else 1))
CLERKS = 4 if LONG else 3

#: A cluster that fits on a small disk and soon asks for more of it.
SMALL = {"max_wal_size": "32MB", "min_wal_size": "32MB", "autovacuum": "off"}


class Place:
    """A bank whose data lie on a disk that can be spoilt, and the cluster that keeps them, if one does."""

    def __init__(self, house, postgres):
        self.house = house
        self.postgres = postgres
        self.clerks = []

    @property
    def data(self):
        """The folder that holds what must not be lost."""
        return self.postgres.data if self.postgres else self.house.folder

    @property
    def owner(self):
        """The program that writes it."""
        return self.postgres or self.house

    @property
    def notes(self):
        return [note for clerk in self.clerks for note in clerk.notes]

    @property
    def customers(self):
        return [customer for clerk in self.clerks for customer in clerk.customers]

    def open(self, seed):
        self.house.start()
        self.clerks = staff_counters(self.house, CLERKS, seed)

    def reopen(self):
        """Everything ends, if it has not ended by itself, and begins again."""
        if self.postgres:
            self.postgres.stop("immediate")
            self.postgres.start()
        code = self.house.stop()
        assert code == 0, f"the orderly end of a server whose disk was bad: exit {code}: {self.house.log()[-3000:]}"
        self.house.start()


@pytest.fixture
def site():
    """A root folder that PostgreSQL can enter, and what is to be undone at the end, in that order."""
    with reachable_folder("disk") as root, ExitStack() as stack:
        yield root, stack


def put_up(engine, site, disk, initdb=(), **settings):
    """A bank of this engine whose data lie on `disk`; not served yet."""
    root, stack = site
    if engine == "postgresql":
        need_store_option()
        postgres = Postgres(disk / "cluster", log=root / "postgres.log", **settings)
        stack.callback(postgres.remove)
        store = postgres.init(*initdb).start().createdb("bank")
        house = House.make(root / "bank", store=store, logs=root / "logs")
    else:
        postgres, house = None, House.make(disk / "bank", logs=root / "logs")
    stack.callback(house.kill)
    return Place(house, postgres)


def make_sick(place, root, **more):
    """Gives the program that writes the data a disk that can fail."""
    disk = SickDisk(build_shim(root), place.data, root, **more)
    place.owner.environment = disk.environment
    if place.postgres:
        place.postgres.stop()
        place.postgres.start()
    return disk


def work_until(place, spoil, before):
    """The counters work for a while, each has booked something, then comes the fault; they go on. → its moment"""
    for clerk in place.clerks:
        clerk.begin()
    time.sleep(before)
    wait_for("each counter has booked something", lambda: all(clerk.told_settled() for clerk in place.clerks), 60)
    spoil()
    return time.monotonic()


def knock_off(place):
    """Meanwhile the house must be presentable."""
    for clerk in place.clerks:
        clerk.leaving.set()
    place.house.assert_answers_pages(place.clerks[0].counter)
    for clerk in place.clerks:
        clerk.leave()
        assert clerk.wrong == [], f"counter {clerk.counter.number}: {clerk.wrong}"


def assert_clear_trouble(place, since):
    """What the counters were told while the disk was bad; printed, since the words matter."""
    refusals = sorted({code for clerk in place.clerks for _, code in clerk.refusals})
    print(f"\n  told meanwhile: {codes(place.notes)}, refusals {refusals}")
    assert place.notes, "nobody was told of any trouble: the fault did not take"
    unclear = [wrong for note in place.notes if (wrong := note.wrong())]
    assert unclear == [], f"{len(unclear)} answers that are no clear problem, such as {unclear[0]}"
    early = [f"{note.what}: {note.code}" for note in place.notes if note.ended < since]
    assert early == [], f"trouble before there was any: {early[:5]}"
    strange = {note.code for note in place.notes} - TROUBLE
    assert not strange, f"what have {strange} to do with a bad disk?"


def assert_no_false_success(place, since):
    """What was confirmed after syncs began to fail cannot be durable, so nobody may be told that it is settled."""
    told = [one for clerk in place.clerks for one in clerk.told_settled(confirmed_since=since)]
    assert told == [], f"{len(told)} told settled although nothing could be synced any more, such as {told[0]}"


def settle_up(place):
    """After the restart: everything is asked for again, and everything must agree. → what is worth printing"""
    told = sum(1 for one in place.customers if one.told == "settled")
    doubts = sum(1 for one in place.customers if one.doubt)
    for clerk in place.clerks:
        clerk.settle_up()
    ended = assert_books_agree(place.house, place.clerks)
    assert place.house.stop() == 0, place.house.log()[-3000:]
    place.house.assert_sound()
    return f"told settled {told}, in doubt {doubts}, found {ended}; 0 false successes, 0 lost, 0 double"


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("engine", ENGINES)
def test_syncs_fail_under_load(engine, seed, site):
    place = put_up(engine, site, site[0])
    disk = make_sick(place, site[0])
    place.open(seed)
    since = work_until(place, disk.fail, random.Random(seed).uniform(0.5, 2.5))
    time.sleep(2)
    knock_off(place)
    assert_clear_trouble(place, since)
    assert_no_false_success(place, since)
    crashed = place.postgres is not None and not place.postgres.runs
    disk.heal()
    place.reopen()
    figures = settle_up(place)
    print(f"ACCEPTANCE 5 ({engine}, fsync fails): {figures}" + ("; PostgreSQL had stopped itself" if crashed else ""))


#: Enough for a bank and some dozens of vouchers; the cluster comes with three databases of its own.
SIZES = {"sqlite": 12, "postgresql": 90}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("engine", ENGINES)
def test_the_disk_is_full_under_load(engine, seed, site):
    root, stack = site
    draw = random.Random(seed)
    small = stack.enter_context(small_disk(root / "small", SIZES[engine]))
    place = put_up(engine, site, small, initdb=("--wal-segsize=1",), **SMALL)
    place.open(seed)
    filler = Filler(small)
    # Sometimes the very last byte is taken, sometimes some deposits find room yet.
    leave = draw.choice([0, draw.randrange(1 << 19)])
    since = time.monotonic()
    work_until(place, lambda: filler.fill(leave), draw.uniform(0.5, 2.5))
    wait_for("the counters notice that the disk is full", lambda: place.notes, 60)
    time.sleep(2)
    place.house.assert_answers_pages(place.clerks[0].counter)
    crashed = place.postgres is not None and not place.postgres.runs
    filler.remove()
    before = len([one for one in place.customers if one.told == "settled"])
    time.sleep(2)
    goes_on = len([one for one in place.customers if one.told == "settled"]) > before
    knock_off(place)
    assert_clear_trouble(place, since)
    place.reopen()
    print(
        f"ACCEPTANCE 5 ({engine}, disk full, {leave} bytes left): {settle_up(place)}; "
        f"with room again business went on {'by itself' if goes_on else 'after a restart'}"
        + ("; PostgreSQL had stopped itself" if crashed else "")
    )


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("syncs_fail", [False, True], ids=["at work", "after syncs failed"])
def test_the_power_goes(syncs_fail, seed, site):
    """Embedded data: kill -9 leaves the system's memory, a power cut does not. Here only what was synced is left."""
    root, _ = site
    draw, place = random.Random(seed), put_up("sqlite", site, site[0])
    disk = make_sick(place, root, copy=root / "synced")
    disk.keep_a_copy()
    place.open(seed)
    since = work_until(place, disk.fail if syncs_fail else lambda: None, draw.uniform(1, 3))
    if syncs_fail:
        time.sleep(draw.uniform(0.2, 1))
    place.house.kill()
    for clerk in place.clerks:
        clerk.leave()
        # What it was told before the lights went out counts; that they went out does not.
        clerk.wrong[:] = [wrong for wrong in clerk.wrong if "gone" not in wrong]
    if syncs_fail:
        assert_no_false_success(place, since)
    disk.heal()
    disk.cut_power()
    place.house.start()
    print(f"\nACCEPTANCE 5 (sqlite, power cut{' after failed syncs' if syncs_fail else ''}): {settle_up(place)}")
