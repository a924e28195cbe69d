"""What the outside tests share: one served demo bank for the run, one browser, one journey through the counter."""

import os
import sys
from pathlib import Path

import pytest

for folder in ("Faults", "Browser"):
    sys.path.insert(0, str(Path(__file__).parent / folder))

from bank import BINARY, Bank  # noqa: E402
from counter import Counter  # noqa: E402


#: Played around one journey at one counter: they stay together, in this order.
JOURNEY = ["test_journey", "test_password", "test_hand_over", "test_pages", "test_voucher"]
#: The long ones begin first, so that two workers end at about the same time.
FIRST = ["test_replay", "test_faults", *JOURNEY, "test_api", "test_cli"]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    """Each file is one worker's, the files around the journey are the same worker's."""
    place = {name: number for number, name in enumerate(FIRST)}
    names = {item: item.module.__name__.split(".")[-1] for item in items}
    items.sort(key=lambda item: place.get(names[item], len(FIRST)))
    for item in items:
        item.add_marker(pytest.mark.xdist_group("journey" if names[item] in JOURNEY else names[item]))


@pytest.fixture(scope="session", autouse=True)
def binary():
    assert os.access(BINARY, os.X_OK), f"{BINARY} is not there: build it, or name it with GUICHET_BINARY"
    return BINARY


@pytest.fixture(scope="session")
def bank(tmp_path_factory):
    bank = Bank.make(tmp_path_factory.mktemp("house") / "bank")
    bank.start()
    yield bank
    log = bank.log()
    assert bank.stop() == 0, log


@pytest.fixture(scope="session")
def counter(bank):
    """Teller T0002 with everything in place."""
    return Counter(bank, "T0002")


@pytest.fixture(scope="session")
def account(counter):
    return counter.open_account()


@pytest.fixture(scope="session")
def chromium():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = os.environ.get("GUICHET_CHROMIUM", "/usr/bin/chromium")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def journey(bank, chromium, tmp_path_factory):
    """Acceptance 2, played once: what happened is asserted by test_journey, its voucher by the judges."""
    from journey import Journey

    journey = Journey(bank, chromium, tmp_path_factory.mktemp("journey"))
    try:
        journey.play()
    except BaseException:
        journey.tell_where_it_stands()
        raise
    yield journey
    journey.close()
