"""Burn-ins of different societies go on side by side, those of one wait for each other, and any can be stopped."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from sim.errors import Interrupted
from sim.scenario.scenario import Scenario
from sim.simulation import library
from sim.simulation.burn_in import snapshot
from sim.simulation.library import one_at_a_time


def test_one_society_at_a_time_and_others_meanwhile() -> None:
    one, two = Path("one"), Path("two")
    order: list[str] = []

    def second() -> None:
        with one_at_a_time(one, None):
            order.append("second")

    with one_at_a_time(one, None):
        waiting = threading.Thread(target=second)
        waiting.start()
        time.sleep(0.15)
        with one_at_a_time(two, None):  # another society
            order.append("other")
        order.append("first")
    waiting.join(timeout=10)
    assert order == ["other", "first", "second"]
    assert library._libraries == {}


def test_whoever_waits_for_a_society_can_leave() -> None:
    stop = threading.Event()
    stop.set()
    with one_at_a_time(Path("one"), None), pytest.raises(Interrupted), one_at_a_time(Path("one"), stop):
        pass
    assert library._libraries == {}


def test_a_burn_in_can_be_stopped(quick: Scenario) -> None:
    stop = threading.Event()
    stop.set()
    with pytest.raises(Interrupted):
        snapshot(quick, 51, 987_654, stop=stop, keep=False)
    assert library._libraries == {}
