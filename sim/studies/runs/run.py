"""One run of one scenario, with everything that a comparison needs to know of it.

Runs that share their first weeks need to simulate them only once: a run can branch.
"""

import threading
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.economics.discounting import present_value
from sim.economics.valuation import costs_by_category, disability_years, life_years, staff_posts, unit_prices
from sim.errors import Interrupted
from sim.outcomes.catalogue import FUNNEL
from sim.outcomes.count import Measure
from sim.outcomes.courses import copied, no_courses
from sim.outcomes.groups import DEPRIVATION_GROUPS, GROUPS, count_cells
from sim.outcomes.rates import GROUP_OUTCOMES, OUTCOMES, figures_of, group_figures
from sim.people.state import WEEKS_PER_YEAR, YearMark
from sim.scenario.scenario import Scenario
from sim.simulation.engine import Engine
from sim.simulation.loops import Diary
from sim.simulation.snapshots import Snapshot
from sim.studies.runs.courses import CourseLog, log_of, taken_out
from sim.studies.runs.group_totals import Counted, Fifths, fifths_of, group_totals
from sim.studies.runs.struck import NOBODY_STRUCK, Follow, Struck

FUNNEL_MARKS = (
    YearMark.ILL,
    YearMark.NEED,
    YearMark.CONTACT,
    YearMark.TREATED,
    YearMark.ADEQUATE,
    YearMark.COMPLETED,
)

LAST_YEAR = ("phq9_cases", "gad7_cases", "pcl5_cases", "self_efficacy", "public_stigma", "self_stigma")


@dataclass(frozen=True)
class RunResult:
    """What one run gave.

    Attributes:
        series: weekly outcomes (weeks by `OUTCOMES`).
        groups: weekly outcomes by group (weeks by groups by `GROUP_OUTCOMES`).
        totals: the figures of `sim.outcomes.catalogue.SUMMARY`, counts per person of the population.
        by_group: further figures of `sim.outcomes.catalogue.FAIRNESS` (groups of `group_names`, everybody last; NaN for
            nobody).
        resources: what was used each week, by name (`Policy.resource_names`), per person of the population (weeks).
        health: share of people in each class of health, each week (weeks by classes, see `sim.outcomes.health`).
        courses: who was listed, began and ended courses.
        people: size of the population.
        fifths: what was counted in each deprivation fifth, so that results can be weighted to another mix
            (`sim.studies.comparison.standardise`).
        struck: those whom the first event made ill, and who of them has remitted.
        funnel: the care funnel of the last whole year (of all weeks in shorter runs), people per 1,000.
    """

    series: npt.NDArray[np.float64]
    groups: npt.NDArray[np.float64]
    totals: dict[str, float]
    by_group: dict[str, npt.NDArray[np.float64]]
    funnel: dict[str, float]
    resources: dict[str, npt.NDArray[np.float64]]
    health: npt.NDArray[np.float64]
    courses: CourseLog
    people: int
    fifths: Fifths
    struck: Struck = NOBODY_STRUCK


