"""The card of an intervention: what it is, doses, evidence, what it does here, and what the model cannot show of it.

A card is made of data only: the catalogue, the evidence, the trial that it is tried on, and the stored table of what
was measured. A figure that was not measured is not there.
"""

import math
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from sim.core.fingerprint import results_of, rule_fingerprint
from sim.core.installation import program
from sim.errors import UserInputError
from sim.evidence.rows import EvidenceRow, evidence_row, evidence_rows
from sim.evidence.strength import strength_words
from sim.parameters.quantity import Quantity
from sim.people.state import WEEKS_PER_YEAR
from sim.policy.doses import ROUTES
from sim.scenario.faults import nearest
from sim.scenario.load import BASELINE, load_scenario
from sim.scenario.scenario import Scenario
from sim.scenario.tables import InterventionSpec
from sim.studies.explore.levers import Lever, levers
from sim.studies.interventions.circular import ID, Circular, circular_words, dose_source, is_circular
from sim.studies.interventions.stored import Stored, doses_fingerprint, stored
from sim.studies.interventions.trials import Measured, OwnTrial, own_trials

UNITS = {
    Measured.G: "g (standardised difference, above 0 better)",
    Measured.POINTS: "percentage points more",
    Measured.HAZARD_RATIO: "hazard ratio (below 1: rarer)",
    Measured.RATIO: "ratio (above 1: more often)",
}
PER_WHAT = {
    "session": "per session", "start": "per course begun", "person_week": "per person reached and week",
    "head_week": "per head of the population and week",
}  # fmt: skip
CHANCE_ONLY = "Intervals show chance only: model parameters are at their defaults."
NOTHING_RECORDED = "Nothing is recorded on this intervention."


class DoseLine(NamedTuple):
    """One dose."""

    route: str
    dose: float
    meaning: str
    source: str


class EvidenceLine(NamedTuple):
    """One published finding on the intervention."""

    row: str
    quantity: str
    figure: str
    strength: str
    source: str
    circular: str  # whether, and why
    is_circular: bool


class Card(NamedTuple):
    """All that is known of one intervention, in words."""

    name: str
    title: str
    what: tuple[str, ...]
    doses: tuple[DoseLine, ...]
    evidence: tuple[EvidenceLine, ...]
    meets: tuple[str, ...]  # the figure it is meant to meet
    simulated: tuple[str, ...]
    outdated: str  # what has changed since it was measured; empty: nothing
    doses_changed: bool  # and whether that is what it gives, not the rules of the model
    for_whom: tuple[str, ...]
    cannot_show: tuple[str, ...]


@cache
def _shipped() -> Scenario:
    return load_scenario(BASELINE)


def known_intervention(name: str, scenario: Scenario | None = None) -> InterventionSpec:
    """An intervention by name.

    Raises:
        UserInputError: there is none; the message names the nearest one.
    """
    catalogue = (scenario or _shipped()).interventions
    if name in catalogue:
        return catalogue[name]
    where = f" in {scenario.name}" if scenario is not None and scenario.name != BASELINE else ""
    raise UserInputError(
        f"there is no intervention {name!r}{where}.{nearest(name, list(catalogue))} All of them: {program()} "
        "interventions"
    )


def card(name: str, scenario: Scenario | None = None, table: Mapping[str, Stored] | None = None) -> Card:
    """The card of an intervention.

    Args:
        name: the intervention.
        scenario: whose interventions and prices; None: those that come with the model.
        table: what was measured; None: the stored table.

    Raises:
        UserInputError: there is no such intervention, or it names evidence that does not exist.
    """
    society = scenario or _shipped()
    spec = known_intervention(name, society)
    shipped = _shipped().interventions.get(name)
    own = own_trials().get(name) if shipped is not None else None
    found = (stored() if table is None else table).get(name) if own is not None else None
    mine = levers_of(name) if shipped is not None else []
    doses = [
        DoseLine(route, dose, ROUTES[route], dose_source(route, spec, shipped)) for route, dose in spec.doses.items()
    ]
    return Card(
        name,
        spec.title,
        what_it_is(spec, society),
        tuple(doses),
        tuple(evidence_line(row, name, spec) for row in rows_of(spec, own)),
        meant_to_meet(name, spec, own),
        simulated_words(name, own, found),
        outdated_words(spec, found),
        doses_changed(spec, found),
        tuple(dict.fromkeys(lever.for_whom.strip() for lever in mine)),
        cannot_show(mine, own),
    )


