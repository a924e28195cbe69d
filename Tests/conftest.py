"""What the outside tests share: one served demo bank for the run, one browser, one journey through the counter."""

import os
import sys
from pathlib import Path

import pytest

for folder in ("Faults", "Browser"):
    sys.path.insert(0, str(Path(__file__).parent / folder))

from bank import BINARY, Bank  # noqa: E402
from counter import Counter  # noqa: E402


def pytest_collection_modifyitems(config, items):
    """The judges come after the journey whose voucher they judge; the long faults come last."""
    order = [
        "test_cli", "test_journey", "test_password", "test_pages", "test_api", "test_voucher", "test_faults", "test_disk", "test_server",
        "test_doubt", "test_replay",
    ]
    place = {name: number for number, name in enumerate(order)}
    items.sort(key=lambda item: place.get(item.module.__name__.split(".")[-1], -1))


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
