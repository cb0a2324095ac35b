"""Out of sample: what the model predicts of England's talking-therapy service after the year that the fit knows.

The rule stands in `docs/OUT_OF_SAMPLE.md` and was written before any prediction was run. Each period is given its
referrals and the staff hours that its published activity implies, and is a run of its own.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.evidence.service_periods import ServicePeriod
from sim.people.state import WEEKS_PER_YEAR
from sim.scenario.load import load_scenario
from sim.scenario.scenario import Scenario
from sim.scenario.values import edited
from sim.studies.readings.case import Case, Found
from sim.studies.readings.services import (
    cases_among,
    finished,
    mean_sessions,
    percent,
    recovered,
    recovery_gap,
    recovery_rate,
    reliably_improved,
    seen_within_6_weeks,
)
from sim.studies.runs.populations import Populations
from sim.studies.runs.run import RunResult
from sim.studies.runs.statistics import t_interval

BASELINE, SERVICE = "baseline", "talking_therapies"
POOL = "staff.therapists.hours_per_100k"
DEMAND = {"programmes.awareness.reach": 1.0, "programmes.self_referral.fidelity": 2.0}  # with the most that each can be
YEARS = 5  # as in the rows of evidence of this service
MOST_TRIES = 6
CLOSE = 0.01  # relative difference of referrals at which the search for the strength of demand ends
FIT_YEAR = "the year of the fit"

type Values = npt.NDArray[np.float64]


# --- what is given ---


class Given(NamedTuple):
    """What a period is given, relative to the first period, and the periods that each number comes from."""

    period: str
    referrals: float
    referrals_of: str
    hours: float
    finished_of: str
    sessions_of: str


def last_known(periods: Sequence[ServicePeriod], place: int, column: str, *, all_periods: bool) -> ServicePeriod:
    """The period itself if it has a value, else the last earlier one that has.

    Args:
        periods: in order; the first one has all that is given.
        place: of the period.
        column: name of the value.
        all_periods: whether earlier periods shown apart count as well.
    """
    earlier = [one for one in periods[:place] if all_periods or not one.apart]
    return next(one for one in (periods[place], *reversed(earlier)) if getattr(one, column) is not None)


def given(periods: Sequence[ServicePeriod]) -> list[Given]:
    """What each period is given, by section 2 of the rule."""
    first, found = periods[0], []
    for place, period in enumerate(periods):
        referrals = last_known(periods, place, "referrals", all_periods=False)
        done = last_known(periods, place, "finished", all_periods=False)
        sessions = last_known(periods, place, "sessions_finished", all_periods=True)
        hours = per_year(done, "finished") / per_year(first, "finished")
        hours *= (sessions.sessions_finished or math.nan) / (first.sessions_finished or math.nan)
        relative = per_year(referrals, "referrals") / per_year(first, "referrals")
        found.append(Given(period.period, relative, referrals.period, hours, done.period, sessions.period))
    return found


def per_year(period: ServicePeriod, column: str) -> float:
    """A count of a period, brought to a year."""
    return float(getattr(period, column)) / period.of_a_year


def imposed(scenario: Scenario, hours: float, strength: float) -> Scenario:
    """The service with other staff hours and another strength of demand, both relative to what they are.

    Raises:
        ScenarioError: the strength is more than a scenario can have (`strongest`).
    """
    values = {POOL: scenario.staff["therapists"].hours_per_100k * hours}
    return edited(scenario, values | {path: value * strength for path, value in demand_of(scenario).items()})


def demand_of(scenario: Scenario) -> dict[str, float]:
    """What the strength of demand multiplies, by path."""
    return {
        "programmes.awareness.reach": scenario.programmes["awareness"].reach,
        "programmes.self_referral.fidelity": scenario.programmes["self_referral"].fidelity,
    }


def strongest(scenario: Scenario) -> float:
    """The largest strength of demand that a scenario can have."""
    return min(DEMAND[path] / value for path, value in demand_of(scenario).items())


# --- the strength of demand ---


def calibrated(wanted: float, referrals_at: Callable[[float], float], most: float) -> tuple[float, float, int]:
    """The strength of demand at which referrals are as wanted, by section 3 of the rule.

    Args:
        wanted: referrals relative to those at strength 1 in the first period.
        referrals_at: runs the service at a strength; the same relative number.
        most: the largest strength; the smallest is its inverse.

    Returns:
        Strength and referrals of the closest try, and the number of tries.
    """
    tries: list[tuple[float, float]] = []

    def log_ratio(strength: float) -> float:
        referrals = referrals_at(strength)
        tries.append((strength, referrals))
        return math.log(referrals / wanted) if referrals > 0.0 else -math.inf

    ends = {0.0: log_ratio(1.0)}  # logarithms of strength, and of referrals over those wanted
    if not _close(tries, wanted):
        far = math.log(most) if ends[0.0] < 0.0 else -math.log(most)
        ends[far] = log_ratio(math.exp(far))
    while not _close(tries, wanted) and len(tries) < MOST_TRIES and math.prod(ends.values()) < 0.0:
        (one, above), (two, below) = ends.items()
        between = one - above * (two - one) / (below - above)
        if not math.isfinite(between):
            break  # nobody was referred at one end
        here = log_ratio(math.exp(between))
        ends = {between: here, (one if above * here < 0.0 else two): (above if above * here < 0.0 else below)}
    closest = min(tries, key=lambda one: abs(math.log(one[1] / wanted)) if one[1] > 0.0 else math.inf)
    return *closest, len(tries)


def _close(tries: Sequence[tuple[float, float]], wanted: float) -> bool:
    """Whether the last try is close enough."""
    return abs(tries[-1][1] / wanted - 1.0) <= CLOSE


# --- what is predicted ---


class Figure(NamedTuple):
    """One figure that is predicted.

    Attributes:
        title: for readers.
        unit: of it.
        published: of a period; None where nothing was.
        simulated: of a run.
        relative: it is a count, taken relative to the first period; one month's is not compared.
        follows: it follows from what is given, so that it is no test.
        pooled: of all replicates together, in the place of `simulated`.
    """

    title: str
    unit: str
    published: Callable[[ServicePeriod], float | None]
    simulated: Callable[[Case], float]
    relative: bool = False
    follows: bool = False
    pooled: Callable[[Sequence[Case]], Found] | None = None


def reliable_recovery(case: Case) -> float:
    """Per cent of cases who end below both cut-offs and improved reliably."""
    cases = cases_among(finished(case))
    return percent(recovered(cases) & reliably_improved(cases))


FIGURES = {
    "finished": Figure(
        "courses finished", "times {first}", lambda period: period.finished, lambda case: float(len(finished(case))),
        relative=True, follows=True,
    ),
    "started": Figure(
        "people who start", "times {first}", lambda period: period.started,
        lambda case: float(case.result.courses.started.sum()), relative=True,
    ),
    "recovery": Figure("recovery", "%", lambda period: period.recovery_pct, recovery_rate),
    "reliable_recovery": Figure(
        "reliable recovery", "%", lambda period: period.reliable_recovery_pct, reliable_recovery
    ),
    "sessions": Figure("length of a course", "sessions", lambda period: period.sessions_finished, mean_sessions),
    "within_6_weeks": Figure(
        "seen within six weeks", "%", lambda period: period.within_6_weeks_pct, seen_within_6_weeks
    ),
    "gap": Figure(
        "recovery gap", "percentage points", lambda period: period.recovery_gap,
        lambda case: recovery_gap([case]).value, pooled=recovery_gap,
    ),
}  # fmt: skip


def published_values(periods: Sequence[ServicePeriod], figure: Figure) -> list[float]:
    """The published value of each period, in the figure's unit; NaN where there is none to compare with."""
    first = figure.published(periods[0])
    found = []
    for period in periods:
        value = figure.published(period)
        if value is not None and figure.relative:
            value = value / first if first and period.is_year else None
        found.append(math.nan if value is None else float(value))
    return found


