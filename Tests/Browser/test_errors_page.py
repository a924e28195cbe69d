"""A wrong deposit of an earlier day is put right over two screens, and the error register shows it (BC-027, EC-014)."""

import time

import pytest
from bank import Bank
from counter import Counter, new_key
from screens import visit
from test_pages import Visitor, album, go_through  # noqa: F401


def end_the_day(boss, date):
    boss.post("/api/v1/day-ends", {"date": date})
    for _ in range(200):
        if all(day["phase"] == "done" or day.get("endedAt") for day in boss.get("/api/v1/day-ends")["days"]):
            return
        time.sleep(0.1)
    raise AssertionError("the day's end did not come to its end")


@pytest.fixture(scope="module")
def office(tmp_path_factory, chromium):
    bank = Bank.make(tmp_path_factory.mktemp("errors-page") / "bank")
    bank.start()
    counter = Counter(bank, "T0001")
    counter.account, counter.other = counter.open_account(name="王小明"), counter.open_account(name="李晓红", document=None)
    counter.deposit(counter.account, "500.00", "100x5")
    wrong = counter.deposit(counter.account, "300.00", "100x3")
    cancelled = counter.deposit(counter.account, "200.00", "100x2")
    counter.teller.post(
        f"/api/v1/cases/{cancelled['id']}/cancellation",
        {"idempotencyKey": new_key(), "errorClass": "cash", "reason": "少找零钱，当场更正", "number": "S0001", "password": bank.sign_ons["S0001"]})
    boss = counter.out.sign_on("S0001", bank.sign_ons["S0001"])
    for error_class, found, finding in (
        ("unverified-customer", "audit", "代理人开户未留存身份证件影像"),
        ("system", "batch", "外部系统重复报送同一笔清算，已由清算部门核对后撤销"),
        ("wrong-account", "customer", "客户反映汇入款项到账账户与填单不符，经查系柜员录入时未逐位核对账号"),
    ):
        boss.post("/api/v1/errors", {"idempotencyKey": new_key(), "errorClass": error_class, "discoveredBy": found, "finding": finding, "concerned": "T0001"})
    till = counter.teller.get("/api/v1/tills/current")
    counts = [f"{d['currency']} " + ",".join(f"{line['face']}*{line['pieces']}" for line in d["lines"]) for d in till["drawers"] if d["lines"]]
    counter.teller.post("/api/v1/tills/current/closing", {"counts": counts})
    end_the_day(boss, wrong["businessDate"])
    counter.open_till(["CNY 100*20,50*20,10*50"])
    counter.wrong, counter.boss = wrong, boss
    yield counter
    assert bank.stop() == 0
    bank.assert_sound()


def test_a_deposit_to_the_wrong_account_is_asked_for_and_agreed_to(office, chromium, album):  # noqa: F811
    bank, problems = office.bank, []
    teller = Visitor(chromium, bank, "T0001", office.station)
    path = f"/journal/{office.wrong['id']}"

    def unfold(page, _name):
        page.locator("details.cancel summary").click()
        page.wait_for_selector("[name=account]:visible")

    problems += go_through(teller, [("correction-form", path, 200)], album, unfold)
    page = teller.page
    visit(page, bank.address + path)
    unfold(page, "")
    page.fill("[name=reason]", "存入他人账户")
    page.fill("[name=account]", office.account)
    page.locator("details.cancel button.main").click()
    page.wait_for_selector(".problem")
    assert "与原业务相同" in page.inner_text(".problem") or "what was booked" in page.inner_text(".problem")
    assert page.input_value("[name=reason]") == "存入他人账户", "what was typed stays"
    page.fill("[name=account]", office.other)
    page.locator("details.cancel button.main").click()
    page.wait_for_url("**/errors/*")
    entry = page.url.removeprefix(bank.address)
    assert office.balance(office.account) == "800.00", "asking books nothing"
    problems += go_through(teller, [("errors-of-a-teller", "/errors", 200)], album)

    boss = Visitor(chromium, bank, "S0001")
    problems += go_through(boss, [("errors", "/errors", 200), ("error-waiting", entry, 200)], album)
    visit(boss.page, bank.address + entry)
    assert boss.page.inner_text('.nav a[href="/errors"] .count') == "1"
    boss.page.locator("button[value=refuse]").click()
    boss.page.wait_for_selector(".problem")
    boss.page.fill("[name=note]", "已与客户核对")
    boss.page.locator("button[value=agree]").click()
    boss.page.wait_for_selector("#c-booked")
    assert (office.balance(office.account), office.balance(office.other)) == ("500.00", "300.00")
    problems += go_through(boss, [("error-handled", entry, 200), ("journal-corrected", path, 200)], album)
    # From the case to what was booked, and back.
    visit(boss.page, bank.address + path)
    boss.page.locator("section[aria-labelledby=c-booked] a").first.click()
    boss.page.wait_for_selector("#b-legs")
    problems += go_through(boss, [("journal-booking", boss.page.url.removeprefix(bank.address), 200)], album)
    visit(boss.page, boss.page.url)
    boss.page.locator(f'a[href="{path}"]').click()
    boss.page.wait_for_selector("#j-facts")
    visit(boss.page, bank.address + entry)
    boss.page.fill("[name=text]", "两笔分录已核对，客户已确认")
    boss.page.locator("form[action$=closure] button").click()
    boss.page.wait_for_selector(".chip-ok")
    problems += go_through(boss, [("error-closed", entry, 200), ("errors-empty", "/errors?from=2020-01-01&to=2020-01-02", 200)], album)
    auditor = Visitor(chromium, bank, "U0001")
    problems += go_through(auditor, [("errors-audit", "/errors", 200)], album)
    with auditor.page.expect_download() as download:
        auditor.page.locator("a[download]").click()
    assert "存入他人账户" in download.value.path().read_text(encoding="utf-8-sig")
    for visitor in (teller, boss, auditor):
        visitor.close()
    assert problems == [], "\n" + "\n".join(problems)


def test_programs_see_the_same(office):
    # The day that ended may have been the last of a month.
    month = next(m for m in office.boss.get("/api/v1/error-rates?months=2")["months"] if m["errors"])
    assert (month["cases"], month["errors"], month["rate"]) == (5, 5, "10000.00"), month
    assert next(c for c in month["classes"] if c["errorClass"] == "wrong-account") == {"errorClass": "wrong-account", "errors": 2, "rate": "4000.00"}
    errors = office.boss.get("/api/v1/errors?errorClass=system")["errors"]
    assert [e["discoveredBy"] for e in errors] == ["batch"]