def levers_of(name: str) -> list[Lever]:
    """Levers of the dashboard that give an intervention."""
    return [lever for lever in levers().values() if not lever.override and lever.first.intervention == name]


def what_it_is(spec: InterventionSpec, society: Scenario) -> tuple[str, ...]:
    """What it stands for, its length, staff and costs."""
    said = [spec.stands_for.strip()]
    if spec.sessions:
        rate = "as high as in" if spec.dropout == 1.0 else f"{spec.dropout:g} times that of"
        said.append(f"A course of {spec.sessions} sessions; the hazard of dropout is {rate} face-to-face therapy.")
    else:
        said.append("A programme, given by the week to those whom it reaches.")
    if spec.staff_hours:
        said.append(
            f"Staff: {spec.staff_hours:g} hours per {'session attended' if spec.sessions else 'person reached'}."
        )
    costs = [
        f"{quantity_words(getattr(spec.cost, kind))} {words}"
        for kind, words in PER_WHAT.items()
        if getattr(spec.cost, kind).high > 0.0
    ]
    economy = society.economy
    if costs:
        year = f" of {economy.price_year}" if economy.price_year else ""
        said.append(f"Cost in {economy.currency or 'the currency of the scenario'}{year}: {'; '.join(costs)}.")
    else:
        said.append("Cost: none is given.")
    return tuple(said)


def quantity_words(quantity: Quantity) -> str:
    """A number with its interval."""
    if quantity.low == quantity.high:
        return f"{quantity.mean:g}"
    return f"{quantity.mean:g} ({quantity.low:g} to {quantity.high:g})"


def rows_of(spec: InterventionSpec, own: OwnTrial | None) -> list[EvidenceRow]:
    """Rows of the evidence that the intervention, its doses or its trial name, each once; unknown ones are left out."""
    named = [*ID.findall(spec.evidence), *(row for by in spec.set_by.values() for row in ID.findall(by))]
    if own is not None and own.row:
        named.append(own.row)
    known = evidence_rows()
    return [known[row] for row in dict.fromkeys(named) if row in known]


def evidence_line(row: EvidenceRow, name: str, spec: InterventionSpec) -> EvidenceLine:
    """A row of the evidence as a card shows it."""
    return EvidenceLine(
        row.id, row.quantity, f"{row.value:g} ({row.unit})", strength_words(row), row.source,
        circular_words(row.id, name, spec), is_circular(row.id, name, spec) == Circular.YES,
    )  # fmt: skip


def meant_to_meet(name: str, spec: InterventionSpec, own: OwnTrial | None) -> tuple[str, ...]:
    """The figure that the intervention is meant to meet, and whether it is circular."""
    if own is None:
        return ("No trial of its own is defined, so nothing is compared.",)
    said = [f"Its own outcome: {own.outcome}, as {UNITS[own.measure]}.", own.asks]
    if not own.row:
        said.append("The evidence holds no published effect on this outcome.")
        return tuple(said)
    row = evidence_row(own.row)
    why = circular_words(row.id, name, spec)
    said.append(f"Published ({row.id}): {figure_words(*own.effect)}. {strength_words(row).capitalize()}. {row.source}.")
    said.append(f"{why[:1].upper()}{why[1:]}.")
    return tuple(said)


