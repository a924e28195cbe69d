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
FIRST = [*JOURNEY, "test_faults", "test_migration", "test_teller_day", "test_replay", "test_service_forms", "test_server"]


def pytest_collection_modifyitems(config, items):
    place = {name: number for number, name in enumerate(FIRST)}
    items.sort(key=lambda item: place.get(item.module.__name__.split(".")[-1], len(FIRST)))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Each file is one worker's; the files around the journey are the same worker's."""
    from xdist.scheduler import LoadScopeScheduling

    class ByFile(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            name = Path(nodeid.split("::")[0]).stem
            return "journey" if name in JOURNEY else name

    return ByFile(config, log)


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
