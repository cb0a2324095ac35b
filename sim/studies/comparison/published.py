"""Figures that studies of real services, campaigns and disasters published, measured in the same way on a run.

Most functions below take a run of a scenario and the baseline's run of the same replicate, and return one number. Those
of few courses in a population take all replicates, and count the courses of all of them together. Scenario files name
them under `[[published]]`.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.economics.valuation import CATEGORIES, costs_by_category, costs_by_item, disability_years, unit_prices
from sim.outcomes.groups import FIFTHS
from sim.outcomes.rates import OUTCOMES
from sim.people.state import WEEKS_PER_YEAR
from sim.scenario.scenario import Scenario
from sim.scenario.tables import FOREVER
from sim.studies.runs.run import RunResult
from sim.studies.runs.statistics import clustered_slope, middle_interval, normal_interval, share_between

FINISHED_SESSIONS = 2  # a course counts as finished from two sessions on, as in England's statistics (TX26)
PHQ9_CASE, GAD7_CASE = 10.0, 8.0  # caseness there
PHQ9_RELIABLE, GAD7_RELIABLE = 6.0, 4.0  # a reliable change there (SY15)
BETWEEN_TENTHS = 0.9  # of the ranking by deprivation lies between the middles of the first and the last tenth
IMPROVED_BY = 0.25  # SD of the attitude score: a small but real change (Cohen 1988)
WEEKS_BEFORE = 26  # an event: their mean is what would have been without it
YEARS_OF_COST = 10  # after an event
NOTHING = float("nan")


class Case(NamedTuple):
    """One replicate of a scenario beside the baseline's."""

    scenario: Scenario
    baseline: Scenario
    result: RunResult
    before: RunResult
    programmes: Sequence[str] = ()  # whose costs count; none: all


class Found(NamedTuple):
    """A figure with the ends of its 95 % interval; NaN where not known."""

    value: float
    low: float = NOTHING
    high: float = NOTHING


type Measure = Callable[[Case], float]
type PooledMeasure = Callable[[Sequence[Case]], Found]
MEASURES: dict[str, Measure] = {}
POOLED: dict[str, PooledMeasure] = {}  # those that count the courses of all replicates together


def measure(function: Measure) -> Measure:
    """Let scenario files name a measure."""
    MEASURES[function.__name__] = function
    return function


def pooled(function: PooledMeasure) -> PooledMeasure:
    """Let scenario files name a measure of the courses of all replicates together."""
    POOLED[function.__name__] = function
    MEASURES[function.__name__] = lambda case: function([case]).value
    return function


def finished(case: Case) -> npt.NDArray[np.void]:
    """Courses with two sessions or more that ended, and began in this run."""
    courses = case.result.courses.ended
    return courses[(courses["sessions"] >= FINISHED_SESSIONS) & ~np.isnan(courses["first"][:, 0])]


def cases_among(courses: npt.NDArray[np.void]) -> npt.NDArray[np.void]:
    """Those who were above either cut-off at their first session."""
    return courses[(courses["first"][:, 0] >= PHQ9_CASE) | (courses["first"][:, 1] >= GAD7_CASE)]


def recovered(courses: npt.NDArray[np.void]) -> npt.NDArray[np.bool_]:
    """Who ended below both cut-offs."""
    below: npt.NDArray[np.bool_] = (courses["last"][:, 0] < PHQ9_CASE) & (courses["last"][:, 1] < GAD7_CASE)
    return below


def percent(part: npt.NDArray[np.bool_]) -> float:
    """Share of true ones in per cent; NaN for none."""
    return 100.0 * float(part.mean()) if len(part) else NOTHING


@measure
def recovery_rate(case: Case) -> float:
    """Per cent of cases who end below both cut-offs (TX26)."""
    return percent(recovered(cases_among(finished(case))))


