"""kill -9 at every named point and at random moments: nothing half-done, nothing lost, nothing twice (acceptance 5)."""

import http.client
import os
import random
import shutil
import sqlite3
import threading
import time

import pytest
from bank import LONG, Bank
from counter import Counter, Refused, new_key, opening

SEED = int(os.environ.get("GUICHET_SEED", "19930101"))
ROUNDS = 200 if LONG else 20
GONE = (ConnectionError, http.client.HTTPException, TimeoutError, OSError)

#: Sources/Desk/CrashPoint.swift → what may be found after the restart.
POINTS = {
    "before-reserve": {"opened"},
    "after-reserve": {"released"},
    "after-drawing": {"released"},
    "after-draft": {"drafted"},
    "after-pages": {"drafted"},
    "after-ink": {"drafted"},
    "after-seal": {"drafted"},
    "inside-settle": {"drafted"},
    "after-settle": {"settled"},
    "inside-release": {"drafted"},
    "after-release": {"released"},
}


def test_every_point_is_known():
    from bank import ROOT
    import re

    text = (ROOT / "Sources/Desk/CrashPoint.swift").read_text()
    assert set(re.findall(r'= "([a-z-]+)"', text)) == set(POINTS)


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    bank = Bank.make(tmp_path_factory.mktemp("faults") / "bank")
    bank.start()
    counter = Counter(bank, "T0001")
    bank.account = counter.open_account()
    bank.counter = counter
    yield bank
    if bank.server:
        assert bank.stop() == 0
    bank.assert_sound()


def archived(bank):
    import json

    code, out, err = bank.run("archive", "list", "--json", "--limit", "100000")
    assert code == 0, err
    return {entry["number"]: entry for entry in json.loads(out)}


@pytest.mark.parametrize("point", POINTS)
def test_a_crash_at_a_named_point(house, point):
    bank, counter = house, house.counter
    bank.stop()
    bank.start(crash_at=point)
    counter.again()
    before = float(counter.balance(bank.account))
    fields = {"account": bank.account, "amount": "100.00", "denominations": "100x1"}
    case = counter.begin("cash-deposit")
    told = None
    with pytest.raises(GONE):
        counter.submit(case["id"], fields)
        counter.read()
        if "release" in point:
            counter.refuse()
        counter.sign()
        told = counter.confirm()
    assert bank.wait_dead() == -9 and told is None

    bank.assert_sound()
    said = bank.start()
    counter.again()
    found = counter.case(case["id"])
    assert found["state"] in POINTS[point], found
    assert said["resumed"] == (found["state"] == "drafted") and said["released"] == (point in ("after-reserve", "after-drawing"))
    assert (found.get("number") in archived(bank)) == (found["state"] == "settled")
    if found["state"] == "opened":
        counter.submit(case["id"], fields)
        assert counter.finish(case["id"])["state"] == "settled"
    elif found["state"] == "drafted":
        shown = counter.shown()
        assert shown["phase"] == "reading" and shown["case"]["id"] == case["id"] and shown["case"]["confirmed"] == []
        if "release" in point:
            counter.refuse()
        else:
            assert counter.finish(case["id"])["state"] == "settled"
    found = counter.case(case["id"])
    if found["state"] == "released":
        assert found["handBack"] == "due"
        counter.teller.post(f"/api/v1/cases/{case['id']}/hand-back", {"count": "100*1"})
        counter.end(case["id"])
        assert float(counter.balance(bank.account)) == before
    else:
        if not counter.case(case["id"])["ended"]:
            counter.end(case["id"])
        assert float(counter.balance(bank.account)) == before + 100
        assert found["number"] in archived(bank)
    bank.assert_sound()


