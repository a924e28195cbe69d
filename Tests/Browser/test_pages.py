"""Every page, signed on with the right post, in both languages and both sizes (acceptance 10).

With GUICHET_SCREENSHOTS=1 the pictures go to docs/images, otherwise to a temporary folder.
"""

import contextlib
import os

import pytest
from axe_playwright_python.sync_playwright import Axe
from bank import LONG, ROOT
from counter import Api, Counter, Refused, new_key, opening
from screens import DisplayScreen, Watched, visit

KEPT = os.environ.get("GUICHET_SCREENSHOTS") == "1"
DESK = [(1366, 768), (1920, 1080)]
CUSTOMER = [(1280, 800), (800, 1280)]
#: Pages of which the large picture is kept as well.
LARGE = {"workbench", "journal", "archive"}


@pytest.fixture(scope="module")
def album(tmp_path_factory):
    folder = ROOT / "docs/images" if KEPT else tmp_path_factory.mktemp("images")
    folder.mkdir(parents=True, exist_ok=True)
    print(f"\npictures: {folder}")
    return folder


class Visitor(Watched):
    """A person of the staff at a workstation, or anybody."""

    def __init__(self, chromium, bank, number=None, station=None):
        self.bank = bank
        # The eyes (axe, pictures) put styles of their own into a page: they look at one whose policy is off, while
        # `plain` opens the same page as it is and listens to its complaints.
        self.context = chromium.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", bypass_csp=True)
        self.plain_context = chromium.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", viewport={"width": 1366, "height": 768})
        self.plain = Watched(self.plain_context.new_page(), bank.address)
        if station:
            self.cookie("guichet_station", station)
        if number:
            signed = Api(bank.port).sign_on(number, bank.sign_ons[number], station)
            self.cookie("guichet_session", signed.token)
            self.token = signed.token
        super().__init__(self.context.new_page(), bank.address)

    def cookie(self, name, value):
        for context in (self.context, self.plain_context):
            context.add_cookies([{"name": name, "value": value, "url": self.bank.address, "sameSite": "Strict", "httpOnly": True}])

    def listen(self, name, path, status, prepare=None):
        """Opens the page as it is; what it complains of and whom it asks."""
        plain, page = self.plain, self.plain.page
        plain.errors.clear()
        answer = visit(page, self.bank.address + path)
        assert answer.status == status, (name, answer.status, page.inner_text("body")[:300])
        if prepare:
            prepare(page, name)
        page.wait_for_timeout(150)
        own = [e for e in plain.errors if not (status >= 400 and f"status of {status}" in e)]
        return [f"{name}: complains {e}" for e in own] + [f"{name}: asks elsewhere {e}" for e in plain.foreign]

    def close(self):
        self.context.close()
        self.plain_context.close()

    def language(self, lang):
        self.cookie("guichet_language", lang)


def judge(screen, name, lang, size, album, keep=True):
    """axe, no sideways scrolling, nothing cut off; and a picture."""
    page, where = screen.page, f"{name}.{lang}-{size[0]}"
    page.evaluate("() => document.fonts.ready")
    page.screenshot(path=str(album / f"{where}.png"))
    if KEPT:
        if keep:
            shrink(album / f"{where}.png")
        else:
            (album / f"{where}.png").unlink()
    wide = page.evaluate(
        """() => [document.documentElement, document.body, document.querySelector('main')].filter(Boolean)
             .filter((e) => e.scrollWidth > e.clientWidth + 1).map((e) => `${e.tagName} ${e.scrollWidth} > ${e.clientWidth}`)""")
    clipped = page.evaluate(
        """() => [...document.querySelectorAll('button, h1, h2, .chip, .nav a, .fbar > *, dd.strong')]
             .filter((e) => e.getClientRects().length && e.scrollWidth > e.clientWidth + 2 && getComputedStyle(e).overflow !== 'visible'
                && !e.closest('.visually-hidden'))
             .map((e) => e.textContent.trim())""")
    lang_of_page = page.evaluate("() => document.documentElement.lang")
    heard = Axe().run(page).response
    assert heard["passes"], "axe looked at nothing"
    found = heard["violations"]
    bad = [f"{v['id']} ({v['impact']}): {[n['target'] for n in v['nodes']][:4]}" for v in found if v["impact"] in ("serious", "critical")]
    problems = []
    if bad:
        problems.append(f"axe {bad}")
    if wide:
        problems.append(f"scrolls sideways {wide}")
    if clipped:
        problems.append(f"cut off {clipped}")
    if not lang_of_page.startswith(lang):
        problems.append(f"lang is {lang_of_page}")
    return [f"{where}: {problem}" for problem in problems]