@pooled
def recovery_gap(cases: Sequence[Case]) -> Found:
    """Recovery rate of the least deprived tenth minus that of the most deprived, percentage points (TX26).

    Read off a straight line through the courses of all fifths, by the rank of the middle of each (a slope index of
    inequality), within populations: so all courses count, and not the two in five of the fifths at the ends. People may
    have several courses, and populations may differ by more than chance: of the two errors, the larger one counts. What
    another library of life histories would give, from which all populations draw their people, is not in it.
    """
    courses, replicate = all_courses([cases_among(finished(case)) for case in cases])
    rank = within_groups((courses["deprivation"] - 0.5) / FIFTHS, replicate)
    well = within_groups(recovered(courses).astype(np.float64), replicate)
    persons = one_number(replicate, courses["person"])
    (slope, by_person), (_, by_replicate) = (clustered_slope(well, rank, each) for each in (persons, replicate))
    times = 100.0 * BETWEEN_TENTHS
    return Found(-slope * times, *normal_interval(-slope * times, float(np.fmax(by_person, by_replicate)) * times))


@pooled
def therapist_share(cases: Sequence[Case]) -> Found:
    """Per cent of the variance of outcomes that lies between therapists (TX51).

    The outcome is the PHQ-9 at the end, that at the start taken into account, of those who
    finish a course and had a PHQ-9 of a case at its start. Each population has its own therapists.
    """
    of_cases = [finished(case) for case in cases]
    courses, replicate = all_courses([one[one["first"][:, 0] >= PHQ9_CASE] for one in of_cases])
    end, start = (within_groups(courses[when][:, 0].astype(np.float64), replicate) for when in ("last", "first"))
    therapists = one_number(replicate, courses["therapist"])
    slope, _ = clustered_slope(end, start, therapists)
    left = end if np.isnan(slope) else end - slope * start
    return Found(*(100.0 * np.array(share_between(left, therapists, means=len(np.unique(replicate))))))


def all_courses(
    by_replicate: Sequence[npt.NDArray[np.void]],
) -> tuple[npt.NDArray[np.void], npt.NDArray[np.int64]]:
    """The courses of all replicates, and the place of the replicate of each."""
    return np.concatenate(by_replicate), np.repeat(np.arange(len(by_replicate)), [len(one) for one in by_replicate])


def one_number(replicate: npt.NDArray[np.int64], within: npt.NDArray[np.integer]) -> npt.NDArray[np.int64]:
    """A number for each pair of a replicate and somebody in it: the same person's number is another's elsewhere."""
    pairs = np.stack([replicate, within.astype(np.int64)])
    return np.unique(pairs, axis=1, return_inverse=True)[1].ravel() if len(replicate) else replicate


