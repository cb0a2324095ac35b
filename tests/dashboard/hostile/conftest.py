"""One dashboard that all attacks meet: each must leave it as it was, and answering."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.dashboard.browser.browsing import server
from tests.dashboard.hostile.attacking import PATIENCE, Target


@pytest.fixture(scope="session")
def attacked(quick_files: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    log = tmp_path_factory.mktemp("attacked") / "log.txt"
    small = ("--people", "150", "--populations", "4")
    with server("--baseline", str(quick_files / "quick.toml"), *small, log=log) as address:
        yield Target(address, log)


@pytest.fixture
def target(attacked: Target) -> Iterator[Target]:
    """The dashboard; after the attack it answers at once, and has written no traceback."""
    before = len(attacked.said())
    yield attacked
    begun = time.monotonic()
    page = attacked.ask()
    assert page.status in (200, 503)  # 503: no room for one more page
    assert time.monotonic() - begun < PATIENCE / 2
    said = attacked.said()[before:]
    assert "Traceback" not in said, said[-3000:]
    assert all(len(line) < 400 for line in said.splitlines())
