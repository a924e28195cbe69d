"""The program from the shell: help with examples, exit codes, a bank that is no demo."""

import json
import re
import shutil
import stat
import subprocess

import pytest
from bank import BINARY, ENVIRONMENT, ROOT, Bank, free_port, guichet
from counter import Api, Counter, Refused, opening

COMMANDS = [
    ("init",), ("demo",), ("serve",), ("verify",), ("archive", "list"), ("archive", "get"), ("archive", "check"),
    ("ledger", "check"), ("audit", "verify"), ("services", "check"), ("replay",), ("backup",), ("restore",), ("bench",),
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help_says_what_it_does_with_an_example(command):
    code, out, err = guichet(*command, "--help")
    assert code == 0, err
    overview = out.split("USAGE")[0]
    assert re.search(r"[\u4e00-\u9fff]", overview) and re.search(r"[a-z]{4}", overview), "both languages"
    example = re.search(r"Example:\s+(guichet .*)", re.sub(r"\s+", " ", overview))
    assert example and example.group(1).startswith("guichet " + " ".join(command)), overview


def test_overview_names_every_command():
    code, out, _ = guichet("--help")
    assert code == 0
    for command in COMMANDS:
        assert command[0] in out
    assert "page-images" not in out


def test_wrong_usage_is_exit_64_with_the_usage():
    for arguments in (["frobnicate"], ["serve", "--nonsense"], ["archive", "get"], ["verify"]):
        code, out, err = guichet(*arguments)
        assert code == 64, (arguments, code)
        assert "Usage" in out + err


def test_serving_without_a_bank_says_what_to_do(tmp_path):
    code, out, err = guichet("serve", "--data", tmp_path / "none")
    assert code not in (0, 64) and "guichet demo" in err and "guichet init" in err
    assert not (tmp_path / "none").exists()


def test_every_checking_command_fails_without_a_bank(tmp_path):
    for command in (("ledger", "check"), ("audit", "verify"), ("archive", "check"), ("archive", "list"), ("backup", tmp_path / "x.tar")):
        code, _, err = guichet(*command, "--data", tmp_path / "none")
        assert code != 0 and "no bank" in err, command


def test_verify_of_what_is_no_voucher(bank, tmp_path):
    missing = tmp_path / "missing.pdf"
    code, _, err = bank.run("verify", missing)
    assert code != 0 and "missing.pdf" in err
    for content in (b"", b"%PDF-1.7\n", b"\0" * 4096, (ROOT / "Package.swift").read_bytes()):
        junk = tmp_path / "junk.pdf"
        junk.write_bytes(content)
        code, out, err = bank.run("verify", junk, "--json")
        assert code == 1, err
        report = json.loads(out)
        assert report["verdict"] == "invalid" and report["problems"]


def test_services_check_names_file_line_and_reason(tmp_path):
    code, out, err = guichet("services", "check")
    assert code == 0, out + err
    share = tmp_path / "share"
    share.mkdir()
    for name in ("web", "vendor", "fonts"):
        (share / name).symlink_to((ROOT / "share" / name).resolve())
    shutil.copytree((ROOT / "Services").resolve(), share / "services")
    file = share / "services" / "cash-deposit" / "service.yaml"
    assert file.exists(), list((share / "services" / "cash-deposit").iterdir())
    good = file.read_text()
    for wrong, right in (("requird: true", "required: true"), ("type: monney", "type: money"), ("permission: deposit.cahs", "permission: deposit.cash")):
        assert right in good
        file.write_text(good.replace(right, wrong, 1))
        line = good[: good.index(right)].count("\n") + 1
        code, out, err = guichet("services", "check", "--share", share)
        text = out + err
        assert code != 0, wrong
        assert "service.yaml" in text and re.search(rf"\b{line}\b", text), (wrong, line, text)
        # The same file keeps the counter closed.
        house = tmp_path / f"bank-{wrong[:6].strip(':')}"
        code, _, err = guichet("demo", "--data", house, "--share", share)
        assert code != 0 and "service.yaml" in err
    file.write_text(good)
    assert guichet("services", "check", "--share", share)[0] == 0


def test_an_address_for_everybody_needs_a_proxy(bank, tmp_path):
    other = Bank.make(tmp_path / "bank")
    for host in ("0.0.0.0", "::", "192.0.2.1"):
        code, _, err = other.run("serve", "--host", host, "--port", free_port(), timeout=30)
        assert code != 0 and "--behind-tls-proxy" in err and host in err


def test_a_second_server_on_the_same_bank_is_refused(bank):
    code, _, err = bank.run("serve", "--port", free_port(), timeout=30)
    assert code != 0 and err.strip(), "two servers on one bank"


def test_demo_keeps_its_secrets_and_is_made_once(bank):
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in bank.folder.iterdir()}
    assert modes["credentials.json"] == 0o600
    assert stat.S_IMODE(bank.folder.stat().st_mode) == 0o700
    for key in (bank.folder / "keys").iterdir():
        assert stat.S_IMODE(key.stat().st_mode) & 0o077 == 0 or key.suffix == ".pem" and "cert" in key.name, key
    before = (bank.folder / "credentials.json").read_bytes()
    code, _, err = bank.run("demo")
    assert code != 0 and "already" in err
    assert (bank.folder / "credentials.json").read_bytes() == before


