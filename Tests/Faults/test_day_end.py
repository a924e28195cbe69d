"""The end of the day through the front door, the server killed with -9 in the middle of it: interest of the quarter is
credited exactly once, counters work on meanwhile, and the books stay sound (BC-012). Bulk by the command line:
`test_day_end_bulk.py`."""

import datetime
import os
import random
import time

import pytest
from bank import LONG, Bank
from counter import Api, Counter, Refused

SEED = int(os.environ.get("GUICHET_SEED", "20051206"))
DEPOSITS = {"1": ("10000.00", "100x100"), "2": ("123456.00", "100x1234 50x1 5x1 1x1"), "3": ("99.00", "50x1 20x2 5x1 1x4")}


@pytest.fixture(scope="module")
def bank(tmp_path_factory):
    bank = Bank.make(tmp_path_factory.mktemp("day-end") / "bank")
    bank.start()
    yield bank
    bank.kill()


def wait_done(bank, date, boss):
    end = time.monotonic() + 30
    while time.monotonic() < end:
        day = next(d for d in boss.get("/api/v1/day-ends")["days"] if d["date"] == date)
        if day["phase"] == "done":
            return day
        time.sleep(0.1)
    raise AssertionError(f"the batch of {date} does not end: {day}")


def rounded(principal, days, rate_millionths):
    """Half up to the fen; rates in millionths, principal in yuan."""
    return (principal * days * rate_millionths * 100 + 180 * 1_000_000) // (360 * 1_000_000)


def test_a_quarter_ends_under_kill_9(bank):
    chance = random.Random(SEED)
    counter = Counter(bank, "T0002", counts=("CNY 100*1",))
    accounts = {}
    for name, (amount, notes) in DEPOSITS.items():
        account = counter.open_account()
        again = {"amountAgain": amount} if float(amount) > 50000 else {}
        counter.deposit(account, amount, notes, **again)
        accounts[account] = amount
    today = datetime.date.fromisoformat(counter.case(counter.begin("account-open")["id"])["businessDate"])
    boss = Api(bank.port).sign_on("S0001", bank.sign_ons["S0001"])
    with pytest.raises(Refused) as no:
        boss.post("/api/v1/day-ends", {"date": str(today)})
    assert no.value.code == "day-end.till-open"
    held = counter.teller.get("/api/v1/tills/current")["drawers"][0]
    count = "CNY " + ",".join(f"{line['face']}*{line['pieces']}" for line in held["lines"])
    counter.teller.post("/api/v1/tills/current/closing", {"counts": [count]})

    settlement = next(
        datetime.date(year, month, 20) for year in (today.year, today.year + 1) for month in (3, 6, 9, 12)
        if datetime.date(year, month, 20) >= today)
    if (settlement - today).days > 40 and not LONG:
        pytest.skip(f"the next settlement day is {settlement}: too many days to end one by one; --long does it")
    date, kills = today, 0
    while date <= settlement:
        boss.post("/api/v1/day-ends", {"date": str(date)})
        if date == settlement or chance.random() < 0.25:
            time.sleep(chance.uniform(0, 1.2))
            bank.kill()
            bank.start()
            kills += 1
        day = wait_done(bank, str(date), boss)
        with pytest.raises(Refused) as no:
            boss.post("/api/v1/day-ends", {"date": str(date)})
        assert no.value.code == "day-end.other-day", "a second click ends no other day"
        date += datetime.timedelta(days=1)
    assert kills >= 1 and day["date"] == str(settlement)

    days = (settlement - today).days + 1
    wanted = {account: rounded(int(float(amount)), days, 3500) for account, amount in accounts.items()}
    counter.again()
    for account, amount in accounts.items():
        fen = round(float(counter.balance(account)) * 100)
        assert fen == round(float(amount) * 100) + wanted[account], (account, days)
    assert day["booked"] == sum(1 for value in wanted.values() if value)
    assert day["permille"] == 1000 and day["accounts"] >= len(accounts)
    assert round(float(day["interest"]) * 100) == sum(wanted.values())
    print(f"\nDAY END: {days} days ended, {kills} kills, interest {day['interest']} credited once")
    assert bank.stop() == 0
    bank.assert_sound()
