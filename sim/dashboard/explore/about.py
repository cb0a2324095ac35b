"""The page of each lever: the card of what it gives, for readers of the dashboard."""

from collections.abc import Iterable
from html import escape

from sim.studies.explore.levers import Lever
from sim.studies.explore.shipped import shipped
from sim.studies.interventions.card import Card, EvidenceLine, card

PRIOR = "Its doses are plausible priors: no row of the evidence determines them."


def about_html(lever: Lever) -> str:
    """A lever in short sections.

    Args:
        lever: the lever.

    Returns:
        HTML, everything escaped.
    """
    given = card(lever.first.intervention, shipped(lever.source))
    scale = "session" if lever.intervention.sessions else "week for somebody reached"
    parts = [
        ("What it is", _paragraphs([_override(lever)] if lever.override else given.what)),
        ("How it acts", f"<p>{escape(_acts(scale))}</p>{_doses(given)}"),
    ]
    if not lever.override:  # its trial is that of the therapy, not of how the therapy is run
        figures = [*given.simulated, *([given.outdated] if given.outdated else [])]
        parts += [
            ("The figure that it is meant to meet", _paragraphs(given.meets)),
            ("What it does in the model", _paragraphs(figures)),
        ]
    parts.append(("Evidence", evidence_html(given.evidence)))
    remarks = [line for line in given.cannot_show if line != " ".join(lever.cannot_tell.split())]
    limits = [lever.cannot_tell] if lever.override else [lever.cannot_tell, *remarks]
    parts += [("Who benefits", _paragraphs([lever.for_whom])), ("What the model cannot show", _paragraphs(limits))]
    return "".join(f"<h4>{heading}</h4>{body}" for heading, body in parts)


def _override(lever: Lever) -> str:
    return f"{lever.title}: the same services, with instruments read at every session that step the course up or down."


def _acts(scale: str) -> str:
    return f"Only through the mechanisms of the model, by route and dose a {scale}:"


def _paragraphs(lines: Iterable[str]) -> str:
    return "".join(f"<p>{escape(line)}</p>" for line in lines)


def _doses(given: Card) -> str:
    """Doses with where each comes from."""
    found = [
        f"<li>{escape(line.meaning)}: {line.dose:g} <small>({escape(line.source)})</small></li>" for line in given.doses
    ]
    return f"<ul>{''.join(found)}</ul>"


def evidence_html(lines: Iterable[EvidenceLine]) -> str:
    """The rows behind an intervention: what was found, how strong it is, and whether it is circular."""
    found = [
        f"<li>{escape(line.quantity)}: {escape(line.figure)}. {escape(line.source)} "
        f"<small>[{line.row}; {escape(line.strength)}; {escape(line.circular)}]</small></li>"
        for line in lines
    ]
    return f"<ul>{''.join(found)}</ul>" if found else f"<p>{PRIOR}</p>"
