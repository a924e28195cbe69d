"""The database server goes away, comes back, or is the wrong one: the counter waits, says so, and loses nothing."""

import os
import random
import shutil
import socket
import threading
import time
from contextlib import ExitStack, contextmanager

import pytest
from bank import ENVIRONMENT, LONG, free_port, guichet
from counter import Api, Refused
from kit.clerk import assert_books_agree, codes, staff_counters, standing, wait_for
from kit.disk import SickDisk, build_shim
from kit.house import ENGINES, House, dump, need_store_option, reachable_folder, refused, rewrite
from kit.postgres import ROLE, Postgres

SEED = int(os.environ.get("GUICHET_SEED", "19930101"))
KILLS, RESTARTS = (50, 20) if LONG else (5, 2)
CLERKS = 4 if LONG else 3

#: A settlement in doubt is looked up by the server itself within this many seconds of the store's return.
CLEARED_WITHIN = 10


@pytest.fixture(scope="module")
def ground():
    """A folder that PostgreSQL can enter, for the clusters and the banks of this module."""
    with reachable_folder("server", in_memory=True) as root:
        yield root


@pytest.fixture(scope="module")
def disk(ground):
    """What the cluster writes to: sound, but it can be made to hang."""
    return SickDisk(build_shim(ground), ground / "cluster" / "data", ground)


@pytest.fixture(scope="module")
def made_cluster(ground, disk):
    need_store_option()
    # Each commit takes its time, so that a kill often meets one.
    cluster = Postgres(ground / "cluster", commit_delay="20000", commit_siblings="0").init()
    cluster.environment = disk.environment
    yield cluster
    disk.heal()
    cluster.remove()


@pytest.fixture
def cluster(made_cluster, disk):
    """In order, whatever the test before left."""
    disk.heal()
    if not made_cluster.runs:
        made_cluster.start()
    return made_cluster


@contextmanager
def served(cluster, ground, name):
    """A demo bank of its own in a database of its own, served, with counters at work."""
    house = House.make(ground / name, store=cluster.createdb(name))
    try:
        house.start()
        yield house, staff_counters(house, CLERKS, SEED)
    finally:
        house.kill()


def killed(cluster, down_for):
    """As when the machine of the database falls over and comes back."""
    end = time.monotonic() + down_for
    cluster.kill()
    assert not cluster.runs, "the fault did not take"
    yield
    time.sleep(max(0, end - time.monotonic()))
    cluster.start()


def restarted(cluster, _):
    """As when somebody installs a new minor version."""
    yield
    cluster.restart("fast")


def booked_since(clerk, moment):
    return any(one.closed and one.confirmed > moment for one in clerk.customers)


#: How, and for how many seconds each time. Requests wait a while for the store; only a longer absence is told.
AWAY = {
    "killed": (killed, [2] * (KILLS - 1) + [12]),
    "restarted in order": (restarted, [0] * RESTARTS),
}


@pytest.mark.parametrize("how", AWAY)
def test_the_server_goes_and_comes_back_under_load(how, cluster, ground):
    way, absences = AWAY[how]
    draw, longest = random.Random(SEED), 0.0
    with served(cluster, ground, how.replace(" ", "_")) as (house, clerks):
        process = house.server.pid
        for clerk in clerks:
            clerk.begin()
        for number, absence in enumerate(absences):
            time.sleep(draw.uniform(0.2, 1.2))
            down = time.monotonic()
            for _ in way(cluster, absence):
                if absence > 5:
                    house.assert_answers_pages(clerks[0].counter)
                    is_told = lambda: any(note.ended > down for clerk in clerks for note in clerk.notes)  # noqa: E731
                    wait_for("somebody is told that the store is away", is_told, absence)
            back = time.monotonic()
            wait_for(
                f"round {number}: every counter books again",
                lambda: all(booked_since(clerk, back) for clerk in clerks), 30, why=lambda: standing(clerks),
            )
            now = time.monotonic()
            longest = max(longest, now - back)
            doubts = [one for clerk in clerks for one in clerk.customers if one.doubt > down]
            late = [one for one in doubts if (one.cleared or now) - back > CLEARED_WITHIN]
            assert late == [], f"round {number}: in doubt for more than {CLEARED_WITHIN} s after the return: {late}"
            wrong = {clerk.counter.number: clerk.wrong for clerk in clerks if clerk.wrong}
            assert not wrong, f"round {number}: {wrong}"
        for clerk in clerks:
            clerk.leave()
        assert house.lives and house.server.pid == process, f"the server did not live through it: {house.log()[-3000:]}"
        notes = [note for clerk in clerks for note in clerk.notes]
        refusals = sorted({code for clerk in clerks for _, code in clerk.refusals})
        print(f"\n  told meanwhile: {codes(notes)}, refusals {refusals}")
        unclear = [wrong for note in notes if (wrong := note.wrong())]
        assert unclear == [], f"{len(unclear)} answers that are no clear problem, such as {unclear[0]}"
        plain = ("storage.unreachable", "in-doubt", "storage.busy", "storage.contended")
        strange = [f"{note.what} → {note.status} {note.code}" for note in notes if note.code not in plain]
        assert strange == [], f"a store that is away must be told as such: {strange[:5]}; the log:\n{house.faults()}"
        told = sum(len(clerk.told_settled()) for clerk in clerks)
        doubts = [one for clerk in clerks for one in clerk.customers if one.doubt]
        for clerk in clerks:
            clerk.settle_up()
        ended = assert_books_agree(house, clerks)
        assert house.stop() == 0, house.log()[-3000:]
        house.assert_sound()
    print(
        f"ACCEPTANCE (postgresql {how}, {len(absences)} times): told settled {told}, in doubt {len(doubts)}, "
        f"found {ended}; business went on at most {longest:.1f} s after the return, without a restart; "
        "0 false successes, 0 lost, 0 double"
    )


