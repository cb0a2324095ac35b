"""`run.py evidence`: the published findings that the model is judged by, as a list or in full."""

from difflib import get_close_matches
from enum import StrEnum
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sim.errors import UserInputError
from sim.evidence import EvidenceRow, evidence_row, evidence_rows

ROLES = {
    "fit": "fit: the fit aims at it",
    "check": "check: sealed until the fit is frozen, and measured once then",
    "context": "context: shown for comparison, not judged",
}
CONFIDENCES = {
    "checked": "checked: the figure was confirmed in the source",
    "partly checked": "partly checked: source and direction were confirmed, the figure is from memory",
    "recalled": "recalled from memory: weak until confirmed in the source",
}


class ListedRole(StrEnum):
    """Which rows are listed."""

    FIT = "fit"
    CHECK = "check"
    CONTEXT = "context"
    ALL = "all"


def evidence_command(
    ids: Annotated[list[str] | None, typer.Argument(help="Show these in full, such as TX02 SE01.")] = None,
    role: Annotated[ListedRole | None, typer.Option(help="List rows of this role; by default fit and check.")] = None,
    topic: Annotated[str | None, typer.Option(help="List only rows on this topic, such as stigma.")] = None,
) -> None:
    """
    List the published findings that the model is judged by, or show some of them in full.

    A simulated value agrees with a finding if it lies within the finding's band of agreement. The band is a judgement
    based on how much studies and countries differ. Model parameters and scenarios refer to findings by id.

    Examples:
        uv run run.py evidence TX02 SE01

        uv run run.py evidence --role all --topic stigma
    """
    if ids and (role or topic):
        raise UserInputError("ids cannot be combined with --role or --topic: give either ids, or --role and --topic")
    if ids:
        print_in_full([evidence_row(name.upper()) for name in ids])
    else:
        show(chosen(role, topic))


def chosen(role: ListedRole | None, topic: str | None) -> list[EvidenceRow]:
    """Rows of a role and a topic; without a role, those the model is judged by."""
    rows = evidence_rows().values()
    topics = list(dict.fromkeys(row.topic for row in rows))
    if topic is not None and topic not in topics:
        near = get_close_matches(topic.lower(), topics, n=1)
        hint = f"Did you mean {near[0]!r}? " if near else ""
        raise UserInputError(f"there is no evidence on the topic {topic!r}. {hint}Topics: {', '.join(topics)}")
    roles = {None: ("fit", "check"), ListedRole.ALL: tuple(ROLES)}.get(role) or (role,)
    listed = [row for row in rows if row.role in roles and topic in {None, row.topic}]
    if not listed:
        raise UserInputError(
            f"there is no evidence on the topic {topic!r} with role {' or '.join(map(str, roles))}. Try: --role all"
        )
    return listed


def show(rows: list[EvidenceRow]) -> None:
    """Print rows as a table."""
    table = Table(box=None, padding=(0, 2, 0, 0))
    for heading in ("id", "role", "quantity", "published value", "agrees if", "source", "confidence"):
        table.add_column(heading, no_wrap=heading in {"id", "role"}, overflow="fold")
    for row in rows:
        cells = (row.id, row.role, row.quantity, published(row), agreement(row), row.source, row.confidence)
        table.add_row(*map(Text, cells))
    Console().print(table)


def print_in_full(rows: list[EvidenceRow]) -> None:
    """Print every field of rows in words."""
    console = Console()
    for row in rows:
        table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
        table.add_column(no_wrap=True)
        table.add_column()
        for label, text in fields(row):
            table.add_row(Text(label, "dim"), Text(text))
        console.print(Text(f"{row.id}  {row.quantity}", "bold"))
        console.print(table)
        console.print()


def fields(row: EvidenceRow) -> list[tuple[str, str]]:
    """Label and words of every field but id and quantity; what is not known is left out."""
    described = [
        ("published value", f"{row.value:g}"),
        ("from, to", spread(row)),
        ("unit", row.unit),
        ("agrees if", agreement(row)),
        ("population", row.population),
        ("how measured", row.how_measured),
        ("caution", row.note),
        ("circular", circular(row)),
        ("role", ROLES[row.role]),
        ("topic", row.topic),
        ("source", row.source),
        ("year", str(row.year)),
        ("confidence", CONFIDENCES[row.confidence]),
    ]
    return [(label, text) for label, text in described if text]


def circular(row: EvidenceRow) -> str:
    """What the figure set, so that meeting it is no test; empty where it set nothing."""
    from sim.scenario.load import BASELINE, load_scenario
    from sim.studies.interventions.circular import setter_words

    found = setter_words(row.id, load_scenario(BASELINE).interventions)
    return f"meeting the figure is no test: {found}" if found else ""


def published(row: EvidenceRow) -> str:
    """Value, what the source gives around it, and the unit without its explanation."""
    around = spread(row)
    return f"{row.value:g}{f' ({around})' if around else ''} {row.unit.split(';')[0]}"


def spread(row: EvidenceRow) -> str:
    """What the source gives around its value; some give one end only."""
    if row.low is not None and row.high is not None:
        return f"{row.low:g} to {row.high:g}"
    if row.low is not None:
        return f"from {row.low:g}"
    return "" if row.high is None else f"up to {row.high:g}"


def agreement(row: EvidenceRow) -> str:
    """The band of agreement in words."""
    return "not judged" if row.band is None else f"{row.band[0]:g} to {row.band[1]:g}"
