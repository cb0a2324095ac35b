"""From what a page asks to the scenarios that are run: the baseline of the area, and the policy on top of it."""

import re
from functools import cache
from typing import Any

from pydantic import ValidationError

from sim.errors import ScenarioError
from sim.scenario.faults import expected
from sim.scenario.load import BASELINE
from sim.scenario.scenario import Scenario
from sim.scenario.tables import FOREVER, InterventionSpec, ServiceSpec
from sim.studies.comparison.alike import priced_in_its_money
from sim.studies.explore.levers import PER_CENT, Lever, Part, levers
from sim.studies.explore.question import Area, Policy, Setting
from sim.studies.explore.shipped import shipped, shipped_names
from sim.studies.planning.mixing import AMOUNTS

GRAFTED = ("interventions", "staff", "services", "programmes", "events")
TALKING_THERAPY = "talking_therapy"
CODE = re.compile(r"`([^`]*)`")
MANY_LEVERS = 3  # from here on they are counted in a title, not named


def baseline_of(area: Area, model: Scenario, base: str = BASELINE) -> Scenario:
    """What a policy is compared with: the model's baseline with the area's own places and people.

    Args:
        area: the visitor's area.
        model: the baseline that the dashboard was started with.
        base: the scenario that the policy begins with; its events happen in the baseline too.
    """
    update: dict[str, Any] = {"name": BASELINE}
    if area.population is not None:
        update["represented_population"] = area.population
    if area.places is not None and TALKING_THERAPY in model.services:
        service = model.services[TALKING_THERAPY].model_copy(update={"weekly_sessions_per_100k": area.places})
        update["services"] = {**model.services, TALKING_THERAPY: service}
    events = shipped(base).events
    if events:
        update["events"] = {**model.events, **events}
        update["title"] = usual_care_after(base)
    return model.model_copy(update=update)


@cache
def usual_care_after(base: str) -> str:
    """What a scenario with an event is compared with: the title of the one that has the event and care as it is."""
    mine, root = shipped(base), shipped(BASELINE)
    for name in shipped_names():
        other = shipped(name)
        if other.events == mine.events and (other.services, other.programmes) == (root.services, root.programmes):
            return other.title
    return "The same event, care as it is"


def scenario_of(policy: Policy, baseline: Scenario, name: str, weeks: int = FOREVER) -> Scenario:
    """The scenario that a policy means.

    Args:
        policy: the policy.
        baseline: of the area, as from `baseline_of`.
        name: of the scenario.
        weeks: of the runs, so that no later week is named in its description.

    Raises:
        ScenarioError: the levers cannot be had together.
    """
    tables = _grafted(policy.base, baseline)
    for lever_name, setting in policy.settings.items():
        _turn(levers()[lever_name], setting, baseline, tables)
    known = tables["services"]
    tables["services"] = {
        name: spec if spec.step_up_to in known else spec.model_copy(update={"step_up_to": ""})
        for name, spec in known.items()
    }
    whole = {field: getattr(baseline, field) for field in Scenario.model_fields}
    words = {"name": name, "title": title_of(policy), "description": description_of(policy, weeks)}
    published = shipped(policy.base).published
    try:
        return Scenario(**(whole | words | tables | {"published": published}))
    except ValidationError as problem:
        raise ScenarioError(f"{title_of(policy)}: {expected(problem.errors()[0])}") from None


def _grafted(base: str, baseline: Scenario) -> dict[str, dict[str, Any]]:
    """The tables of a scenario on top of a baseline: what it adds to, or changes of, the one it was written for."""
    mine, root = shipped(base), shipped(BASELINE)
    found = {}
    for table in GRAFTED:
        before, theirs = getattr(root, table), getattr(mine, table)
        own = {name: spec for name, spec in theirs.items() if spec != before.get(name)}
        found[table] = {**getattr(baseline, table), **own}
    return found


def _turn(lever: Lever, setting: Setting, baseline: Scenario, tables: dict[str, dict[str, Any]]) -> None:
    """Put one lever into the tables of a scenario."""
    tables["interventions"] |= given_by(lever, baseline)
    if lever.override:
        for where in lever.parts[: round(setting.amount)]:
            name = where.split(".")[1]
            if name in tables["services"]:
                tables["services"][name] = tables["services"][name].model_copy(update={"measurement_based": True})
        return
    if lever.standing:
        _turn_standing(lever, setting, baseline, tables)
        return
    if setting.amount > 0.0:
        for where in lever.parts:
            table, name = where.split(".")
            free = name if name not in tables[table] else f"{name}_of_lever"
            tables[table][free] = part_at(lever, where, setting)


