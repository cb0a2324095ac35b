"""Fixtures of all tests: a cache of their own, and scenarios that are quick to burn in."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests import parallel
from tests.shared import QUICK, ROOT, quickened

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from sim.scenario.scenario import Scenario

# Compiled rules and populations of the tests stay apart from the user's own. `sim` chooses its cache when it is
# imported, so that nothing above may import it.
os.environ.setdefault("RECOVERY_CACHE", str(ROOT / ".pytest_cache" / "recovery"))
parallel.keep_bytecode(ROOT / ".pytest_cache" / "bytecode")


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """Use all processors."""
    parallel.prepare(config, ROOT)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where several processes share the tests, begin with the longest."""
    if hasattr(config, "workerinput"):
        parallel.longest_first(items)


@pytest.fixture(scope="session")
def quicken() -> Callable[[str], Scenario]:
    """Loads a scenario by name, and makes its burn-in short."""
    from sim.scenario.load import load_scenario

    return lambda name: quickened(load_scenario(name))


@pytest.fixture(scope="session")
def quick(quicken: Callable[[str], Scenario]) -> Scenario:
    """The baseline with a short burn-in."""
    return quicken("baseline")


@pytest.fixture(scope="session")
def quick_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with quick.toml (the baseline), quick_cbt.toml and quick_campaign.toml, all with a short burn-in."""
    folder = tmp_path_factory.mktemp("scenarios")
    parameters = "".join(f"{name} = {value}\n" for name, value in QUICK.items())
    for name, parent in (("", "baseline"), ("_cbt", "expanded_cbt"), ("_campaign", "anti_stigma_campaign")):
        (folder / f"quick{name}.toml").write_text(f'extends = "{parent}.toml"\n[parameters]\n{parameters}')
    return folder


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, one in each process; where it is missing, tests are skipped, but fail in CI."""
    from tests.dashboard.browser.browsing import FLAGS, chromium, in_ci

    where = chromium()
    if where is None:
        reason = "Chromium is not installed (apt-get install chromium)"
        if in_ci():
            pytest.fail(reason)
        pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=where, args=FLAGS)
        yield found
        found.close()
