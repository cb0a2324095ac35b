"""Policies as levers: scenarios in shares, all in one scenario."""

from collections.abc import Sequence

from pydantic import ValidationError

from sim.errors import ScenarioError
from sim.scenario.faults import expected
from sim.scenario.scenario import Scenario
from sim.scenario.tables import PER, InterventionSpec, ProgrammeSpec, ServiceSpec, StaffSpec

MIX = "mix"  # name of the scenario
AMOUNTS = {"services": "weekly_sessions_per_100k", "staff": "hours_per_100k", "programmes": "reach"}
"""What there is more or less of, by table."""

type Spec = ServiceSpec | StaffSpec | ProgrammeSpec


def mixed(baseline: Scenario, scenarios: Sequence[Scenario], shares: Sequence[float]) -> Scenario:
    """Several policies at once, each to a share of its full size.

    A share scales what a scenario adds to the baseline, or the amount by which it changes it: places of services, hours
    of staff, reach of programmes. Dates, doses and targets stay as they are. A service that draws on staff and has no
    separate limit is limited by the hours. What two scenarios have in common is there once, with the larger share.

    Args:
        baseline: what stays as it is.
        scenarios: the policies, each of the same society as the baseline.
        shares: of each scenario, from 0 (absent) to 1 (the full scenario).

    Returns:
        The scenario `mix`. With one share of 1 and all others 0 it acts as that scenario does.

    Raises:
        ScenarioError: a scenario that cannot be had in shares (a changed switch, date, dose, number, price or event),
            or two that define the same service, programme, pool of staff or intervention differently.
        ValueError: as many shares as scenarios are needed, each within 0 and 1.
    """
    if len(shares) != len(scenarios) or not all(0.0 <= share <= 1.0 for share in shares):
        raise ValueError(f"{len(scenarios)} scenarios need as many shares within 0 and 1, not {list(shares)}.")
    for scenario in scenarios:
        refuse_what_has_no_shares(baseline, scenario)
    tables = {kind: _mixed_table(kind, baseline, scenarios, shares) for kind in AMOUNTS}
    given = _interventions(baseline, [one for one, share in zip(scenarios, shares, strict=True) if share > 0.0])
    parts = [
        f"{100.0 * share:.0f} % of {one.title}" for one, share in zip(scenarios, shares, strict=True) if share > 0.0
    ]
    words = {
        "name": MIX,
        "title": "Mix of policies",
        "description": f"Of the full size of each: {', '.join(parts)}."
        if parts
        else "Nothing in addition to the baseline.",
    }
    whole = {field: getattr(baseline, field) for field in Scenario.model_fields}
    try:
        return Scenario(**(whole | words | tables | {"interventions": given}))
    except ValidationError as problem:
        names = ", ".join(one.name for one in scenarios)
        raise ScenarioError(f"the mix of {names}: {expected(problem.errors()[0])}") from None


def refuse_what_has_no_shares(baseline: Scenario, scenario: Scenario) -> None:
    """Refuse a scenario that differs from the baseline in more than amounts, or in nothing.

    Raises:
        ScenarioError: says what differs, and what a lever can be.
    """

    def refuse(where: str) -> None:
        raise ScenarioError(
            f"{scenario.name}: {where} differs from {baseline.name}, which cannot be had in shares; a lever adds "
            "services, staff or programmes, or changes weekly_sessions_per_100k, hours_per_100k or reach"
        )

    for where in ("events", "economy"):
        if getattr(scenario, where) != getattr(baseline, where):
            refuse(where)
    if scenario.model_parameters() != baseline.model_parameters():
        refuse("a model parameter, mechanism or context")
    for name in _used(baseline):
        if scenario.interventions.get(name) != baseline.interventions[name]:
            refuse(f"interventions.{name}")
    for kind, amount in AMOUNTS.items():
        mine, theirs = getattr(scenario, kind), getattr(baseline, kind)
        for name, spec in theirs.items():
            if name not in mine:
                refuse(f"{kind}.{name}")
            for field in type(spec).model_fields:
                if field != amount and getattr(mine[name], field) != getattr(spec, field):
                    refuse(f"{kind}.{name}.{field}")
    if all(getattr(scenario, kind) == getattr(baseline, kind) for kind in AMOUNTS):
        raise ScenarioError(f"{scenario.name}: it adds nothing to {baseline.name}, and is no lever")


def _mixed_table(
    kind: str, baseline: Scenario, scenarios: Sequence[Scenario], shares: Sequence[float]
) -> dict[str, Spec]:
    """One table of the mix: services, staff or programmes."""
    before: dict[str, Spec] = getattr(baseline, kind)
    full: dict[str, tuple[Spec, str]] = {}  # and whose it is
    size: dict[str, float] = {}
    for scenario, share in zip(scenarios, shares, strict=True):
        for name, spec in getattr(scenario, kind).items():
            if spec == before.get(name):
                continue
            other, whose = full.setdefault(name, (spec, scenario.name))
            if other != spec:
                raise ScenarioError(f"{kind}.{name} is one thing in {whose} and another in {scenario.name}; rename one")
            size[name] = max(size.get(name, 0.0), share)
    there = {name: _to_size(spec, before.get(name), size[name], kind) for name, (spec, _) in full.items() if size[name]}
    return before | there


def _to_size(full: Spec, before: Spec | None, share: float, kind: str) -> Spec:
    """A service, pool or programme on its way from the baseline (or from nothing) to its full amount."""
    if isinstance(full, ServiceSpec) and full.staff and full.weekly_sessions_per_100k == PER:
        return full
    amount = AMOUNTS[kind]
    least = 0.0 if before is None else getattr(before, amount)
    return full.model_copy(update={amount: least + share * (getattr(full, amount) - least)})


def _used(scenario: Scenario) -> set[str]:
    specs: list[ServiceSpec | ProgrammeSpec] = [*scenario.services.values(), *scenario.programmes.values()]
    return {spec.intervention for spec in specs}


def _interventions(baseline: Scenario, scenarios: Sequence[Scenario]) -> dict[str, InterventionSpec]:
    """The catalogue of the mix: the baseline's, and what scenarios add."""
    whose: dict[str, Scenario] = {}
    for scenario in scenarios:
        for name in sorted(_used(scenario)):
            other = whose.setdefault(name, scenario)
            if other.interventions[name] != scenario.interventions[name]:
                raise ScenarioError(
                    f"interventions.{name} is one thing in {other.name} and another in {scenario.name}; rename one"
                )
    return baseline.interventions | {name: scenario.interventions[name] for name, scenario in whose.items()}


def has_a_price(scenario: Scenario, baseline: Scenario) -> bool:
    """Whether anything that a scenario adds to the baseline, or changes, costs money."""
    for kind in ("services", "programmes"):
        before = getattr(baseline, kind)
        for name, spec in getattr(scenario, kind).items():
            if spec != before.get(name) and scenario.interventions[spec.intervention].cost.any():
                return True
    return False