def test_archive_list_and_get(counter, account, bank, tmp_path):
    settled = counter.deposit(account)
    code, out, _ = bank.run("archive", "list", "--number", settled["number"], "--json")
    (entry,) = json.loads(out)
    assert code == 0 and entry["id"] == settled["documentId"] and entry["state"] == "kept"
    file = tmp_path / "v.pdf"
    code, out, err = bank.run("archive", "get", entry["id"], "-o", file)
    assert code == 0, err
    assert file.stat().st_size == entry["bytes"] and stat.S_IMODE(file.stat().st_mode) == 0o600
    assert bank.run("verify", file)[0] == 0
    assert bank.run("archive", "get", entry["id"], "-o", file)[0] != 0, "an existing file is not overwritten"
    assert bank.run("archive", "get", "f" * 32, "-o", tmp_path / "w.pdf")[0] != 0
    assert not (tmp_path / "w.pdf").exists()


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    folder = tmp_path_factory.mktemp("real") / "bank"
    house = Bank(folder)
    code, out, err = guichet(
        "init", "--data", folder, "--name-zh", "试验银行", "--name-en", "Trial Bank", "--public-address", house.address,
        "--vault", "CNY 100000.00")
    assert code == 0, err
    house.first = dict(re.findall(r"^\s+([A-Z]\d{4})\s+(\S+)", out, re.M))
    house.start()
    yield house
    assert house.stop() == 0


class TestABankThatIsNoDemo:
    def test_no_credentials_are_written(self, house):
        assert set(house.first) == {"A0001", "U0001"}
        assert not (house.folder / "credentials.json").exists()
        for path in house.folder.rglob("*"):
            if path.is_file():
                data = path.read_bytes()
                assert not any(password.encode() in data for password in house.first.values()), path

    def test_a_second_init_is_refused(self, house):
        code, _, err = guichet(
            "init", "--data", house.folder, "--name-zh", "别的", "--name-en", "Other", "--public-address", "http://127.0.0.1:1")
        assert code != 0 and "already" in err

    def test_the_first_password_must_be_changed_and_scripted_ink_is_off(self, house):
        out = Api(house.port)
        boss = self.change_first(house, "A0001", "Trial-Boss-2026")
        for body in (
            {"number": "R0001", "name": "重放", "institution": "110101", "posts": ["teller", "rehearsal"]},
        ):
            with pytest.raises(Refused) as refused:
                boss.post("/api/v1/staff", body)
            assert refused.value.code == "access.rehearsal-post"
        made = boss.post("/api/v1/staff", {"number": "T0007", "name": "新柜员", "institution": "110101", "posts": ["teller"]})
        house.first["T0007"] = made["firstPassword"]
        self.change_first(house, "T0007", "Trial-Teller-2026")
        house_sign_ons = {"A0001": "Trial-Boss-2026", "T0007": "Trial-Teller-2026"}
        place = type("Place", (), {"port": house.port, "sign_ons": house_sign_ons})()
        counter = Counter(place, "T0007", counts=("CNY 100*10",))
        case = counter.begin("account-open")
        counter.submit(case["id"], opening())
        counter.read()
        with pytest.raises(Refused) as refused:
            counter.sign(headers={"X-Scripted-Ink": "1"})
        assert refused.value.code == "case.scripted-ink" and refused.value.status == 403
        assert counter.case(case["id"])["state"] == "drafted"
        assert counter.finish(case["id"])["state"] == "settled"

    def change_first(self, house, number, new):
        signed = Api(house.port).sign_on(number, house.first[number])
        with pytest.raises(Refused) as refused:
            signed.get("/api/v1/staff" if number[0] == "A" else "/api/v1/journal")
        assert refused.value.status == 403 and "password" in refused.value.code
        for weak in ("short1A", "alllowercaseletters", number + "-Aa1-" + number):
            with pytest.raises(Refused):
                signed.post("/api/v1/password", {"old": house.first[number], "new": weak})
        signed.post("/api/v1/password", {"old": house.first[number], "new": new})
        with pytest.raises(Refused):
            Api(house.port).sign_on(number, house.first[number])
        return Api(house.port).sign_on(number, new)

    def test_a_crash_switch_is_not_heard(self, house):
        """GUICHET_CRASH_AT works in demo banks only."""
        code = house.stop()
        assert code == 0
        house.start(crash_at="before-reserve")
        place = type("Place", (), {"port": house.port, "sign_ons": {"A0001": "Trial-Boss-2026", "T0007": "Trial-Teller-2026"}})()
        counter = Counter(place, "T0007", counts=None)
        assert counter.open_account(name="无人")
        assert house.server.poll() is None


def test_the_program_says_its_version():
    done = subprocess.run([BINARY, "--version"], capture_output=True, text=True, env=ENVIRONMENT)
    assert done.returncode == 0 and re.fullmatch(r"\d+\.\d+\.\d+\n", done.stdout)