def committing(cluster, database):
    """Whether a COMMIT waits for the disk."""
    hanging = (
        f"SELECT count(*) FROM pg_stat_activity WHERE datname = '{database}' AND state = 'active' AND query = 'COMMIT' "
        "AND wait_event IN ('WALSync', 'WALWrite')"
    )
    return cluster.sql(hanging) != "0"


def told_all(cluster, database):
    """What was settled before is being told to other systems, which commits as well: waits until that is done."""
    wait_for("the outbox is empty", lambda: cluster.sql("SELECT count(*) FROM outbox", database) == "0", 20)


def test_a_settlement_in_doubt_clears_itself(cluster, disk, ground):
    """The server dies after it was asked to commit and before it answered: exactly the moment of no knowledge."""
    with served(cluster, ground, "doubtful") as (house, clerks):
        cases, answers = {}, {}
        for clerk in clerks:
            counter = clerk.counter
            case = counter.begin("cash-deposit")
            counter.submit(case["id"], {"account": clerk.account, "amount": "200.00", "denominations": "100x2"})
            counter.read()
            counter.sign()
            cases[counter.number] = case["id"]

        def confirm(counter):
            try:
                answers[counter.number] = counter.confirm()["state"]
            except Refused as refused:
                answers[counter.number] = f"{refused.status} {refused.code}"

        def state(clerk):
            return clerk.counter.case(cases[clerk.counter.number])["state"]

        def is_clear(clerk):
            """Only looks."""
            try:
                shown = clerk.counter.shown()["phase"]
                return state(clerk) == "settled" or shown in ("reading", "signing", "confirming")
            except Refused:
                return False

        told_all(cluster, "doubtful")
        disk.hang()
        threads = [threading.Thread(target=confirm, args=(clerk.counter,), daemon=True) for clerk in clerks]
        for thread in threads:
            thread.start()
        wait_for("somebody's COMMIT hangs", lambda: committing(cluster, "doubtful"), 60)
        time.sleep(1)
        assert "settled" not in answers.values(), f"told settled before anything was synced: {answers}"
        cluster.kill()
        disk.heal()
        for thread in threads:
            thread.join(60)
        cluster.start()
        back = time.monotonic()
        wait_for("what was in doubt is settled or may be confirmed", lambda: all(map(is_clear, clerks)), CLEARED_WITHIN)
        waited, found = time.monotonic() - back, {clerk.counter.number: state(clerk) for clerk in clerks}
        print(f"\n  told {answers}, {waited:.1f} s after the return {found}")
        assert "503 in-doubt" in answers.values(), f"a COMMIT was sent and not answered, but told was {answers}"
        # The others met the one that hangs, and nothing was done.
        told_nothing_done = {"503 storage.contended", "503 storage.unreachable"}
        assert set(answers.values()) <= {"503 in-doubt", *told_nothing_done}, answers
        booked = cluster.sql("SELECT count(*) FROM desk_case WHERE service = 'cash-deposit' AND state = 4", "doubtful")
        seen = str(list(found.values()).count("settled"))
        assert booked == seen, f"{booked} are settled in the books, the counters see {found}"
        wrong = [who for who, answer in answers.items() if answer in told_nothing_done and found[who] == "settled"]
        assert not wrong, f"told that nothing was done, and yet settled: {wrong}"
        for clerk in clerks:
            if state(clerk) == "drafted":
                clerk.counter.finish(cases[clerk.counter.number])
            assert state(clerk) == "settled"
            assert float(clerk.counter.balance(clerk.account)) == 200, "lost or doubled"
        assert house.stop() == 0, house.log()[-3000:]
        house.assert_sound()
    doubts = list(answers.values()).count("503 in-doubt")
    print(f"ACCEPTANCE (postgresql, fate unknown): {doubts} in doubt, clear {waited:.1f} s after the return")