class Predicted(NamedTuple):
    """What the model says of a figure in a period."""

    model: float
    low: float  # ends of its 95 % interval
    high: float
    change: float  # against the simulated first period; NaN for pooled figures


def predicted(figure: Figure, before: Sequence[Case], after: Sequence[Case]) -> Predicted:
    """A figure of one period, from the runs of the first period and those of the period on the same populations."""
    if figure.pooled is not None:
        found, base = figure.pooled(after), figure.pooled(before)
        return Predicted(found.value, found.low, found.high, found.value - base.value)
    one, two = (np.array([figure.simulated(case) for case in cases]) for cases in (before, after))
    if figure.relative:
        ratio = np.divide(two, one, out=np.full(len(one), np.nan), where=one > 0.0)
        return Predicted(*t_interval(ratio), t_interval(ratio)[0] - 1.0)
    return Predicted(*t_interval(two), t_interval(two - one)[0])


# --- the study ---


class Period(NamedTuple):
    """What the model says of a period, and how it was brought about."""

    given: Given
    strength: float
    referrals: float  # simulated, relative to the first period
    tries: int
    figures: Mapping[str, Predicted]


def predict(
    periods: Sequence[ServicePeriod],
    *,
    people: int,
    replicates: int,
    seed: int,
    years: int = YEARS,
    workers: int | None = None,
    on_progress: Callable[[float], None] | None = None,
    baseline: Scenario | None = None,
    service: Scenario | None = None,
) -> list[Period]:
    """Predict all figures of all periods.

    Args:
        periods: as from `service_periods`.
        people: size of each population.
        replicates: how many populations.
        seed: of the study.
        years: length of each run.
        workers: runs at a time; results do not depend on it.
        on_progress: called with the share that is done, 0 to 1.
        baseline: whose people they are; None: the shipped baseline.
        service: the service in the first period; None: the shipped one.

    Returns:
        The first period and those after it.
    """
    baseline = load_scenario(BASELINE) if baseline is None else baseline
    service = load_scenario(SERVICE) if service is None else service
    weeks = years * WEEKS_PER_YEAR
    progress = _Progress(len(periods), MOST_TRIES * replicates * weeks, on_progress)
    with Populations(
        baseline, people=people, weeks=weeks, replicates=replicates, seed=seed, shared_weeks=1, workers=workers,
        on_progress=progress.lived,
    ) as populations:  # fmt: skip

        def run(hours: float, strength: float) -> list[Case]:
            scenario = imposed(service, hours, strength)
            return [Case(scenario, scenario, result, result) for result in populations.run(scenario)]

        first = run(1.0, 1.0)
        listed = referrals_of([case.result for case in first])
        found = []
        for number, one in enumerate(given(periods)):
            if number == 0:
                strength, referrals, tries, cases = 1.0, 1.0, 0, first
            else:
                strength, referrals, tries, cases = _closest(one, run, listed, strongest(service))
            figures = {name: predicted(figure, first, cases) for name, figure in FIGURES.items()}
            found.append(Period(one, strength, referrals, tries, figures))
            progress.next_part()
    return found


