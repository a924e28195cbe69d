"""A real bank replayed, checked, copied, and searched for what must not be there (acceptance 8 and 9)."""

import json
import os
import re
import shutil
import sqlite3
import struct
from pathlib import Path

import pytest
from bank import LONG, ROOT, Bank, guichet
from counter import Api, Counter, opening, resident_id
from ink import gink, marked
from residue import in_files, point_patterns, search, short_patterns, text_patterns, values

BERKA = Path(os.environ.get("GUICHET_BERKA") or ROOT.parent / "shared/data/berka")
UNTIL = "1993-03-31" if LONG else "1993-01-31"
#: Counted from the files themselves: deposits (VKLAD), accounts, sum.
WANTED = {"1993-01-31": (89, 70, "305957.00"), "1993-03-31": (490, 225, "3767118.00")}[UNTIL]
DOCUMENT, NAME, PHONE = resident_id("residue"), "司马验真", "13912345678"

pytestmark = pytest.mark.skipif(
    not BERKA.is_dir(), reason=f"{BERKA} IS NOT THERE: NOTHING WAS REPLAYED, acceptance 8 and 9 were not looked at"
)


def counted_from_the_files():
    count, accounts, total = 0, set(), 0
    for line in (BERKA / "trans.asc").read_text("latin-1").splitlines()[1:]:
        cells = [cell.strip('"') for cell in line.split(";")]
        if cells[4] == "VKLAD" and f"19{cells[2][:2]}-{cells[2][2:4]}-{cells[2][4:]}" <= UNTIL:
            count, total = count + 1, total + round(float(cells[5]) * 100)
            accounts.add(cells[1])
    return count, len(accounts), f"{total / 100:.2f}"


@pytest.fixture(scope="module")
def replayed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("replay")
    os.environ["TMPDIR"] = str(folder / "tmp")
    (folder / "tmp").mkdir()
    bank = Bank.make(folder / "bank")
    bank.start()
    bank.reports = [replay(bank), None]
    yield bank
    del os.environ["TMPDIR"]
    if bank.server:
        assert bank.stop() == 0


def replay(bank):
    code, out, err = guichet(
        "replay", BERKA, "--until", UNTIL, "--server", bank.address, "--credentials", bank.folder / "credentials.json", "--json",
        timeout=1800)
    assert code == 0, out + err + bank.log()[-2000:]
    return json.loads(out)


def figures(bank):
    """What must be the same before and after a copy."""
    code, out, err = bank.run("ledger", "check", "--json")
    assert code == 0, out + err
    ledger = json.loads(out)
    code, out, err = bank.run("audit", "verify", "--json")
    assert code == 0, out + err
    audit = json.loads(out)
    code, out, err = bank.run("archive", "list", "--json", "--limit", "100000")
    assert code == 0, err
    archive = sorted((entry["id"], entry["number"], entry["sha256"], entry["bytes"], entry["state"]) for entry in json.loads(out))
    assert bank.run("archive", "check")[0] == 0
    return {"ledger": ledger, "audit": {k: audit[k] for k in ("entries", "chains", "good")}, "archive": archive}


def test_the_figures_come_from_the_files():
    assert counted_from_the_files() == WANTED


def test_every_deposit_of_the_real_bank(replayed):
    report, (deposits, accounts, total) = replayed.reports[0], WANTED
    print(f"\nACCEPTANCE 8: {report}")
    assert (report["deposits"], report["accounts"], report["total"], report["currency"]) == (deposits, accounts, total, "CZK")
    assert report["newVouchers"] == deposits + accounts and report["knownVouchers"] == 0


def test_the_books_agree(replayed):
    found = figures(replayed)
    deposits, accounts, total = WANTED
    assert found["ledger"]["sound"] and found["audit"]["good"]
    assert len(found["archive"]) == deposits + accounts
    (czk,) = {(s["debit"], s["credit"]) for s in found["ledger"]["sums"] if s["currency"] == "CZK" and s["institution"] == "110101"}
    assert czk[0] == czk[1]


def test_each_deposit_bears_the_date_of_the_file(replayed):
    teller = Api(replayed.port).sign_on("U0001", replayed.sign_ons["U0001"])
    listed = json.loads(replayed.run("archive", "list", "--json", "--limit", "1000")[1])
    accounts = {entry["account"] for entry in listed if entry["account"]}
    assert len(accounts) == WANTED[1]
    dates, total = [], 0
    for number in accounts:
        for entry in teller.get(f"/api/v1/accounts/{number}/entries?limit=200")["entries"]:
            assert entry["businessDate"] > "2026-01-01"
            dates.append(entry["valueDate"])
            total += round(float(entry["amount"]["amount"]) * 100)
    assert len(dates) == WANTED[0] and f"{total / 100:.2f}" == WANTED[2]
    assert min(dates) == "1993-01-01" and max(dates) <= UNTIL