@pytest.fixture(scope="module")
def stepped(made_cluster, ground):
    """A bank whose counters meet the death of the server, each at another step."""
    if not made_cluster.runs:
        made_cluster.start()
    house = House.make(ground / "stepped", store=made_cluster.createdb("stepped"))
    house.start()
    yield house, staff_counters(house, 4, SEED)
    house.kill()


#: What is being written when the server dies → whose counter, and what the customer wants.
STEPS = {
    "the case is opened": (0, "settled"),
    "the form is submitted": (1, "settled"),
    "the customer refuses": (2, "released"),
    "the cash is handed back": (3, "released"),
    "the case is ended": (0, "settled"),
}


@pytest.mark.parametrize("step", STEPS)
def test_a_step_in_doubt_can_be_done_again(step, cluster, disk, stepped):
    """Its commit was sent and not answered, and is durable: the counter must find its way without a restart."""

    house, clerks = stepped
    wait_for("the bank is open", lambda: opens(house), 20)
    clerk = clerks[STEPS[step][0]]
    counter, customer = clerk.counter, clerk.receive(STEPS[step][1])
    deeds = {
        "the case is opened": lambda: counter.begin("cash-deposit", customer.key),
        "the form is submitted": lambda: counter.submit(customer.case, clerk.fields(customer)),
        "the customer refuses": counter.refuse,
        "the cash is handed back": lambda: clerk.hand_back(customer),
        "the case is ended": lambda: counter.end(customer.case),
    }
    if step != "the case is opened":
        customer.case = counter.begin("cash-deposit", customer.key)["id"]
    if step in ("the customer refuses", "the cash is handed back", "the case is ended"):
        counter.submit(customer.case, clerk.fields(customer))
    if step == "the cash is handed back":
        counter.refuse()
    if step == "the case is ended":
        counter.read()
        counter.sign()
        counter.confirm()
    told = []

    def do():
        try:
            deeds[step]()
            told.append("done")
        except Refused as refused:
            told.append(f"{refused.status} {refused.code}")

    told_all(cluster, "stepped")
    disk.hang()
    thread = threading.Thread(target=do, daemon=True)
    thread.start()
    wait_for("its COMMIT hangs", lambda: committing(cluster, "stepped"), 60)
    cluster.kill()
    disk.heal()
    cluster.start()
    thread.join(60)
    assert told and told[0] in ("done", "503 in-doubt"), f"the fate was unknown, but told was {told}"
    views = lambda: (counter.begin("cash-deposit", customer.key), counter.case(customer.case))  # noqa: E731
    customer.case = counter.begin("cash-deposit", customer.key)["id"]
    wait_for(
        "the case is the same by its key and by its id", lambda: len(set(map(str, views()))) == 1, CLEARED_WITHIN,
        why=lambda: "\nby key: {}\nby id:  {}".format(*views()),
    )
    clerk.finish(customer, 15)
    assert clerk.wrong == [], clerk.wrong
    print(f"\n  told {told[0]}, then {customer.told}")
    # A form whose page was not kept cannot be shown: then its cash is handed back.
    if step != "the form is submitted":
        assert customer.told == customer.wants, f"wanted {customer.wants}, became {customer.told}"
    found = counter.case(customer.case)
    assert found.get("number"), f"the journal number is lost: {found}"
    assert float(counter.balance(clerk.account)) == sum(one.amount for one in clerk.customers if one.told == "settled")
    code, out, err = house.run("ledger", "check")
    assert code == 0, out + err


