"""A day end over thousands of accounts by the command line, killed with -9 at twenty random points: it goes on where it
was, ends in the very books that a run without kills ends in, and run again it changes nothing."""

import datetime
import json
import os
import pty
import random
import shutil
import signal
import sqlite3
import subprocess
import time

import pytest
from bank import BINARY, ENVIRONMENT, LONG, Bank

SEED = int(os.environ.get("GUICHET_SEED", "20261220"))
OUTLET, DEMAND, TERMS = 110101, 20_000 if LONG else 4_000, 4_000 if LONG else 800
KILLS = 60 if LONG else 20
EVE = datetime.date(2026, 12, 19)
# What a day end writes, without the time of day.
BOOKS = {
    "ledger_account": "id, settled_debit, settled_credit, reserved_debit, reserved_credit, last_journal, last_number, closed_on",
    "ledger_entry": "journal, number, account, side, amount, balance, previous_journal, previous_number",
    "ledger_journal": "id, key, institution, code, business_date, value_date, entries",
    "ledger_key": "institution, key, journal",
    "day_end_runs": "institution, business_date, next_date, phase, looked, booked, interest, accounts, accrued",
    "interest_accruals": "institution, business_date, product, through, accounts, total, posted",
    "deposit_products": "account, through, product, balance, last_journal, last_number",
    "term_deposits": "number, principal, opened_on, matures_on, rate_units, certificate, state, closed_on",
    "bank_calendars": "institution, business_date",
}


def compact(day):
    return day.year * 10_000 + day.month * 100 + day.day


def fill(bank, day=EVE, demand=DEMAND, terms=TERMS):
    """Accounts and their money, laid into the store from outside as another system would bring them; the ledger check
    is the judge of that."""
    draw = random.Random(SEED)
    store = sqlite3.connect(bank.folder / "bank.sqlite")
    run = store.executemany
    opened, owner = 20260921, draw.randbytes(16)
    store.execute("UPDATE bank_calendars SET business_date = ?", (compact(day),))
    clearing = OUTLET * 10**10 + 3_101_000_156
    numbers = range(1, demand + terms + 1)
    money = {n: draw.randint(10_000, 9_999_999) for n in numbers}
    ledger = {n: OUTLET * 10**10 + (2_001_000_000 if n <= demand else 2_002_000_000) + n for n in numbers}
    store.execute("INSERT INTO account_counters VALUES (?, ?) ON CONFLICT (institution) DO UPDATE SET last_number = ?", (OUTLET, demand + terms, demand + terms))
    store.execute("INSERT INTO certificate_counters VALUES (?, ?)", (OUTLET, terms))
    run("INSERT INTO demand_accounts (institution, number, customer_id, currency, state, account_class, opened_on) VALUES (?, ?, ?, 'CNY', 'active', 1, ?)",
        [(OUTLET, n, owner, opened) for n in numbers if n <= demand])
    run("INSERT INTO term_deposits (institution, number, customer_id, currency, kind, months, principal, opened_on, matures_on, rate_units, instruction, parts_drawn, renewal, lapses, linked_home, linked_number, certificate, state) VALUES (?, ?, ?, 'CNY', 'lump-sum', ?, ?, ?, ?, 1500000, ?, 0, 0, '', ?, ?, ?, 'active')",
        [(OUTLET, n, owner, 3 if n % 4 else 12, money[n], opened, 20261221 if n % 4 else 20270921,
          draw.choice(["renewBoth", "renewPrincipal", "toDemand", "payOut"]), OUTLET, n - demand, n - demand)
         for n in numbers if n > demand])
    insert = "INSERT INTO ledger_account (id, currency, kind, normal_side, may_overdraw, opened_on, settled_debit, settled_credit, reserved_debit, reserved_credit, last_journal, last_number) VALUES (?, 156, 2, 2, ?, ?, ?, ?, 0, 0, ?, ?)"
    currency = store.execute("SELECT currency FROM ledger_account LIMIT 1").fetchone()[0]
    insert = insert.replace("156", str(currency), 1)
    accounts, journals, keys, entries = [], [], [], []
    before, total = (None, None), 0
    for start in range(1, demand + terms + 1, 100):
        block = list(range(start, min(start + 100, demand + terms + 1)))
        journal, key = (b"\x01" + start.to_bytes(7, "big") + draw.randbytes(8) for _ in range(2))
        sum_ = sum(money[n] for n in block)
        total += sum_
        journals.append((journal, key, OUTLET, 9100, opened, opened, 1_790_000_000_000, len(block) + 1))
        keys.append((OUTLET, key, journal))
        entries.append((journal, 1, clearing, 1, sum_, -total, *before))
        before = (journal, 1)
        for place, n in enumerate(block, 2):
            entries.append((journal, place, ledger[n], 2, money[n], money[n], None, None))
            accounts.append((ledger[n], 0, opened, 0, money[n], journal, place))
    accounts.append((clearing, 1, opened, total, 0, *before))
    run(insert, accounts)
    run("INSERT INTO ledger_journal (id, key, institution, code, business_date, value_date, recorded_at, entries) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", journals)
    run("INSERT INTO ledger_key (institution, key, journal) VALUES (?, ?, ?)", keys)
    run("INSERT INTO ledger_entry (journal, number, account, side, amount, balance, automatic, previous_journal, previous_number) VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?)", entries)
    store.commit()
    store.close()


