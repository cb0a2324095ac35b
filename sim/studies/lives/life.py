"""One person's history under one policy, week by week: a table, and the sums by cause of any part of it."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.errors import NobodyError
from sim.model import RecoveryModel
from sim.people.state import Cause
from sim.scenario.scenario import Scenario
from sim.simulation.engine import Engine
from sim.simulation.life_history import life_history
from sim.simulation.snapshots import Snapshot

CAUSE_NAMES = [cause.name.lower() for cause in Cause]
LOWEST_POINTS, POINTS = 10.0, 30.0  # the GSE goes from 10 to 40
STILL = 1e-6  # logit: below it the slope of the curve is exact enough, and a quotient is not


def belief_points(belief: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """General self-efficacy (logit) in points of the GSE (10 to 40), without rounding."""
    return LOWEST_POINTS + POINTS / (1.0 + np.exp(-belief))


@dataclass(frozen=True)
class Life:
    """A person's history.

    Attributes:
        person: the id.
        scenario: title of the policy.
        weeks: one row per week, as from `RecoveryModel.explain`.
    """

    person: int
    scenario: str
    weeks: pd.DataFrame

    def by_cause(self, first: int = 0, last: int | None = None) -> "pd.Series[float]":
        """Change of general self-efficacy by cause over some weeks, logit; sums to the change of belief over them.

        Args:
            first: first week; by default the first of the history.
            last: last week, included; by default the last of the history.
        """
        return self.weeks.loc[first:last, CAUSE_NAMES].sum()

    def in_points(self) -> pd.DataFrame:
        """The history's self-efficacy in points of the GSE (10 to 40), with what each cause gave in points.

        Belief adds up in logits. Each week's contributions are converted at the person's level of that week: by the
        points that belief moved in the week for every logit that it moved. They therefore add up exactly to the change
        in points, week by week and over all weeks.

        Returns:
            A row per week: `points` (exact belief on the scale, without rounding), `change`, and the causes.
        """
        belief = self.weeks["belief"].astype(float)
        before = belief - self.weeks["change"]
        points, start = (belief_points(np.asarray(values, np.float64)) for values in (belief, before))
        moved = self.weeks["change"].to_numpy()
        level = (points - LOWEST_POINTS) / POINTS
        still = np.abs(moved) < STILL
        slope = np.where(still, POINTS * level * (1.0 - level), (points - start) / np.where(still, 1.0, moved))
        table = self.weeks[CAUSE_NAMES].mul(slope, axis=0)
        table.insert(0, "points", points)
        table.insert(1, "change", points - start)
        return table

    @property
    def change(self) -> float:
        """Change of general self-efficacy over all weeks, logit."""
        return float(self.weeks["change"].sum())

    def turns(self, count: int) -> list[int]:
        """The weeks in which belief moved most, in order of time.

        Args:
            count: how many at most.
        """
        order = self.weeks["change"].abs().sort_values(ascending=False, kind="stable").index[:count]
        return sorted(int(week) for week in order)

    def main_causes(self, week: int, count: int = 2) -> list[tuple[str, float]]:
        """The causes that moved belief most in a week, the largest first, with what each gave (logit)."""
        parts = [(name, float(self.weeks[name].loc[week])) for name in CAUSE_NAMES]
        return sorted(parts, key=lambda part: -abs(part[1]))[:count]


class _Replay:
    """A run from a given start, as `life_history` steps it."""

    def __init__(self, scenario: Scenario, start: Snapshot, seed: int) -> None:
        self.engine = Engine(scenario, start.ties, start.state.copy(), seed, keep_ledger=True)

    def step(self) -> None:
        """One week."""
        self.engine.step()


def live(scenario: Scenario, person: int, *, people: int, weeks: int, seed: int, start: Snapshot | None = None) -> Life:
    """Simulate some weeks and describe one person's history.

    Args:
        scenario: the policy.
        person: the id for life.
        people: size of the population.
        weeks: how many weeks, 1 or more.
        seed: the run's seed.
        start: the population at week 0; left as it is. None: the scenario's own. To compare two policies give the same
            to both: a policy that changes a service which was there before the run has a start of its own.

    Raises:
        NobodyError: nobody with this id lives in these weeks.
    """
    if person < 0:
        raise NobodyError(f"person {person}: ids are 0 or more")
    replay = (
        RecoveryModel(scenario, people, seed, collect=False, keep_ledger=True)
        if start is None
        else _Replay(scenario, start, seed)
    )
    return Life(person, scenario.title, life_history(replay, person, person % people, weeks))


def seen_apart(one: Life, other: Life) -> int:
    """The first week in which two histories of one person differ in something visible; 0 where they never do.

    What happens or a whole point of an instrument can be seen; the smallest difference of a state cannot.
    """
    weeks = one.weeks.index.intersection(other.weeks.index)
    columns = ["events", "phq9", "gad7", "pcl5", "gse"]
    apart = (one.weeks.loc[weeks, columns] != other.weeks.loc[weeks, columns]).any(axis=1)
    return int(weeks[apart.to_numpy()][0]) if apart.any() else 0
