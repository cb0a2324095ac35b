"""Who gains and who is left out, in words: weeks of illness averted by group, and the gap between fifths."""

import math
from collections.abc import Sequence
from typing import Literal, NamedTuple

from sim.outcomes.rates import group_names
from sim.people.state import AGE_BAND_STARTS
from sim.report.words.certainty import SETTLED, counted_words, is_settled, not_yet
from sim.report.words.comparison import Comparison, title_of, whole
from sim.report.words.effects import Effect
from sim.report.words.findings import Rule, compared, quoted
from sim.report.words.outcome_rows import AVERTED
from sim.report.words.quantities import FEWEST_REPLICATES, listed, number_words, range_words, readable, shared_decimals
from sim.studies.comparison.fairness import EVERYBODY, INDICES, Lot, direction, lot, verdict

UNIT = "weeks per 1,000 people"
GAP = "the deprivation gap in illness"
FIFTHS = ("least deprived fifth", "second fifth", "middle fifth", "fourth fifth", "most deprived fifth")
INDEX_ROWS = {
    "gap": "Gap: the most deprived fifth’s weeks of illness minus the least deprived fifth’s, per 1,000 people",
    "gap_ratio": "Ratio of the two",
    "slope_index": "Slope index: the same from the very first to the very last person ranked by deprivation",
    "relative_index": "Relative index: the slope index as a share of the mean",
}
MOST_DECIMALS = 3
TONES = {"narrows": "better", "widens": "worse"}  # how the page colours a verdict


class Gain(NamedTuple):
    """What a scenario does to the illness of one group."""

    group: str  # as in the table of results
    effect: Effect  # weeks of illness averted per 1,000 people of the group
    better_in: int  # populations
    worse_in: int
    known_in: int

    @property
    def lot(self) -> Lot:
        """The verdict for the group."""
        return lot(self.effect.better, self.effect.low, self.effect.high)


class IndexCell(NamedTuple):
    """What a scenario does to one index of inequality, ready for the page."""

    number: str
    range_words: str  # "" where no interval is possible
    verdict: str
    tone: str  # "better", "worse" or ""


class IndexRow(NamedTuple):
    """An index of inequality in weeks of illness, and a cell a scenario."""

    label: str
    baseline: str
    cells: Sequence[IndexCell]


class FairnessNote(NamedTuple):
    """The finding for one scenario: who gains, and who does not."""

    title: str
    verdict: str
    lead: str
    more: Sequence[str]


def group_label(group: str) -> str:
    """A group as readers call it: "most deprived fifth" for "deprivation fifth 5", "men", "aged 18 to 24"."""
    start = "deprivation fifth "
    return FIFTHS[int(group.removeprefix(start)) - 1] if group.startswith(start) else group


def group_words(groups: Sequence[str]) -> str:
    """Groups within a sentence: "the second and middle fifths; men; people aged 18 to 24"."""
    fifths = [group_label(group) for group in groups if group.startswith("deprivation fifth ")]
    ages = [group.removeprefix("aged ") for group in groups if group.startswith("aged ")]
    sexes = [group for group in groups if group in ("men", "women")]
    words = [f"the {fifths[0]}"] if len(fifths) == 1 else []
    if len(fifths) > 1:
        shorter = [fifth.removesuffix(" fifth") for fifth in fifths]
        words = ["all deprivation fifths" if len(fifths) == len(FIFTHS) else f"the {listed(shorter)} fifths"]
    words += [listed(sexes)] if sexes else []
    if ages:
        words.append("people of all ages" if len(ages) == len(AGE_BAND_STARTS) else f"people aged {listed(ages)}")
    return "; ".join(words)


def scenarios_of(comparison: Comparison) -> list[str]:
    """The scenarios of which fairness is known, in the order of the table."""
    return list(dict.fromkeys(str(name) for name in comparison.fairness["scenario"]))


def gains(comparison: Comparison, scenario: str) -> list[Gain]:
    """Weeks of illness averted under a scenario: everybody, then every group."""
    title = title_of(comparison.titles, scenario)
    found = []
    for group in (EVERYBODY, *group_names()):
        for row in _rows(comparison, scenario, group):
            averted = Effect(scenario, title, 0.0 - row.difference, 0.0 - row.high, 0.0 - row.low, UNIT, "higher")
            found.append(Gain(group, averted, row.better_in, row.worse_in, row.known_in))
    return found


def gap_effect(comparison: Comparison, scenario: str) -> Effect:
    """How much the gap in weeks of illness widens (above 0) or narrows (below 0) under a scenario."""
    title = title_of(comparison.titles, scenario)
    for row in _rows(comparison, scenario, "gap"):
        turn = direction("gap", row.baseline, row.value)
        ends = (row.low, row.high) if turn > 0 else (0.0 - row.high, 0.0 - row.low)
        return Effect(scenario, title, 0.0 + turn * row.difference, ends[0], ends[1], UNIT, "lower")
    return Effect(scenario, title, math.nan, math.nan, math.nan, UNIT, "lower")


class _Row(NamedTuple):
    """What is known of one group or index under one scenario, in weeks of illness."""

    baseline: float
    value: float
    difference: float
    low: float
    high: float
    better_in: int
    worse_in: int
    known_in: int


