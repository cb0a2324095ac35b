"""One outcome of one scenario as readers see it: weeks of illness become weeks of illness averted."""

import math
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

import pandas as pd

from sim.outcomes.catalogue import MONEY, SUMMARY, Outcome
from sim.report.words.certainty import SAME, TOO_SMALL, counted_words, is_settled, not_yet
from sim.report.words.comparison import title_of, whole
from sim.report.words.effects import Effect
from sim.report.words.quantities import (
    FEWEST_REPLICATES,
    difference_unit,
    number_words,
    range_words,
    readable,
    shared_decimals,
    with_unit,
)

AVERTED = "weeks_of_illness"
"""The outcome that is turned round: fewer weeks of illness are shown as weeks of illness averted."""


Standing = Literal["better", "worse", "unclear", "small", "same", "early", "none"]


class OutcomeRow(NamedTuple):
    """One row of the summary, ready for words, tables and figures."""

    outcome: str
    label: str  # the outcome in plain words
    counted: bool  # a count in the represented population
    unit: str  # of the level
    baseline: float
    effect: Effect
    replicates: int
    better_in: int  # populations that do better (that have more, where neither is better in itself)
    worse_in: int  # populations that do worse (that have less)
    populations: int  # populations in which it is known under both
    smallest: float  # the smallest difference that matters, in the unit of the difference

    @property
    def baseline_words(self) -> str:
        """The level without the policy."""
        return readable(self.baseline, self.unit)

    @property
    def number_words(self) -> str:
        """The difference alone, signed, without its unit."""
        return number_words(self.effect.difference, self.decimals, signed=True)

    @property
    def difference_words(self) -> str:
        """The difference alone, signed, with its unit."""
        return with_unit(self.number_words, self.effect.unit)

    @property
    def verdict(self) -> Standing:
        """The verdict by the one rule: enough populations, a size that matters, an interval that leaves zero out."""
        verdict = self.effect.verdict
        if verdict in ("not known", "no interval"):
            return "none"
        if verdict == "no difference":
            return "same"
        if not is_settled(self.populations):
            return "early"
        if self.is_small:
            return "small"
        return "better" if verdict == "better" else "worse" if verdict == "worse" else "unclear"

    @property
    def is_small(self) -> bool:
        """Whether the difference is smaller than the smallest one that matters."""
        return self.effect.known and abs(self.effect.difference) < self.smallest

    @property
    def certainty(self) -> str:
        """In how many populations it came out so: "better in 19 of 24 simulated populations"."""
        up = self.effect.difference > 0.0
        good = up == (self.effect.better != "lower")
        words = ("better", "worse") if self.effect.better else ("higher", "lower")
        counts = self.better_in, self.worse_in
        opposite = words[good], counts[good]  # the second where it is good
        return counted_words(words[not good], counts[not good], self.populations, opposite)

    @property
    def verdict_words(self) -> str:
        """The one statement of certainty: how often it came out so, or why nothing more can be said."""
        standing = self.verdict
        if standing == "none":
            return self.effect.verdict if not self.effect.known else not_yet(self.populations)
        if standing == "early":
            return not_yet(self.populations)
        return {"same": SAME, "small": TOO_SMALL}.get(standing, self.certainty)

    @property
    def smallest_words(self) -> str:
        """The smallest difference that matters, with its unit."""
        return readable(self.smallest, self.effect.unit)

    @property
    def share_words(self) -> str:
        """A difference as a share of the level without the policy: "0.9 %"; empty for what is no count or amount."""
        if not (self.counted and self.effect.known and self.effect.difference and self.baseline):
            return ""
        share = 100.0 * abs(self.effect.difference / self.baseline)
        return f"{readable(share)} %" if math.isfinite(share) else ""

    @property
    def range_words(self) -> str:
        """The interval alone, or "" where none is possible."""
        return range_words(self.effect.low, self.effect.high, self.decimals) if self.effect.has_interval else ""

    @property
    def decimals(self) -> int:
        """Decimals that suit the difference and its interval."""
        effect = self.effect
        return shared_decimals((effect.difference, effect.low, effect.high), self.unit)


def short_label(label: str) -> str:
    """The outcome in a few words: what stands before the first bracket, colon or comma."""
    for mark in ":,(":
        label = label.split(mark, maxsplit=1)[0]
    label = label.strip()
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def outcome_row(row: Mapping[str, Any], titles: Mapping[str, str], replicates: int) -> OutcomeRow:
    """One row of the summary as readers see it."""
    name, scenario = str(row["outcome"]), str(row["scenario"])
    outcome = SUMMARY.get(name, Outcome(name.replace("_", " ").capitalize(), str(row["unit"]), ""))
    difference, low, high = (float(row[key]) for key in ("difference", "low", "high"))
    if replicates < FEWEST_REPLICATES:
        low = high = math.nan
    label, unit, better = outcome.title, outcome.unit, outcome.better
    if unit == MONEY:
        unit = str(row["unit"])
    effect_unit = difference_unit(unit)
    if name == AVERTED:
        difference, low, high = 0.0 - difference, 0.0 - high, 0.0 - low
        label, unit, better, effect_unit = "Weeks of illness averted", "weeks of illness", "higher", "weeks"
    effect = Effect(scenario, title_of(titles, scenario), difference, low, high, effect_unit, better)
    return OutcomeRow(
        name, label, outcome.counted, unit, float(row["baseline"]), effect, replicates,
        int(row["better_in"]), int(row["worse_in"]), int(row["known_in"]), float(row["smallest"]),
    )  # fmt: skip


def outcome_rows(summary: pd.DataFrame, titles: Mapping[str, str], settings: Mapping[str, object]) -> list[OutcomeRow]:
    """All rows of the summary as readers see them, in the summary's order."""
    replicates = whole(settings, "replicates")
    return [
        outcome_row({str(key): value for key, value in row.items()}, titles, replicates)
        for row in summary.to_dict("records")
    ]


def outcomes_of(rows: list[OutcomeRow]) -> list[str]:
    """The outcomes that occur, in the order of the catalogue."""
    found = dict.fromkeys(row.outcome for row in rows)
    return [name for name in SUMMARY if name in found] + [name for name in found if name not in SUMMARY]