def books(bank):
    store = sqlite3.connect(f"file:{bank.folder}/bank.sqlite?mode=ro", uri=True)
    found = {table: sorted(store.execute(f"SELECT {columns} FROM {table}"), key=repr) for table, columns in BOOKS.items()}
    store.close()
    return found


def everything(bank):
    store = sqlite3.connect(f"file:{bank.folder}/bank.sqlite?mode=ro", uri=True)
    tables = [name for (name,) in store.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")]
    found = {table: sorted(store.execute(f"SELECT * FROM {table}"), key=repr) for table in tables}
    store.close()
    return found


def command(bank, *options):
    return [BINARY, "day-end", "--data", str(bank.folder), "--outlet", str(OUTLET), *map(str, options)]


def end_day(bank, *options):
    code, out, err = bank.run("day-end", "--outlet", OUTLET, "--json", *options)
    assert code == 0, out + err
    return json.loads(out)


@pytest.fixture(scope="module")
def bank(tmp_path_factory):
    bank = Bank.make(tmp_path_factory.mktemp("bulk") / "bank")
    fill(bank)
    code, out, err = bank.run("ledger", "check")
    assert code == 0, out + err
    yield bank
    bank.kill()


def mark(bank, day):
    """→ (phase, account number) of the batch; (0, 0) before its cut-off"""
    store = sqlite3.connect(f"file:{bank.folder}/bank.sqlite?mode=ro", uri=True)
    try:
        return store.execute("SELECT phase, cursor_number FROM day_end_runs WHERE business_date = ?", (compact(day),)).fetchone() or (0, 0)
    finally:
        store.close()


def killed(bank, day, chance):
    """Kills the program a moment after the batch has come to a phase drawn by lot.

    → the mark it left when it was cut off and not done, else None"""
    at = mark(bank, day)[0]
    wanted, moment = chance.randint(min(4, max(1, at)), 4), chance.uniform(0, 0.04)
    program = subprocess.Popen(
        command(bank, "--date", day), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, env=ENVIRONMENT)
    if at >= wanted:
        time.sleep(0.3)
    while program.poll() is None and mark(bank, day)[0] < wanted:
        time.sleep(0.001)
    time.sleep(moment)
    at_work = program.poll() is None
    program.send_signal(signal.SIGKILL)
    program.wait()
    left = mark(bank, day)
    return left if at_work and 0 < left[0] < 6 else None


def test_refused_plainly_while_something_is_wrong(bank):
    code, out, err = bank.run("day-end", "--outlet", OUTLET, "--date", "1999-01-01")
    assert code == 1 and "day-end.other-day" in err and "2026-12-19" in err
    code, out, err = bank.run("day-end", "--outlet", 999999)
    assert code == 1 and "calendar.not-started" in err
    code, out, err = bank.run("day-end", "--outlet", "1101")
    assert code == 64 and "six digits" in err
    code, out, err = bank.run("day-end", "--outlet", OUTLET, "--status")
    assert code == 0 and "No day was ended yet" in out
    bank.start()
    try:
        code, out, err = bank.run("day-end", "--outlet", OUTLET)
        assert code == 2 and "storage.in-use" in err, out + err
        code, out, err = bank.run("day-end", "--outlet", OUTLET, "--status", "--json")
        assert code == 0 and json.loads(out) == []
    finally:
        bank.kill()


def test_killed_at_random_points_it_ends_in_the_same_books(bank, tmp_path):
    chance = random.Random(SEED)
    twin = Bank(tmp_path / "twin")
    shutil.copytree(bank.folder, twin.folder, dirs_exist_ok=True)
    kills, at, day, took = 0, {}, EVE, []
    while kills < KILLS:
        began = time.monotonic()
        whole = end_day(twin, "--date", day)
        took.append(time.monotonic() - began)
        while kills < KILLS and mark(bank, day)[0] < 6:
            if left := killed(bank, day, chance):
                kills += 1
                at[left[0]] = at.get(left[0], 0) + 1
        assert end_day(bank, "--date", day) | {"startedAt": 0, "endedAt": 0} == whole | {"startedAt": 0, "endedAt": 0}
        assert books(bank) == books(twin), f"{day} after {kills} kills"
        day += datetime.timedelta(days=1)
        assert day < EVE + datetime.timedelta(days=30)
    before = everything(bank)
    again = end_day(bank, "--date", EVE + datetime.timedelta(days=1))
    assert again["done"] and again["booked"] > 0
    assert everything(bank) == before, "a rerun changes nothing"
    bank.assert_sound()
    print(f"\nDAY END: {len(took)} days of {DEMAND + TERMS} accounts, {kills} kills in phases {dict(sorted(at.items()))}, a run took {max(took):.1f} s")


def test_the_terminal_shows_a_bar(bank):
    back, front = pty.openpty()
    program = subprocess.Popen(command(bank), stdout=subprocess.PIPE, stderr=front, stdin=subprocess.DEVNULL, env=ENVIRONMENT)
    os.close(front)
    seen = b""
    try:
        while chunk := os.read(back, 4096):
            seen += chunk
    except OSError:
        pass
    out, _ = program.communicate()
    assert program.returncode == 0
    text = seen.decode()
    assert "█" in text and "░" in text and "1000/1000" in text and "计提活期利息" in text
    assert "100%" in out.decode()
