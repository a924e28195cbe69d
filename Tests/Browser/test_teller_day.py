"""A teller's whole day, by keyboard alone, with a customer before the display and a supervisor at her own screen
(issue 4, acceptance 7; EC-001, EC-003, BC-050, BC-027): sign-on, box, account, cash by two persons' approval, time
deposit with approval, withdrawal, early withdrawal, notice, loss report, cancellation, blind count with a shortage of
ten yuan, balancing, sign-off. Pictures go to docs/images with GUICHET_SCREENSHOTS=1.
"""

import pytest
from bank import Bank
from counter import Api
from journey import Journey
from screens import TellerScreen
from test_pages import album  # noqa: F401

LARGE = "1200000"


class Day(Journey):
    def __init__(self, bank, browser, folder, album):  # noqa: F811
        super().__init__(bank, browser, folder)
        self.album = album
        self.boss = TellerScreen(browser, bank)
        self.cases = {}

    def picture(self, name, screen=None):
        (screen or self.teller).page.screenshot(path=str(self.album / f"day-{name}.zh-1366.png"))

    def play(self):
        self.boss_comes_in()
        self.come_in()
        self.open_the_till()
        self.open_an_account()
        self.large_deposit()
        self.time_deposit()
        self.withdraw()
        self.draw_early()
        self.notice()
        self.lose_and_find()
        self.cancel()
        self.close_the_till()
        self.balance()
        self.leave()

    def boss_comes_in(self):
        boss = self.boss
        boss.go("/sign-on")
        boss.wait_focus("[name=number]")
        boss.type("S0001")
        boss.press("Tab")
        boss.enter(self.bank.sign_ons["S0001"])
        boss.page.wait_for_url("**/approvals")

    # Pieces of every case

    def begin(self, code):
        teller = self.teller
        teller.wait_focus("#code")
        teller.enter(code)
        teller.state("opened")

    def to_the_customer(self):
        self.teller.wait_focus("#to-customer")
        self.teller.press("Enter")

    def finish(self, name):
        """The customer reads, signs and agrees; the teller ends the case."""
        teller, display = self.teller, self.display
        teller.state("drafted")
        display.phase("reading")
        display.read()
        display.write(2)
        display.tap("[data-sign-done]")
        display.phase("confirming")
        display.tap("[data-confirm-final]")
        display.phase("done")
        teller.state("settled")
        case = Api(self.bank.port, self.token()).get(f"/api/v1/cases/{teller.case}")
        self.cases[name] = case
        self.picture(name)
        teller.press("F12")
        teller.page.wait_for_url("**/workbench")
        display.phase("idle")
        return case

    def agreed_here(self, number):
        """F8: somebody agrees at the teller's screen."""
        teller = self.teller
        teller.page.wait_for_selector("#standing")
        teller.press("F8")
        teller.page.wait_for_selector("#approve-here[open]")
        teller.type(number)
        teller.press("Tab")
        teller.enter(self.bank.sign_ons[number])

    def agreed(self):
        """Everybody agreed: the form is back as it was, and F4 shows it to the customer."""
        self.teller.page.wait_for_selector("#case-form")
        self.teller.page.wait_for_selector(".notice-ok")
        self.teller.press("F4")

    # The day

    def large_deposit(self):
        teller = self.teller
        self.begin("1201")
        teller.field("account", self.account)
        teller.field("amount", "120w")
        teller.field("amountAgain", LARGE)
        teller.face("100", "12000")
        teller.wait_focus("[name=note]")
        teller.press("Enter")
        self.to_the_customer()
        self.agreed_here("S0001")
        teller.page.wait_for_function("() => document.querySelector('#standing') && !document.querySelector('#approve-here[open]')")
        self.picture("two-persons")
        self.agreed_here("T0002")
        self.agreed()
        self.finish("deposit")

    def time_deposit(self):
        teller, boss = self.teller, self.boss
        self.begin("1401")
        teller.field("account", self.account)
        teller.field("amount", "110w")
        teller.field("amountAgain", "1100000")
        teller.field("tenor", "3")
        teller.field("instruction", "1")
        self.to_the_customer()
        teller.page.wait_for_selector("#standing")
        self.picture("time-waits")
        boss.go("/approvals")
        boss.page.wait_for_selector("#queue .queue-head, #queue a, #queue li")
        self.picture("queue", boss)
        boss.press("a")
        boss.page.wait_for_selector("#queue .empty")
        self.agreed()
        self.finish("time")

    def withdraw(self):
        teller = self.teller
        self.begin("1202")
        teller.field("account", self.account)
        teller.field("amount", "500")
        teller.face("100", "5")
        teller.wait_focus("[name=note]")
        teller.press("Enter")
        self.to_the_customer()
        self.finish("withdrawal")

    def certificate(self):
        """The number of the time deposit, as it stands on the customer's certificate."""
        return self.cases["time"]["depositNumber"]

    def draw_early(self):
        teller = self.teller
        self.begin("1402")
        teller.field("deposit", self.certificate())
        teller.field("amount", "5000")
        self.to_the_customer()
        self.finish("early")

    def notice(self):
        teller = self.teller
        self.begin("1411")
        teller.field("account", self.account)
        teller.field("amount", "50000")
        teller.field("period", "2")
        self.to_the_customer()
        notice = self.finish("notice")
        self.begin("1412")
        teller.field("deposit", notice["depositNumber"])
        teller.field("amount", "50000")
        self.to_the_customer()
        self.finish("notice-given")

    def lose_and_find(self):
        teller = self.teller
        self.begin("1501")
        teller.field("deposit", self.certificate())
        teller.field("lossMode", "1")
        self.to_the_customer()
        self.finish("lost")
        self.begin("1502")
        teller.field("deposit", self.certificate())
        self.to_the_customer()
        self.agreed_here("T0002")
        self.agreed()
        self.finish("found")

    def cancel(self):
        """The withdrawal is cancelled on the same day: the journal, the case, a supervisor beside the teller."""
        teller = self.teller
        teller.go(f"/journal/{self.cases['withdrawal']['id']}")
        teller.tab_to("details.cancel summary")
        teller.press("Enter")
        teller.tab_to("[name=reason]")
        teller.type("客户改取其他金额")
        self.picture("cancel")
        teller.tab_to("[name=number]")
        teller.type("S0001")
        teller.press("Tab")
        teller.enter(self.bank.sign_ons["S0001"])
        teller.page.wait_for_selector(".chip-bad, .notice")
        self.seen["cancelled"] = teller.page.inner_text("main")
        self.picture("cancelled")
        teller.press("Escape")
        teller.page.wait_for_url("**/workbench")

    def close_the_till(self):
        """Ten yuan are missing: a twenty was given for a ten somewhere."""
        teller = self.teller
        teller.press("F6")
        teller.page.wait_for_url("**/till")
        for turn in range(2):
            teller.press("F9")
            teller.page.wait_for_url("**/till?show=closing" if turn == 0 else "**/till**")
            teller.wait_focus("[data-face='100']")
            for face, count in (("100", "12020"), ("50", "20"), ("20", "9"), ("10", "1")):
                teller.face(face, count)
            self.picture(f"count-{turn + 1}")
            teller.press("F9")
            teller.page.wait_for_selector("[role=alert]")
            self.seen[f"count {turn + 1}"] = teller.page.inner_text("main")
            if teller.page.locator("[name=supervisor]").count():
                break
        self.picture("shortage")
        teller.tab_to("[name=supervisor]")
        teller.type("S0001")
        teller.press("Tab")
        teller.type(self.bank.sign_ons["S0001"])
        teller.press("Tab")
        teller.enter("找零时多付十元，客户已离开")
        teller.page.wait_for_load_state("load")
        teller.page.wait_for_function("() => !document.querySelector('[name=supervisor]')")
        self.seen["closed"] = teller.page.inner_text("main")
        self.picture("closed")

    def balance(self):
        boss = self.boss
        boss.go("/vault")
        self.seen["vault"] = boss.page.inner_text("main")
        self.picture("vault", boss)

    def leave(self):
        teller = self.teller
        teller.tab_to('form[action="/sign-off"] button')
        teller.press("Enter")
        teller.page.wait_for_url("**/sign-on**")

    def tell_where_it_stands(self):
        super().tell_where_it_stands()
        self.boss.page.screenshot(path=str(self.folder / "boss.png"))

    def close(self):
        super().close()
        self.boss.context.close()


