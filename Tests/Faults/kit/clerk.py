"""Counters that go on working while the store is in trouble, and write down every word they are told."""

import http.client
import json
import random
import threading
import time
from dataclasses import dataclass, field

from counter import Api, Counter, Refused, new_key

GONE = (ConnectionError, http.client.HTTPException, TimeoutError, OSError)

#: Answers to a confirmation that say it was not done. The customer is told so, hence it must be true.
NOT_DONE = {"storage.unreachable", "storage.busy", "storage.contended", "web.fault"}

#: Storage in trouble, in the server's own words. Anything else during a fault is a finding.
TROUBLE = NOT_DONE | {"storage.stopped", "storage.disk-full", "in-doubt"}


@dataclass
class Note:
    """One answer of 500 and above."""

    began: float
    ended: float
    what: str
    status: int
    kind: str
    problem: dict

    @property
    def code(self):
        return self.problem.get("code")

    def wrong(self):
        """What keeps this answer from being a clear problem; None when it is one."""
        if self.kind.partition(";")[0] != "application/problem+json":
            return f"{self.what}: {self.status} as {self.kind}, not application/problem+json"
        texts = [self.problem.get(name, {}).get(tongue) for name in ("message", "remedy") for tongue in ("zh", "en")]
        if not all(texts) or self.problem.get("status") != self.status or self.status not in (500, 503):
            return f"{self.what}: {self.status} {self.problem}"
        return None


class WatchedApi(Api):
    """Writes down every answer that says the server is in trouble."""

    def __init__(self, port, notes, token=None, timeout=60):
        super().__init__(port, token, timeout)
        self.notes = notes

    def signed(self, token):
        return WatchedApi(self.port, self.notes, token, self.timeout)

    def send(self, method, path, body=None, headers=None):
        began = time.monotonic()
        status, found, data = super().send(method, path, body, headers)
        if status >= 500:
            try:
                problem = json.loads(data)
            except ValueError:
                problem = {"text": data[:200].decode("utf-8", "replace")}
            kind = found.get("Content-Type") or ""
            self.notes.append(Note(began, time.monotonic(), f"{method} {path}", status, kind, problem))
        return status, found, data


@dataclass
class Customer:
    """One deposit as the clerk knows it."""

    key: str
    notes: int
    wants: str
    case: str = ""
    #: The last outcome that the server stated: settled or released.
    told: str = ""
    #: When the request began by which the customer confirmed for the first time.
    confirmed: float = 0.0
    #: The code with which the last confirmation was answered that said: nothing was done.
    denied: str = ""
    #: When the clerk was told that the fate of the settlement is unknown, and when he could go on.
    doubt: float = 0.0
    cleared: float = 0.0
    state: str = ""
    number: str = ""
    #: The teller has counted the cash: it lies on the counter until it is booked or handed back.
    counted: bool = False
    closed: bool = False

    @property
    def amount(self):
        return self.notes * 100