def shrink(path):
    """A picture of 256 colours where the tool for it is installed."""
    with contextlib.suppress(ImportError):
        from PIL import Image

        Image.open(path).convert("RGB").quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)


def go_through(visitor, pages, album, prepare=None):
    """pages: (name, address, status)"""
    problems = []
    for name, path, status in pages:
        for lang in ("zh", "en"):
            visitor.language(lang)
            problems += visitor.listen(name, path, status, prepare)
            visitor.page.set_viewport_size({"width": DESK[0][0], "height": DESK[0][1]})
            answer = visit(visitor.page, visitor.bank.address + path)
            assert answer.status == status, (name, answer.status, visitor.page.inner_text("body")[:300])
            if prepare:
                prepare(visitor.page, name)
            for size in DESK:
                visitor.page.set_viewport_size({"width": size[0], "height": size[1]})
                problems += judge(visitor, name, lang, size, album, keep=size == DESK[0] or name in LARGE)
    return problems


@pytest.fixture(scope="module")
def desk(bank, chromium):
    """Teller T0002 at a counter with cases in every state."""
    counter = Counter(bank, "T0002", name="2 号柜台")
    account = counter.open_account(name="王小明")
    for amount, notes in (("500.00", "100x5"), ("12,350.00", "100x123 50x1"), ("88.00", "50x1 20x1 10x1 5x1 1x3")):
        counter.deposit(account, amount, notes)
    counter.account = account
    visitor = Visitor(chromium, bank, "T0002", counter.station)
    visitor.counter = counter
    counter.teller = counter.out.signed(visitor.token)
    yield visitor
    visitor.close()


def test_pages_before_sign_on(bank, chromium, desk, album):
    visitor = Visitor(chromium, bank, station=desk.counter.station)
    stranger = Visitor(chromium, bank)
    problems = go_through(visitor, [("sign-on", "/sign-on", 200), ("not-found", "/nothing-here", 404)], album)
    problems += go_through(stranger, [("enrolment", "/enrolment", 200), ("receipt-unknown", "/r/" + "A" * 22, 404)], album)
    visitor.close()
    stranger.close()
    assert problems == [], "\n" + "\n".join(problems)


def test_pages_of_the_teller(desk, album):
    counter = desk.counter
    case = next(c for c in counter.teller.get("/api/v1/journal?limit=50")["cases"] if c["service"] == "cash-deposit" and c["state"] == "settled" and c["teller"] == "T0002")
    problems = go_through(
        desk,
        [
            ("workbench", "/workbench", 200), ("till", "/till", 200), ("till-holdings", "/till?show=holdings", 200), ("till-closing", "/till?show=closing", 200), ("till-draw", "/till?show=draw", 200), ("till-hand-up", "/till?show=hand-up", 200), ("till-give", "/till?show=give", 200), ("till-exchange", "/till?show=exchange", 200), ("till-seal", "/till?show=seal", 200), ("blank-vouchers", "/vouchers", 200), ("blank-vouchers-count", "/vouchers?show=count", 200), ("counterfeits", "/counterfeits", 200), ("journal", "/journal", 200), ("report", "/reports", 200), ("report-too-long", "/reports?by=day&from=2020-01-01&to=2026-01-01", 422), ("report-empty", "/reports?from=2020-01-01&to=2020-01-02&by=hour", 200), ("journal-case", f"/journal/{case['id']}", 200), ("errors-own", "/errors", 200),
            ("accounts", f"/accounts?q={counter.account}", 200), ("account", f"/accounts/{counter.account}", 200),
            ("archive", "/archive?teller=T0002", 200), ("voucher", f"/archive/{case['documentId']}", 200), ("verification", "/verification", 200),
            ("password", "/password", 200), ("forbidden", "/administration/staff", 403),
        ],
        album,
        # The browser's own PDF viewer takes its time.
        lambda page, name: page.wait_for_timeout(2000) if name == "voucher" else None)
    assert problems == [], "\n" + "\n".join(problems)


