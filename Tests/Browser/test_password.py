"""The password of an account: set, then asked for at a withdrawal, by two people before two screens (BC-070, SC-096, SC-105)."""

import pytest
from counter import Api, Refused

RIGHT, WRONG = "271828", "271829"


@pytest.fixture(scope="module")
def guarded(journey, counter):
    """An account whose customer sets a password in the browser; money comes from the next counter."""
    account = counter.open_account(name="阿依古丽")
    counter.deposit(account)
    teller, display = journey.teller, journey.display
    sent = []
    display.page.on("request", lambda request: sent.append((request.url, request.post_data or "")))
    seen = {"account": account, "sent": sent}
    teller.wait_focus("#code")
    teller.enter("1131")
    teller.state("opened")
    teller.field("account", account)
    teller.field("identityCheck", "1")
    teller.field("identityResult", "1")
    teller.wait_focus("#to-customer")
    teller.press("Enter")
    teller.state("drafted")
    display.phase("password")
    teller.page.wait_for_function("() => document.querySelector('[data-mirror=phase]').textContent === '输入密码中'")
    seen["teller while choosing"] = teller.page.content()
    seen["choose"] = display.page.inner_text('[data-view="password"]')
    display.keys("123456")
    display.keys("123456")
    display.page.wait_for_selector("[data-problem]:not([hidden])")
    seen["weak"] = display.page.inner_text("[data-problem]")
    display.keys(RIGHT)
    seen["again"] = display.page.inner_text('[data-view="password"]')
    display.keys(WRONG)
    seen["differ"] = display.page.inner_text("[data-password-note]")
    display.keys(RIGHT)
    display.keys(RIGHT)
    journey.sign_and_confirm()
    seen["set case"] = teller.case
    teller.press("F12")
    teller.page.wait_for_url("**/workbench")
    display.phase("idle")
    return seen


def withdrawal(journey, account):
    """From the workbench to the customer's keypad."""
    teller, display = journey.teller, journey.display
    teller.wait_focus("#code")
    teller.enter("1202")
    teller.state("opened")
    teller.field("account", account)
    teller.field("amount", "100")
    teller.face("100", "1")
    teller.press("F9")
    teller.page.wait_for_selector('#feedback[data-ready="yes"]')
    teller.press("F4")
    teller.state("drafted")
    display.phase("password")


def test_the_customer_chose_it_alone(guarded):
    assert "请设置交易密码" in guarded["choose"] and "6 位数字" in guarded["choose"]
    assert "过于简单" in guarded["weak"]
    assert "请再输入一次" in guarded["again"]
    assert "不一致" in guarded["differ"]
    assert "data-digit" not in guarded["teller while choosing"]


def test_a_wrong_one_then_the_right_one(journey, guarded):
    teller, display = journey.teller, journey.display
    withdrawal(journey, guarded["account"])
    display.tap('[data-digit="9"]')
    assert display.page.get_attribute("[data-password-dots]", "aria-label") == "已输入 1 位，共 6 位"
    display.tap("[data-password-clear]")
    display.page.keyboard.type("12")
    display.page.keyboard.press("Backspace")
    assert display.page.locator(".d-dot-full").count() == 1
    display.tap("[data-password-back]")
    display.keys(WRONG)
    display.page.wait_for_function("() => document.querySelector('[data-password-note]').textContent.includes('2')")
    assert "还可以输入 2 次" in display.page.inner_text("[data-problem]")
    assert display.page.locator(".d-dot-full").count() == 0
    with pytest.raises(Refused) as early:
        Api(journey.bank.port, next(c["value"] for c in display.context.cookies() if c["name"] == "guichet_display")).post("/api/v1/display/confirmation")
    assert early.value.code == "case.not-now"
    display.page.reload()
    display.phase("password")
    display.keys(RIGHT)
    journey.sign_and_confirm()
    teller.press("F12")
    teller.page.wait_for_url("**/workbench")
    display.phase("idle")
    assert Api(journey.bank.port, journey.token()).get(f"/api/v1/accounts/{guarded['account']}")["balance"]["amount"] == "200.00"


def test_three_wrong_ones_end_it(journey, guarded):
    teller, display = journey.teller, journey.display
    withdrawal(journey, guarded["account"])
    for _ in range(2):
        display.keys("111222")
        display.page.wait_for_selector("[data-problem]:not([hidden])")
    display.keys("111222")
    display.phase("refused")
    teller.state("released")
    assert "输错次数已满" in teller.page.inner_text("#main")
    teller.press("F12")
    teller.page.wait_for_url("**/workbench")
    display.phase("idle")


def test_the_digits_went_one_way_only(journey, guarded):
    teller, display = journey.teller, journey.display
    carriers = {url.removeprefix(journey.bank.address) for url, body in guarded["sent"] if RIGHT in url + body}
    assert carriers == {"/display/password"}, "in the body of the display's own posts, in no address"
    assert RIGHT not in display.page.content() and WRONG not in display.page.content()
    for place in ("localStorage", "sessionStorage"):
        assert display.page.evaluate(f"() => Object.keys({place}).length") == 0
    log = journey.bank.log()
    assert RIGHT not in log and WRONG not in log
    audit = Api(journey.bank.port).sign_on("U0001", journey.bank.sign_ons["U0001"]).get("/api/v1/audit?limit=100")
    assert "case.password-wrong" in str(audit) and RIGHT not in str(audit)
    raw = b"".join(path.read_bytes() for path in journey.bank.folder.rglob("*") if path.is_file() and path.suffix in (".sqlite", ".sqlite-wal", ".log"))
    assert raw and RIGHT.encode() not in raw and WRONG.encode() not in raw
    assert display.errors == [] or all("422" in error or "409" in error for error in display.errors)
    assert teller.errors == []