class Worker(threading.Thread):
    """One counter that goes on depositing until the server is gone, and writes down what it was told."""

    def __init__(self, counter, account, seed):
        super().__init__(daemon=True)
        self.counter = counter
        self.account = account
        self.draw = random.Random(seed)
        #: key → {"amount", "case" or None, "told": what the server has said of it last}
        self.book = {}
        self.wrong = []

    def run(self):
        try:
            while True:
                self.one(new_key(), self.draw.randint(1, 9))
        except GONE:
            pass
        except Exception as other:
            self.wrong.append(repr(other))

    def one(self, key, notes):
        entry = self.book.setdefault(key, {"amount": notes * 100, "told": None})
        counter = self.counter
        case = counter.begin("cash-deposit", key)
        fields = {"account": self.account, "amount": f"{notes * 100}.00", "denominations": f"100x{notes}"}
        counter.submit(case["id"], fields)
        counter.read()
        if self.draw.random() < 0.15:
            entry["wants"] = "released"
            counter.refuse()
            entry["told"] = "released"
            counter.teller.post(f"/api/v1/cases/{case['id']}/hand-back", {"count": f"100*{notes}"})
        else:
            counter.sign()
            settled = counter.confirm()
            entry["told"], entry["number"] = settled["state"], settled["number"]
        counter.end(case["id"])

    def recover(self):
        """After the restart: every case this counter knows of, asked for by its own key; the open ones are ended."""
        counter, found = self.counter, None
        counter.again()
        for key, entry in self.book.items():
            if entry.get("closed"):
                continue
            case = counter.begin("cash-deposit", key)
            state = case["state"]
            if entry["told"] and entry["told"] != state:
                self.wrong.append(f"told {entry['told']}, but it is {state}")
            if state == "opened":
                counter.teller.post(f"/api/v1/cases/{case['id']}/release")
            elif state == "drafted":
                if self.draw.random() < 0.5:
                    counter.finish(case["id"])
                else:
                    counter.refuse()
            case = counter.case(case["id"])
            if case["handBack"] == "due":
                counter.teller.post(f"/api/v1/cases/{case['id']}/hand-back", {"count": f"100*{entry['amount'] // 100}"})
            if not case["ended"]:
                counter.end(case["id"])
            entry.update(state=case["state"], number=case.get("number"), closed=True)