def test_a_case_in_every_state(desk, album):
    counter, page = desk.counter, desk.page
    problems = []
    opened = counter.begin("cash-deposit")

    def fill(page, name):
        if name == "case-empty":
            return
        page.fill("[name=account]", counter.account)
        page.press("[name=account]", "Enter")
        page.wait_for_function("() => document.activeElement?.name === 'amount'")
        page.keyboard.type("1.5w")
        page.keyboard.press("Enter")
        page.wait_for_selector("#customer-card .customer-name")
        page.wait_for_function("() => document.activeElement?.dataset.face === '100'")
        page.keyboard.type("149" if name == "case-short" else "150")
        page.keyboard.press("Enter")
        if name == "case-filled":
            page.keyboard.press("F9")
            page.wait_for_selector('#feedback[data-ready="yes"]')
        else:
            page.keyboard.press("F9")
            page.wait_for_selector(".note-bad:not(:empty)")

    path = f"/cases/{opened['id']}"
    problems += go_through(desk, [("case-empty", path, 200), ("case-filled", path, 200), ("case-short", path, 200)], album, fill)
    counter.teller.post(f"/api/v1{path}/release")
    problems += go_through(desk, [("case-taken-back", path, 200)], album)
    counter.end(opened["id"])
    account = counter.begin("account-open")
    problems += go_through(desk, [("case-account", f"/cases/{account['id']}", 200)], album)
    counter.teller.post(f"/api/v1/cases/{account['id']}/release")
    counter.end(account["id"])

    case = counter.begin("cash-deposit")
    counter.submit(case["id"], {"account": counter.account, "amount": "300", "denominations": "100x3"})
    path = f"/cases/{case['id']}"
    problems += go_through(
        desk, [("case-reading", path, 200)], album,
        lambda page, _: page.wait_for_selector('[data-mirror="page"]:not([hidden])'))
    counter.read()
    counter.sign()
    counter.confirm()
    problems += go_through(desk, [("case-settled", path, 200)], album)
    counter.end(case["id"])

    case = counter.begin("cash-deposit")
    counter.submit(case["id"], {"account": counter.account, "amount": "300", "denominations": "100x3"})
    counter.refuse()
    problems += go_through(desk, [("case-refused", f"/cases/{case['id']}", 200)], album)
    counter.teller.post(f"/api/v1/cases/{case['id']}/hand-back", {"count": "100*3"})
    counter.end(case["id"])
    assert problems == [], "\n" + "\n".join(problems)
    assert page.url.startswith(desk.bank.address)


def test_help_and_dialogs(desk, album):
    problems = []
    case = desk.counter.begin("cash-deposit")
    for name, path, key in (("help", "/workbench", "F1"), ("give-up", f"/cases/{case['id']}", "F12")):
        problems += go_through(desk, [(name, path, 200)], album, lambda page, _, key=key: (page.keyboard.press(key), page.wait_for_selector("dialog[open]")))
    desk.counter.teller.post(f"/api/v1/cases/{case['id']}/release")
    desk.counter.end(case["id"])
    assert problems == [], "\n" + "\n".join(problems)


