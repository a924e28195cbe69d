"""A settlement whose fate the centre does not tell: both screens wait, nothing is printed, nobody can release it, and it
is found out by itself; and the line to PostgreSQL by TLS and password (decision 0015, docs/operations/postgresql.md)."""

import os
import subprocess
import threading
import time
from pathlib import Path

import pytest
from bank import LONG, ROOT, guichet
from counter import Counter, Refused
from kit.house import House, need_store_option, reachable_folder
from kit.postgres import Postgres

KEPT = os.environ.get("GUICHET_SCREENSHOTS") == "1"
SYNC_WAIT = "SELECT pid FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND application_name = 'guichet'"


@pytest.fixture(scope="module")
def place():
    need_store_option()
    with reachable_folder("doubt", in_memory=True) as folder:
        postgres = Postgres(folder / "pg").init().start()
        try:
            yield folder, postgres
        finally:
            postgres.remove()


def wait_for(what, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = what()
        if found:
            return found
        time.sleep(0.1)
    raise AssertionError("it did not come")


def standby(postgres, name):
    """Every COMMIT waits for a standby of this name; "" for none."""
    postgres.sql(f"ALTER SYSTEM SET synchronous_standby_names = '{name}'")
    postgres.sql("SELECT pg_reload_conf()")
    wait_for(lambda: postgres.sql("SHOW synchronous_standby_names") == name)


def pictures(chromium, house, counter, case, folder):
    """Both screens as people see them while the centre does not answer."""
    base = f"http://127.0.0.1:{house.port}"
    for language in ("zh", "en"):
        for size in ((1366, 768), (1920, 1080)):
            if (language, size) not in (("zh", (1366, 768)), ("en", (1366, 768)), ("zh", (1920, 1080))):
                continue
            context = chromium.new_context(viewport={"width": size[0], "height": size[1]})
            context.add_cookies([
                {"name": name, "value": value, "url": base, "httpOnly": True}
                for name, value in (("guichet_display", counter.display_token), ("guichet_session", counter.teller.token),
                                    ("guichet_station", counter.station), ("guichet_language", language))
            ])
            display = context.new_page()
            display.goto(f"{base}/display", wait_until="domcontentloaded")
            display.locator('[data-view="waiting"]').wait_for(state="visible", timeout=30_000)
            assert display.locator('[data-view="done"], [data-view="confirming"]').locator("visible=true").count() == 0
            display.screenshot(path=str(folder / f"display-waiting.{language}-{size[0]}.png"))
            desk = context.new_page()
            desk.goto(f"{base}/cases/{case}", wait_until="domcontentloaded")
            line = desk.locator('[data-live="case-line"]')
            wait_for(lambda: ("等待中心" in line.inner_text()) or ("Waiting for the centre" in line.inner_text()), 30)
            desk.screenshot(path=str(folder / f"case-waiting.{language}-{size[0]}.png"))
            context.close()


@pytest.mark.parametrize("how", ["cancelled", *(["given up"] if LONG else [])])
def test_a_settlement_waits_for_the_centre(place, chromium, tmp_path, how):
    """COMMIT waits for a standby that never comes; the wait is cancelled by somebody (then PostgreSQL says success with a
    warning), or the program gives up and closes the line. Neither may be told as settled or as failed."""
    folder, postgres = place
    house = House.make(folder / f"bank-{how.split()[0]}", store=postgres.createdb(f"bank_{how.split()[0]}"))
    house.start()
    counter = Counter(house, "T0001")
    account = counter.open_account()
    case = counter.begin("cash-deposit")
    counter.submit(case["id"], {"account": account, "amount": "300.00", "denominations": "100x3"})
    counter.read()
    counter.sign()
    told = []

    def confirm():
        try:
            told.append(counter.confirm())
        except Refused as refused:
            told.append(refused)

    standby(postgres, "nobody")
    try:
        asking = threading.Thread(target=confirm, daemon=True)
        asking.start()
        waiting = wait_for(lambda: postgres.sql(SYNC_WAIT))
        if how == "cancelled":
            postgres.sql(f"SELECT pg_cancel_backend({waiting.splitlines()[0]})")
        wait_for(lambda: counter.shown()["phase"] == "waiting", 40)
        album = ROOT / "docs/images" if KEPT else tmp_path
        pictures(chromium, house, counter, case["id"], album)
        sight = counter.shown()
        assert sight["phase"] == "waiting" and "等待中心" in sight["case"]["message"]["zh"]
        assert not sight["case"].get("receiptUrl") and not sight["case"].get("qrSvg")
        asking.join(90)
        assert told and isinstance(told[0], Refused), f"told {told} while nobody knew"
        assert told[0].status == 503 and told[0].code == "in-doubt", told[0]
        assert told[0].problem["message"]["zh"] and told[0].problem["message"]["en"]
    finally:
        standby(postgres, "")
    wait_for(lambda: counter.shown()["phase"] == "done", 60)
    found = wait_for(lambda: (settled := counter.case(case["id"]))["state"] == "settled" and settled)
    assert found["number"] and float(counter.balance(account)) == 300.0
    counter.end(case["id"])
    figures = counter.out.sign_on("A0001", house.sign_ons["A0001"]).get("/api/v1/store")
    assert figures["engine"] == "postgresql" and figures["doubts"] >= 1 and not figures.get("stopped"), figures
    assert house.stop() == 0
    house.assert_sound()
    print(f"\nACCEPTANCE doubt ({how}): told in-doubt, settled once afterwards; {figures}")


@pytest.fixture(scope="module")
def secure(place):
    """The same server with TLS and passwords only, under a CA of its own."""
    folder, postgres = place
    keys = folder / "tls"
    keys.mkdir()

    def openssl(*arguments):
        subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True, cwd=keys)

    for name in ("ca", "other"):
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
                f"/CN={name}", "-keyout", f"{name}.key", "-out", f"{name}.pem")
    openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=localhost",
            "-addext", "subjectAltName=DNS:localhost", "-keyout", "server.key", "-out", "server.csr")
    openssl("x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-days", "2", "-copy_extensions",
            "copy", "-out", "server.pem")
    for name in ("server.key", "server.pem"):
        target = postgres.data / name
        target.write_bytes((keys / name).read_bytes())
        target.chmod(0o600)
        postgres._give(target)
    store = postgres.createdb("bank_tls")
    postgres.sql("ALTER ROLE bench PASSWORD 'right horse'")
    postgres.settings |= {"ssl": "on", "ssl_cert_file": "server.pem", "ssl_key_file": "server.key"}
    access = (postgres.data / "pg_hba.conf").read_text()
    postgres._write(postgres.data / "pg_hba.conf", "hostssl bank_tls bench 127.0.0.1/32 scram-sha-256\n"
                    "hostnossl bank_tls bench 127.0.0.1/32 reject\n" + access)
    postgres.restart()
    pass_file = folder / "pgpass"
    pass_file.write_text(f"localhost:{postgres.port}:bank_tls:bench:right horse\n")
    pass_file.chmod(0o600)
    return store.replace("127.0.0.1", "localhost"), keys, pass_file