@pytest.fixture(scope="module")
def day(chromium, tmp_path_factory, album):  # noqa: F811
    bank = Bank.make(tmp_path_factory.mktemp("day") / "bank")
    bank.start()
    day = Day(bank, chromium, tmp_path_factory.mktemp("pictures"), album)
    try:
        day.play()
    except BaseException:
        day.tell_where_it_stands()
        raise
    yield day
    day.close()
    assert bank.stop() == 0, bank.log()


def test_nobody_of_the_staff_touched_a_mouse(day):
    assert len([what for what in day.teller.told if what["kind"] == "key"]) > 400
    assert day.teller.mouse == [] and day.boss.mouse == []


def test_every_case_is_settled_with_its_document(day):
    wanted = {"deposit", "time", "withdrawal", "early", "notice", "notice-given", "lost", "found"}
    assert set(day.cases) == wanted
    assert all(case["state"] == "settled" and case["documentId"] for case in day.cases.values())


def test_two_persons_and_the_queue_were_needed(day):
    names = {name: case.get("approvedBy") for name, case in day.cases.items()}
    assert names["deposit"] and "S0001" in names["deposit"] and "T0002" in names["deposit"], names
    assert names["time"] and "S0001" in names["time"], names
    assert names["found"] and "T0002" in names["found"], names


def test_the_withdrawal_is_cancelled(day):
    assert "S0001" in day.seen["cancelled"]


def test_the_shortage_is_found_and_booked(day):
    assert "10.00" not in day.seen["count 1"], "a blind count does not tell the difference"
    trial = Api(day.bank.port).sign_on("S0001", day.bank.sign_ons["S0001"]).get("/api/v1/trial-balance")
    assert trial["isBalanced"], trial
    assert "10.00" in day.seen["vault"], day.seen["vault"]


def test_nothing_complained(day):
    for screen in (day.teller, day.display, day.boss):
        assert screen.errors == [] and screen.foreign == []


def test_the_books_are_sound(day):
    day.bank.assert_sound()
