"""Those whom an event made ill, followed for two years: a study of a disaster counts who of them has remitted."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.people.state import WEEKS_PER_YEAR, Disorder
from sim.scenario.scenario import Scenario

FIRST_MONTH = 4  # weeks after an event, at which the studies of disasters begin
FOLLOWED = (WEEKS_PER_YEAR, 2 * WEEKS_PER_YEAR)  # weeks after that


class Struck(NamedTuple):
    """Those whom the first event of a run made ill: in an episode of PTSD four weeks after it that began since.

    Whoever has left the population since, or took the place of one who has, is not counted.
    """

    cases: int  # how many they were
    remitted: tuple[float, ...]  # share that was in no such episode one year, two years later; NaN: the run was over


NOBODY_STRUCK = Struck(0, tuple(float("nan") for _ in FOLLOWED))


class Follow:
    """Follows those whom the first event of a run made ill.

    Args:
        scenario: whose events happen; without any, nobody is followed.
    """

    def __init__(self, scenario: Scenario) -> None:
        starts = [event.start_week for event in scenario.events.values()]
        begins = min(starts) + FIRST_MONTH if starts else None
        self.weeks = () if begins is None else (begins, *(begins + later for later in FOLLOWED))
        self._rows: npt.NDArray[np.int64] = np.zeros(0, np.int64)
        self._ids: npt.NDArray[np.int64] = np.zeros(0, np.int64)
        self._remitted: tuple[float, ...] = ()

    def next_week(self, week: int) -> int | None:
        """The first week after `week` at whose end people are looked at; None where there is none."""
        return next((one for one in self.weeks if one > week), None)

    def look(self, people: npt.NDArray[np.void], week: int) -> None:
        """Look at everybody at the end of a week."""
        if week not in self.weeks:
            return
        ill = people["in_episode"][:, Disorder.POST_TRAUMATIC_STRESS] == 1
        if week == self.weeks[0]:
            since = people["weeks_since_trauma"] == FIRST_MONTH
            new = people["episode_weeks"][:, Disorder.POST_TRAUMATIC_STRESS] < FIRST_MONTH
            self._rows = np.flatnonzero(ill & since & new)
            self._ids = people["id"][self._rows].copy()
            return
        there = people["id"][self._rows] == self._ids
        over = ~ill[self._rows[there]]
        self._remitted = (*self._remitted, float(over.mean()) if len(over) else float("nan"))

    def branch(self, scenario: Scenario) -> "Follow":
        """The same people, followed from now on under another scenario; an event that is over is the same in both."""
        twin = Follow(scenario)
        twin._rows, twin._ids, twin._remitted = self._rows, self._ids, self._remitted
        return twin

    def result(self) -> Struck:
        """What was seen so far."""
        later = len(FOLLOWED) - len(self._remitted)
        return Struck(len(self._rows), (*self._remitted, *NOBODY_STRUCK.remitted[:later]))
