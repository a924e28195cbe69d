"""A bank moves from its file to PostgreSQL and back by the command line, and business goes on in each (decision 0016)."""

import json

import pytest
from counter import Counter
from kit.house import House, need_store_option, reachable_folder
from kit.postgres import Postgres


@pytest.fixture(scope="module")
def place():
    need_store_option()
    with reachable_folder("copy", in_memory=True) as folder:
        postgres = Postgres(folder / "pg").init().start()
        try:
            yield folder, postgres
        finally:
            postgres.remove()


def copy(house, target, *options):
    code, out, err = house.run("store", "copy", "--to", target, "--json", *options)
    return code, json.loads(out) if code == 0 else out, err


def tables(report):
    return {table["table"]: (table["rows"], table["sha256"]) for table in report["tables"]}


def test_there_and_back(place):
    folder, postgres = place
    house = House.make(folder / "bank")
    house.start()
    counter = Counter(house, "T0001")
    account = counter.open_account()
    counter.deposit(account)
    server = postgres.createdb("moved")

    code, out, err = copy(house, server)
    assert code == 2 and "[storage.in-use]" in err, "a bank in business must not be moved: " + err
    assert house.stop() == 0

    code, there, err = copy(house, server)
    assert code == 0, err
    assert there["sound"] and there["balanced"] and there["documents"] == 2 and len(there["tables"]) > 30
    assert json.loads((house.folder / "bank.json").read_text())["store"] == server
    house.assert_sound()

    code, out, err = copy(house, server, "--from", f"sqlite:{house.folder}/bank.sqlite")
    assert code == 1 and "[copy.target-occupied]" in err, out + err

    house.start()
    counter.again()
    counter.deposit(account)
    assert float(counter.balance(account)) == 600.0
    assert house.stop() == 0

    taken = folder / "copy.tar"
    code, out, err = house.run("backup", taken)
    assert code == 0, out + err
    restored = House(folder / "restored")
    code, out, err = restored.run("restore", taken)
    assert code == 0, out + err
    assert "store" not in json.loads((restored.folder / "bank.json").read_text())
    restored.assert_sound()

    home = house.folder / "home.sqlite"
    code, back, err = copy(house, f"sqlite:{home}")
    assert code == 0, err
    assert back["journals"] == there["journals"] + 1 and back["sound"]
    house.assert_sound()
    code, again, err = copy(house, postgres.createdb("again"), "--keep")
    assert code == 0 and tables(again) == tables(back), "the same rows on both engines"
    assert json.loads((house.folder / "bank.json").read_text())["store"] == f"sqlite:{home}"

    house.start()
    counter.again()
    counter.deposit(account)
    assert float(counter.balance(account)) == 900.0
    assert house.stop() == 0
    house.assert_sound()


def test_a_database_of_another_bank_is_refused(place):
    folder, postgres = place
    one, other = (House.make(folder / name, store=postgres.createdb(name)) for name in ("one", "other"))
    said, _ = House(other.folder, store=one.store).refuses_to_serve("--store", one.store)
    assert "roof.other-bank" in said, said
    one.assert_sound()