def _turn_standing(lever: Lever, setting: Setting, baseline: Scenario, tables: dict[str, dict[str, Any]]) -> None:
    """More places beside a service of the baseline, or fewer in place of it."""
    services = tables["services"]
    if lever.standing not in services:
        return
    before: ServiceSpec = services[lever.standing]
    dates = {"start_week": setting.start, "end_week": setting.end or FOREVER}
    more = setting.amount - baseline.services[lever.standing].weekly_sessions_per_100k
    if more > 0.0:
        name = lever.parts[0].split(".")[1]
        name = name if name != lever.standing else f"more_{name}"
        services[name] = lever.first.model_copy(update={"weekly_sessions_per_100k": more, **dates})
    elif more < 0.0:
        if setting.amount > 0.0:
            left = {"weekly_sessions_per_100k": setting.amount, **dates}
            services[f"{lever.standing}_left"] = before.model_copy(update=left)
        services[lever.standing] = before.model_copy(update={"end_week": setting.start})
        if setting.end is not None:
            again = {"start_week": setting.end}
            services[f"{lever.standing}_again"] = before.model_copy(update=again)


def part_at(lever: Lever, where: str, setting: Setting) -> Part:
    """A part of a lever at the amount and dates of a setting."""
    part, first = lever.part(where), lever.first
    table = where.partition(".")[0]
    moved = setting.start - lever.start_week
    update: dict[str, Any] = {"start_week": max(1, (part.start_week or 1) + moved)}
    if setting.end is not None:
        update["end_week"] = max(setting.end, update["start_week"] + 1)
    else:
        update["end_week"] = FOREVER
    amount = AMOUNTS[table]
    if part is first:
        update[amount] = setting.amount if isinstance(part, ServiceSpec) else setting.amount / PER_CENT
    elif isinstance(part, ServiceSpec) and isinstance(first, ServiceSpec):
        update[amount] = part.weekly_sessions_per_100k * setting.amount / first.weekly_sessions_per_100k
    return part.model_copy(update=update)


def given_by(lever: Lever, baseline: Scenario) -> dict[str, InterventionSpec]:
    """What a lever gives, by name: as the baseline defines it, with its prices, else as the lever's source does."""
    source, catalogue = shipped(lever.source).interventions, shipped(BASELINE).interventions
    names = {lever.part(where).intervention for where in lever.parts}
    return {
        name: baseline.interventions[name]
        if name in baseline.interventions and source[name] == catalogue.get(name)
        else source[name]
        for name in sorted(names)
    }


def refuse_mixed_money(baseline: Scenario) -> None:
    """Refuse a baseline whose money is not that of the levers' prices.

    Raises:
        ScenarioError: the message says which prices the file has to give.
    """
    priced_in_its_money(
        baseline, {name: one for lever in levers().values() for name, one in given_by(lever, baseline).items()}
    )


def title_of(policy: Policy) -> str:
    """The title of a policy: its own, or what it consists of."""
    if policy.title:
        return policy.title
    moved = [levers()[name].title for name in policy.settings]
    if policy.base != BASELINE:
        base = shipped(policy.base).title
        return f"{base}, changed" if moved else base
    if not moved:
        return "Care as it is"
    return " + ".join(moved) if len(moved) < MANY_LEVERS else f"A mix of {len(moved)} levers"


def description_of(policy: Policy, weeks: int = FOREVER) -> str:
    """A policy in a paragraph.

    Args:
        policy: the policy.
        weeks: of the runs; a lever that ends later goes on to their end.
    """
    parts = [plain(shipped(policy.base).description)] if policy.base != BASELINE else []
    for name, setting in policy.settings.items():
        lever = levers()[name]
        parts.append(f"{lever.title}: {setting.amount:g} {lever.unit}, {dates_words(setting, weeks)}.")
    return " ".join(parts) or "Care as it is."


def plain(text: str) -> str:
    """A description for readers: scenarios by their titles, and no marks of code."""
    named = CODE.sub(lambda found: shipped(found[1]).title if found[1] in shipped_names() else found[1], text)
    return " ".join(named.split())


def dates_words(setting: Setting, weeks: int) -> str:
    """When a lever is moved, within the weeks of a run: "from week 27 to week 130"."""
    if setting.start > weeks:
        return "not within these years"
    until = f" to week {setting.end - 1}" if setting.end is not None and setting.end <= weeks else ""
    return f"from week {setting.start}{until}"
