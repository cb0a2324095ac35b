"""Three figures at a glance, each with a strip: zero, the better side tinted, a dot for each population, a 95 % bar."""

import math
from html import escape
from typing import NamedTuple

import numpy as np

from sim.dashboard.explore.headline import MARKS, NOT_WEIGHTED, Card, cards_of
from sim.report.words.answer import differences_of, rows_of
from sim.report.words.money import amount_words, terms_of
from sim.report.words.outcome_rows import OutcomeRow
from sim.report.words.quantities import number_words, shared_decimals
from sim.studies.comparison.comparison import Comparison

SHOWN = {"weeks_of_illness": "Illness averted", "cost": "Cost", "weeks_waited": "Wait for treatment"}
LEFT, RIGHT = 3.0, 97.0  # per cent of the drawing's width
MARGIN = 0.06  # of the span, on either side
NO_FIGURE = {"figure": "\N{HORIZONTAL ELLIPSIS}", "share": ""}
ROWS = (0.0, -7.0, 7.0, -3.5, 3.5)  # dots of neighbouring populations stand apart


class Strip(NamedTuple):
    """One strip: its words and its drawing."""

    card: Card
    title: str
    drawing: str  # SVG
    low: str  # what stands at its left end
    high: str


def strips(comparison: Comparison, name: str, *, early: bool = False) -> list[Strip]:
    """The three strips of a scenario; those that were not measured are left out.

    Args:
        comparison: baseline and policies.
        name: of the scenario.
        early: while there are too few populations for a figure, there are only dots.
    """
    rows, cards = rows_of(comparison, name), {card.name: card for card in cards_of(comparison, name)}
    return [
        _strip(comparison, rows[outcome], cards[outcome]._replace(**NO_FIGURE if early else {}), title)
        for outcome, title in SHOWN.items()
        if outcome in rows and outcome in cards
    ]


def _strip(comparison: Comparison, row: OutcomeRow, card: Card, title: str) -> Strip:
    values = differences_of(comparison, row.effect.scenario, row.outcome)
    known = values[np.isfinite(values)]
    numbers = [0.0, *known.tolist(), *(end for end in (row.effect.low, row.effect.high) if math.isfinite(end))]
    low, high = min(numbers), max(numbers)
    span = (high - low) or 1.0
    low, high = low - MARGIN * span, high + MARGIN * span
    ends = [_end_words(comparison, row, end) for end in (low, high)]
    said = f"{row.label}: {card.shown}; {card.words}. Dots are simulated populations."
    return Strip(card, title, _drawing(row, known.tolist(), low, high, said), *ends)


def _end_words(comparison: Comparison, row: OutcomeRow, value: float) -> str:
    if row.outcome == "cost" and comparison.evaluation is not None:
        return amount_words(float(f"{value:.2g}"), terms_of(comparison))
    return number_words(value, shared_decimals((value,)), signed=True)


def _drawing(row: OutcomeRow, values: list[float], low: float, high: float, said: str) -> str:
    def place(value: float) -> float:
        return round(LEFT + (RIGHT - LEFT) * (value - low) / (high - low), 2)

    parts, zero = [], place(0.0)
    if row.effect.better:
        good = (zero, RIGHT) if row.effect.better == "higher" else (LEFT, zero)
        parts.append(f'<rect class="good" x="{good[0]}%" y="0" width="{good[1] - good[0]:.2f}%" height="100%"/>')
    parts.append(f'<line class="zero" x1="{zero}%" x2="{zero}%" y1="0" y2="100%"/>')
    if row.effect.has_interval:
        ends = place(row.effect.low), place(row.effect.high)
        parts.append(f'<line class="bar" x1="{ends[0]}%" x2="{ends[1]}%" y1="50%" y2="50%"/>')
    parts += [
        f'<circle class="dot" cx="{place(value)}%" cy="50%" r="3.2" transform="translate(0,{ROWS[at % len(ROWS)]})"/>'
        for at, value in enumerate(values)
    ]
    if row.effect.known:
        mean = place(row.effect.difference)
        parts.append(f'<line class="mean" x1="{mean}%" x2="{mean}%" y1="22%" y2="78%"/>')
    return f'<svg role="img" aria-label="{escape(said)}">{"".join(parts)}</svg>'


def strips_html(found: list[Strip]) -> str:
    """Strips as a list."""
    items = []
    for one in found:
        card = one.card
        mark = MARKS.get(card.verdict, "")
        unweighted = card.note.startswith(NOT_WEIGHTED)
        note = f'<span class="small soft note">{escape(card.note)}</span>' if unweighted else ""
        items.append(
            f'<li class="strip {card.verdict}" data-card="{card.name}">'
            f'<span class="called">{escape(one.title)}</span><span class="figure">{escape(card.shown)}</span>'
            f'<span class="small verdict">{mark} {escape(card.words)}</span>{one.drawing}'
            f"{note}"
            f'<span class="ends small soft"><span>{escape(one.low)}</span><span>{escape(one.high)}</span></span></li>'
        )
    return f'<ul class="strips" aria-label="Illness, cost and wait">{"".join(items)}</ul>'
