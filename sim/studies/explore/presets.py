"""The scenarios that come with the model, as positions of the levers wherever levers can say the same."""

from functools import cache

from sim.scenario.load import BASELINE
from sim.scenario.scenario import Scenario
from sim.scenario.tables import FOREVER, ServiceSpec
from sim.studies.explore.building import part_at, scenario_of
from sim.studies.explore.levers import PER_CENT, Lever, levers
from sim.studies.explore.question import LONGEST, Policy, Question, Setting
from sim.studies.explore.shipped import shipped, shipped_names

SHOWN_FIRST = "combined"  # so that the first page says something with no click
FIRST = ("anti_stigma_campaign", "expanded_cbt", "combined", "digital_cbt", "peer_support")  # on the bar


@cache
def presets() -> dict[str, Policy]:
    """Policies by the name of their scenario: the baseline, those on the bar, then the others."""
    names = [BASELINE, *FIRST, *(name for name in shipped_names() if name not in (BASELINE, *FIRST))]
    return {name: as_policy(name) for name in names}


def first_question() -> Question:
    """What the first page asks before anybody has touched it."""
    return Question(policy=presets()[SHOWN_FIRST])


def as_policy(name: str) -> Policy:
    """A scenario as positions of levers; where levers cannot say it exactly, the scenario itself without levers."""
    scenario, root = shipped(name), shipped(BASELINE)
    settings = {lever.name: found for lever in levers().values() if (found := _setting(lever, scenario, root))}
    policy = Policy(settings=settings, title=scenario.title)
    made = scenario_of(policy, root, name)
    if all(getattr(made, table) == getattr(scenario, table) for table in ("staff", "services", "programmes", "events")):
        return policy if name != BASELINE else Policy(title=scenario.title)
    return Policy(base=name, title=scenario.title)


def _setting(lever: Lever, scenario: Scenario, root: Scenario) -> Setting | None:
    """Where a lever stands in a scenario, or None where the scenario does not use it."""
    if lever.override:
        places = [scenario.services.get(where.split(".")[1]) for where in lever.parts]
        on = sum(1 for service in places if service is not None and service.measurement_based)
        return Setting(amount=float(on), start=1) if on else None
    table, name = lever.parts[0].split(".")
    spec = getattr(scenario, table).get(name)
    if spec is None or spec == getattr(root, table).get(name) or not 1 <= (spec.start_week or 0) <= LONGEST:
        return None
    amount = spec.weekly_sessions_per_100k if isinstance(spec, ServiceSpec) else spec.reach * PER_CENT
    if lever.standing:
        amount += root.services[lever.standing].weekly_sessions_per_100k
    if amount > lever.largest:
        return None
    end = None if spec.end_week >= FOREVER else spec.end_week
    setting = Setting(amount=round(amount, 6), start=spec.start_week, end=end)
    if lever.standing:
        return setting
    same = all(
        part_at(lever, where, setting) == getattr(scenario, where.split(".")[0]).get(where.split(".")[1])
        for where in lever.parts
    )
    return setting if same else None