def test_a_closed_till_and_no_display(bank, chromium, album):
    counter = Counter(bank, "T0003", institution="110102", name="3 号柜台", counts=None)
    counter.teller.call("DELETE", "/api/v1/pairings/current")
    visitor = Visitor(chromium, bank, "T0003", counter.station)
    problems = go_through(visitor, [("workbench-start", "/workbench", 200), ("till-closed", "/till", 200)], album)
    visitor.close()
    assert problems == [], "\n" + "\n".join(problems)


def test_the_verdict_on_an_uploaded_voucher(desk, journey, album, tmp_path):
    broken = tmp_path / "broken.pdf"
    data = bytearray(journey.voucher.read_bytes())
    data[data.index(b"stream\n") + 40] ^= 1
    broken.write_bytes(data)
    problems = []
    for name, file, words in (("verdict-valid", journey.voucher, ".verdict-ok"), ("verdict-invalid", broken, ".verdict-bad")):
        for lang in ("zh", "en"):
            desk.language(lang)
            visit(desk.page, desk.bank.address + "/verification")
            desk.page.set_input_files("[name=voucher]", str(file))
            desk.page.locator("form[data-drop] button.main").click()
            desk.page.wait_for_selector(words)
            for size in DESK:
                desk.page.set_viewport_size({"width": size[0], "height": size[1]})
                problems += judge(desk, name, lang, size, album, keep=size == DESK[0])
    assert problems == [], "\n" + "\n".join(problems)


@pytest.mark.parametrize(
    "number, pages",
    [
        ("A0001", [("staff", "/administration/staff", 200), ("person", "/administration/staff/T0001", 200), ("institutions", "/administration/institutions", 200), ("posts", "/administration/posts", 200), ("terminals", "/administration/terminals", 200), ("migrations-none", "/migrations", 200)]),
        ("K0002", [("products", "/administration/products", 200), ("parameters", "/administration/parameters", 200), ("calendar", "/administration/calendar", 200)]),
        ("U0001", [("audit", "/audit", 200), ("errors-of-all", "/errors", 200)]),
        ("S0001", [("vault", "/vault", 200), ("blank-vouchers-supervisor", "/vouchers", 200), ("counterfeits-supervisor", "/counterfeits?serial=HD90000001", 200), ("day-end", "/day-end", 200), ("help-list", "/help", 200), ("help-service", "/help/1202", 200), ("help-unknown", "/help/9999", 404)]),
    ],
)
def test_pages_of_the_other_posts(bank, chromium, album, number, pages):
    visitor = Visitor(chromium, bank, number)
    problems = go_through(visitor, pages, album)
    visitor.close()
    assert problems == [], "\n" + "\n".join(problems)


