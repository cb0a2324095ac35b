"""A panel: everybody followed week by week for some years, with an interview at each turn of a year."""

from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.people.scores import SCORES, scores_of
from sim.people.state import WEEKS_PER_YEAR, Disorder
from sim.scenario.scenario import Scenario
from sim.simulation.engine import Engine
from sim.simulation.snapshots import Snapshot

QUARTER = 13  # weeks

type Array = npt.NDArray[np.float64]


class Panel(NamedTuple):
    """What a panel study knows of those who were there from its first to its last week.

    Attributes:
        person: ids (people).
        belief: general self-efficacy at the end of each week, logit (weeks by people).
        success: 1 success, 0 failure, NaN nothing tried (weeks by people).
        life_event: a stressful life event in that week (weeks by people).
        interviews: scores at the start and at the end of each year (years + 1 by people by instruments, in the order of
            `SCORES`).
        quarters: GSE at the end of every 13 weeks (quarters by people).
        had_depression: an episode of depression at the start of each year or before it (years by people).
        deprivation: fifth of the area, 1 to 5 (people).
    """

    person: npt.NDArray[np.int64]
    belief: npt.NDArray[np.float32]
    success: npt.NDArray[np.float32]
    life_event: npt.NDArray[np.bool_]
    interviews: Array
    quarters: Array
    had_depression: npt.NDArray[np.bool_]
    deprivation: npt.NDArray[np.uint8]

    def of(self, people: npt.NDArray[np.bool_]) -> Self:
        """The panel of some of its people (people)."""
        return type(self)(
            self.person[people], self.belief[:, people], self.success[:, people], self.life_event[:, people],
            self.interviews[:, people], self.quarters[:, people], self.had_depression[:, people],
            self.deprivation[people],
        )  # fmt: skip


def follow_panel(scenario: Scenario, start: Snapshot, years: int, seed: int) -> Panel:
    """Follow everybody, and keep those who stay to the end.

    Args:
        scenario: what policy does.
        start: the population; left as it is.
        years: how many.
        seed: the run's seed.
    """
    engine = Engine(scenario, start.ties, start.state.copy(), seed, threads=1)
    people = engine.people
    size, weeks = len(people), years * WEEKS_PER_YEAR
    rows = np.arange(size)
    belief, success = (np.empty((weeks, size), np.float32) for _ in range(2))
    life_event = np.empty((weeks, size), np.bool_)
    interviews = np.empty((years + 1, size, len(SCORES)))
    quarters = np.empty((weeks // QUARTER, size))
    had_depression = np.empty((years, size), np.bool_)
    ids, deprivation = people["id"].copy(), people["deprivation"].copy()
    for week in range(weeks):
        if week % WEEKS_PER_YEAR == 0:
            year = week // WEEKS_PER_YEAR
            interviews[year] = scores_of(people, rows, engine.parameters, seed, engine.week)
            had_depression[year] = people["episodes"][:, Disorder.DEPRESSION] > 0
        engine.step()
        belief[week] = people["self_efficacy"].mean(axis=1)
        success[week] = np.where(people["tried"] == 1, people["succeeded"], np.nan)
        life_event[week] = people["life_event"]
        if (week + 1) % QUARTER == 0:
            scores = scores_of(people, rows, engine.parameters, seed, engine.week)
            quarters[week // QUARTER] = scores[:, SCORES.index("gse")]
    interviews[years] = scores_of(people, rows, engine.parameters, seed, engine.week)
    everybody = Panel(ids, belief, success, life_event, interviews, quarters, had_depression, deprivation)
    return everybody.of(people["id"] == ids)


def years_of(panel: Panel) -> pd.DataFrame:
    """One row per person and year: the scores at its start and end, life events in it, and who it is about.

    Returns:
        Columns person, events (weeks with a life event in the year), deprivation (1-5), had_depression (an episode by
        the start of the year), and `phq9`, `gad7`, `gse` as `..._before` and `..._after`.
    """
    found = []
    for year in range(len(panel.had_depression)):
        weeks = slice(year * WEEKS_PER_YEAR, (year + 1) * WEEKS_PER_YEAR)
        table = {
            "person": panel.person,
            "events": panel.life_event[weeks].sum(axis=0),
            "deprivation": panel.deprivation,
            "had_depression": panel.had_depression[year],
        }
        for name in ("phq9", "gad7", "gse"):
            at = SCORES.index(name)
            table |= {f"{name}_{when}": panel.interviews[year + late, :, at] for when, late in _WHEN}
        found.append(pd.DataFrame(table))
    return pd.concat(found, ignore_index=True)


_WHEN = (("before", 0), ("after", 1))