@dataclass
class Clerk:
    """One counter with its own account. `begin` starts a working day in a thread, `leave` ends it."""

    counter: Counter
    account: str
    seed: int
    customers: list = field(default_factory=list)
    notes: list = field(default_factory=list)
    #: Refusals (4xx) met on the way: (moment, code).
    refusals: list = field(default_factory=list)
    #: What must never happen.
    wrong: list = field(default_factory=list)

    def __post_init__(self):
        self.draw = random.Random(self.seed)
        self.leaving = threading.Event()
        self.thread = None
        self.counter.out = WatchedApi(self.counter.out.port, self.notes)
        self.counter.again()

    # A working day

    def begin(self):
        self.leaving.clear()
        self.thread = threading.Thread(target=self._work, daemon=True)
        self.thread.start()

    def leave(self, timeout=90):
        """Waits until the answer under way has come; who sets `leaving` before need not wait for each in turn."""
        self.leaving.set()
        self.thread.join(timeout)
        assert not self.thread.is_alive(), f"counter {self.counter.number} still waits for an answer after {timeout} s"

    def _work(self):
        try:
            while not self.leaving.is_set():
                self.serve(self.unfinished() or self._next())
        except GONE as gone:
            self.wrong.append(f"the server itself was gone: {gone!r}")
        except Exception as other:
            self.wrong.append(repr(other))

    def _next(self):
        return self.receive("released" if self.draw.random() < 0.15 else "settled")

    def receive(self, wants):
        """The next customer with his cash."""
        self.customers.append(Customer(new_key(), self.draw.randint(1, 9), wants))
        return self.customers[-1]

    def fields(self, customer):
        return {"account": self.account, "amount": f"{customer.amount}.00", "denominations": f"100x{customer.notes}"}

    def hand_back(self, customer):
        path = f"/api/v1/cases/{customer.case}/hand-back"
        return self.counter.teller.post(path, {"count": f"100*{customer.notes}"})

    def unfinished(self):
        """The customer at the counter: one at a time, since there is one display."""
        last = self.customers[-1] if self.customers else None
        return last if last and not last.closed else None

    def finish(self, customer, timeout):
        """Attempt after attempt, as a person would."""
        end = time.monotonic() + timeout
        while not customer.closed:
            assert time.monotonic() < end, f"the case comes to no end within {timeout} s: {standing([self])}"
            self.serve(customer)

    def serve(self, customer):
        """One attempt: takes the case from where it stands as far as it goes today."""
        try:
            self._carry(customer)
        except Refused as refused:
            if refused.status < 500:
                self.refusals.append((time.monotonic(), refused.code))
            elif refused.code == "in-doubt" and customer.case and not customer.doubt:
                customer.doubt = time.monotonic()
            if customer.doubt and not customer.cleared:
                self._wait_clear(customer)
            # Another attempt comes; a person would wait as well.
            self.leaving.wait(0.1)

    def _carry(self, customer):
        counter = self.counter
        case = self._hear(customer, lambda: counter.begin("cash-deposit", customer.key))
        customer.case = case["id"]
        if case["state"] == "opened":
            case = self._hear(customer, lambda: counter.submit(customer.case, self.fields(customer)))
        if case["state"] == "drafted":
            self._decide(customer)
            case = self._hear(customer, lambda: counter.case(customer.case))
        if case["handBack"] == "due" and case["state"] == "released":
            self.hand_back(customer)
        if case["state"] in ("settled", "released"):
            if not case["ended"]:
                counter.end(case["id"])
            customer.closed = True

    def _decide(self, customer):
        """The customer's part, at the display."""
        counter, phase = self.counter, self._phase(customer)
        if phase is None:
            # Drafted and nowhere to be seen: the teller can only give the cash back.
            counter.teller.post(f"/api/v1/cases/{customer.case}/release")
            return
        if customer.wants == "released" and phase in ("reading", "signing", "confirming"):
            counter.refuse()
            return
        if phase == "reading":
            counter.read()
        if phase in ("reading", "signing"):
            counter.sign()
        if phase in ("reading", "signing", "confirming"):
            self._confirm(customer)
        if phase not in ("reading", "signing", "confirming"):
            self.leaving.wait(0.1)

    def _confirm(self, customer):
        customer.confirmed = customer.confirmed or time.monotonic()
        customer.denied = ""
        try:
            self._hear(customer, self.counter.confirm)
        except Refused as refused:
            customer.denied = refused.code if refused.code in NOT_DONE else ""
            raise

    def _phase(self, customer):
        sight = self.counter.shown()
        return sight["phase"] if (sight.get("case") or {}).get("id") == customer.case else None

    def _hear(self, customer, ask):
        """Asks, and holds the server to what it says of the outcome."""
        case = ask()
        state = case["state"]
        if customer.told and state != customer.told:
            self.wrong.append(f"told {customer.told}, then {state}: case {case['id']} of {self.counter.number}")
        customer.counted = customer.counted or state == "drafted"
        if state == "released" and customer.counted and case["handBack"] == "none":
            self.wrong.append(f"released without a word of the cash that lies on the counter: case {case['id']}")
            customer.counted = False
        if state == "settled" and customer.denied:
            self.wrong.append(f"told {customer.denied}, nothing was done, and yet settled: case {case['id']}")
            customer.denied = ""
        if state in ("settled", "released"):
            customer.told = state
        return case

    def _wait_clear(self, customer):
        """In doubt: only looks, until the case is settled or may be confirmed again without the clerk's doing."""
        while not self.leaving.is_set():
            try:
                state = self._hear(customer, lambda: self.counter.case(customer.case))["state"]
                if state != "drafted" or self._phase(customer) in ("reading", "signing", "confirming"):
                    customer.cleared = time.monotonic()
                    return
            except Refused:
                pass
            self.leaving.wait(0.1)

    # Afterwards

    def settle_up(self):
        """Asks for every case by its own key, and ends the open ones: what is left is what the books must say."""
        counter = self.counter
        counter.again()
        for customer in self.customers:
            case = self._hear(customer, lambda: counter.begin("cash-deposit", customer.key))
            customer.case = case["id"]
            if case["state"] == "opened":
                counter.teller.post(f"/api/v1/cases/{case['id']}/release")
            elif case["state"] == "drafted":
                # As it comes: both ways must be open.
                if self.draw.random() < 0.5:
                    customer.denied = ""
                    counter.finish(case["id"])
                else:
                    counter.refuse()
            case = self._hear(customer, lambda: counter.case(case["id"]))
            if case["handBack"] == "due":
                self.hand_back(customer)
            if not case["ended"]:
                counter.end(case["id"])
            customer.state, customer.number, customer.closed = case["state"], case.get("number"), True

    def told_settled(self, confirmed_since=0.0):
        """Those who were told, in whatever answer, that their money is booked."""
        return [one for one in self.customers if one.told == "settled" and one.confirmed >= confirmed_since]