class _Progress:
    """The share that is done, where each part has at most a given number of weeks.

    Args:
        parts: how many.
        weeks: of each, at most.
        say: called with the share, 0 to 1; None: nobody is.
    """

    def __init__(self, parts: int, weeks: int, say: Callable[[float], None] | None) -> None:
        self._parts, self._weeks, self._say = parts, weeks, say
        self._done = self._before = self._now = 0

    def lived(self, weeks: int) -> None:
        """Note the weeks lived in all."""
        self._now = weeks
        if self._say is not None:
            self._say((self._done + min(1.0, (weeks - self._before) / max(self._weeks, 1))) / self._parts)

    def next_part(self) -> None:
        """A part is done, however many weeks it took."""
        self._done, self._before = self._done + 1, self._now
        if self._say is not None:
            self._say(self._done / self._parts)


def _closest(
    one: Given, run: Callable[[float, float], list[Case]], listed: float, most: float
) -> tuple[float, float, int, list[Case]]:
    """Strength, referrals, tries and runs of a period; only the runs of the closest try are kept."""
    kept: dict[float, list[Case]] = {}
    best = math.inf

    def referrals_at(strength: float) -> float:
        nonlocal best
        cases = run(one.hours, strength)
        relative = referrals_of([case.result for case in cases]) / listed if listed > 0.0 else math.nan
        off = abs(math.log(relative / one.referrals)) if relative > 0.0 else math.inf
        if off < best or not kept:
            kept.clear()
            kept[strength] = cases
            best = off
        return relative

    strength, referrals, tries = calibrated(one.referrals, referrals_at, most)
    return strength, referrals, tries, kept[strength]


def referrals_of(results: Sequence[RunResult]) -> float:
    """People listed in all populations together."""
    return float(sum(result.courses.listed.sum() for result in results))


COLUMNS = (
    "period", "months", "apart", "figure", "unit", "follows", "published", "model", "low", "high", "models_change",
    "last_year", "first_year", "referrals_given", "referrals_of", "referrals_simulated", "strength", "tries",
    "hours_given", "finished_of", "sessions_of",
)  # fmt: skip


def prediction_table(periods: Sequence[ServicePeriod], found: Sequence[Period]) -> pd.DataFrame:
    """One row for each figure and period: `COLUMNS`.

    `model`, `models_change`, `last_year` and `first_year` are what the model and those it is compared with expect; NaN
    where they expect nothing.
    """
    rows = []
    for name, figure in FIGURES.items():
        published = published_values(periods, figure)
        unit = figure.unit.format(first=periods[0].period)
        for place, (period, one) in enumerate(zip(periods, found, strict=True)):
            mine, what = one.figures[name], one.given
            rows.append((
                period.period, period.months, period.apart if place else FIT_YEAR, name, unit, figure.follows,
                published[place], mine.model, mine.low, mine.high,
                published[0] + mine.change, last_year(periods, published, place), published[0] if place else math.nan,
                what.referrals, what.referrals_of, one.referrals, one.strength, one.tries,
                what.hours, what.finished_of, what.sessions_of,
            ))  # fmt: skip
    return pd.DataFrame(rows, columns=list(COLUMNS))


def last_year(periods: Sequence[ServicePeriod], published: Sequence[float], place: int) -> float:
    """The last value that was published of a year before a period; NaN where there is none."""
    earlier = [
        value
        for period, value in zip(periods[:place], published[:place], strict=True)
        if period.is_year and math.isfinite(value)
    ]
    return earlier[-1] if earlier else math.nan
