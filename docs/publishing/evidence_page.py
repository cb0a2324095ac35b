"""The page of all published findings: what was found, what counts as agreeing, and what the model gives."""

import csv
from collections.abc import Iterator

from docs.publishing.places import ROOT
from sim.evidence.rows import EvidenceRow, evidence_rows
from sim.reference.markdown import figure, table

MEASURED = ROOT / "sim" / "studies" / "fitted" / "validation.csv"
HEADS = ("id", "finding", "published", "agrees if", "model", "source")
TOPICS = {
    "self_efficacy": "Self-efficacy",
    "symptom_scales": "Symptoms and their scales",
    "natural_course": "Course of illness",
    "treatment": "Treatment and services",
    "stigma": "Stigma and the way to care",
    "social": "Ties and support",
    "economic": "Costs and quality of life",
    "models": "What other models found",
}
ROLES = {"fit": "aimed at by the fit", "check": "sealed until the fit was frozen", "context": "not judged"}


def measured() -> dict[str, dict[str, str]]:
    """What the model gave for each row that is judged, as `validate` measured it."""
    with MEASURED.open(encoding="utf-8", newline="") as lines:
        return {row["id"]: row for row in csv.DictReader(lines)}


def published(row: EvidenceRow) -> str:
    """The published figure with its range and unit."""
    ends = f" ({figure(row.low)} to {figure(row.high)})" if row.low is not None and row.high is not None else ""
    return f"{figure(row.value)}{ends} {row.unit}"


def cells(row: EvidenceRow, found: dict[str, str] | None) -> list[str]:
    """One row of the table."""
    role = ROLES[row.role] + (", circular" if row.is_circular else "")
    band = f"{figure(row.band[0])} to {figure(row.band[1])}" if row.band else ""
    verdict = ""
    if found:
        verdict = f"{float(found['simulated']):.3g}, {'agrees' if found['agrees'] == 'True' else '**does not agree**'}"
    finding = f"{row.quantity}<br><small>{row.population or 'population not given'}; {role}</small>"
    return [row.id, finding, published(row), band, verdict, f"{row.source}<br><small>{row.confidence}</small>"]


def evidence_page() -> Iterator[str]:
    """The parts of the page after its title."""
    found = measured()
    yield (
        "Every published finding that the model rests on or is judged by, and beside it what the model gives when "
        "it is measured alike. *Circular*: the figure set a parameter or a dose, so that agreement is no test. "
        "*Checked*, *partly checked*, *recalled*: how well the figure was confirmed in its source. "
        "`uv run run.py evidence TX02` prints a finding in full, with how it is measured."
    )
    for topic, title in TOPICS.items():
        rows = [row for row in evidence_rows().values() if row.topic == topic]
        yield f"## {title}\n\n" + table(HEADS, [cells(row, found.get(row.id)) for row in rows])


def unnamed_topics() -> list[str]:
    """Topics of the evidence that the page has no title for."""
    return sorted({row.topic for row in evidence_rows().values()} - set(TOPICS))
