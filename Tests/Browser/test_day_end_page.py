"""The supervisor ends the day of an outlet with many accounts: the bar moves by itself, and the day stands in the list
(BC-012)."""

import datetime

import pytest
from bank import Bank
from screens import visit
from test_day_end_bulk import fill
from test_pages import Visitor, album, judge  # noqa: F401

SETTLEMENT = datetime.date(2026, 12, 20)


@pytest.fixture(scope="module")
def boss(tmp_path_factory, chromium):
    bank = Bank.make(tmp_path_factory.mktemp("day-end-page") / "bank")
    fill(bank, SETTLEMENT, 24_000, 2_000)
    bank.start()
    visitor = Visitor(chromium, bank, "S0001")
    yield visitor
    visitor.close()
    assert bank.stop() == 0
    bank.assert_sound()


def test_the_bar_moves_and_the_day_is_listed(boss, album):  # noqa: F811
    page, problems, seen = boss.page, [], []
    visit(page, boss.bank.address + "/day-end")
    page.click("#day-end form button")
    page.wait_for_selector("#day-end progress")
    looks = [(lang, size) for lang in ("zh", "en") for size in ((1366, 768), (1920, 1080))]
    for lang, size in looks:
        boss.language(lang)
        page.set_viewport_size({"width": size[0], "height": size[1]})
        visit(page, boss.bank.address + "/day-end")
        # A fast machine is done before all of them: the first look is the one that must be.
        if seen and page.locator("#day-end progress").count() == 0:
            break
        seen.append((int(page.get_attribute("#day-end progress", "value")), page.inner_text("#day-end section")))
        problems += judge(boss, "day-end-running", lang, size, album)
    values = [value for value, _ in seen]
    assert values == sorted(values) and all(0 <= value < 1000 for value in values), seen
    assert "%" in seen[0][1] and "户已计提" in seen[0][1], seen
    # Nobody touches the page: it comes to the end by itself.
    page.wait_for_selector("#day-end progress", state="detached", timeout=60_000)
    for lang, size in looks:
        boss.language(lang)
        page.set_viewport_size({"width": size[0], "height": size[1]})
        visit(page, boss.bank.address + "/day-end")
        problems += judge(boss, "day-end-done", lang, size, album)
    row = page.inner_text("#day-end tbody tr")
    assert "26,000" in row and "done" in row
    assert problems == [], "\n" + "\n".join(problems)
