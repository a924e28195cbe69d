"""Blank vouchers and counterfeit money on their pages, by keyboard (reference: branch, 重要空白凭证 and 假币收缴).

A supervisor receives certificates and hands some out; the teller uses one, voids one, counts blind, hands the rest in;
two persons destroy the voided one. Then a counterfeit is taken in by two and its receipt printed.
"""

import pytest
from bank import Bank
from counter import Api, Counter, Refused
from screens import visit
from test_pages import Visitor, album, go_through  # noqa: F401


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """A bank of its own: its teller's till stays open."""
    bank = Bank.make(tmp_path_factory.mktemp("vouchers-page") / "bank")
    bank.start()
    yield bank
    assert bank.stop() == 0


@pytest.fixture(scope="module")
def desk(office, chromium):
    counter = Counter(office, "T0001", name="凭证柜台")
    visitor = Visitor(chromium, office, "T0001", counter.station)
    visitor.counter = counter
    counter.teller = counter.out.signed(visitor.token)
    yield visitor
    visitor.close()


@pytest.fixture(scope="module")
def boss(office, chromium):
    visitor = Visitor(chromium, office, "S0001")
    yield visitor
    visitor.close()


def open_page(visitor, path="/vouchers"):
    visitor.language("zh")
    visitor.page.set_viewport_size({"width": 1366, "height": 768})
    visit(visitor.page, visitor.bank.address + path)


def keys(visitor, *texts):
    """Each value with Enter, from the field that has the focus."""
    for text in texts:
        visitor.page.keyboard.type(text)
        visitor.page.keyboard.press("Enter")


def done(visitor, words):
    visitor.page.wait_for_selector(".notice-ok")
    assert words in visitor.page.inner_text(".notice-ok")


def sheet(visitor):
    api = Api(visitor.bank.port).signed(visitor.token)
    return {s["kind"]: (s["received"], s["used"], s["void"], s["left"]) for s in api.get("/api/v1/vouchers")["sheets"]}


def test_nothing_there_yet(desk, boss, album):  # noqa: F811
    problems = go_through(desk, [("blank-none", "/vouchers", 200)], album)
    problems += go_through(boss, [("blank-none-supervisor", "/vouchers", 200)], album)
    assert problems == [], "\n" + "\n".join(problems)


def test_received_and_handed_out(boss, desk):
    open_page(boss)
    page = boss.page
    page.wait_for_function("() => document.activeElement?.name === 'first'")
    keys(boss, "100001", "100100")
    page.keyboard.press("F10")
    done(boss, "已入库")
    page.wait_for_function("() => document.activeElement?.name === 'pieces'")
    page.select_option("[name=teller]", "T0001")
    keys(boss, "5")
    page.keyboard.press("F9")
    done(boss, "已发放")
    assert sheet(boss) == {"certificate": (100, 0, 0, 100)}
    open_page(desk)
    assert "100001" in desk.page.inner_text("#main") and "100005" in desk.page.inner_text("#main")


def test_a_range_that_overlaps_is_refused_and_typed_values_stay(boss):
    open_page(boss)
    page = boss.page
    page.fill("[name=first]", "100100")
    page.fill("[name=last]", "100200")
    page.keyboard.press("F10")
    page.wait_for_selector("[role=alert]")
    assert "重叠" in page.inner_text("[role=alert]")
    assert page.input_value("[name=first]") == "100100" and page.input_value("[name=last]") == "100200"


def test_used_voided_and_never_skipped(desk, album):  # noqa: F811
    open_page(desk)
    page = desk.page
    page.wait_for_function("() => document.activeElement?.name === 'number'")
    keys(desk, "100002", "开立存单")
    page.keyboard.press("F9")
    page.wait_for_selector("[role=alert]")
    assert "100001" in page.inner_text("[role=alert]"), "the next number is told"
    page.fill("[name=number]", "100001")
    page.keyboard.press("F9")
    done(desk, "已登记使用")
    page.wait_for_function("() => document.activeElement?.name === 'number' && document.activeElement.value === ''")
    keys(desk, "100002", "打印错位")
    page.keyboard.press("F3")
    done(desk, "作废")
    assert sheet(desk) == {"certificate": (100, 1, 1, 98)}
    problems = go_through(desk, [("blank-vouchers", "/vouchers", 200), ("blank-vouchers-count", "/vouchers?show=count", 200)], album)
    assert problems == [], "\n" + "\n".join(problems)


