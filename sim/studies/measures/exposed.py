"""Rows on people who lived through a trauma: belief and support soon after it, and post-traumatic stress later."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.people.scores import SCORES, scores_of
from sim.people.state import WEEKS_PER_YEAR
from sim.simulation.engine import Engine
from sim.studies.measures.estimate import Estimate, jackknife
from sim.studies.measures.laboratory import Laboratory, measures

SOON, QUARTER, LATER = 4, 13, 26  # weeks after the trauma at which people are asked
YEARS = 3  # in which traumas are looked for
CUT_OFF = 33.0  # PCL-5 points (SY13)
GSE, PCL5 = SCORES.index("gse"), SCORES.index("pcl5")
NEVER = 10**6


class Exposed:
    """Asks everybody who lives through a trauma, until another one happens to them or they leave.

    Args:
        engine: whose people are watched, before the first week.
    """

    def __init__(self, engine: Engine) -> None:
        size = len(engine.people)
        self._since = np.full(size, NEVER)
        self._ids = engine.people["id"].copy()
        self._answers = np.full((size, 5), np.nan)
        self._done: list[pd.DataFrame] = []

    def watch(self, engine: Engine) -> None:
        """Note the week that was just lived."""
        people = engine.people
        self._since += 1
        self._since[people["id"] != self._ids] = NEVER
        self._ids = people["id"].copy()
        self._since[people["trauma"] > 0] = 0
        for place, lag in enumerate((SOON, QUARTER, LATER)):
            rows = np.flatnonzero(self._since == lag)
            scores = scores_of(people, rows, engine.parameters, engine.seed, engine.week)
            self._answers[rows, place] = scores[:, PCL5]
            if lag == SOON:
                self._answers[rows, 3] = scores[:, GSE]
            if lag == LATER:
                support = people["support_emotional"][rows] + people["support_instrumental"][rows]
                self._answers[rows, 4] = support / 2.0
                self._done.append(self._described(rows))

    def _described(self, rows: npt.NDArray[np.int64]) -> pd.DataFrame:
        answers = self._answers[rows]
        names = ("stress_soon", "stress_quarter", "stress_later", "belief_soon", "support_later")
        table = {name: answers[:, place] for place, name in enumerate(names)}
        return pd.DataFrame({"person": self._ids[rows], **table})

    def table(self) -> pd.DataFrame:
        """One row per trauma without another in the half-year after it: person, PCL-5 after 4, 13 and 26 weeks
        (stress_soon, stress_quarter, stress_later), GSE after 4 (belief_soon), felt support after 26 (support_later).
        """
        return pd.concat([*self._done, self._described(np.zeros(0, np.int64))], ignore_index=True)


def exposed(lab: Laboratory) -> pd.DataFrame:
    """Everybody exposed within some years."""

    def live() -> pd.DataFrame:
        engine = Engine(lab.scenario, lab.start.ties, lab.start.state.copy(), lab.seed, threads=1)
        watched = Exposed(engine)
        for _ in range(YEARS * WEEKS_PER_YEAR):
            engine.step()
            watched.watch(engine)
        return watched.table()

    return lab.once("exposed", live)


def related(people: pd.DataFrame, one: str, other: str) -> float:
    """Correlation of two answers; NaN where nobody differs."""
    if len(people) < 3 or min(people[one].std(), people[other].std()) == 0.0:
        return float("nan")
    return float(np.corrcoef(people[one], people[other])[0, 1])


def share_left(people: pd.DataFrame) -> float:
    """Share above the PCL-5 cut-off after three months over the share after one; NaN where nobody was above it."""
    first, then = ((people[name] >= CUT_OFF).mean() for name in ("stress_soon", "stress_quarter"))
    return float(then / first) if first > 0.0 else float("nan")


@measures("SE10")
def early_belief_and_later_stress(lab: Laboratory) -> Estimate:
    """R of the GSE four weeks after a trauma with the PCL-5 half a year after it."""
    return jackknife(exposed(lab), lambda people: related(people, "belief_soon", "stress_later"))


@measures("NC39")
def support_and_stress_after_a_trauma(lab: Laboratory) -> Estimate:
    """R of felt support with the PCL-5, both half a year after a trauma."""
    return jackknife(exposed(lab), lambda people: related(people, "support_later", "stress_later"))


@measures("NC43")
def stress_left_after_three_months(lab: Laboratory) -> Estimate:
    """Share above the PCL-5 cut-off 13 weeks after a trauma over the share after 4 weeks."""
    return jackknife(exposed(lab), share_left)