def _rows(comparison: Comparison, scenario: str, group: str) -> list[_Row]:
    """Weeks of illness of a group, or their index: one row, or none; a single replicate has no interval."""
    table = comparison.fairness
    found = table[(table["scenario"] == scenario) & (table["outcome"] == AVERTED) & (table["group"] == group)]
    rows = [_Row(*values) for values in found[list(_Row._fields)].itertuples(index=False)]
    single = whole(comparison.settings, "replicates") < FEWEST_REPLICATES
    return [row._replace(low=math.nan, high=math.nan) for row in rows] if single else rows


def with_lot(found: Sequence[Gain], which: Lot) -> list[Gain]:
    """The groups, not everybody, that fare so."""
    return [gain for gain in found if gain.group != EVERYBODY and gain.lot == which]


def best_words(winners: Sequence[Gain]) -> str:
    """Where most is gained, and how much."""
    best = max(winners, key=lambda gain: gain.effect.difference)
    sure = counted_words("better", best.better_in, best.known_in)
    return f"among {group_words([best.group])}: {best.effect.size_words()}, {sure}"


def least_words(found: Sequence[Gain], what: Literal["better", "worse"]) -> str:
    """In how many populations it came out so at least: for the group of which it is least certain."""
    counts = [(one.better_in if what == "better" else one.worse_in, one.known_in) for one in found]
    count, known = min(counts, key=lambda one: one[0] / one[1])
    return f"{counted_words(what, count, known)}{' or more' if count < known and len(found) > 1 else ''}"


def all_words(found: Sequence[Gain]) -> str:
    """All groups of a list within a sentence."""
    return group_words([gain.group for gain in found])


def finding_of(comparison: Comparison) -> str:
    """The finding: who gains under the policy that most groups gain from, and how the gap changes."""
    names = scenarios_of(comparison)
    populations = whole(comparison.settings, "replicates")
    rule = Rule(populations)
    gap = compared([gap_effect(comparison, name) for name in names], GAP, verbs=("widens", "narrows"), rule=rule)
    everyone = [gains(comparison, name) for name in names]
    if not (is_settled(populations) and any(gain.effect.has_interval for found in everyone for gain in found)):
        return gap
    winners = max((with_lot(found, "gains") for found in everyone), key=len)
    if not winners:
        return f"Of no group does the interval of what it gains leave zero out. {gap}"
    groups = sum(gain.effect.known for gain in gains(comparison, winners[0].effect.scenario)) - 1
    count = f"all {groups}" if len(winners) == groups else f"{len(winners)} of {groups}"
    lead = f"{quoted(winners[0].effect)} averts illness beyond chance in {count} groups"
    return f"{lead}, above all {best_words(winners)}. {gap}"


def fairness_notes(comparison: Comparison) -> list[FairnessNote]:
    """Who gains, who is left out and who loses, for every scenario."""
    populations = whole(comparison.settings, "replicates")
    return [_note(gains(comparison, name), populations) for name in scenarios_of(comparison)]


def _note(found: Sequence[Gain], populations: int) -> FairnessNote:
    title = found[0].effect.title
    if FEWEST_REPLICATES <= populations < SETTLED:
        return FairnessNote(title, "no", not_yet(populations), [])
    winners, losers, others = (with_lot(found, which) for which in ("gains", "loses", "no clear gain"))
    if not winners and not losers and not others:
        return FairnessNote(title, "no", "a single replicate cannot show who gains", [])
    lead = "of no group does the interval of what it gains leave zero out"
    if winners:
        lead = f"{least_words(winners, 'better')}, for {all_words(winners)}"
    more = [f"Most is gained {best_words(winners)}."] if len(winners) > 1 else []
    if losers:
        worse = least_words(losers, "worse")
        more.append(f"{worse[:1].upper()}{worse[1:]}: {all_words(losers)}.")
    if others and (winners or losers):
        more.append(f"Their intervals include zero: {all_words(others)}.")
    return FairnessNote(title, "worse" if losers else "better" if winners else "no", lead, more)


def index_rows(comparison: Comparison) -> list[IndexRow]:
    """The indices of inequality in weeks of illness: a row an index, a cell a scenario."""
    table, populations = [], whole(comparison.settings, "replicates")
    for name, label in INDEX_ROWS.items():
        rows = [row[:5] for scenario in scenarios_of(comparison) for row in _rows(comparison, scenario, name)]
        if rows:
            table.append(IndexRow(label, readable(rows[0][0]), [_cell(name, populations, *row) for row in rows]))
    return table


def _cell(
    index: str, populations: int, baseline: float, value: float, difference: float, low: float, high: float
) -> IndexCell:
    decimals = shared_decimals((difference, low, high))
    if INDICES[index].unit:  # ratios and shares: more decimals would be no news
        decimals = min(decimals, MOST_DECIMALS)
    words: str = verdict(index, baseline, value, low, high)
    interval = range_words(low, high, decimals) if math.isfinite(low) and math.isfinite(high) else ""
    if math.isfinite(difference) and not is_settled(populations):
        words = not_yet(populations)
    return IndexCell(number_words(difference, decimals, signed=True), interval, words, TONES.get(words, ""))
