"""All model parameters as one table, with what the fit found for those that are fitted."""

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from sim.parameters import Parameters, parameter_table, value_table
from sim.parameters.attempt import AttemptParameters
from sim.parameters.belief import BeliefParameters
from sim.parameters.care import CareParameters
from sim.parameters.fields import ParameterGroup
from sim.parameters.health import HealthParameters
from sim.parameters.mechanisms import MechanismSwitches
from sim.parameters.network import NetworkParameters
from sim.parameters.people import PeopleParameters
from sim.parameters.stigma import StigmaParameters
from sim.parameters.stress import StressParameters
from sim.parameters.symptoms import SymptomParameters
from sim.parameters.ties import TiesParameters
from sim.policy.doses import ROUTES
from sim.reference.markdown import figure, table
from sim.scenario.load import load_scenario
from sim.scenario.scenario import Scenario
from sim.scenario.tables import InterventionSpec
from sim.studies.fitted import priors as free
from sim.studies.fitted.priors import FreeParameter, free_parameters, present_value

FITTED = Path(free.__file__).parent
LEARNED = FITTED / "learned.csv"
STEPS: dict[type[ParameterGroup], str] = {
    PeopleParameters: "0 people",
    NetworkParameters: "0 network",
    TiesParameters: "1 ties",
    StressParameters: "2 stress",
    AttemptParameters: "3 attempt",
    BeliefParameters: "4 belief",
    SymptomParameters: "5 symptoms",
    StigmaParameters: "6 stigma",
    CareParameters: "7 care",
    HealthParameters: "counting health",
    MechanismSwitches: "switches",
}
DOSES = "doses"
EXACT = 12  # digits: model parameters as in the code
COLUMNS = (
    "step", "name", "value", "unit", "low", "high", "meaning", "evidence",
    "prior", "fitted", "90 % interval", "learned",
)  # fmt: skip
RIGHT = ("value", "low", "high", "prior", "fitted", "90 % interval", "learned")


class Described(NamedTuple):
    """One parameter, whatever its kind."""

    step: str
    name: str
    value: float
    unit: str
    low: float
    high: float
    meaning: str
    evidence: str


def read_table(path: Path) -> list[dict[str, str]]:
    """Rows of a file of comma-separated values by column; none where there is no file."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def step_of(name: str) -> str:
    """The step of the week that a model parameter belongs to."""
    for group, step in STEPS.items():
        if name in group.model_fields:
            return step
    raise ValueError(f"{name}: its group of numbers is not among `STEPS`")


def all_numbers(scenario: Scenario) -> list[Described]:
    """All model parameters in the order of the week, then the doses and dropouts of interventions that are free."""
    found = [Described(step_of(row.name), *row) for row in parameter_table(scenario.model_parameters())]
    order = list(STEPS.values())
    found.sort(key=lambda one: order.index(one.step))
    doses = [one.name for one in free_parameters() if one.name not in Parameters.model_fields]
    return found + [of_intervention(scenario, name) for name in doses]


def of_intervention(scenario: Scenario, name: str) -> Described:
    """A dose or the dropout of an intervention (`interventions.NAME.KEY`)."""
    _, intervention, *key = name.split(".")
    spec = scenario.interventions[intervention]
    declared: dict[str, Any] = InterventionSpec.model_json_schema()["properties"][key[0]]
    if key[0] == "doses":
        meaning, unit, declared = ROUTES[key[1]], "dose per session", declared["additionalProperties"]
    else:
        meaning, unit = str(declared["description"]), "times"
    low, high = float(declared["minimum"]), float(declared["maximum"])
    value = present_value(scenario, name)
    return Described(DOSES, name, value, unit, low, high, f"{spec.title}: {meaning}", spec.evidence)


def fitted_cells(one: FreeParameter | None, learned: Mapping[str, str] | None) -> tuple[str, str, str, str]:
    """Prior, fitted value, 90 % interval and how far learned; empty for a number that is not free."""
    if one is None:
        return "", "", "", ""
    prior = span(one.low, one.high)
    if learned is None:
        return prior, "not yet", "", ""
    ends = span(float(learned["posterior_low"]), float(learned["posterior_high"]))
    return prior, figure(float(learned["fitted"])), ends, learned_cell(learned)


def learned_cell(row: Mapping[str, str]) -> str:
    """How far a parameter was learned."""
    return percentage(row["learned"])


def span(low: float, high: float) -> str:
    """From one number to another."""
    return f"{figure(low)} to {figure(high)}"


def percentage(share: str | float) -> str:
    """A share as whole percents."""
    return f"{100.0 * float(share):.0f} %"


def fitted_parameter_table(path: Path = LEARNED) -> str:
    """The one table of all parameters.

    Args:
        path: what the fit learned.
    """
    learned = {row["parameter"]: row for row in read_table(path)}
    priors = {one.name: one for one in free_parameters()}
    rows = []
    for one in all_numbers(load_scenario("baseline")):
        found = fitted_cells(priors.get(one.name), learned.get(one.name))
        bounds = figure(one.low, EXACT), figure(one.high, EXACT)
        value = figure(one.value, EXACT)
        rows.append((one.step, f"`{one.name}`", value, one.unit, *bounds, one.meaning, one.evidence, *found))
    return table(COLUMNS, rows, RIGHT)


def health_value_table() -> str:
    """The table of what health is worth."""
    columns = ("key", "value", "low", "high", "unit", "meaning", "evidence")
    rows = [
        (f"`{one.name}`", *(figure(number, EXACT) for number in one[1:4]), one.unit, one.meaning, one.evidence)
        for one in value_table()
    ]
    return table(columns, rows, ("value", "low", "high"))


def parameter_counts() -> str:
    """How many parameters there are, and what they are based on."""
    kinds = {"prior": 0, "definition": 0, "evidence": 0}
    for row in parameter_table():
        kinds[row.evidence if row.evidence in kinds else "evidence"] += 1
    free_ones = free_parameters()
    of_model = sum(one.name in Parameters.model_fields for one in free_ones)
    return (
        f"The model has {sum(kinds.values())} parameters: {kinds['evidence']} refer to rows of the evidence table, "
        f"{kinds['definition']} are definitions or switches, and\n{kinds['prior']} are priors. "
        f"The fit varies {of_model} of them, and {len(free_ones) - of_model} doses or dropouts of interventions."
    )