def test_the_count_is_blind(desk):
    open_page(desk)
    page = desk.page
    page.keyboard.press("F4")
    page.wait_for_url("**/vouchers?show=count")
    assert "100003" not in page.inner_text("#main"), "nothing of the register stands beside the count"
    page.wait_for_function("() => document.activeElement?.name === 'pieces.certificate'")
    keys(desk, "4")
    page.keyboard.press("F9")
    page.wait_for_selector("[role=alert]")
    assert "不符" in page.inner_text("[role=alert]")
    page.fill("[name='pieces.certificate']", "3")
    page.keyboard.press("F9")
    done(desk, "盘点相符")
    assert "相符" in page.inner_text("section[aria-labelledby=v-own]")


def test_destroyed_by_two_and_handed_in(boss, desk, album):  # noqa: F811
    problems = go_through(boss, [("blank-vouchers-supervisor", "/vouchers", 200)], album)
    open_page(boss)
    page = boss.page
    for second, answer in (("S0001", "[role=alert]"), ("T0002", ".notice-ok")):
        page.fill("[name=second]", second)
        page.fill("[name=password]", boss.bank.sign_ons[second])
        page.press("[name=password]", "Enter")
        page.wait_for_selector(answer)
    done(boss, "销毁")
    open_page(desk)
    desk.page.locator("form[action='/vouchers/hand-in'] button").press("Enter")
    done(desk, "已上缴")
    assert sheet(desk) == {"certificate": (100, 1, 1, 98)}
    lots = Api(desk.bank.port).signed(desk.token).get("/api/v1/vouchers")["lots"]
    assert all("holder" not in lot or lot["holder"] is None for lot in lots) and sum(lot["last"] - lot["next"] + 1 for lot in lots) == 98
    assert problems == [], "\n" + "\n".join(problems)


def test_who_may_not(desk):
    api = Api(desk.bank.port).signed(desk.token)
    with pytest.raises(Refused) as no:
        api.post("/api/v1/vouchers/receipts", {"kind": "certificate", "first": 1, "last": 5})
    assert no.value.status == 403
    boss = Api(desk.bank.port).sign_on("S0001", desk.bank.sign_ons["S0001"])
    with pytest.raises(Refused) as no:
        boss.post("/api/v1/vouchers/hand-outs", {"kind": "certificate", "pieces": 5, "teller": "A0001"})
    assert no.value.code == "voucher.holder" and no.value.field == "teller"


def test_a_counterfeit_is_taken_in_by_two_and_has_its_receipt(desk, boss, album):  # noqa: F811
    open_page(desk, "/counterfeits")
    page = desk.page
    page.fill("[name=documentNumber]", "11010519491231002X")
    page.fill("[name=holder]", "欧阳静宜")
    page.fill("[name='face.1']", "100")
    page.fill("[name='serial.1']", "hd90000001")
    page.fill("[name='face.2']", "100")
    page.fill("[name='serial.2']", "HD90000002")
    page.fill("[name=second]", "T0001")
    page.fill("[name=password]", desk.bank.sign_ons["T0001"])
    page.keyboard.press("F9")
    page.wait_for_selector("[role=alert]")
    assert page.input_value("[name='serial.2']") == "HD90000002", "what was typed stays"
    assert page.input_value("[name=password]") == ""
    problems = go_through(desk, [("counterfeits", "/counterfeits", 200)], album)
    open_page(desk, "/counterfeits")
    for name, value in {"documentNumber": "11010519491231002X", "holder": "欧阳静宜", "face.1": "100", "serial.1": "HD90000001", "second": "T0002", "password": desk.bank.sign_ons["T0002"]}.items():
        page.fill(f"[name='{name}']", value)
    page.keyboard.press("F9")
    page.wait_for_url("**/counterfeits/*")
    text = page.inner_text("article")
    assert "HD90000001" in text and "3 个工作日" in text and "T0001" in text and "T0002" in text
    assert "欧阳静宜" not in text and "11010519491231002X" not in text, "the holder is masked"
    path = page.url.removeprefix(desk.bank.address)
    problems += go_through(desk, [("counterfeit-receipt", path, 200), ("counterfeits-filled", "/counterfeits", 200)], album)
    problems += go_through(boss, [("counterfeits-supervisor", "/counterfeits?serial=hd90000001", 200)], album)
    found = Api(desk.bank.port).signed(boss.token).get("/api/v1/counterfeits?serial=HD90000001")["entries"]
    assert [(e["teller"], e["second"], e["serials"]) for e in found] == [("T0001", "T0002", ["HD90000001"])]
    assert problems == [], "\n" + "\n".join(problems)


def test_the_books_are_sound(office, desk):
    office.assert_sound()