def simulated_words(name: str, own: OwnTrial | None, found: Stored | None) -> tuple[str, ...]:
    """What it does here; only what was measured."""
    if own is None:
        return ("Not measured: only interventions that come with the model have a trial of their own.",)
    if found is None:
        return (f"Not measured yet. Measure it: {program()} interventions {name} --measure",)
    said = []
    beside = "" if math.isnan(found.published) else f"; published {published_words(found)}"
    if math.isnan(found.simulated) and own.row and evidence_row(own.row).role == "check":
        said.append(f"In its own trial: not measured, since {own.row} is sealed until a fit is frozen{beside}.")
    elif math.isnan(found.simulated):
        said.append(f"In its own trial: not known, too few people took part ({found.participants:,}){beside}.")
    else:
        shown = figure_words(found.simulated, found.low, found.high)
        said.append(f"In its own trial: {shown} {UNITS[Measured(found.measure)]}{beside}.")
    if found.trial:
        said.append(
            f"The trial: {found.trial}; {found.participants:,} participants in {found.replicates} simulated "
            f"{'society' if found.replicates == 1 else 'societies'} of {found.people:,} people."
        )
    if found.policy:
        said.append(
            f"As a policy ({found.policy}), over {years_words(found.weeks)}: {averted_words(found)}; "
            f"{cost_words(found)}."
        )
    said.append(
        f"Measured with version {found.version} (rules {found.rules}) on {found.date}, seed {found.seed}. {CHANCE_ONLY}"
    )
    return tuple(said)


def published_words(found: Stored) -> str:
    """The published effect as it was when measured."""
    return figure_words(found.published, found.published_low, found.published_high)


def figure_words(value: float, low: float | None, high: float | None) -> str:
    """A figure with its ends, two decimals, as far as they are known."""
    ends = [end for end in (low, high) if end is not None and not math.isnan(end)]
    return f"{value:.2f}" + (f" ({ends[0]:.2f} to {ends[1]:.2f})" if len(ends) == 2 else "")


def years_words(weeks: int) -> str:
    """A number of weeks in years where it is whole ones."""
    years, rest = divmod(weeks, WEEKS_PER_YEAR)
    if rest or not years:
        return f"{weeks} weeks"
    return "a year" if years == 1 else f"{years} years"


def averted_words(found: Stored) -> str:
    """Weeks of illness averted."""
    if math.isnan(found.averted):
        return "weeks of illness averted: not known"
    ends = "" if math.isnan(found.averted_low) else f" ({found.averted_low:,.0f} to {found.averted_high:,.0f})"
    harm = ", which is more illness than without it" if found.averted_high < 0.0 else ""
    return f"{found.averted:,.0f} weeks of illness averted{ends} per {found.per:,} people{harm}"


def cost_words(found: Stored) -> str:
    """What a quality-adjusted life year costs."""
    if math.isnan(found.cost_per_qaly):
        return f"cost per QALY: {found.cost_note or 'not known'}"
    money = f"{found.currency} of {found.price_year}" if found.price_year else found.currency
    shown = f"{found.cost_per_qaly:,.0f}"
    if not math.isnan(found.cost_low):
        high = "without upper limit" if math.isinf(found.cost_high) else f"to {found.cost_high:,.0f}"
        return f"{shown} ({found.cost_low:,.0f} {high}) {money} per QALY"
    return f"{shown} {money} per QALY ({found.cost_note or 'no interval'})"


def doses_changed(spec: InterventionSpec, found: Stored | None) -> bool:
    """Whether an intervention gives something else than when it was measured."""
    return found is not None and found.doses != doses_fingerprint(spec)


def outdated_words(spec: InterventionSpec, found: Stored | None) -> str:
    """What has changed since the stored figures were measured; empty where nothing has."""
    if found is None:
        return ""
    if doses_changed(spec, found):
        return "The doses, sessions or dropout have changed since: these figures belong to earlier ones."
    if results_of(found.rules) != results_of(rule_fingerprint()):
        return "The rules of the model have changed since: these figures belong to earlier ones."
    return ""


def cannot_show(mine: list[Lever], own: OwnTrial | None) -> tuple[str, ...]:
    """What the model cannot show about it."""
    said = list(dict.fromkeys(" ".join(lever.cannot_tell.split()) for lever in mine))
    if own is not None and own.remark:
        said.append(own.remark)
    return tuple(said) or (NOTHING_RECORDED,)