def within_groups(values: npt.NDArray[np.float64], groups: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Values less the mean of their group; groups are numbers from 0 on."""
    sizes = np.maximum(1, np.bincount(groups))
    return values - (np.bincount(groups, values) / sizes)[groups]


@measure
def reliable_improvement(case: Case) -> float:
    """Per cent whose score fell reliably on one scale and rose reliably on none (TX27, SY15)."""
    courses = finished(case)
    depression, anxiety = (courses["first"][:, scale] - courses["last"][:, scale] for scale in (0, 1))
    better = (depression >= PHQ9_RELIABLE) | (anxiety >= GAD7_RELIABLE)
    worse = (depression <= -PHQ9_RELIABLE) | (anxiety <= -GAD7_RELIABLE)
    return percent(better & ~worse)


@measure
def mean_sessions(case: Case) -> float:
    """Mean sessions of those who finish (TX28)."""
    courses = finished(case)
    return float(courses["sessions"].mean()) if len(courses) else NOTHING


@measure
def started_of_listed(case: Case) -> float:
    """Per cent of those listed who have a first session (TX29)."""
    log = case.result.courses
    return 100.0 * _share(log.started.sum(), log.listed.sum())


@measure
def finished_of_started(case: Case) -> float:
    """Per cent of those who start who have two sessions or more (TX29)."""
    courses = case.result.courses.ended
    begun = courses[courses["sessions"] >= 1]
    return percent(begun["sessions"] >= FINISHED_SESSIONS)


@measure
def seen_within_6_weeks(case: Case) -> float:
    """Per cent of those who start who waited for six weeks or less (TX30)."""
    log = case.result.courses
    return 100.0 * _share(log.started_soon.sum(), log.started.sum())


@measure
def cost_per_recovered(case: Case) -> float:
    """Cost of all courses over the number who recovered, in the currency of the scenario (EC03)."""
    costs = costs_by_category(case.scenario, case.result.resources, unit_prices(case.scenario))["services"].sum()
    people = np.count_nonzero(recovered(cases_among(finished(case)))) / case.result.people
    return _share(costs, people)


@measure
def cost_per_improved_intention(case: Case) -> float:
    """Cost of programmes over people whose attitude is better than under the baseline, in the currency (EC17).

    The share of people improved is read off the mean attitude at its best, as if attitudes were normal with the same
    spread: those who pass a line a small step above their own. It is that of all programmes together, as in a survey of
    the whole population, whichever programmes are priced (`programmes` of a published figure): the media part of a
    campaign alone, as its study did, or the whole.
    """
    costs = costs_by_item(case.scenario, case.result.resources, unit_prices(case.scenario))
    priced = case.programmes or list(case.scenario.programmes)
    cost = sum(float(costs[CATEGORIES[1], name].sum()) for name in priced)
    attitude = OUTCOMES.index("public_stigma")
    gain = float(np.max(_yearly(case.before.series[:, attitude]) - _yearly(case.result.series[:, attitude])))
    return _share(cost, max(0.0, gain) / IMPROVED_BY)


@measure
def stress_cases_after_4_weeks(case: Case) -> float:
    """People above the PCL-5 cut-off four weeks after the first event, beyond those before it, per cent (MO01, MO05).

    Both figures are of simulations that begin with the event, whose post-traumatic stress is therefore the event's. So
    excess cases are counted here: beyond the mean of the half year before the event.
    """
    return _excess_cases(case.scenario, case.result, 4)


@measure
def stress_cases_ratio_after_21_months(case: Case) -> float:
    """Excess cases of post-traumatic stress (as above) 91 weeks after the first event, over the baseline's (MO02)."""
    return _share(_excess_cases(case.scenario, case.result, 91), _excess_cases(case.scenario, case.before, 91))


@measure
def stress_cases_spared_after_2_years(case: Case) -> float:
    """People above the PCL-5 cut-off 104 weeks after the first event, the baseline's less the scenario's, per cent of
    people (MO06).

    A difference of two shares is the same for all cases and for excess cases. Care that finds everybody also treats
    those who were ill before the event, whom the study did not have.
    """
    return _stress_cases(case.scenario, case.before, 104) - _stress_cases(case.scenario, case.result, 104)


@measure
def cost_per_disability_year(case: Case) -> float:
    """Extra cost over years lived with disability averted, against the baseline (MO03).

    Counted as the study did, in the ten years after the first event, and unknown in runs that end before; without any
    event, in the whole run.
    """
    weeks = len(case.result.health)
    if case.scenario.events:
        end = _event_week(case.scenario) + YEARS_OF_COST * WEEKS_PER_YEAR
        if end > weeks:
            return NOTHING
        weeks = end
    here, before = (
        sum(
            costs[:weeks].sum()
            for costs in costs_by_category(scenario, result.resources, unit_prices(scenario)).values()
        )
        for scenario, result in ((case.scenario, case.result), (case.baseline, case.before))
    )
    averted = (
        disability_years(case.baseline, case.before.health)[:weeks].sum()
        - disability_years(case.scenario, case.result.health)[:weeks].sum()
    )
    return _share(float(here - before), float(averted))


@measure
def remission_ratio_in_first_year(case: Case) -> float:
    """Share of those whom the first event made ill with PTSD within four weeks that has remitted a year later, over
    the baseline's share of the same people (MO04).

    Remitted means out of the episode. The study looked at those who had lost home and income; here the strain of the
    aftermath, which everybody bears whom the event struck, stands for the loss.
    """
    return _share(case.result.struck.remitted[0], case.before.struck.remitted[0])


@measure
def remission_ratio_in_second_year(case: Case) -> float:
    """The same two years later (MO04)."""
    return _share(case.result.struck.remitted[1], case.before.struck.remitted[1])


def _stress_cases(scenario: Scenario, result: RunResult, weeks_after: int) -> float:
    week = _event_week(scenario) + weeks_after
    if week > len(result.series):
        return NOTHING
    return float(result.series[week - 1, OUTCOMES.index("pcl5_cases")])


def _excess_cases(scenario: Scenario, result: RunResult, weeks_after: int) -> float:
    """Cases beyond the mean of the weeks before the first event, at most half a year; NaN where there is none."""
    last = _event_week(scenario) - 1
    before = result.series[max(0, last - WEEKS_BEFORE) : last, OUTCOMES.index("pcl5_cases")]
    if not len(before):
        return NOTHING
    return _stress_cases(scenario, result, weeks_after) - float(before.mean())


def _event_week(scenario: Scenario) -> int:
    """Week of the first event; one that no run reaches, where nothing happens."""
    return min((event.start_week for event in scenario.events.values()), default=FOREVER)


def _yearly(series: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    if len(series) < WEEKS_PER_YEAR:
        return series
    return np.convolve(series, np.full(WEEKS_PER_YEAR, 1.0 / WEEKS_PER_YEAR), "valid")


def _share(part: float, whole: float) -> float:
    return float(part / whole) if whole > 0.0 else NOTHING


def unknown_measure(scenario: Scenario) -> str:
    """Name of the first published figure's measure that does not exist; empty where all do."""
    return next((figure.measure for figure in scenario.published if figure.measure not in MEASURES), "")


def _in_its_prices(scenario: Scenario) -> Scenario:
    """The scenario with its costs in the prices in which they were given."""
    economy = scenario.economy
    if economy.money_year == economy.price_year:
        return scenario
    return scenario.model_copy(update={"economy": economy.model_copy(update={"report_year": 0})})


def published_table(scenarios: Sequence[Scenario], runs: Mapping[str, Sequence[RunResult]]) -> pd.DataFrame:
    """Published figures beside simulated ones.

    Args:
        scenarios: the baseline first.
        runs: by scenario, one result per replicate, in the same order.

    Returns:
        One row for each `[[published]]` of each scenario: scenario, label, unit, published (NaN where nothing was),
        published_low, published_high, simulated (mean over replicates), low, high (the middle 95 % of replicates),
        evidence, pooled (true: the courses of all replicates were counted together, and low and high are the 95 %
        interval of that figure). Money is in the prices of the studies, whatever year is reported elsewhere.
    """
    scenarios = [_in_its_prices(scenario) for scenario in scenarios]
    baseline = scenarios[0]
    rows = []
    for scenario in scenarios:
        pairs = zip(runs[scenario.name], runs[baseline.name], strict=True)
        cases = [Case(scenario, baseline, result, before) for result, before in pairs]
        economy = scenario.economy
        money = f"{economy.currency} of {economy.price_year}" if economy.price_year else economy.currency
        for figure in scenario.published:
            of_figure = [case._replace(programmes=figure.programmes) for case in cases]
            together = figure.measure in POOLED
            found = POOLED[figure.measure](of_figure) if together else _over_replicates(figure.measure, of_figure)
            unit = money if figure.unit == "currency" else figure.unit
            said = (NOTHING if figure.value is None else figure.value, figure.low, figure.high)
            rows.append((scenario.name, figure.label, unit, *said, *found, figure.evidence, together))
    names = ["scenario", "label", "unit", "published", "published_low", "published_high", "simulated", "low", "high"]
    return pd.DataFrame(rows, columns=[*names, "evidence", "pooled"])


def _over_replicates(name: str, cases: Sequence[Case]) -> Found:
    """The mean of a measure over replicates, and where the middle 95 % of them lie."""
    values = np.array([MEASURES[name](case) for case in cases])
    known = values[~np.isnan(values)]
    if len(known) == 0:
        return Found(NOTHING)
    return Found(float(known.mean()), *(middle_interval(known).tolist() if len(known) > 1 else ()))