@pytest.mark.skipif(not LONG, reason="three waits for the store of ten seconds each: GUICHET_LONG=1")
def test_the_counter_closes_in_order_while_the_store_is_away(cluster, ground):
    """Ctrl-C must not wait for ever for what does not come, and what was settled is there afterwards."""
    with served(cluster, ground, "closing") as (house, clerks):
        for clerk in clerks:
            clerk.begin()
        wait_for("each counter has booked something", lambda: all(clerk.told_settled() for clerk in clerks), 60)
        for clerk in clerks:
            clerk.leave()
        cluster.kill()
        started = time.monotonic()
        house.server.terminate()
        code = house.wait_dead(60)
        print(f"\n  exit {code} after {time.monotonic() - started:.1f} s")
        assert code == 0, house.log()[-3000:]
        cluster.start()
        house.start()
        for clerk in clerks:
            clerk.settle_up()
        assert_books_agree(house, clerks)
        assert house.stop() == 0, house.log()[-3000:]
        house.assert_sound()


# Opening


@pytest.fixture
def closed(cluster, ground):
    """A bank that nobody serves, and beside it empty databases and roles that do not suit. Made once."""
    house = House(ground / "closed", store=cluster.url("closed"))
    if not house.folder.exists():
        cluster.createdb("nothing")
        cluster.createdb("blank")
        cluster.sql("CREATE ROLE locked LOGIN PASSWORD 'right-secret'; CREATE ROLE poor LOGIN")
        House.make(house.folder, store=cluster.createdb("closed"))
        cluster.sql("GRANT ALL ON ALL TABLES IN SCHEMA public TO locked", database="closed")
    return house


@pytest.fixture
def standby(cluster, closed, ground):
    standby = Postgres(ground / "standby").init_standby_of(cluster).start()
    assert standby.sql("SELECT pg_is_in_recovery()") == "t"
    yield standby
    standby.remove()


@contextmanager
def mute_server():
    """Takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as line:
        yield line.getsockname()[1]


#: What is wrong → the address, and the code that must be told: a start that fails for another reason proves nothing.
WRONG = {
    "nobody listens": (lambda c: f"postgres://{ROLE}@127.0.0.1:{free_port()}/closed", "storage.unreachable"),
    "no such host": (lambda c: f"postgres://{ROLE}@nowhere.invalid:5432/closed", "storage.unreachable"),
    "no such database": (lambda c: c.url("never_made"), "storage.no-database"),
    "no such role": (lambda c: c.url("closed", role="never_made"), "storage.no-database"),
    "a wrong password": (lambda c: c.url("closed", role="locked"), "storage.credentials"),
    "no password": (lambda c: c.url("closed", role="locked"), "storage.credentials"),
    "a password in the address": (lambda c: c.url("closed", role="locked:right-secret"), "roof.store-password"),
    "a role without rights": (lambda c: c.url("closed", role="poor"), "storage.rights"),
    "another kind of store": (lambda c: "mysql://bench@127.0.0.1/closed", ""),
}


def with_password(what, ground):
    """libpq reads passwords from a file of one's own; the one of whoever runs this must not be read."""
    file = ground / "pgpass"
    file.write_text("*:*:*:locked:wrong-secret\n" if what == "a wrong password" else "")
    file.chmod(0o600)
    return {**ENVIRONMENT, "PGPASSFILE": str(file)}


def tables(cluster, database):
    return int(cluster.sql("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'", database=database))


def assert_plain(said, seconds):
    print(f"\n  {seconds:4.1f} s: {said}")
    assert "secret" not in said, f"a password has no place on a terminal: {said}"
    assert not any(word in said for word in ("PGconn", "Domain=", "Optional(", "fault(")), f"not for people: {said}"


@pytest.mark.parametrize("what", WRONG)
def test_the_bank_does_not_open_with(what, cluster, closed, ground):
    address, code = WRONG[what]
    before = dump(closed, cluster)
    said, seconds = closed.refuses_to_serve("--store", address(cluster), environment=with_password(what, ground))
    assert_plain(said, seconds)
    assert f"[{code}" in said, f"{what} must be told as {code}: {said}"
    assert dump(closed, cluster) == before, f"the refused start with {what} changed the data"


def test_the_bank_does_not_open_on_a_server_that_never_answers(closed):
    with mute_server() as port:
        assert_plain(*closed.refuses_to_serve("--store", f"postgres://{ROLE}@127.0.0.1:{port}/closed"))


def test_the_bank_does_not_open_on_a_standby(closed, standby):
    assert_plain(*closed.refuses_to_serve("--store", standby.url("closed")))