class Run:
    """A run under way: lives weeks, keeps what it measures, and can branch into other scenarios.

    Args:
        scenario: what policy does.
        start: the population at week 0; left as it is.
        weeks: how long the run is to be, 0 or more.
        seed: the run's seed.
        threads: as for `Engine`.
    """

    def __init__(
        self, scenario: Scenario, start: Snapshot, weeks: int, seed: int, *, threads: int | None = None
    ) -> None:
        self.weeks = weeks
        self._start = start
        self._threads = threads
        self._engine = Engine(scenario, start.ties, start.state.copy(), seed, threads=threads)
        people = self._engine.people
        self._diary = self._engine.diary(weeks)
        self._courses = no_courses(len(people), weeks)
        self._ended: list[npt.NDArray[np.void]] = []
        self._ids = people["id"].copy()
        self._ill_at_start = people["in_episode"].any(axis=1)
        self._funnel = dict.fromkeys(FUNNEL, float("nan"))
        self._follow = Follow(scenario)

    @property
    def week(self) -> int:
        """The week that was lived last."""
        return self._engine.week

    @property
    def people(self) -> npt.NDArray[np.void]:
        """Everybody as they are now; not to be changed."""
        return self._engine.people

    def live(
        self, until: int, *, stop: threading.Event | None = None, on_week: Callable[[int], None] | None = None
    ) -> None:
        """Live on until the end of a week, or of the run.

        Args:
            until: the last week to live.
            stop: when set, the run ends with `Interrupted` within a moment.
            on_week: called with the number of weeks just lived, for progress.

        Raises:
            Interrupted: `stop` was set.
        """
        engine = self._engine
        until = min(until, self.weeks)
        while engine.week < until:
            if stop is not None and stop.is_set():
                raise Interrupted
            year_end = engine.week + WEEKS_PER_YEAR - (engine.week + 1) % WEEKS_PER_YEAR
            pause = self._follow.next_week(engine.week) or until
            lived = engine.live_weeks(min(until, year_end, pause) - engine.week, self._diary, self._courses)
            self._follow.look(engine.people, engine.week)
            if self._courses.filled[0] > 0:
                self._ended.append(taken_out(self._courses))
            if engine.week == year_end or engine.week == self.weeks < WEEKS_PER_YEAR:
                self._funnel = care_funnel(engine.people)
            if on_week is not None:
                on_week(lived)

    def branch(self, scenario: Scenario) -> "Run":
        """The same run so far, going on under another scenario.

        What is measured is what a run of that scenario from week 0 would have given, provided that it starts to differ
        after the present week (`Scenario.starts`).
        """
        twin = copy(self)
        twin._engine = Engine(
            scenario, self._start.ties, self._engine.state().copy(), self._engine.seed, threads=self._threads
        )
        lived = dict(zip(self._engine.policy.resource_names, np.moveaxis(self._diary.resources, -1, 0), strict=True))
        names = twin._engine.policy.resource_names
        none = np.zeros((self.weeks, GROUPS + 1))
        kept = self._diary
        twin._diary = Diary(
            kept.first,
            kept.sums.copy(),
            kept.sources.copy(),
            kept.groups.copy(),
            kept.health.copy(),
            np.stack([lived.get(name, none) for name in names], axis=-1),
        )
        twin._courses = copied(self._courses)
        twin._ended = list(self._ended)
        twin._follow = self._follow.branch(scenario)
        return twin

    def result(self) -> RunResult:
        """What the run gave, once its last week is lived."""
        people = self._engine.people
        series, groups = figures_of(self._diary.sums, self._diary.sources), group_figures(self._diary.groups)
        well = ~people["in_episode"].any(axis=1)
        recovered = self._ill_at_start & (people["id"] == self._ids) & well
        in_all = self._diary.sums.sum(axis=0)
        totals = {
            "weeks_of_illness": float(in_all[Measure.ILL]) / len(people),
            "recovered": float(np.count_nonzero(recovered)) / len(people),
            "people_treated": float(self._courses.people_treated.sum()) / len(people),
            "weeks_waited": float(_share(in_all[Measure.WEEKS_WAITED], in_all[Measure.STARTED])),
        }
        totals |= means_of_last_year(series)
        by_fifth = groups[-WEEKS_PER_YEAR:, DEPRIVATION_GROUPS:, GROUP_OUTCOMES.index("ill")]
        if len(by_fifth):
            totals["deprivation_gap"] = float(np.mean(by_fifth[:, -1] - by_fifth[:, 0]))
        else:
            totals["deprivation_gap"] = float("nan")
        names = self._engine.policy.resource_names
        resources = dict(zip(names, self._diary.resources[:, -1].T / len(people), strict=True))
        health = self._diary.health[:, -1] / len(people)
        totals |= money_and_health(self._engine.policy.scenario, resources, health)
        counted = self._counted(recovered)
        by_group, fifths = group_totals(self._engine.policy.scenario, names, counted), fifths_of(counted)
        size = len(people)
        return RunResult(
            series,
            groups,
            totals,
            by_group,
            self._funnel,
            resources,
            health,
            log_of(self._courses, self._ended),
            size,
            fifths,
            self._follow.result(),
        )

    def _counted(self, recovered: npt.NDArray[np.bool_]) -> Counted:
        start, rows = self._start.state.people, (np.flatnonzero(self._ill_at_start), np.flatnonzero(recovered))
        ill, well = (count_cells(start, some, self._start.state.week) for some in rows)
        return Counted(
            self._diary.groups, self._diary.resources, self._diary.health, ill, well, self._courses.people_treated
        )


def means_of_last_year(series: npt.NDArray[np.float64]) -> dict[str, float]:
    """Figures of the summary that are means of the last year, out of the weekly outcomes (weeks by `OUTCOMES`)."""
    found = {}
    for name in LAST_YEAR:
        values = series[-WEEKS_PER_YEAR:, OUTCOMES.index(name)]
        values = values[~np.isnan(values)]
        found[name] = float(values.mean()) if len(values) else float("nan")
    return found


def money_and_health(
    scenario: Scenario, resources: dict[str, npt.NDArray[np.float64]], health: npt.NDArray[np.float64]
) -> dict[str, float]:
    """Discounted cost, QALYs and years lived with disability, and posts in the last year, a head, at mean prices."""
    economy = scenario.economy
    costs = sum(costs_by_category(scenario, resources, unit_prices(scenario)).values())
    posts = staff_posts(scenario, resources)[-WEEKS_PER_YEAR:]
    return {
        "cost": float(present_value(costs, economy.discount_costs)),
        "qalys": float(present_value(life_years(scenario, health), economy.discount_health)),
        "years_with_disability": float(present_value(disability_years(scenario, health), economy.discount_health)),
        "staff_posts": float(posts.mean()) if len(posts) else 0.0,
    }


def _share(part: float, whole: float) -> float:
    return part / whole if whole > 0.0 else float("nan")


def run(scenario: Scenario, start: Snapshot, weeks: int, seed: int, *, threads: int | None = None) -> RunResult:
    """Run a scenario from a snapshot, which is left as it is; for the arguments see `Run`."""
    whole = Run(scenario, start, weeks, seed, threads=threads)
    whole.live(weeks)
    return whole.result()


def care_funnel(people: npt.NDArray[np.void]) -> dict[str, float]:
    """People per 1,000 who reached each stage this year, each stage among those of the stage before."""
    marks = people["this_year"]
    reached = np.ones(len(people), np.bool_)
    funnel = {}
    for stage, mark in zip(FUNNEL, FUNNEL_MARKS, strict=True):
        reached &= (marks & mark) != 0
        funnel[stage] = 1000.0 * float(reached.mean())
    return funnel
