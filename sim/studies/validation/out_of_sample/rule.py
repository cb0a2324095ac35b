"""The rule: what each period is given, how it is imposed on the service, and how strong demand has to be for it."""

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

from sim.evidence.service_periods import ServicePeriod
from sim.scenario.scenario import Scenario
from sim.scenario.values import edited, value_paths

POOL = "staff.therapists.hours_per_100k"
DEMAND = {"programmes.awareness.reach": 1.0, "programmes.self_referral.fidelity": 2.0}  # with the most that each can be
MOST_TRIES = 6
CLOSE = 0.01  # relative difference of referrals at which the search for the strength of demand ends


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
    values = value_paths(scenario)
    return {path: values[path] for path in DEMAND}


def strongest(scenario: Scenario) -> float:
    """The largest strength of demand that a scenario can have."""
    return min(DEMAND[path] / value for path, value in demand_of(scenario).items())


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
