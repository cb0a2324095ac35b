"""What scenarios must share, and in what they must differ, before they can be compared."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sim.errors import ScenarioError
from sim.parameters.quantity import FREE
from sim.scenario.load import BASELINE, load_scenario
from sim.scenario.scenario import Scenario
from sim.scenario.tables import InterventionSpec, ProgrammeSpec, ServiceSpec


def comparable(baseline: Scenario, scenarios: Sequence[Scenario]) -> None:
    """Refuse scenarios that cannot be compared, before any work is done.

    A comparison asks what a policy changes. What a year of health or a unit of money is worth does not change with it:
    with another discount rate, utility or price year, two identical policies would seem to differ.

    Args:
        baseline: the baseline.
        scenarios: those compared with it.

    Raises:
        ScenarioError: a name is there twice, a scenario has another `[economy]` than the baseline, or the model's own
            prices stand under another currency or price year.
    """
    names = [one.name for one in (baseline, *scenarios)]
    for name in names:
        if names.count(name) > 1:
            raise ScenarioError(f"two scenarios have the name {name!r}; give one of them another name")
    for scenario in scenarios:
        valued_alike(baseline, scenario)
    for scenario in (baseline, *scenarios):
        priced_in_its_money(scenario, {name: scenario.interventions[name] for name in given(scenario)})


def told_apart(scenarios: Sequence[Scenario]) -> None:
    """Refuse two scenarios with one title: readers of a table or figure could not know which is which.

    Raises:
        ScenarioError: the message names both.
    """
    seen: dict[str, Scenario] = {}
    for scenario in scenarios:
        title = " ".join(scenario.title.split())
        other = seen.setdefault(title, scenario)
        if other is not scenario:
            raise ScenarioError(
                f"{other.name} and {scenario.name} have the title {title!r}; give one of them another title"
            )


def titles_of(scenarios: Sequence[Scenario]) -> dict[str, str]:
    """Name to title, with the name in brackets where two have one title."""
    titles = {scenario.name: " ".join(scenario.title.split()) for scenario in scenarios}
    often = Counter(titles.values())
    return {name: f"{title} ({name})" if often[title] > 1 else title for name, title in titles.items()}


def valued_alike(baseline: Scenario, scenario: Scenario) -> None:
    """Refuse a scenario whose money and health count otherwise than the baseline's.

    Raises:
        ScenarioError: its `[economy]` differs; the message says where.
    """
    if scenario.economy == baseline.economy:
        return
    if not scenario.economy.currency:
        raise ScenarioError(
            f"{scenario.name}: it has no [economy], and so no currency. Begin the file with the line: "
            f'extends = "{baseline.name}.toml"'
        )
    mine, theirs = (dict(_values(one.economy.model_dump(), "economy")) for one in (scenario, baseline))
    different = [path for path in mine if mine[path] != theirs[path]]
    first, *rest = different
    more = f" (and {len(rest)} more such value{'s' if len(rest) > 1 else ''})" if rest else ""
    raise ScenarioError(
        f"{scenario.name}: {first} = {mine[first]!r}: expected {theirs[first]!r}, as in {baseline.name}{more}, because "
        "money and health must count alike in all that is compared. Set [economy] in the baseline only, and let the "
        "others extend it."
    )


def prices_that_differ(baseline: Scenario, scenario: Scenario) -> list[str]:
    """Interventions that both give and that cost something else in one: a policy may, and a reader must know."""
    both = given(baseline) & given(scenario)
    return sorted(name for name in both if baseline.interventions[name].cost != scenario.interventions[name].cost)


def given(scenario: Scenario) -> set[str]:
    """Interventions that a scenario's services and programmes give."""
    specs: list[ServiceSpec | ProgrammeSpec] = [*scenario.services.values(), *scenario.programmes.values()]
    return {spec.intervention for spec in specs}


def priced_in_its_money(scenario: Scenario, interventions: Mapping[str, InterventionSpec]) -> None:
    """Refuse the model's own prices under the name of another currency or price year: nothing converts them.

    Args:
        scenario: whose money it is.
        interventions: what is paid for.

    Raises:
        ScenarioError: the message says which prices the file has to give.
    """
    model = load_scenario(BASELINE)
    money, models = ((one.currency, one.price_year) for one in (scenario.economy, model.economy))
    if money == models or not scenario.economy.currency:
        return
    same = [
        f"economy.{name}"
        for name in ("visit", "medication_week", "threshold")
        if getattr(scenario.economy, name) == getattr(model.economy, name) not in (0.0, FREE)
    ]
    same += [
        f"interventions.{name}.cost"
        for name, spec in sorted(interventions.items())
        if spec.cost.any() and name in model.interventions and spec.cost == model.interventions[name].cost
    ]
    if same:
        raise ScenarioError(
            f"{scenario.name}: its money is {money[0]} of {money[1]}, but these are the model's own prices, in "
            f"{models[0]} of {models[1]}, and nothing converts them: {', '.join(same)}. Give them in the file, or keep "
            "the model's currency and price year; report_year shows its costs in the prices of another year."
        )


def _values(table: dict[str, Any], before: str) -> Iterator[tuple[str, Any]]:
    """Path and value of all that a table holds; of a number with an interval, each part."""
    for name, value in table.items():
        path = f"{before}.{name}"
        if isinstance(value, dict):
            yield from _values(value, path)
        elif isinstance(value, list):
            yield from _values({str(place): one for place, one in enumerate(value, start=1)}, path)
        else:
            yield path, value
