"""The study: each period is given its referrals and the staff hours that its published activity implies, and is a run
of its own.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import pandas as pd

from sim.evidence.service_periods import ServicePeriod
from sim.people.state import WEEKS_PER_YEAR
from sim.scenario.load import load_scenario
from sim.scenario.scenario import Scenario
from sim.studies.readings.case import Case
from sim.studies.runs.populations import Populations
from sim.studies.runs.run import RunResult
from sim.studies.validation.out_of_sample.figures import FIGURES, Predicted, predicted, published_values
from sim.studies.validation.out_of_sample.rule import MOST_TRIES, Given, calibrated, given, imposed, strongest

BASELINE, SERVICE = "baseline", "talking_therapies"
YEARS = 5  # as in the rows of evidence of this service
FIT_YEAR = "the year of the fit"


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