def test_kill_nine_at_any_moment_under_load(tmp_path_factory):
    print(f"\nseed {SEED}, {ROUNDS} rounds")
    draw = random.Random(SEED)
    bank = Bank.make(tmp_path_factory.mktemp("kills") / "bank")
    bank.start()
    counters = [
        Counter(bank, "T0001"), Counter(bank, "T0002"), Counter(bank, "T0003", institution="110102"), Counter(bank, "R0001", box=9),
    ]
    homes = [(counter, counter.open_account(name=f"张{'一二三四'[i]}")) for i, counter in enumerate(counters)]
    books, states = [{} for _ in homes], {"settled": 0, "released": 0}
    for number in range(ROUNDS):
        workers = [Worker(counter, account, draw.random()) for counter, account in homes]
        for worker in workers:
            worker.start()
        time.sleep(draw.uniform(0.05, 1.2))
        bank.kill()
        for worker in workers:
            worker.join(70)
            assert not worker.is_alive()
        bank.start()
        for index, worker in enumerate(workers):
            worker.recover()
            assert worker.wrong == [], f"round {number}: {worker.wrong}"
            books[index].update(worker.book)
        if number % 5 == 4:
            bank.assert_sound()
    kept = archived(bank)
    for (counter, account), book in zip(homes, books):
        settled = [entry for entry in book.values() if entry["state"] == "settled"]
        for entry in book.values():
            states[entry["state"]] += 1
            assert (entry["number"] in kept) == (entry["state"] == "settled"), entry
        assert float(counter.balance(account)) == sum(entry["amount"] for entry in settled), "lost or doubled"
        numbers = [entry["number"] for entry in settled]
        assert len(numbers) == len(set(numbers))
    print(f"ACCEPTANCE 5: {ROUNDS} kills, {states}; 0 half-done, 0 lost, 0 double")
    assert states["settled"] > ROUNDS and states["released"] > 0
    assert len(kept) == states["settled"] + len(homes)
    assert bank.stop() == 0
    bank.assert_sound()
    for entry in list(kept.values())[:: max(1, len(kept) // 5)]:
        target = tmp_path_factory.mktemp("taken") / "v.pdf"
        assert bank.run("archive", "get", entry["id"], "-o", target)[0] == 0
        assert bank.run("verify", target)[0] == 0


DAMAGE = {
    "a balance": ("ledger check", "UPDATE ledger_account SET {balance} = {balance} + 1 WHERE id = (SELECT account FROM ledger_entry ORDER BY journal DESC LIMIT 1)"),
    "an amount": ("ledger check", "UPDATE ledger_entry SET amount = amount + 1 WHERE journal = (SELECT max(journal) FROM ledger_entry) AND number = (SELECT min(number) FROM ledger_entry)"),
    "a leg gone": ("ledger check", "DELETE FROM ledger_entry WHERE journal = (SELECT max(journal) FROM ledger_entry) AND number = (SELECT max(number) FROM ledger_entry WHERE journal = (SELECT max(journal) FROM ledger_entry))"),
    "who did it": ("audit verify", "UPDATE audit_entry SET actor = 'T0009' WHERE sequence = 2"),
    "an audit entry gone": ("audit verify", "DELETE FROM audit_entry WHERE sequence = 3"),
    "the tail cut off": ("audit verify", "DELETE FROM audit_entry WHERE sequence = (SELECT max(sequence) FROM audit_entry)"),
    "a checkpoint gone": ("audit verify", "DELETE FROM audit_checkpoint WHERE sequence = (SELECT max(sequence) FROM audit_checkpoint)"),
    "one bit of a voucher": ("archive check", "UPDATE archive_blob SET body = CAST(substr(body, 1, 99) || (CASE substr(body, 100, 1) WHEN x'00' THEN x'01' ELSE x'00' END) || substr(body, 101) AS BLOB) WHERE hash = (SELECT min(hash) FROM archive_blob)"),
    "a voucher gone": ("archive check", "DELETE FROM archive_blob WHERE hash = (SELECT max(hash) FROM archive_blob)"),
}


@pytest.mark.parametrize("what", DAMAGE)
def test_the_checks_that_call_all_this_sound_do_find_damage(house, tmp_path, what):
    """Without this, “0 half-done” could be said by checks that see nothing."""
    command, change = DAMAGE[what]
    house.stop()
    copy = Bank(tmp_path / "copy", port=1)
    shutil.copytree(house.folder, copy.folder)
    house.start()
    line = sqlite3.connect(copy.folder / "bank.sqlite")
    columns = [row[1] for row in line.execute("PRAGMA table_info(ledger_account)")]
    balance = next(column for column in columns if "settled" in column or "balance" in column or "posted" in column)
    line.execute("PRAGMA foreign_keys = OFF")
    assert line.execute(change.format(balance=balance)).rowcount > 0
    line.commit()
    line.close()
    code, out, err = copy.run(*command.split())
    assert code == 1 and "✗" in out, out + err


def test_an_orderly_end_does_not_wait_for_screens(house):
    """SIGTERM while a display and a workbench listen for live events: they are let go, the server ends."""
    screens = []
    for path, cookie in (
        ("/display/events", f"guichet_display={house.counter.display_token}"),
        ("/workbench/events", f"guichet_session={house.counter.teller.token}; guichet_station={house.counter.station}"),
    ):
        line = http.client.HTTPConnection("127.0.0.1", house.port, timeout=30)
        line.request("GET", path, headers={"Cookie": cookie})
        answer = line.getresponse()
        assert answer.status == 200 and answer.headers["Content-Type"].startswith("text/event-stream")
        assert b"retry" in answer.fp.readline() + answer.fp.readline()
        screens.append(line)
    started = time.monotonic()
    assert house.stop() == 0
    assert time.monotonic() - started < 10
    for line in screens:
        line.close()
    house.start()
