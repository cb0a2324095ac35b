"""The cards of all interventions, and their table, for the documents: from the same data as everywhere else."""

import math
from collections.abc import Sequence

from sim.reference.markdown import table
from sim.scenario.load import load_scenario
from sim.studies.interventions.card import Card, averted_words, card, cost_words, figure_words
from sim.studies.interventions.circular import is_circular
from sim.studies.interventions.stored import Stored, stored
from sim.studies.interventions.trials import OwnTrial, own_trials

NOT_MEASURED = "not measured"
HEAD = (
    "intervention", "own outcome", "published", "circular", "simulated", "weeks of illness averted", "cost per QALY",
)  # fmt: skip
DOSES = ("route", "dose", "what it does", "where the dose comes from")
EVIDENCE = ("row", "finding", "figure", "how strong", "circular", "source")


def intervention_table() -> str:
    """All interventions: published and simulated effect on their own outcome, and what each brings as a policy."""
    found = stored()
    catalogue = load_scenario("baseline").interventions
    rows = []
    for name, own in own_trials().items():
        spec = catalogue[name]
        circular = str(is_circular(own.row, name, spec)) if own.row else ""
        outcome = f"{own.outcome}, {own.measure.replace('_', ' ')}"
        rows.append((f"[{spec.title}](#{name})", outcome, _published(own), circular, *_measured(found.get(name))))
    return table(HEAD, rows)


def _published(own: OwnTrial) -> str:
    return f"{figure_words(*own.effect)} {own.row}" if own.row else "none"


def _measured(row: Stored | None) -> tuple[str, str, str]:
    if row is None:
        return (NOT_MEASURED,) * 3
    simulated = "not known" if math.isnan(row.simulated) else figure_words(row.simulated, row.low, row.high)
    return simulated, averted_words(row), cost_words(row)


def measurement_facts() -> str:
    """When, and how large, the stored table was made."""
    found = stored()
    missing = [name for name in own_trials() if name not in found]
    made = dict.fromkeys(
        f"{row.replicates} simulated societies of {row.people:,} people, policies over {row.weeks} weeks, "
        f"seed {row.seed}, version {row.version} (rules {row.rules}), {row.date}."
        for row in found.values()
    )
    said = [f"Measured in {facts}" for facts in made]
    if missing:
        said.append(f"Not measured yet: {', '.join(missing)}.")
    return " ".join(said)


def all_cards() -> str:
    """The cards of all interventions that come with the model, one after another."""
    return "\n\n".join(card_text(card(name)) for name in load_scenario("baseline").interventions)


def card_text(one: Card) -> str:
    """A card as Markdown."""
    given = [(f"`{line.route}`", f"{line.dose:g}", line.meaning, line.source) for line in one.doses]
    rows = [(line.row, line.quantity, line.figure, line.strength, line.circular, line.source) for line in one.evidence]
    evidence = table(EVIDENCE, rows) if rows else "None on this intervention."
    changed = [one.outdated] if one.doses_changed else []
    parts = [
        f"### {one.name}", f"**{one.title}.** {' '.join(one.what)}", table(DOSES, given, ("dose",)),
        _list("The figure that it is meant to meet", one.meets),
        _list("What it does in the model", [*one.simulated, *changed]),
        f"**Evidence**\n\n{evidence}",
        _list("Who benefits", one.for_whom), _list("What the model cannot show", one.cannot_show),
    ]  # fmt: skip
    return "\n\n".join(part for part in parts if part)


def _list(heading: str, lines: Sequence[str]) -> str:
    return f"**{heading}**\n\n" + "\n".join(f"- {line}" for line in lines) if lines else ""
