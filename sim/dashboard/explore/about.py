"""The page of each lever: what it is, how it acts, the evidence for it, who benefits, what the model cannot show."""

import re
from html import escape

from sim.errors import UnknownEvidence
from sim.evidence.rows import evidence_row
from sim.policy.doses import ROUTES
from sim.studies.explore.levers import Lever

PRIOR = "Its doses are plausible priors: no row of the evidence determines them."


def about_html(lever: Lever) -> str:
    """A lever in five short paragraphs.

    Args:
        lever: the lever.

    Returns:
        HTML, everything escaped.
    """
    given = lever.intervention
    acts = "; ".join(f"{ROUTES[name]} ({dose:g})" for name, dose in given.doses.items())
    scale = "session" if given.sessions else "week for somebody reached"
    parts = [
        ("What it is", given.stands_for if not lever.override else _override(lever)),
        ("How it acts", f"Only through the mechanisms of the model, by route and dose a {scale}: {acts}."),
        ("Evidence", ""),
        ("Who benefits", lever.for_whom),
        ("What the model cannot show", lever.cannot_tell),
    ]
    said = []
    for heading, text in parts:
        body = f"<p>{escape(text)}</p>" if heading != "Evidence" else evidence_html(given.evidence)
        said.append(f"<h4>{heading}</h4>{body}")
    return "".join(said)


def _override(lever: Lever) -> str:
    return f"{lever.title}: the same services, with instruments read at every session that step the course up or down."


def evidence_html(words: str) -> str:
    """The rows behind an intervention: what was found, where, and how well the figure was looked up."""
    found = []
    for name in re.findall(r"[A-Z]{2}\d{2}", words):
        try:
            row = evidence_row(name)
        except UnknownEvidence:
            continue
        found.append(
            f"<li>{escape(row.quantity)}: {row.value:g} ({escape(row.unit)}). {escape(row.source)} "
            f"<small>[{row.id}, {row.confidence}]</small></li>"
        )
    return f"<ul>{''.join(found)}</ul>" if found else f"<p>{PRIOR}</p>"