def test_the_customer_s_screen(bank, chromium, desk, album):
    """Each phase, each language, each way of standing."""
    counter, problems = desk.counter, []
    screen = DisplayScreen(chromium, bank, bypass_csp=True)

    def see(phase, name=None, prepare=None):
        for lang in ("zh", "en"):
            screen.context.add_cookies([{"name": "guichet_language", "value": lang, "url": bank.address}])
            for size in CUSTOMER:
                screen.page.set_viewport_size({"width": size[0], "height": size[1]})
                screen.go()
                screen.phase(phase)
                if prepare:
                    prepare()
                problems.extend(judge(screen, f"display-{name or phase}", lang, size, album))

    see("unpaired")
    token = next(c["value"] for c in screen.context.cookies(bank.address + "/display") if c["name"] == "guichet_display")
    counter.teller.post("/api/v1/pairings", {"code": screen.visible_code()})
    counter.display = counter.out.signed(token)
    see("idle")
    holder = {"account": counter.account, "identityCheck": "original-seen", "identityResult": "agrees"}
    case = counter.begin("password-set")
    counter.submit(case["id"], holder)
    see("password", "password-new")
    see("password", "password-again", lambda: screen.keys("271828"))
    counter.refuse()
    counter.end(case["id"])
    case = counter.begin("account-open")
    path = f"/cases/{case['id']}"
    typed = {k: v for k, v in opening(name="阿卜杜热西提·买买提伊敏").items() if k in ("documentType", "documentNumber", "customerName", "actingAs")}
    counter.teller.post(f"/api/v1{path}/form-handover", {"fields": typed})
    see("filling")

    def wrong():
        screen.page.fill("[data-form] [name=phone]", "1381234")
        screen.tap("[data-form-done]")
        screen.page.wait_for_selector(".d-field-bad")

    see("filling", "filling-wrong", wrong)
    problems += go_through(desk, [("case-form-out", path, 200)], album, lambda page, _: page.wait_for_selector(".field-row[inert]"))
    screen.page.fill("[data-form] [name=phone]", "13812345678")
    screen.page.locator('[data-field="currency"] .d-choice').first.tap()
    screen.tap("[data-form-done]")
    screen.phase("busy")
    problems += go_through(desk, [("case-form-filled", path, 200)], album)
    counter.teller.post(f"/api/v1{path}/release")
    counter.end(case["id"])
    guarded = counter.begin("account-open")
    counter.submit(guarded["id"], {**opening(name="阿卜杜热西提·买买提伊敏"), "password": "set"})
    counter.password("271828", "271828")
    number = counter.finish(guarded["id"])["accountNumber"]
    counter.deposit(number)
    case = counter.begin("cash-withdrawal")
    counter.submit(case["id"], {"account": number, "amount": "100", "denominations": "100x1"})
    see("password", prepare=lambda: [screen.tap('[data-digit="2"]') for _ in range(3)])
    with contextlib.suppress(Refused):
        counter.password("271829")
    see("password", "password-wrong")
    counter.refuse()
    counter.end(case["id"])
    case = counter.begin("cash-deposit")
    counter.submit(case["id"], {"account": counter.account, "amount": "1.5w", "denominations": "100x150"})
    see("reading", prepare=lambda: screen.page.wait_for_selector('[data-view="reading"] [data-confirm-page]:not([disabled])'))

    def ask():
        screen.tap('[data-view="reading"] [data-ask-refuse]')
        screen.page.wait_for_selector("dialog[open]")

    see("reading", "refuse", ask)
    counter.read()
    see("signing", prepare=lambda: screen.write(3))
    counter.sign()
    see("confirming", prepare=lambda: screen.page.wait_for_selector("[data-confirm-final]:not([disabled])"))
    counter.confirm()
    see("done", prepare=lambda: screen.page.wait_for_function("() => document.querySelector('[data-qr]').naturalWidth > 0"))
    counter.end(case["id"])
    screen.phase("idle")
    case = counter.begin("cash-deposit")
    counter.submit(case["id"], {"account": counter.account, "amount": "300", "denominations": "100x3"})
    counter.refuse()
    see("refused")
    counter.teller.post(f"/api/v1/cases/{case['id']}/hand-back", {"count": "100*3"})
    counter.end(case["id"])
    screen.context.close()
    assert problems == [], "\n" + "\n".join(problems)


def test_the_receipt_on_a_phone(bank, chromium, desk, album):
    case = next(c for c in desk.counter.teller.get("/api/v1/journal?limit=50&state=settled")["cases"] if c["service"] == "cash-deposit" and c["teller"] == "T0002")
    phone = Visitor(chromium, bank)
    problems = []
    for lang in ("zh", "en"):
        phone.page.set_viewport_size({"width": 390, "height": 844})
        problems += phone.listen("receipt", case["receiptUrl"].removeprefix(bank.address) + f"?lang={lang}", 200)
        assert phone.page.goto(case["receiptUrl"] + f"?lang={lang}").status == 200
        problems += judge(phone, "receipt", lang, (390, 844), album)
    phone.close()
    assert problems == [], "\n" + "\n".join(problems)
