"""How another bank was taken over is looked at in the program: bank IT sees totals, auditors every account (BC-095)."""

import contextlib
import json
import os
import sqlite3
import subprocess
from pathlib import Path

import pytest
from bank import ROOT, Bank
from counter import Api
from screens import visit
from test_pages import Visitor, album, go_through  # noqa: F401

BERKA = Path(os.environ.get("GUICHET_BERKA") or ROOT.parent / "shared/data/berka")
needs_data = pytest.mark.skipif(not BERKA.is_dir(), reason=f"{BERKA} IS NOT THERE: NOTHING WAS MIGRATED, the pages of BC-095 were not looked at")


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    bank = Bank.make(tmp_path_factory.mktemp("migration-page") / "bank")
    bank.start()
    yield bank
    assert bank.stop() == 0
    bank.assert_sound()


@pytest.fixture(scope="module")
def taken(office):
    """The same bank after the real load; what the command printed."""
    if not BERKA.is_dir():
        pytest.skip(f"{BERKA} IS NOT THERE")
    assert office.stop() == 0
    code, out, err = office.run("migrate", "berka", BERKA, "--json", timeout=600)
    assert code == 0, out + err
    office.start()
    return json.loads(out)


def show(page, name):
    """Scrolls to the part that the picture is of."""
    if name not in ("migration", "migration-wrong-account"):
        part = "#m-kinds" if name == "migration-kinds" else "#m-days"
        page.evaluate("(part) => document.querySelector(part).scrollIntoView()", part)


def audited(bank, action):
    auditor = Api(bank.port).sign_on("U0001", bank.sign_ons["U0001"])
    return auditor.get(f"/api/v1/audit?action={action}&limit=200")["records"]


def test_an_empty_bank_says_how_to_begin(office, chromium, album):  # noqa: F811
    keeper = Visitor(chromium, office, "A0001")
    problems = go_through(keeper, [("migrations-empty", "/migrations", 200), ("migration-unknown", "/migrations/berka/1", 404)], album)
    visit(keeper.page, office.address + "/administration/staff")
    keeper.page.locator('.nav a[href="/migrations"]').click()
    keeper.page.wait_for_selector("h1")
    assert "guichet migrate berka" in keeper.page.inner_text("main")
    for path in ("/migrations/berka/0", "/migrations/berka/x", "/migrations/berka/1/report.pdf"):
        answer = visit(keeper.page, office.address + path)
        assert answer.status == (403 if path.endswith("pdf") else 404), path
    keeper.close()
    assert problems == [], "\n" + "\n".join(problems)


def test_a_teller_and_a_supervisor_see_nothing_of_it(office, chromium):
    for number in ("T0002", "S0001"):
        visitor = Visitor(chromium, office, number)
        for path in ("/migrations", "/migrations/berka/1", "/migrations/berka/1/report.pdf", "/migrations/berka/1/report.json"):
            assert visit(visitor.page, office.address + path).status == 403, (number, path)
        visit(visitor.page, office.address + "/journal")
        assert visitor.page.locator('.nav a[href="/migrations"]').count() == 0
        visitor.close()


@needs_data
def test_bank_it_sees_totals_and_no_account(office, taken, chromium, album):  # noqa: F811
    keeper = Visitor(chromium, office, "A0001")
    problems = go_through(keeper, [("migrations", "/migrations", 200), ("migration-totals", "/migrations/berka/1", 200)], album)
    visit(keeper.page, office.address + "/migrations/berka/1")
    text = keeper.page.inner_text("main")
    assert "26,936,603.50" in text and "35,138" in text and "12,049" in text
    assert keeper.page.locator("#m-days, #m-accounts, a[download]").count() == 0
    number = taken["daysDiffering"][0]["number"]
    assert number not in keeper.page.content().replace(" ", "")
    keeper.close()
    assert problems == [], "\n" + "\n".join(problems)
    assert audited(office, "migration.read") == []


