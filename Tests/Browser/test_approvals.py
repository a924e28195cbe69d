"""Approvals by keyboard (BC-050, EC-019, SC-044…046): the queue, the pop-up at the teller's screen, what comes back.

A teller draws 60,000 in cash, which is above the own limit; the supervisor sees it in the queue and passes, returns or
refuses it; the teller goes on with F4.
"""

import pytest
from counter import Api, Counter, Refused
from screens import visit
from test_pages import Visitor, album, go_through, judge  # noqa: F401


@pytest.fixture(scope="module")
def desk(bank, chromium):
    counter = Counter(bank, "T0002", name="授权柜台")
    counter.account = counter.open_account(name="王小明")
    counter.deposit(counter.account, "150000", "100x1500", amountAgain="150000")
    visitor = Visitor(chromium, bank, "T0002", counter.station)
    visitor.counter = counter
    counter.teller = counter.out.signed(visitor.token)
    yield visitor
    visitor.close()


@pytest.fixture(scope="module")
def boss(bank, chromium):
    visitor = Visitor(chromium, bank, "S0001")
    yield visitor
    visitor.close()


FORM = {"amount": "60000", "amountAgain": "60000", "denominations": "100x600"}


def ask(counter, **more):
    case = counter.begin("cash-withdrawal")
    asked = counter.submit(case["id"], {"account": counter.account, **FORM, **more})
    assert asked["state"] == "waiting" and asked.get("number") is None
    return case["id"], f"/cases/{case['id']}"


def test_an_empty_queue_and_the_day_end(boss, album):  # noqa: F811
    problems = go_through(boss, [("approvals-empty", "/approvals", 200), ("day-end", "/day-end", 200)], album)
    assert problems == [], "\n" + "\n".join(problems)


def test_passed_by_keyboard_from_the_queue(desk, boss, album):  # noqa: F811
    case, path = ask(desk.counter, note="装修款")
    problems = go_through(desk, [("case-waiting", path, 200)], album)
    problems += go_through(boss, [("approvals", "/approvals", 200)], album)
    desk.language("zh")
    visit(desk.page, desk.bank.address + path)
    boss.language("zh")
    visit(boss.page, boss.bank.address + "/approvals")
    assert "60,000.00" in boss.page.inner_text("#queue") and "T0002" in boss.page.inner_text("#queue")
    boss.page.keyboard.press("a")
    boss.page.wait_for_selector("#queue .empty")
    # The teller's page notices by itself and has the form back as it was.
    desk.page.wait_for_selector("#case-form")
    assert "已获授权" in desk.page.inner_text(".notice-ok")
    assert desk.page.input_value("[name=amount]").replace(",", "").startswith("60000")
    for size in ((1366, 768), (1920, 1080)):
        desk.page.set_viewport_size({"width": size[0], "height": size[1]})
        problems += judge(desk, "case-approved", "zh", size, album, keep=size[0] == 1366)
    desk.page.keyboard.press("F4")
    desk.page.wait_for_selector('[data-mirror="page"]:not([hidden])')
    settled = desk.counter.finish(case)
    assert settled["state"] == "settled"
    assert problems == [], "\n" + "\n".join(problems)


def test_returned_with_a_reason_then_approved_at_the_teller_s_screen(desk, boss, album):  # noqa: F811
    case, path = ask(desk.counter)
    visit(boss.page, boss.bank.address + "/approvals")
    boss.page.keyboard.press("s")
    assert boss.page.evaluate("() => document.activeElement.id") == "decision-reason", "a return needs its reason first"
    boss.page.keyboard.type("请补充用途")
    boss.page.locator('[data-decision="s"]').press("Enter")
    boss.page.wait_for_selector("#queue .empty")
    desk.language("zh")
    visit(desk.page, desk.bank.address + path)
    assert "请补充用途" in desk.page.inner_text(".notice-wait")
    desk.page.fill("[name=note]", "购房")
    desk.page.keyboard.press("F4")
    desk.page.wait_for_selector("#standing")
    desk.page.wait_for_load_state("load")
    desk.page.keyboard.press("F8")
    desk.page.wait_for_selector("#approve-here[open]")
    problems = judge(desk, "case-approve-here", "zh", (1366, 768), album)
    desk.page.keyboard.type("T0002")
    desk.page.keyboard.press("Tab")
    desk.page.keyboard.type(desk.bank.sign_ons["T0002"])
    desk.page.keyboard.press("Enter")
    desk.page.wait_for_selector("[role=alert], .error")
    desk.page.wait_for_load_state("load")
    assert "自己" in desk.page.inner_text("main"), "nobody approves his own work"
    desk.page.keyboard.press("F8")
    desk.page.wait_for_selector("#approve-here[open]")
    desk.page.keyboard.type("S0001")
    desk.page.keyboard.press("Tab")
    desk.page.keyboard.type(desk.bank.sign_ons["S0001"])
    desk.page.keyboard.press("Enter")
    desk.page.wait_for_selector("#case-form")
    desk.page.wait_for_load_state("load")
    desk.page.keyboard.press("F4")
    desk.page.wait_for_selector('[data-mirror="page"]:not([hidden])')
    assert desk.counter.finish(case)["state"] == "settled"
    assert problems == [], "\n" + "\n".join(problems)


def test_refused_and_nothing_moved(desk, boss):
    desk.counter.deposit(desk.counter.account, "50000", "100x500")
    before = desk.counter.balance(desk.counter.account)
    case, _ = ask(desk.counter)
    token = Api(desk.bank.port).sign_on("S0001", desk.bank.sign_ons["S0001"])
    with pytest.raises(Refused) as no:
        token.post(f"/api/v1/approvals/{case}/decision", {"verdict": "refuse"})
    assert no.value.code == "approval.reason" and no.value.field == "reason"
    token.post(f"/api/v1/approvals/{case}/decision", {"verdict": "refuse", "reason": "疑似受骗"})
    over = desk.counter.case(case)
    assert over["state"] == "released" and over["release"] == "approval-refused"
    desk.counter.end(case)
    assert desk.counter.balance(desk.counter.account) == before


def test_no_teller_reaches_what_only_a_supervisor_may(desk):
    with pytest.raises(Refused) as no:
        desk.counter.teller.get("/api/v1/day-ends")
    assert no.value.status == 403
    with pytest.raises(Refused) as no:
        desk.counter.teller.post("/api/v1/authority-loans", {"number": "T0001", "minutes": 5})
    assert no.value.status == 403


def test_the_day_does_not_end_while_a_till_is_open(desk):
    boss = Api(desk.bank.port).sign_on("S0001", desk.bank.sign_ons["S0001"])
    today = desk.counter.case(desk.counter.begin("cash-deposit")["id"])["businessDate"]
    with pytest.raises(Refused) as no:
        boss.post("/api/v1/day-ends", {"date": today})
    assert no.value.code in ("day-end.till-open", "day-end.business-open", "day-end.approval-waits")
    with pytest.raises(Refused) as no:
        boss.post("/api/v1/day-ends", {"date": "1999-01-01"})
    assert no.value.code in ("day-end.other-day", "day-end.approval-waits")
