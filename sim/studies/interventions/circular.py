"""Which published figures are circular: a dose or another number was set by it, so that meeting it is no test."""

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from sim.evidence.rows import EvidenceRow, evidence_row
from sim.parameters import parameter_table
from sim.scenario.tables import InterventionSpec

ID = re.compile(r"\b[A-Z]{2}\d{2}\b")
MONEY = "economic"  # topic of rows that say nothing on effects
UNRECORDED = "unrecorded"
CHANGED = "changed by hand, and for which figure was not written down"
SOURCES = {  # words in `set_by` that name no figure
    "fit": "set by a fit to all rows of the evidence",
    "definition": "by definition: the unit of the route",
    "judgement": "set by judgement: no figure is on record",
    UNRECORDED: CHANGED,
    "": "no source given",
}


class Setters(NamedTuple):
    """What a published figure set."""

    doses: tuple[tuple[str, str], ...]  # intervention and route
    numbers: tuple[str, ...]  # other parameters and settings

    @property
    def circular(self) -> bool:
        """Whether meeting the figure again is no test."""
        return bool(self.doses or self.numbers)


@cache
def _parameters() -> dict[str, tuple[str, ...]]:
    """Model parameters by the row of the evidence that they name."""
    found: dict[str, list[str]] = {}
    for entry in parameter_table():
        for name in ID.findall(entry.evidence):
            found.setdefault(name, []).append(entry.name)
    return {name: tuple(parameters) for name, parameters in found.items()}


def in_view(row: str) -> tuple[str, ...]:
    """Model parameters that name a row of the evidence, set with it and other rows in view."""
    return _parameters().get(row, ())


def set_by(row: str, interventions: Mapping[str, InterventionSpec]) -> Setters:
    """What the figure of a row of the evidence set.

    Args:
        row: id of the row.
        interventions: whose doses are looked at, by name.

    Returns:
        Doses whose `set_by` names the row, and the other numbers of its column `circular`, those of further
        interventions left out.
    """
    doses = [
        (name, route) for name, spec in interventions.items() for route, by in spec.set_by.items() if row in by.split()
    ]
    numbers = []
    for number in numbers_of(evidence_row(row)):
        kind, _, whose = number.partition(" of ")
        if kind == "dose" or (kind == "dropout" and whose not in interventions):
            continue
        numbers.append(number.removeprefix("parameter "))
    return Setters(tuple(doses), tuple(numbers))


def numbers_of(row: EvidenceRow) -> list[str]:
    """What a row's column `circular` names."""
    return [number.strip() for number in row.circular.split(";") if number.strip()]


class Circular(StrEnum):
    """Whether meeting a figure is no test of the model."""

    YES = "yes"
    NO = "no"
    PERHAPS = "perhaps"


def tuned(spec: InterventionSpec) -> tuple[str, ...]:
    """Routes whose doses were changed by hand, nobody knows for which figure."""
    return tuple(route for route, by in spec.set_by.items() if by == UNRECORDED)


def is_circular(row: str, name: str, spec: InterventionSpec) -> Circular:
    """Whether a row is circular for an intervention; perhaps, where doses were changed and no figure was recorded."""
    if set_by(row, {name: spec}).circular:
        return Circular.YES
    return Circular.PERHAPS if tuned(spec) and evidence_row(row).topic != MONEY else Circular.NO


def circular_words(row: str, name: str, spec: InterventionSpec) -> str:
    """Whether a row is circular for an intervention, and why, in a sentence without its full stop.

    Args:
        row: id of the row.
        name: of the intervention.
        spec: the intervention.
    """
    verdict, found = is_circular(row, name, spec), set_by(row, {name: spec})
    if verdict == Circular.PERHAPS:
        return f"perhaps circular: doses of this intervention were {CHANGED} ({', '.join(tuned(spec))})"
    if verdict == Circular.NO:
        if set_with := in_view(row):
            return f"not circular, but model parameters were set with it in view ({', '.join(set_with)})"
        if evidence_row(row).role == "fit":
            return "not circular, but one of the rows that the fit aimed at"
        return "not circular: no dose and no model parameter rests on it"
    parts = []
    if found.doses:
        routes = ", ".join(route for _, route in found.doses)
        parts.append(f"doses of this intervention were set to meet it ({routes})")
    if found.numbers:
        parts.append(f"parameters or settings were set by it ({', '.join(found.numbers)})")
    return "circular: " + " and ".join(parts)


def setter_words(row: str, interventions: Mapping[str, InterventionSpec]) -> str:
    """Which doses, parameters and settings a row set, in words; empty where it set none."""
    found = set_by(row, interventions)
    doses = [f"{route} of {name}" for name, route in found.doses]
    parts = [f"doses set to meet it: {', '.join(doses)}"] * bool(doses)
    parts += [f"parameters or settings set by it: {', '.join(found.numbers)}"] * bool(found.numbers)
    return "; ".join(parts)


def dose_source(route: str, spec: InterventionSpec, shipped: InterventionSpec | None) -> str:
    """Where a dose comes from, in words.

    Args:
        route: of the dose.
        spec: the intervention.
        shipped: the same as it comes with the model; None where that has none.

    Raises:
        UnknownEvidence: `set_by` names a row that does not exist.
        KeyError: no such dose.
    """
    dose, by = spec.doses[route], spec.set_by.get(route, "")
    if shipped is not None and dose != shipped.doses.get(route) and by == shipped.set_by.get(route, ""):
        return "changed in this scenario"
    if by in SOURCES:
        return SOURCES[by]
    rows = [evidence_row(name) for name in by.split()]
    return "set so that " + " and ".join(f"{row.id} is met ({row.source})" for row in rows)