def test_the_bank_does_not_open_on_an_empty_database(cluster, closed):
    """The keys of a bank with somebody else's nothing: a typing error, no new bank."""
    assert_plain(*closed.refuses_to_serve("--store", cluster.url("nothing")))
    assert tables(cluster, "nothing") == 0, f"the refused start left {tables(cluster, 'nothing')} tables"


def test_the_bank_does_not_open_with_the_data_of_another_one(cluster, closed, ground):
    other = House.make(ground / "other", store=cluster.createdb("other"))
    before = dump(other, cluster)
    assert_plain(*closed.refuses_to_serve("--store", other.store))
    assert dump(other, cluster) == before, "the refused start changed the other bank's data"


@pytest.mark.parametrize("what", ["nobody listens", "no such database", "a wrong password", "a role without rights"])
def test_no_half_bank_is_made_with(what, cluster, closed, ground):
    # A database of its own: the role must be too poor to make tables, not meet those of a bank.
    address, code = WRONG[what]
    url, folder = address(cluster).replace("/closed", "/blank"), ground / f"new {what}"
    started = time.monotonic()
    said = refused("demo", "--data", folder, "--store", url, environment=with_password(what, ground))
    assert_plain(said, time.monotonic() - started)
    assert f"[{code}" in said, f"{what} must be told as {code}: {said}"
    left = [path.name for path in ground.iterdir() if path.name.startswith(folder.name)]
    assert left == [], f"half a bank: {left}"
    assert tables(cluster, "blank") == 0, f"half a bank: {tables(cluster, 'blank')} tables"


def test_no_bank_is_made_over_another_one(cluster, closed, ground):
    before = dump(closed, cluster)
    said = refused("demo", "--data", ground / "second", "--store", closed.store)
    assert dump(closed, cluster) == before, f"the data of the first bank changed: {said}"
    left = [path.name for path in ground.iterdir() if path.name.startswith("second")]
    assert left == [], f"half a bank: {left}"


def twins(cluster, ground, stack, name):
    """A bank and a copy of its folder: the same data, the same keys, another place."""
    first = House.make(ground / name, store=cluster.createdb(name))
    shutil.copytree(first.folder, ground / f"{name}_twin")
    twin = House(ground / f"{name}_twin", store=first.store)
    stack.callback(first.kill)
    stack.callback(twin.kill)
    first.start()
    return first, twin


def test_a_bank_is_served_once(cluster, ground):
    """Not from its own folder and not from a copy of it elsewhere; but again after a crash."""
    with ExitStack() as stack:
        first, twin = twins(cluster, ground, stack, "once")
        for house, where in ((House(first.folder, store=first.store), "its own folder"), (twin, "a copy of it")):
            said, _ = house.refuses_to_serve()
            assert "storage.in-use" in said, f"served from {where} as well: {said}"
        assert first.lives and opens(first), "the first one must not be disturbed"
        first.kill()
        twin.start()
        assert twin.stop() == 0


def test_a_bank_is_served_once_even_when_the_store_was_away(cluster, ground):
    """The lock ends with the connection that held it: who lost it must have it again before he writes."""
    with ExitStack() as stack:
        first, twin = twins(cluster, ground, stack, "away")
        cluster.restart("fast")
        wait_for("the first one is open again", lambda: opens(first), 20)
        said, _ = twin.refuses_to_serve()
        assert "storage.in-use" in said, f"served twice after the store was away: {said}"
        assert first.lives and opens(first), "the first one must not be disturbed"


def opens(house):
    """Whether somebody can sign on, which writes."""
    try:
        Api(house.port).sign_on("A0001", house.sign_ons["A0001"])
        return True
    except Refused:
        return False


@pytest.mark.parametrize("engine", ENGINES)
def test_data_of_a_newer_program_are_left_alone(engine, ground, request):
    cluster = request.getfixturevalue("cluster") if engine == "postgresql" else None
    store = cluster.createdb("newer") if cluster else None
    house = House.make(ground / f"newer-{engine}", store=store)
    rewrite(house, cluster, "UPDATE schema_version SET step = 99")
    before = dump(house, cluster)
    said, _ = house.refuses_to_serve()
    assert "storage.schema-newer" in said, said
    assert dump(house, cluster) == before, "the refused start changed the data"
    assert guichet("serve", "--data", house.folder, "--port", house.port)[0] == 2, "the second start is refused as well"
