"""Another bank's files are taken over by the command line: killed anywhere it goes on, a trial leaves no trace (BC-095)."""

import json
import os
import random
import re
import signal
import subprocess
import time
from pathlib import Path

import pytest
from bank import BINARY, ENVIRONMENT, LONG, ROOT, Bank

BERKA = Path(os.environ.get("GUICHET_BERKA") or ROOT.parent / "shared/data/berka")
CREDITS, DEBITS, NET, ROWS = "128037875.30", "101101271.80", "26936603.50", "35138"
KILLS = 12 if LONG else 5

needs_data = pytest.mark.skipif(not BERKA.is_dir(), reason=f"{BERKA} IS NOT THERE: NOTHING WAS MIGRATED, BC-095 was not looked at")


def migrate(bank, *options, files=BERKA):
    code, out, err = bank.run("migrate", "berka", files, "--json", *options, timeout=600)
    return code, json.loads(out) if code == 0 else out, err


def digests(bank, name):
    """Every table with its rows and SHA-256."""
    copy = bank.folder.parent / f"{name}.sqlite"
    code, out, err = bank.run("store", "copy", "--to", f"sqlite:{copy}", "--keep", "--json")
    assert code == 0, out + err
    for path in copy.parent.glob(copy.name + "*"):
        path.unlink()
    return {table["table"]: (table["rows"], table["sha256"]) for table in json.loads(out)["tables"]}


def what_counts(report):
    """The report without what depends on how often the run was broken off."""
    return {key: value for key, value in report.items() if key not in ("newPostings", "newBatches", "seconds", "rowsPerSecond", "trial", "generation", "madeAt")}


def assert_exact(report):
    assert report["wrong"] == [] and report["trialBalanceIsZero"] and report["booksAreSound"]
    assert (report["rows"]["bank"], report["credits"]["bank"], report["debits"]["bank"], report["net"]["bank"]) == (ROWS, CREDITS, DEBITS, NET)
    assert all(pair["files"] == pair["bank"] for pair in (report["rows"], report["credits"], report["debits"], report["net"]))
    assert report["accountsWithRows"] == 840 and report["accountsDiffering"] == []
    assert report["daysEqual"] + len(report["daysDiffering"]) == report["days"]


def grouped(decimal):
    return f"{float(decimal):,.2f}"


def judge_paper(path, report):
    """Other people's tools read the report; every differing day is in one of its lines."""
    checked = subprocess.run(["qpdf", "--check", path], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    info = subprocess.run(["mutool", "info", path], capture_output=True, text=True)
    assert info.returncode == 0 and "error" not in info.stderr.lower(), info.stderr
    pages = int(re.search(r"^Pages: (\d+)", info.stdout, re.M).group(1))
    text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True).stdout
    flat = re.sub(r"\s+", "", text)
    for word in ("迁移对账报告", "Migrationreconciliation", "对照表与分类合计", "Mappingandtotalsbykind", "不符账户", "余额不符的账户日", "逐户相符"):
        assert word in flat, word
    for number in (grouped(report["credits"]["bank"]), grouped(report["debits"]["bank"]), grouped(report["net"]["bank"])):
        assert text.count(number) >= 2, number
    for kind in report["kinds"]:
        # A long name stands in more than one line.
        assert str(kind["code"]) in flat and all(word in flat for word in (kind["zh"][:5], *kind["en"].split())), kind
    assert [int(n) for n in re.findall(r"Page (\d+) of", text)] == list(range(1, pages + 1))
    assert "\N{WHITE SQUARE}" not in text and "\ufffd" not in text
    # account there, account here in groups, first and last day, how many days, printed, bank, difference
    lines = re.findall(r"^\s*(\d+)\s+((?:\d{4} ){4}\d{3})\s+(\d{4}-\d\d-\d\d)\s+(\d{4}-\d\d-\d\d)\s+(\d+)\s+(-?[\d,]+\.\d\d)\s+(-?[\d,]+\.\d\d)\s+([-+][\d,]+\.\d\d)$", text, re.M)
    new = [day for day in report["daysDiffering"] if day["isNew"]]
    assert [(int(l[0]), l[1].replace(" ", ""), l[2], *l[5:]) for l in lines] == [
        (day["account"], day["number"], day["date"], grouped(day["printed"]), grouped(day["bank"]), f"{float(day['difference']):+,.2f}") for day in new]
    assert len(lines) == report["daysNewDifference"] and sum(int(l[4]) for l in lines) == len(report["daysDiffering"])
    assert lines[-1][3] == report["daysDiffering"][-1]["date"]
    return pages


def kill_after(bank, seconds, *options):
    """→ True when it was still at work"""
    program = subprocess.Popen(
        [BINARY, "migrate", "berka", str(BERKA), "--data", str(bank.folder), *options],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, env=ENVIRONMENT)
    time.sleep(seconds)
    at_work = program.poll() is None
    program.send_signal(signal.SIGKILL)
    program.wait()
    return at_work


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """Taken over in one go: what every other way must come to. Also how long that takes here."""
    if not BERKA.is_dir():
        pytest.skip(f"{BERKA} IS NOT THERE")
    bank = Bank.make(tmp_path_factory.mktemp("whole") / "bank")
    started = time.monotonic()
    code, report, err = migrate(bank)
    assert code == 0, f"{report}{err}"
    bank.report, bank.took = report, time.monotonic() - started
    return bank