def staff_counters(bank, clerks, seed):
    """So many counters at work in two outlets, each with an account of its own."""
    places = [("T0001", {}), ("T0002", {}), ("T0003", {"institution": "110102"}), ("R0001", {"box": 9})]
    made = []
    for index, (number, more) in enumerate(places[:clerks]):
        counter = Counter(bank, number, **more)
        made.append(Clerk(counter, counter.open_account(name=f"张{'一二三四'[index]}"), seed + index))
    return made


def wait_for(what, condition, timeout, every=0.05, why=lambda: ""):
    """Until it is so; `what` says in the failure what never came, and `why` what was seen instead."""
    end = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < end, f"not within {timeout} s: {what} {why()}"
        time.sleep(every)


def standing(clerks):
    """Where each counter stands: for a failure's text."""
    lines = []
    for clerk in clerks:
        now, one = time.monotonic(), clerk.unfinished()
        said = [(f"{note.ended - now:.1f} s", f"{note.what}: {note.code}") for note in clerk.notes[-4:]]
        said += [(f"{when - now:.1f} s", code) for when, code in clerk.refusals[-4:]]
        who = clerk.counter.number
        lines.append(f"{who}: {one or 'nobody at the counter'}; told lately {said}; wrong {clerk.wrong}")
        if one and one.case:
            try:
                lines.append(f"  case: {clerk.counter.case(one.case)}")
                lines.append(f"  display: {clerk.counter.shown()}")
            except (Refused, *GONE) as gone:
                lines.append(f"  {gone!r}")
    return "\n" + "\n".join(lines)


def codes(notes):
    """Which problems were seen: “503 storage.unreachable” → how often."""
    seen = {}
    for note in notes:
        name = f"{note.status} {note.code}"
        seen[name] = seen.get(name, 0) + 1
    return dict(sorted(seen.items()))


def assert_books_agree(house, clerks):
    """After `settle_up`: what was told is so, each account is the sum of its settled cases, and each has its voucher.

    Returns how many cases ended how.
    """
    kept, count = house.archived(), {"settled": 0, "released": 0}
    for clerk in clerks:
        who = f"counter {clerk.counter.number}"
        assert clerk.wrong == [], f"{who}: {clerk.wrong}"
        for one in clerk.customers:
            count[one.state] += 1
            assert one.told in ("", one.state), f"{who}: told {one.told}, but case {one.case} is {one.state}"
            assert (one.number in kept) == (one.state == "settled"), f"{who}: {one} and its voucher disagree"
        settled = [one for one in clerk.customers if one.state == "settled"]
        numbers = [one.number for one in settled]
        assert len(numbers) == len(set(numbers)), f"{who}: a journal number was given twice: {sorted(numbers)}"
        found, due = clerk.counter.balance(clerk.account), sum(one.amount for one in settled)
        assert float(found) == due, f"{who}: the account holds {found}, its deposits come to {due}: lost or doubled"
    assert len(kept) == count["settled"] + len(clerks), (
        f"{len(kept)} vouchers in the archive for {count['settled']} deposits and {len(clerks)} accounts"
    )
    # Other systems are told at least once, within seconds.
    wait_for("the feed names every settled case", lambda: set(kept) <= set(house.feed()), 15, every=0.5)
    return count
