"""Rows on care as it is in the society: who leaves, what courses change, and what scores at each session add."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.people.state import WEEKS_PER_YEAR, Care, Domain
from sim.scenario.scenario import Scenario
from sim.simulation.engine import Engine
from sim.studies.measures.estimate import Estimate, jackknife, over_groups
from sim.studies.measures.laboratory import Laboratory, measures
from sim.studies.runs.run import run

YEARS = 5
PHQ9_CASE, PHQ9_REMITTED = 10.0, 5.0  # from which on a course is for depression; below which it has remitted

type Courses = npt.NDArray[np.void]


def courses_under(lab: Laboratory, scenario: Scenario, name: str) -> Courses:
    """Courses that began and ended in some years of a society, with one session or more."""

    def made() -> Courses:
        ended = run(scenario, lab.start, YEARS * WEEKS_PER_YEAR, lab.seed, threads=1).courses.ended
        return ended[(ended["sessions"] >= 1) & ~np.isnan(ended["first"][:, 0])]

    return lab.once(name, made)


def routine(lab: Laboratory) -> Courses:
    """Courses of care as it is."""
    return courses_under(lab, lab.scenario, "routine care")


def left_early(courses: Courses) -> float:
    """Courses left before their planned end, %; NaN for none."""
    return 100.0 * float((courses["outcome"] == Care.DROPPED_OUT).mean()) if len(courses) else float("nan")


def for_depression(courses: Courses) -> Courses:
    """Courses that began with a PHQ-9 of a case."""
    return courses[courses["first"][:, 0] >= PHQ9_CASE]


def change(courses: Courses) -> float:
    """Mean fall of the PHQ-9 from first to last session over its spread at the first; NaN where nobody differs."""
    first, last = (courses[when][:, 0].astype(np.float64) for when in ("first", "last"))
    spread = float(first.std(ddof=1)) if len(first) > 1 else 0.0
    return float((first - last).mean()) / spread if spread > 0.0 else float("nan")


@measures("TX19")
def leave_therapy_early(lab: Laboratory) -> Estimate:
    """Courses of talking therapy, of any kind, that are left before their planned end, %."""
    courses = routine(lab)
    return over_groups(courses["person"], lambda kept: left_early(courses[kept]))


@measures("TX50")
def change_in_routine_care(lab: Laboratory) -> Estimate:
    """Fall of the PHQ-9 over all courses begun for depression in care as it is, SD at their first session."""
    courses = for_depression(routine(lab))
    return over_groups(courses["person"], lambda kept: change(courses[kept]))


def measured(scenario: Scenario, by_scores: bool) -> Scenario:
    """The society with all of its services steered by scores at each session, or none."""
    services = {
        name: service.model_copy(update={"measurement_based": by_scores}) for name, service in scenario.services.items()
    }
    return scenario.model_copy(update={"services": services})


def remission_odds_ratio(with_it: Courses, without: Courses) -> float:
    """Odds of a PHQ-9 below 5 at the end of a course, in one set over those in another; NaN where either is certain."""
    odds = []
    for courses in (with_it, without):
        share = float((courses["last"][:, 0] < PHQ9_REMITTED).mean()) if len(courses) else 0.0
        odds.append(share / (1.0 - share) if 0.0 < share < 1.0 else float("nan"))
    return odds[0] / odds[1]


@measures("TX49")
def remission_where_scores_steer(lab: Laboratory) -> Estimate:
    """Odds ratio of remission at the end of courses for depression, with scores at each session against without.

    The same society twice, with the same services, all of them steered by scores or none; courses last 12 to 20 weeks.
    """
    both = [
        for_depression(courses_under(lab, measured(lab.scenario, by_scores), f"scores {by_scores}"))
        for by_scores in (True, False)
    ]
    whose = np.concatenate([courses["person"] for courses in both])
    ends = np.cumsum([len(courses) for courses in both])[:1]

    def ratio(kept: npt.NDArray[np.bool_]) -> float:
        one, other = np.split(kept, ends)
        return remission_odds_ratio(both[0][one], both[1][other])

    return over_groups(whose, ratio)


def beliefs_of_patients(engine: Engine, weeks: int) -> pd.DataFrame:
    """Belief in using help at the first session, of everybody who begins a course in these weeks, and how it ended.

    Args:
        engine: the running society; it lives on.
        weeks: how many.

    Returns:
        One row a course that ended: person, belief (logit), finished (or left early).
    """
    people = engine.people
    belief = np.full(len(people), np.nan)
    ids = people["id"].copy()
    rows: list[pd.DataFrame] = []
    for _ in range(weeks):
        engine.step()
        belief[people["id"] != ids] = np.nan
        ids = people["id"].copy()
        first = (people["attended"] == 1) & (people["session"] == 1)
        belief[first] = people["self_efficacy"][first, Domain.HELP]
        over = np.isin(people["course_ended"], (Care.COMPLETED, Care.DROPPED_OUT)) & np.isfinite(belief)
        finished = people["course_ended"][over] == Care.COMPLETED
        rows.append(pd.DataFrame({"person": ids[over], "belief": belief[over], "finished": finished}))
        belief[over] = np.nan
    return pd.concat(rows, ignore_index=True)


def difference(patients: pd.DataFrame) -> float:
    """Belief of those who finish less that of those who leave, over their pooled spread; NaN where it is not known."""
    groups: Sequence[pd.Series] = [patients.loc[patients["finished"] == done, "belief"] for done in (True, False)]
    if min(len(group) for group in groups) < 2:
        return float("nan")
    inner = sum((len(group) - 1) * float(group.var(ddof=1)) for group in groups)
    spread = (inner / (len(patients) - 2)) ** 0.5
    return float(groups[0].mean() - groups[1].mean()) / spread if spread > 0.0 else float("nan")


@measures("SE29")
def belief_of_those_who_finish(lab: Laboratory) -> Estimate:
    """Belief in using help at the first session, of those who finish a course against those who leave early, SD."""
    engine = Engine(lab.scenario, lab.start.ties, lab.start.state.copy(), lab.seed, threads=1)
    return jackknife(beliefs_of_patients(engine, YEARS * WEEKS_PER_YEAR), difference)