@needs_data
def test_the_whole_bank_comes_out_exact(whole):
    print(f"\nBC-095: {whole.report['newPostings']} rows in {whole.report['seconds']} s, {whole.report['rowsPerSecond']} rows/s")
    assert_exact(whole.report)
    assert whole.report["newPostings"] == int(ROWS) and len(whole.report["daysDiffering"]) == 12049
    whole.assert_sound()


@needs_data
def test_a_second_run_changes_nothing(whole):
    before = digests(whole, "before")
    paper, page = whole.folder.parent / "report.pdf", whole.folder.parent / "report.html"
    code, report, err = migrate(whole, "--pdf", paper, "--page", page)
    assert code == 0, err
    assert report["newPostings"] == report["newBatches"] == 0 and what_counts(report) == what_counts(whole.report)
    after = digests(whole, "after")
    assert after == before and after["migration_reports"][0] == 1
    pages = judge_paper(paper, report)
    assert 20 <= pages <= 40, pages
    assert paper.stat().st_mode & 0o777 == page.stat().st_mode & 0o777 == 0o600
    # The page holds every day, the paper every difference with its days.
    assert page.read_text().count("<tr><td>") > len(report["daysDiffering"])


@needs_data
def test_a_trial_leaves_the_bank_as_it_was(tmp_path, whole):
    bank = Bank.make(tmp_path / "bank")
    before, files = digests(bank, "before"), sorted(path.name for path in bank.folder.iterdir())
    paper = tmp_path / "trial.pdf"
    code, report, err = migrate(bank, "--trial", "--pdf", paper)
    assert code == 0, err
    assert "试迁移，本行未改动" in subprocess.run(["pdftotext", paper, "-"], capture_output=True, text=True).stdout
    assert report["trial"] and what_counts(report) == what_counts(whole.report)
    after = digests(bank, "after")
    assert after == before and after["migration_reports"][0] == 0, "a trial leaves no reconciliation behind"
    assert set(path.name for path in bank.folder.iterdir()) - set(files) <= {"bank.sqlite-wal", "bank.sqlite-shm", "bank.sqlite.lock"}


@needs_data
def test_killed_anywhere_it_comes_to_the_same(tmp_path, whole):
    seed = int(os.environ.get("GUICHET_SEED") or time.time())
    dice = random.Random(seed)
    bank = Bank.make(tmp_path / "bank")
    killed = 0
    for _ in range(KILLS):
        # Each time anew from where the last one died, so the points spread over the whole run.
        killed += kill_after(bank, whole.took * dice.uniform(0.15, 0.5))
        bank.assert_sound()
    code, report, err = migrate(bank)
    assert code == 0, f"seed {seed}: {report}{err}"
    assert killed >= 1, f"seed {seed}: it was never killed at work"
    assert_exact(report)
    assert what_counts(report) == what_counts(whole.report), f"seed {seed}"
    ours, theirs = digests(bank, "killed"), digests(whole, "whole")
    for table in ("ledger_journal", "ledger_entry", "ledger_key", "ledger_account", "customers", "demand_accounts", "account_proxies", "migration_map", "migration_batches"):
        assert ours[table][0] == theirs[table][0], f"seed {seed}: rows of {table}"

    for _ in range(KILLS // 2):
        kill_after(bank, whole.took * dice.uniform(0.15, 0.6), "--back")
        bank.assert_sound()
    code, taken, err = migrate(bank, "--back")
    assert code == 0 and taken["trialBalanceIsZero"], f"seed {seed}: {taken}{err}"
    bank.assert_sound()
    assert digests(bank, "back")["ledger_journal"][0] == 2 * int(ROWS) + 4

    code, report, err = migrate(bank, "--cut-over", "1994-04-01")
    assert code == 0 and report["generation"] == 2 and report["cutOver"] == "1994-04-01", err
    assert digests(bank, "cut-over")["migration_reports"][0] == 2
    assert_exact(report)
    code, out, err = migrate(bank, "--back")
    assert code == 1 and "[migration.cut-over-done]" in err
    bank.assert_sound()


@needs_data
def test_one_wrong_line_and_nothing_is_written(tmp_path):
    bank = Bank.make(tmp_path / "bank")
    files = tmp_path / "files"
    files.mkdir()
    for name in ("client.asc", "disp.asc", "account.asc", "trans.asc"):
        (files / name).write_bytes((BERKA / name).read_bytes())
    lines = (files / "trans.asc").read_bytes().split(b"\r\n")
    cells = lines[20000].split(b";")
    lines[20000] = b";".join(cells[:2] + [b"931301"] + cells[3:])
    (files / "trans.asc").write_bytes(b"\r\n".join(lines))
    before = digests(bank, "before")
    code, out, err = migrate(bank, files=files)
    assert code == 1 and "trans.asc, line 20001, date" in err and "[migration.date]" in err, err
    assert digests(bank, "after") == before


@needs_data
def test_a_served_bank_can_be_tried_and_not_migrated_into(bank):
    code, out, err = migrate(bank)
    assert code == 2 and "[storage.in-use]" in err, out + err
    code, report, err = migrate(bank, "--trial")
    assert code == 0, err
    assert_exact(report)
    assert not list(bank.folder.glob(".trial-*"))