@needs_data
def test_an_auditor_sees_every_day_and_leaves_a_trace(office, taken, chromium, album, tmp_path):  # noqa: F811
    auditor = Visitor(chromium, office, "U0001")
    page, days = auditor.page, taken["daysDiffering"]
    account = next(day["account"] for day in days if not day["isNew"])
    own = [day for day in days if day["account"] == account]
    path = "/migrations/berka/1"
    problems = go_through(
        auditor,
        [
            ("migration", path, 200), ("migration-days", path, 200), ("migration-new", path + "?only=new", 200),
            ("migration-account", f"{path}?account={account}", 200), ("migration-no-day", path + "?account=999999", 200),
            ("migration-wrong-account", path + "?account=x1", 422), ("migration-kinds", path, 200),
        ],
        album, show)

    def rows():
        return page.locator('section[aria-labelledby="m-days"] tbody tr').count()

    def place():
        return page.inner_text(".pager span").replace("\u2013", "-")

    auditor.language("en")
    visit(page, office.address + path)
    assert rows() == 100 and place() == "1-100 of 12,049"
    page.locator("a[rel=next]").click()
    page.wait_for_url("**page=2**")
    assert place() == "101-200 of 12,049" and page.locator("a[rel=prev]").count() == 1
    visit(page, office.address + f"{path}?page=121")
    assert rows() == 49 and page.locator("a[rel=next]").count() == 0
    page.fill("[name=account]", str(account))
    page.locator('form.filter[action*="/migrations/"] button').click()
    page.wait_for_url(f"**account={account}**")
    assert rows() == len(own), own
    page.check("[name=only]")
    page.locator('form.filter[action*="/migrations/"] button').click()
    page.wait_for_url("**only=new**")
    assert rows() == sum(day["isNew"] for day in own)
    assert page.input_value("[name=account]") == str(account) and page.is_checked("[name=only]")
    visit(page, office.address + path + "?only=new")
    assert place() == "1-100 of 1,173"
    # From a differing day to the account itself, which an auditor may read.
    page.locator('section[aria-labelledby="m-days"] tbody a').first.click()
    page.wait_for_url("**/accounts/**")
    assert page.locator("h1").count() == 1

    visit(page, office.address + path)
    files = {}
    for kind in ("pdf", "json"):
        with page.expect_download() as download:
            page.locator(f'a[download][href$="{kind}"]').click()
        files[kind] = tmp_path / f"report.{kind}"
        download.value.save_as(files[kind])
    assert json.loads(files["json"].read_text()) == taken
    checked = subprocess.run(["qpdf", "--check", files["pdf"]], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    auditor.close()
    looks = audited(office, "migration.read")
    assert {look["actor"] for look in looks} == {"U0001"} and {look["subject"] for look in looks} == {"berka/1"}
    assert [look["detail"]["form"] for look in looks[:2]] == ["json", "pdf"]
    assert str(account) in {look["detail"].get("account") for look in looks}
    assert len(audited(office, "migration.reconciled")) == 1
    assert problems == [], "\n" + "\n".join(problems)


SAMPLE = {
    "client": ['"client_id";"birth_number";"district_id"', '1;"706213";1'],
    "disp": ['"disp_id";"client_id";"account_id";"type"', '1;1;10;"OWNER"'],
    "account": ['"account_id";"district_id";"frequency";"date"', '10;1;"POPLATEK MESICNE";930101'],
    "trans": [
        '"trans_id";"account_id";"date";"type";"operation";"amount";"balance";"k_symbol";"bank";"account"',
        '1;10;930101;"PRIJEM";"VKLAD";1000.00;1000.00;"";;', '2;10;930102;"VYDAJ";"VYBER";200.00;800.00;"";;',
        '3;10;930205;"VYDAJ";"VYBER";14.60;785.50;"SLUZBY";;',
    ],
}


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A bank that took a few rows over, took them back, and was broken off in the second run before it reconciled."""
    folder = tmp_path_factory.mktemp("migration-small")
    bank, files = Bank.make(folder / "bank"), folder / "files"
    files.mkdir()
    for name, lines in SAMPLE.items():
        (files / f"{name}.asc").write_text("\r\n".join(lines) + "\r\n")
    for options in ((), ("--back",), ()):
        code, out, err = bank.run("migrate", "berka", files, "--json", *options)
        assert code == 0, out + err
    with contextlib.closing(sqlite3.connect(bank.folder / "bank.sqlite")) as data:
        assert data.execute("DELETE FROM migration_reports WHERE generation = 2").rowcount == 1
        data.commit()
    bank.start()
    yield bank
    assert bank.stop() == 0
    bank.assert_sound()


def test_a_run_taken_back_and_one_never_reconciled(small, chromium, album):  # noqa: F811
    auditor = Visitor(chromium, small, "U0001")
    path = "/migrations/berka"
    problems = go_through(
        auditor, [("migrations-two", "/migrations", 200), ("migration-taken-back", f"{path}/1", 200), ("migration-not-reconciled", f"{path}/2", 200)], album)
    page = auditor.page
    auditor.language("en")
    visit(page, small.address + "/migrations")
    rows = page.locator("tbody tr").all_inner_texts()
    assert len(rows) == 2 and "Loaded" in rows[0] and "Not reconciled yet" in rows[0] and "Taken back" in rows[1] and "785.40" in rows[1], rows
    visit(page, small.address + f"{path}/1")
    assert "from before that" in page.inner_text(".notice")
    assert "Taken back" in page.inner_text(".page-head") and "+0.10" in page.inner_text('section[aria-labelledby="m-days"]')
    for kind in ("pdf", "json"):
        assert visit(page, small.address + f"{path}/2/report.{kind}").status == 404
    auditor.close()
    assert problems == [], "\n" + "\n".join(problems)
    assert {look["subject"] for look in audited(small, "migration.read")} == {"berka/1"}, "what was not there was not looked at"
