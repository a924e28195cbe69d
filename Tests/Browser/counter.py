"""A counter played over `/api/v1`: teller's workstation, customer's display, both from outside."""

import hashlib
import http.client
import json
import random
import uuid

from ink import gink, scribble


class Refused(Exception):
    def __init__(self, status, problem):
        super().__init__(f"{status} {problem.get('code')}: {problem.get('message', {}).get('en')} [{problem.get('field')}]")
        self.status = status
        self.problem = problem
        self.code = problem.get("code")
        self.field = problem.get("field")


class Api:
    """JSON in, JSON out, one connection per call."""

    def __init__(self, port, token=None, timeout=60):
        self.port = port
        self.token = token
        self.timeout = timeout

    def signed(self, token):
        return Api(self.port, token, self.timeout)

    def send(self, method, path, body=None, headers=None):
        """→ (status, headers, bytes); never raises for a refusal."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.timeout)
        own = {"Accept": "application/json", **(headers or {})}
        if self.token:
            own.setdefault("Authorization", f"Bearer {self.token}")
        if body is not None and not isinstance(body, (bytes, bytearray)):
            body = json.dumps(body).encode()
            own.setdefault("Content-Type", "application/json")
        try:
            line.request(method, path, body=body, headers=own)
            answer = line.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            line.close()

    def call(self, method, path, body=None, headers=None):
        status, found, data = self.send(method, path, body, headers)
        if status >= 300:
            try:
                problem = json.loads(data)
            except ValueError:
                problem = {"code": "no-json", "message": {"en": data[:200].decode(errors="replace")}}
            raise Refused(status, problem)
        if not data:
            return None
        return json.loads(data) if "json" in (found.get("Content-Type") or "") else data

    def get(self, path):
        return self.call("GET", path)

    def post(self, path, body=None, headers=None):
        return self.call("POST", path, {} if body is None else body, headers)

    def sign_on(self, number, password, station=None):
        body = {"number": number, "password": password, **({"stationToken": station} if station else {})}
        return self.signed(self.post("/api/v1/sign-ons", body)["token"])


def new_key():
    return uuid.uuid4().hex


def resident_id(seed):
    """A well-formed number with its check character (GB 11643), of nobody."""
    draw = random.Random(f"resident {seed}")
    body = f"110105{draw.randint(1950, 2004)}{draw.randint(1, 12):02}{draw.randint(1, 28):02}{draw.randint(1, 999):03}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, weights)) % 11]


def other_document(text):
    return "P-" + hashlib.sha256(text.encode()).hexdigest()[:16].upper()


def opening(document=None, name="王小明", currency="CNY", phone=None):
    is_resident = document is not None and len(document) == 18 and document[:17].isdigit()
    return {
        "documentType": "resident-id" if is_resident else "other",
        "documentNumber": document or other_document(uuid.uuid4().hex), "customerName": name,
        **({"phone": phone} if phone else {}),
        "identityCheck": "original-seen", "identityResult": "agrees", "actingAs": "holder", "currency": currency,
    }


class Counter:
    """A teller at an enrolled workstation with a paired display and an open till."""

    def __init__(self, bank, number, name=None, institution="110101", counts=("CNY 100*20,50*20,10*50",), box=None):
        self.bank = bank
        self.number = number
        self.out = Api(bank.port)
        boss = self.out.sign_on("A0001", bank.sign_ons["A0001"])
        code = boss.post("/api/v1/enrolment-codes", {"institution": institution})["code"]
        made = self.out.post("/api/v1/enrolments", {"code": code, "name": name or f"测试 {number}"})
        self.station = made["stationToken"]
        self.display_token = None
        self.sign_on()
        self.pair()
        if counts is not None:
            self.open_till(counts, box)

    def sign_on(self):
        self.teller = self.out.sign_on(self.number, self.bank.sign_ons[self.number], self.station)

    def pair(self):
        """Gives the workstation a display, the one it had if it had one."""
        if self.display_token:
            self.display = self.out.signed(self.display_token)
            if self.display.get("/api/v1/display")["paired"]:
                return
        made = self.out.post("/api/v1/displays", {})
        self.display_token = made["displayToken"]
        self.teller.post("/api/v1/pairings", {"code": made["pairingCode"]})
        self.display = self.out.signed(self.display_token)

    def open_till(self, counts, box=None):
        try:
            self.teller.post("/api/v1/tills", {"box": box or int(self.number[1:]) or 1, "counts": list(counts)})
        except Refused as refused:
            if refused.code != "till.teller-has-one":
                raise

    def again(self):
        """After a restart of the server: the same person at the same place."""
        self.sign_on()
        self.pair()

    # One case

    def begin(self, service, key=None):
        return self.teller.post("/api/v1/cases", {"service": service, "idempotencyKey": key or new_key()})

    def case(self, case_id):
        return self.teller.get(f"/api/v1/cases/{case_id}")

    def submit(self, case_id, fields):
        return self.teller.post(f"/api/v1/cases/{case_id}/submission", {"fields": fields})

    def shown(self):
        return self.display.get("/api/v1/display")

    def password(self, digits, again=None):
        """What the customer types; a new password twice."""
        body = {"password": digits, **({"again": again} if again else {})}
        self.display.post("/api/v1/display/password", body, {"X-Case-Nonce": self.shown()["case"]["nonce"]})

    def read(self):
        for page in range(1, self.shown()["case"]["pages"] + 1):
            self.display.post(f"/api/v1/display/pages/{page}/confirmation")

    def sign(self, ink=None, headers=None):
        play = self.shown()["case"]
        self.display.post(
            "/api/v1/display/signature", ink or gink(scribble()),
            {
                "Content-Type": "application/octet-stream", "X-Case-Nonce": play["nonce"],
                "X-Shown-Hash": play["shownHash"], **(headers or {}),
            },
        )

    def confirm(self):
        return self.display.post("/api/v1/display/confirmation")

    def refuse(self):
        self.display.post("/api/v1/display/refusal")

    def end(self, case_id):
        return self.teller.post(f"/api/v1/cases/{case_id}/end")

    def finish(self, case_id, ink=None):
        """From what the display shows to the settled case, wherever it stands."""
        sight = self.shown()
        assert sight.get("case", {}).get("id") == case_id, sight
        if sight["phase"] == "reading":
            self.read()
        if self.shown()["phase"] == "signing":
            self.sign(ink)
        settled = self.confirm()
        self.end(case_id)
        return settled

    def play(self, service, fields, key=None, ink=None):
        case = self.begin(service, key)
        if case["state"] == "opened":
            self.submit(case["id"], fields)
        return self.finish(case["id"], ink)

    def open_account(self, **details):
        return self.play("account-open", opening(**details))["accountNumber"]

    def deposit(self, account, amount="300.00", denominations="100x3", **more):
        fields = {"account": account, "amount": amount, "denominations": denominations, **more}
        return self.play("cash-deposit", fields)

    def balance(self, account):
        return self.teller.get(f"/api/v1/accounts/{account}")["balance"]["amount"]