def test_tls_and_password(secure, tmp_path, monkeypatch):
    store, keys, pass_file = secure
    monkeypatch.setenv("PGPASSFILE", str(pass_file))
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}

    def demo(name, address):
        return guichet("demo", "--data", tmp_path / name, "--store", address, environment=environment)

    wrong = demo("wrong", f"{store}?sslmode=verify-full&sslrootcert={keys}/other.pem")
    assert wrong[0] == 2 and "[storage.unreachable]" in wrong[2] and "certificate" in wrong[2], wrong
    plain = demo("plain", f"{store}?sslmode=disable")
    assert plain[0] == 2 and "[storage." in plain[2], plain
    shown = demo("shown", store.replace("bench@", "bench:right%20horse@"))
    assert shown[0] == 2 and "[roof.store-password]" in shown[2] and "right" not in shown[2], shown
    for name in ("wrong", "plain", "shown"):
        assert not (tmp_path / name).exists()
    right = demo("right", f"{store}?sslmode=verify-full&sslrootcert={keys}/ca.pem")
    assert right[0] == 0, right
    assert "horse" not in (tmp_path / "right" / "bank.json").read_text()
    code, out, err = guichet("ledger", "check", "--data", tmp_path / "right", environment=environment)
    assert code == 0, out + err
    pass_file.write_text(pass_file.read_text().replace("right horse", "wrong horse"))
    code, out, err = guichet("ledger", "check", "--data", tmp_path / "right", environment=environment)
    assert code == 2 and "[storage.credentials]" in err and "horse" not in err, out + err
