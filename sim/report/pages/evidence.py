"""The page of a validation: what agrees, what does not, and what would have to change."""

import math
from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from sim.evidence.rows import EvidenceRow
from sim.report.figures.forest import draw_forest
from sim.report.figures.style import png
from sim.report.words.judged import JUDGED_ROWS, SINCE_THEN, agreement, heading

TEMPLATE = "evidence.html.j2"
PAGE = "evidence.html"
DIGITS = 3


class EvidenceLine(NamedTuple):
    """One row of the page's table."""

    id: str
    quantity: str
    published: str
    band: str
    simulated: str
    interval: str
    agrees: bool
    confidence: str
    source: str
    measured: str
    carried_by: str
    circular: str  # what the figure set; empty: nothing


def number(value: float) -> str:
    """A figure with three digits, in plain words where it is not known."""
    return "not measurable" if math.isnan(value) else f"{value:.{DIGITS}g}".replace("-", "\N{MINUS SIGN}")


def between(low: float, high: float) -> str:
    """An interval in words; nothing where it is not known."""
    return "" if math.isnan(low) or math.isnan(high) else f"{number(low)} to {number(high)}"


def lines(table: pd.DataFrame, rows: Mapping[str, EvidenceRow], carried: Mapping[str, str]) -> list[EvidenceLine]:
    """The table's rows in words."""
    return [
        EvidenceLine(
            row["id"],
            row["quantity"],
            number(row["published"]),
            between(row["accept_low"], row["accept_high"]),
            number(row["simulated"]),
            between(row["sim_low"], row["sim_high"]),
            bool(row["agrees"]),
            rows[row["id"]].confidence,
            rows[row["id"]].source,
            rows[row["id"]].how_measured,
            carried.get(row["id"], ""),
            rows[row["id"]].circular,
        )
        for row in table.to_dict("records")
    ]


def failing_words(line: EvidenceLine, row: EvidenceRow, simulated: float) -> str:
    """What fails, in a sentence."""
    found = line.simulated
    if row.band is not None and not math.isnan(simulated):
        found = f"too {'low' if simulated < row.band[0] else 'high'}, {line.simulated}"
    return (
        f"{line.quantity}: {found} where {line.band} would agree (published {line.published}). "
        f"It depends on {line.carried_by}."
    )


def write_evidence_page(
    folder: Path, table: pd.DataFrame, rows: Mapping[str, EvidenceRow], carried: Mapping[str, str], facts: str
) -> None:
    """Write the page and its figure.

    Args:
        folder: where to.
        table: as from `validate`.
        rows: the judged rows.
        carried: mechanism of each row, in words.
        facts: how it was measured, a sentence.
    """
    drawn = png(draw_forest(table))
    (folder / "evidence.png").write_bytes(drawn.whole)
    parts = {}
    for role in JUDGED_ROWS:
        mine = table[table["role"] == role]
        described = lines(mine, rows, carried)
        values = dict(zip(mine["id"], mine["simulated"], strict=True))
        failing = [failing_words(line, rows[line.id], float(values[line.id])) for line in described if not line.agrees]
        count = agreement(mine)
        parts[role] = {
            "lines": described,
            "failing": failing,
            "agreeing": count.agreeing,
            "rows": len(mine),
            "apart": count.apart,
        }
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), undefined=StrictUndefined, autoescape=True, trim_blocks=True
    )
    text = environment.get_template(TEMPLATE).render(
        parts=parts,
        kinds=JUDGED_ROWS,
        titles={role: heading(role) for role in JUDGED_ROWS},
        since_then=SINCE_THEN,
        facts=facts,
        figure=b64encode(drawn.bare).decode("ascii"),
    )
    (folder / PAGE).write_text(text, encoding="utf-8")
