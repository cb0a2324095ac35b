"""One run of one scenario, with everything that a comparison needs to know of it."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.collect import OUTCOMES, figures_of, group_figures
from sim.engine import Engine
from sim.measure import GROUP_MEASURES, GROUPS, MEASURES, Measure
from sim.outcomes import FUNNEL
from sim.person import CAUSES, WEEKS_PER_YEAR, YearMark
from sim.scenario import Scenario
from sim.snapshot import Snapshot

FUNNEL_MARKS = (
    YearMark.ILL,
    YearMark.NEED,
    YearMark.CONTACT,
    YearMark.TREATED,
    YearMark.ADEQUATE,
    YearMark.COMPLETED,
)


class Interrupted(Exception):
    """The run was asked to stop before its last week."""


@dataclass(frozen=True)
class RunResult:
    """What one run gave.

    Attributes:
        series: weekly outcomes (weeks by `OUTCOMES`).
        groups: weekly outcomes by group (weeks by groups by `GROUP_OUTCOMES`).
        totals: the figures of `sim.outcomes.SUMMARY`, counts per person of the population.
        funnel: the care funnel of the last whole year (of all weeks in shorter runs), people per 1,000.
    """

    series: npt.NDArray[np.float64]
    groups: npt.NDArray[np.float64]
    totals: dict[str, float]
    funnel: dict[str, float]


def run(
    scenario: Scenario,
    start: Snapshot,
    weeks: int,
    seed: int,
    *,
    threads: int | None = None,
    stop: threading.Event | None = None,
    on_week: Callable[[], None] | None = None,
) -> RunResult:
    """Run a scenario from a snapshot, which is left as it is.

    Args:
        scenario: what policy does.
        start: the population at week 0.
        weeks: how long, 0 or more.
        seed: the run's seed.
        threads: as for `Engine`.
        stop: when set, the run ends with `Interrupted` at the next week.
        on_week: called after each week, for progress.

    Raises:
        Interrupted: `stop` was set.
    """
    engine = Engine(scenario, start.ties, start.state.copy(), seed, threads=threads)
    people = len(engine.people)
    all_sums = np.zeros((weeks, MEASURES))
    all_sources = np.zeros((weeks, CAUSES))
    all_groups = np.zeros((weeks, GROUPS, GROUP_MEASURES))
    ids = engine.people["id"].copy()
    ill_at_start = engine.people["in_episode"].any(axis=1)
    treated = np.full(people, -1, np.int64)  # the id of whoever was last seen to begin a course in this row
    courses = ill_weeks = started = waited = 0.0
    funnel = dict.fromkeys(FUNNEL, float("nan"))
    for week in range(weeks):
        if stop is not None and stop.is_set():
            raise Interrupted
        engine.step()
        sums, all_groups[week] = engine.count()
        all_sums[week], all_sources[week] = sums, engine.belief_sources()
        ill_weeks += sums[Measure.ILL]
        started += sums[Measure.STARTED]
        waited += sums[Measure.WEEKS_WAITED]
        if sums[Measure.STARTED] > 0.0:
            begins = (engine.people["session"] == 1) & (engine.people["attended"] == 1)
            new = begins & (treated != engine.people["id"])
            courses += float(np.count_nonzero(new))
            treated[new] = engine.people["id"][new]
        if engine.week % WEEKS_PER_YEAR == WEEKS_PER_YEAR - 1 or (week == weeks - 1 and weeks < WEEKS_PER_YEAR):
            funnel = care_funnel(engine.people)
        if on_week is not None:
            on_week()
    series, groups = figures_of(all_sums, all_sources), group_figures(all_groups)
    last_year = series[-WEEKS_PER_YEAR:]
    still_here = engine.people["id"] == ids
    well = ~engine.people["in_episode"].any(axis=1)
    totals = {
        "weeks_of_illness": ill_weeks / people,
        "recovered": float(np.count_nonzero(ill_at_start & still_here & well)) / people,
        "people_treated": courses / people,
        "weeks_waited": waited / started if started > 0.0 else float("nan"),
    }
    for name in ("phq9_cases", "gad7_cases", "pcl5_cases", "self_efficacy", "public_stigma", "self_stigma"):
        values = last_year[:, OUTCOMES.index(name)]
        values = values[~np.isnan(values)]
        totals[name] = float(values.mean()) if len(values) else float("nan")
    return RunResult(series, groups, totals, funnel)


def care_funnel(people: npt.NDArray[np.void]) -> dict[str, float]:
    """People per 1,000 who reached each stage this year, each stage among those of the stage before."""
    marks = people["this_year"]
    reached = np.ones(len(people), np.bool_)
    funnel = {}
    for stage, mark in zip(FUNNEL, FUNNEL_MARKS, strict=True):
        reached &= (marks & mark) != 0
        funnel[stage] = 1000.0 * float(reached.mean())
    return funnel