def test_a_second_run_changes_nothing(replayed):
    before = figures(replayed)
    report = replay(replayed)
    assert report["newVouchers"] == 0 and report["knownVouchers"] == WANTED[0] + WANTED[1]
    assert report["total"] == WANTED[2]
    after = figures(replayed)
    assert after["ledger"] == before["ledger"] and after["archive"] == before["archive"]


def test_scripted_ink_is_marked_in_the_evidence(replayed, tmp_path):
    entry = json.loads(replayed.run("archive", "list", "--json", "--limit", "1")[1])[0]
    assert replayed.run("archive", "get", entry["id"], "-o", tmp_path / "v.pdf")[0] == 0
    code, out, _ = replayed.run("verify", tmp_path / "v.pdf", "--json")
    customer = next(s for s in json.loads(out)["signatures"] if s.get("evidence"))
    assert code == 0 and re.search(r'"isScripted":\s*true', json.dumps(customer["evidence"])), customer["evidence"]
    assert "演示笔迹 scripted ink" in replayed.run("verify", tmp_path / "v.pdf")[1]


def test_backup_delete_restore_gives_the_same_figures(replayed, tmp_path):
    before = figures(replayed)
    copy = tmp_path / "copy.tar"
    code, out, err = replayed.run("backup", copy)
    assert code == 0, out + err
    assert copy.stat().st_mode & 0o077 == 0, "the copy holds all keys"
    assert replayed.run("backup", copy)[0] != 0, "an existing file is not overwritten"
    assert replayed.run("restore", copy)[0] != 0, "an existing bank is not overwritten"
    assert replayed.stop() == 0
    shutil.rmtree(replayed.folder)
    damaged = tmp_path / "damaged.tar"
    data = bytearray(copy.read_bytes())
    data[len(data) // 2] ^= 1
    damaged.write_bytes(data)
    code, out, err = replayed.run("restore", damaged)
    assert code != 0, "a damaged copy was taken for good"
    shutil.rmtree(replayed.folder, ignore_errors=True)
    code, out, err = replayed.run("restore", copy)
    assert code == 0, out + err
    replayed.start()
    after = figures(replayed)
    # Opening for business signs a checkpoint more and writes entries of its own; nothing else may differ.
    assert after["ledger"] == before["ledger"] and after["archive"] == before["archive"]
    assert after["audit"]["good"] and after["audit"]["entries"] >= before["audit"]["entries"]


class TestWhatMustNotBeThere:
    """Acceptance 9: the marked ink went through the display, its mirror and the signature; only the PDF may hold it."""

    @pytest.fixture(scope="class")
    @classmethod
    def traces(cls, replayed, tmp_path_factory):
        counter = Counter(replayed, "T0002", name="标记")
        strokes, points = marked()
        account = counter.play("account-open", opening(document=DOCUMENT, name=NAME, phone=PHONE), ink=gink(strokes))["accountNumber"]
        # The second time also as the display mirrors it while the pen moves, and searched for by the number.
        case = counter.begin("cash-deposit")
        counter.submit(case["id"], {"account": account, "amount": "100", "denominations": "100x1"})
        counter.read()
        cls.mirror(replayed, counter, strokes)
        settled = counter.finish(case["id"], gink(strokes))
        # A third one is refused after signing: its ink must be gone altogether.
        case = counter.begin("cash-deposit")
        counter.submit(case["id"], {"account": account, "amount": "100", "denominations": "100x1"})
        counter.read()
        counter.sign(gink(strokes))
        counter.refuse()
        cookie = {"Cookie": f"guichet_session={counter.teller.token}; guichet_station={counter.station}"}
        _, _, page = Api(replayed.port).send("GET", "/archive", None, cookie)
        token = re.search(rb'name="_csrf" value="([^"]+)"', page).group(1).decode()
        status, _, page = Api(replayed.port).send(
            "POST", "/archive", f"_csrf={token}&idNumber={DOCUMENT}".encode(),
            {**cookie, "Origin": replayed.address, "Content-Type": "application/x-www-form-urlencoded"})
        assert status == 200 and settled["number"].encode() in page, "found by the ID number"
        assert DOCUMENT.encode() not in page
        replayed.kill()  # so that the write-ahead log stays as it is
        copy = tmp_path_factory.mktemp("traces") / "bank"
        shutil.copytree(replayed.folder, copy)
        replayed.start()
        counter.again()
        pdf = counter.teller.get(f"/api/v1/archive/{settled['documentId']}/voucher.pdf")
        temporary = [p for p in Path(os.environ["TMPDIR"]).rglob("*") if p.is_file()]
        files = [p for p in copy.rglob("*") if p.is_file()] + [p for p in replayed.logs.iterdir() if p.is_file()] + temporary
        return type("Traces", (), {"points": points, "files": files, "database": copy / "bank.sqlite", "pdf": pdf, "folder": copy})

    @staticmethod
    def mirror(bank, counter, strokes):
        cookie = {"Cookie": f"guichet_display={counter.display_token}"}
        status, headers, page = Api(bank.port).send("GET", "/display", None, cookie)
        token = re.search(rb'data-csrf="([^"]+)"', page).group(1).decode()
        nonce = counter.shown()["case"]["nonce"]
        body = {"nonce": nonce, "strokes": [[[x, y, p] for x, y, p, _ in stroke] for stroke in strokes], "width": 900, "height": 360}
        status, _, answer = Api(bank.port).send(
            "POST", "/display/strokes", json.dumps(body).encode(),
            {**cookie, "Origin": bank.address, "X-CSRF-Token": token, "Content-Type": "application/json"})
        assert status < 300, answer

    def test_something_was_searched(self, traces):
        names = {path.name for path in traces.files}
        assert "bank.sqlite" in names and any(name.endswith(".err") for name in names)
        wal = [path for path in traces.files if path.name.endswith("-wal")]
        assert wal and wal[0].stat().st_size > 4096, "the write-ahead log is part of the search"

    def test_no_point_of_the_ink_in_any_file(self, traces):
        pairs, _ = short_patterns(traces.points)
        assert in_files(traces.files, {**point_patterns(traces.points), **pairs}) == []

    def test_no_point_in_any_value_beside_the_archive(self, traces):
        """Single int16 points, 4 bytes each: only where there are no megabytes of ciphertext."""
        patterns = short_patterns(traces.points)[1]
        found = []
        for place, value in values(traces.database, skip=lambda table, column: table.startswith("archive")):
            found += [f"{place}: {what}" for what in search(value, patterns)]
        assert found == []

    def test_no_number_name_or_phone_in_clear(self, traces):
        assert in_files(traces.files, text_patterns([DOCUMENT, NAME, PHONE])) == []

    def test_the_ink_is_in_the_voucher(self, traces):
        """Control: every sample is where it belongs, bit for bit, so it did go through (item 8); read with pyHanko."""
        from io import BytesIO
        from zlib import decompress

        from pyhanko.pdf_utils.reader import PdfFileReader

        signatures = PdfFileReader(BytesIO(traces.pdf)).embedded_signatures
        evidence = [s.sig_object["/Guichet"] for s in signatures if "/Samples" in s.sig_object.get("/Guichet", {})]
        assert len(evidence) == 1, "the customer's signature alone holds ink"
        samples = evidence[0]["/Samples"]
        samples = samples.original_bytes if hasattr(samples, "original_bytes") else bytes(samples)
        assert decompress(samples) == gink(marked()[0])
        assert search(decompress(samples), point_patterns(traces.points)), "the search knows the form that the wire has"

    def test_a_planted_marker_is_found(self, traces, tmp_path):
        """Control: each encoding, in each kind of place."""
        x, y = traces.points[3]
        u, v = traces.points[4]
        planted = [
            struct.pack(">ff", x, y), struct.pack("<ff", x, y), struct.pack(">dd", x, y), struct.pack("<dd", x, y),
            struct.pack(">ii", round(x), round(y)), struct.pack("<ii", round(x), round(y)), f"[{x},{y},0.5]".encode(),
            struct.pack(">hhhh", round(x), round(y), round(u), round(v)), struct.pack("<hhhh", round(x), round(y), round(u), round(v)),
            DOCUMENT.encode(), NAME.encode(), PHONE.encode("utf-16-le"),
        ]
        patterns = {**point_patterns(traces.points), **short_patterns(traces.points)[0], **text_patterns([DOCUMENT, NAME, PHONE])}
        database = tmp_path / "bank.sqlite"
        shutil.copy(traces.database, database)
        line = sqlite3.connect(database)
        line.execute("CREATE TABLE planted (value BLOB)")
        line.executemany("INSERT INTO planted VALUES (?)", [(b"before" + item + b"after",) for item in planted])
        line.commit()
        line.close()
        found = " ".join(in_files([database], patterns))
        for name in ("float32 big", "float32 little", "float64 big", "float64 little", "int32 big", "int32 little", "int16 big", "int16 little", "text", DOCUMENT, NAME, PHONE):
            assert name in found, name
        for number, item in enumerate(planted):
            log = tmp_path / f"{number}.err"
            log.write_bytes(b"info " + item + b"\n")
            assert in_files([log], patterns), item
        singles = short_patterns(traces.points)[1]
        assert search(b"xx" + struct.pack("<hh", round(x), round(y)), singles)
