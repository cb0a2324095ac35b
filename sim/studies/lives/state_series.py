"""States of some people week by week: what a drawing of the network steps through."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.errors import Interrupted
from sim.scenario.scenario import Scenario
from sim.simulation.engine import Engine
from sim.simulation.snapshots import Snapshot
from sim.studies.lives.states import STATES, Reader


@dataclass(frozen=True)
class StateSeries:
    """States of some places in the population, week 0 (before the run) to the last.

    Attributes:
        scenario: title of the policy.
        ids: who is there (weeks + 1, n): a place is taken by somebody else when a person leaves.
        states: by state of `STATES` (weeks + 1, n).
        women: who is a woman (weeks + 1, n).
    """

    scenario: str
    ids: npt.NDArray[np.int64]
    states: dict[str, npt.NDArray[np.float32]]
    women: npt.NDArray[np.bool_]

    @property
    def weeks(self) -> int:
        """The last week."""
        return len(self.ids) - 1

    def bands(self, state: str) -> npt.NDArray[np.uint8]:
        """The band of everybody in every week (weeks + 1, n)."""
        return STATES[state].band(self.states[state].astype(np.float64))

    def of(self, places: npt.NDArray[np.int64]) -> "StateSeries":
        """The same weeks of some of these places only, in the order given."""
        states = {name: values[:, places] for name, values in self.states.items()}
        return StateSeries(self.scenario, self.ids[:, places], states, self.women[:, places])

    def weeks_of(self, person: int) -> tuple[int, npt.NDArray[np.int64]]:
        """Where somebody is, and in which weeks: the place, -1 for nobody, and the weeks."""
        weeks, places = np.nonzero(self.ids == person)
        return (int(places[0]), weeks) if len(weeks) else (-1, weeks)


def state_series(
    scenario: Scenario,
    start: Snapshot,
    rows: npt.NDArray[np.int64],
    weeks: int,
    seed: int,
    *,
    stop: threading.Event | None = None,
    on_week: Callable[[int], None] | None = None,
) -> StateSeries:
    """Live some weeks and keep the states of some people.

    Args:
        scenario: what policy does.
        start: the population at week 0; left as it is.
        rows: whom to keep (n).
        weeks: how many weeks, 0 or more.
        seed: the run's seed.
        stop: when set, the run ends with `Interrupted` at the next week.
        on_week: called with each week that was lived.

    Raises:
        Interrupted: `stop` was set.
    """
    engine = Engine(scenario, start.ties, start.state.copy(), seed)
    reader = Reader(engine.parameters)
    ids = np.empty((weeks + 1, len(rows)), np.int64)
    women = np.empty((weeks + 1, len(rows)), np.bool_)
    values = {name: np.empty((weeks + 1, len(rows)), np.float32) for name in STATES}
    for week in range(weeks + 1):
        if week > 0:
            if stop is not None and stop.is_set():
                raise Interrupted
            engine.step()
        look = reader.look(engine.people, rows)
        ids[week] = look.people["id"]
        women[week] = look.people["sex"] == 1
        for name, state in STATES.items():
            values[name][week] = state.read(look)
        if on_week is not None:
            on_week(week)
    return StateSeries(scenario.title, ids, values, women)
