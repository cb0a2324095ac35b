"""What a service's own statistics would say: who recovers and improves, sessions, waits, and what it costs.

A scenario may have services of other providers beside it (`counted = false`): their courses are not among these.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from sim.economics.valuation import CATEGORIES, costs_by_item, unit_prices
from sim.outcomes.groups import FIFTHS
from sim.studies.readings.case import NOTHING, Case, Found, measure, pooled, share
from sim.studies.runs.clusters import clustered_slope, share_between
from sim.studies.runs.statistics import normal_interval

FINISHED_SESSIONS = 2  # a course counts as finished from two sessions on, as in England's statistics (TX26)
PHQ9_CASE, GAD7_CASE = 10.0, 8.0  # caseness there
PHQ9_RELIABLE, GAD7_RELIABLE = 6.0, 4.0  # a reliable change there (SY15)
SERVICES = CATEGORIES[0]
BETWEEN_TENTHS = 0.9  # of the ranking by deprivation lies between the middles of the first and the last tenth


def are_finished(courses: npt.NDArray[np.void]) -> npt.NDArray[np.bool_]:
    """Which courses have two sessions or more, and began in this run."""
    finished: npt.NDArray[np.bool_] = (courses["sessions"] >= FINISHED_SESSIONS) & ~np.isnan(courses["first"][:, 0])
    return finished


def counted(case: Case) -> npt.NDArray[np.void]:
    """Courses that ended, of the services whose courses count."""
    courses = case.result.courses.ended
    own = [number for number, service in enumerate(case.scenario.services.values()) if service.counted]
    return courses[np.isin(courses["service"], own)]


def finished(case: Case) -> npt.NDArray[np.void]:
    """Courses with two sessions or more that ended, and began in this run."""
    courses = counted(case)
    return courses[are_finished(courses)]


def begun(case: Case) -> npt.NDArray[np.void]:
    """Courses that ended, with one session or more."""
    courses = counted(case)
    return courses[courses["sessions"] >= 1]


def cases_among(courses: npt.NDArray[np.void]) -> npt.NDArray[np.void]:
    """Those who were above either cut-off at their first session."""
    return courses[were_cases(courses)]


def were_cases(courses: npt.NDArray[np.void]) -> npt.NDArray[np.bool_]:
    """Who was above either cut-off at the first session."""
    above: npt.NDArray[np.bool_] = (courses["first"][:, 0] >= PHQ9_CASE) | (courses["first"][:, 1] >= GAD7_CASE)
    return above


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


def reliably_improved(courses: npt.NDArray[np.void]) -> npt.NDArray[np.bool_]:
    """Whose score fell reliably on one scale and rose reliably on none (SY15)."""
    depression, anxiety = (courses["first"][:, scale] - courses["last"][:, scale] for scale in (0, 1))
    better = (depression >= PHQ9_RELIABLE) | (anxiety >= GAD7_RELIABLE)
    worse = (depression <= -PHQ9_RELIABLE) | (anxiety <= -GAD7_RELIABLE)
    return np.asarray(better & ~worse)


@measure
def reliable_improvement(case: Case) -> float:
    """Per cent whose score fell reliably on one scale and rose reliably on none (TX27, SY15)."""
    return percent(reliably_improved(finished(case)))


@measure
def mean_sessions(case: Case) -> float:
    """Mean sessions of those who finish (TX28)."""
    courses = finished(case)
    return float(courses["sessions"].mean()) if len(courses) else NOTHING


@measure
def started_of_listed(case: Case) -> float:
    """Per cent of those listed who have a first session (TX29)."""
    log = case.result.courses
    return 100.0 * share(log.started.sum(), log.listed.sum())


@measure
def finished_of_started(case: Case) -> float:
    """Per cent of those who start who have two sessions or more (TX29)."""
    return percent(begun(case)["sessions"] >= FINISHED_SESSIONS)


@measure
def seen_within_6_weeks(case: Case) -> float:
    """Per cent of those who start who waited for six weeks or less (TX30)."""
    log = case.result.courses
    return 100.0 * share(log.started_soon.sum(), log.started.sum())


def cost_of_services(case: Case) -> float:
    """Cost of all courses that count, per person of the population."""
    items = costs_by_item(case.scenario, case.result.resources, unit_prices(case.scenario))
    own = (items[SERVICES, name] for name, service in case.scenario.services.items() if service.counted)
    return float(sum(cost.sum() for cost in own))


@measure
def cost_per_recovered(case: Case) -> float:
    """Cost of all courses over the number who recovered, in the currency of the scenario (EC03)."""
    people = np.count_nonzero(recovered(cases_among(finished(case)))) / case.result.people
    return share(cost_of_services(case), people)
