"""The head of the report: an answer and a key figure a policy, and three strips: illness, cost and wait."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from sim.report.figures.style import looks
from sim.report.words.answer import answer_of, known_differences, recommendation, rows_of
from sim.report.words.comparison import Comparison, policies, title_of, whole
from sim.report.words.outcome_rows import AVERTED, OutcomeRow, outcome_rows
from sim.report.words.quantities import population_words, readable, time_words

WIDTH, HEIGHT = 400.0, 34.0  # of a strip's drawing, in its own units
EDGE = 7.0  # units left free at either side, so that no dot is cut
DOTS, DEPTH = 11.0, 6.0  # how far down the middle of the dots is, and how far they reach up and down
BAR = 24.0  # how far down the bar is
GOLDEN = 0.618034  # its multiples spread evenly between 0 and 1
MARGIN = 0.04  # of the span
TITLES = {  # of the three strips
    AVERTED: "Illness: weeks of illness averted",
    "cost": "Cost",
    "weeks_waited": "Wait: weeks waited for treatment",
}


class Dot(NamedTuple):
    """A simulated population on a strip."""

    across: float
    down: float


class Line(NamedTuple):
    """One policy on a strip, in the units of its drawing."""

    title: str
    colour: str
    numbers: str
    certainty: str
    verdict: str
    dots: Sequence[Dot]
    low: float | None  # ends of the bar; none without an interval
    high: float | None
    mean: float | None  # none where it is not known
    solid: bool


class Answer(NamedTuple):
    """What is said of one policy at the head of the report."""

    title: str
    verdict: str  # how it is coloured
    key: str  # the key figure
    key_of: str  # what it is a figure of
    certainty: str
    advice: str  # the recommendation, a sentence
    further: str  # money, wait and the catch


class BriefStrip(NamedTuple):
    """One outcome at the head of the report."""

    title: str
    zero: float
    good_from: float  # the tinted side
    good_width: float
    left: str  # what the ends of the axis are
    right: str
    better: str
    lines: Sequence[Line]


class Head(NamedTuple):
    """All that stands before the folds."""

    answers: Sequence[Answer]
    strips: Sequence[BriefStrip]


def head_of(comparison: Comparison) -> Head:
    """The head of the report."""
    rows = outcome_rows(comparison.summary, comparison.titles, comparison.settings)
    names = [name for name in policies(comparison) if any(row.effect.scenario == name for row in rows)]
    population = population_words(whole(comparison.settings, "represented_population"))
    answers = [_answer(comparison, name, population) for name in names]
    strips = [_strip(comparison, outcome, rows) for outcome in TITLES]
    return Head(answers, [strip for strip in strips if strip is not None])


def _answer(comparison: Comparison, name: str, population: str) -> Answer:
    row, said = rows_of(comparison, name)[AVERTED], answer_of(comparison, name)
    title = title_of(comparison.titles, name)
    advice = recommendation(comparison, name).removeprefix(f"{title}: ")
    further = " ".join(part for part in (said.money, said.wait, said.catch) if part)
    return Answer(
        title, row.verdict, row.number_words, f"weeks of illness averted per {population}", row.verdict_words,
        f"{advice[:1].upper()}{advice[1:]}", further,
    )  # fmt: skip


def _strip(comparison: Comparison, outcome: str, rows: Sequence[OutcomeRow]) -> BriefStrip | None:
    mine = [row for row in rows if row.outcome == outcome]
    if not any(row.effect.known for row in mine):
        return None
    dots = {row.effect.scenario: known_differences(comparison, row.effect.scenario, outcome).tolist() for row in mine}
    shown = [0.0, *(value for values in dots.values() for value in values)]
    for row in mine:
        shown += [x for x in (row.effect.difference, row.effect.low, row.effect.high) if math.isfinite(x)]
    low, high = min(shown), max(shown)
    room = MARGIN * ((high - low) or 1.0)
    low, high = low - room, high + room

    def place(value: float) -> float:
        return float(round(EDGE + (value - low) / (high - low) * (WIDTH - 2.0 * EDGE), 1))

    styles, zero = looks(policies(comparison)), place(0.0)
    lines = []
    for row in mine:
        effect = row.effect
        marks = [
            Dot(place(value), round(DOTS + DEPTH * (2.0 * (number * GOLDEN % 1.0) - 1.0), 1))
            for number, value in enumerate(dots[effect.scenario], start=1)
        ]
        left, right = (place(effect.low), place(effect.high)) if effect.has_interval else (None, None)
        mean = place(effect.difference) if effect.known else None
        numbers = f"{row.difference_words} ({row.range_words})" if row.range_words else row.difference_words
        solid = effect.clear and row.verdict not in ("early", "small")
        colour = styles[effect.scenario].colour
        lines.append(
            Line(effect.title, colour, numbers, row.verdict_words, row.verdict, marks, left, right, mean, solid)
        )
    first = mine[0]
    good = (zero, WIDTH - zero) if first.effect.better == "higher" else (0.0, zero)
    unit = first.effect.unit
    better = "better \N{RIGHTWARDS ARROW}" if first.effect.better == "higher" else "\N{LEFTWARDS ARROW} better"
    population = population_words(whole(comparison.settings, "represented_population"))
    over = f"over {time_words(whole(comparison.settings, 'weeks'))}"
    per = f", per {population}, {over}" if first.counted else f", {over}"
    ends_said = (readable(low + room, signed=True), readable(high - room, unit, signed=True))
    return BriefStrip(f"{TITLES[outcome]}{per}", zero, *good, *ends_said, better, lines)
