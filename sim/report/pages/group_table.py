"""Every outcome by group, one fold-out per scenario: who gains what, and how the gap between fifths changes."""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sim.outcomes.catalogue import FAIRNESS, SUMMARY
from sim.outcomes.groups import AGE_GROUPS, DEPRIVATION_GROUPS, FIFTHS, SEX_GROUPS
from sim.outcomes.rates import group_names
from sim.report.words.certainty import is_settled
from sim.report.words.comparison import Comparison, title_of, whole
from sim.report.words.effects import Effect
from sim.report.words.fairness import group_label, scenarios_of
from sim.report.words.quantities import FEWEST_REPLICATES, number_words, range_words, readable, shared_decimals
from sim.studies.comparison.fairness import EVERYBODY, verdict

GAP = "gap"
GAP_LABEL = "Gap between these fifths"
NAMES = group_names()
IN_SHORT = (
    EVERYBODY, NAMES[DEPRIVATION_GROUPS], NAMES[DEPRIVATION_GROUPS + FIFTHS - 1], GAP, *NAMES[SEX_GROUPS:AGE_GROUPS],
)  # fmt: skip
THE_REST = (
    *NAMES[AGE_GROUPS:DEPRIVATION_GROUPS],
    *NAMES[DEPRIVATION_GROUPS + 1 : DEPRIVATION_GROUPS + FIFTHS - 1],
)

PER = 1000.0  # people that rates are given for
TONES = ("better", "worse")  # verdicts that the page colours


class GroupFigures(NamedTuple):
    """What is known of one outcome of one group: means over replicates, and the interval of their difference."""

    baseline: float
    value: float
    difference: float
    low: float
    high: float


class GroupCell(NamedTuple):
    """What a scenario does to one outcome of one group, or to its gap, ready for the page."""

    number: str
    range_words: str  # "" where no interval is possible
    verdict: str  # "" where nothing is clear
    tone: str  # "better", "worse" or ""


class GroupRow(NamedTuple):
    """An outcome: everybody's level under the baseline, and a cell a group."""

    label: str
    unit: str
    baseline: str
    cells: Sequence[GroupCell]


class GroupTable(NamedTuple):
    """Some groups side by side."""

    groups: Sequence[str]  # as readers call them
    rows: Sequence[GroupRow]


class ScenarioGroups(NamedTuple):
    """All that one scenario does to all groups: the ends of the scale and the sexes first, then everybody else."""

    title: str
    tables: Sequence[GroupTable]


def by_group(comparison: Comparison) -> list[ScenarioGroups]:
    """Every outcome of every scenario by group."""
    found = []
    for scenario in scenarios_of(comparison):
        table = comparison.fairness[comparison.fairness["scenario"] == scenario]
        keys = list(zip(table["outcome"].astype(str), table["group"].astype(str), strict=True))
        columns = table[["baseline", "value", "difference", "low", "high"]].to_numpy(dtype=float, copy=True)
        if whole(comparison.settings, "replicates") < FEWEST_REPLICATES:  # chance cannot be judged
            columns[:, 3:] = math.nan
        units = dict(zip(keys, table["unit"].astype(str), strict=True))
        numbers = {key: GroupFigures(*row) for key, row in zip(keys, columns.tolist(), strict=True)}
        smallest = _smallest(comparison, scenario, {outcome: unit for (outcome, _), unit in units.items()})
        tables = [_table(numbers, units, groups, smallest) for groups in (IN_SHORT, THE_REST)]
        found.append(ScenarioGroups(title_of(comparison.titles, scenario), tables))
    return found


def _smallest(comparison: Comparison, scenario: str, units: Mapping[str, str]) -> dict[str, float]:
    """The smallest difference that matters in each outcome, in the unit of the table; none matters where populations
    are too few for a verdict.
    """
    if not is_settled(whole(comparison.settings, "replicates")):
        return dict.fromkeys(units, math.inf)
    people = whole(comparison.settings, "represented_population")
    known = comparison.summary[comparison.summary["scenario"] == scenario].set_index("outcome")["smallest"]
    found = {}
    for outcome, unit in units.items():
        least = float(known.get(outcome, 0.0))
        if outcome not in SUMMARY or not SUMMARY[outcome].counted:
            found[outcome] = least
        elif "1,000 people" in unit:
            found[outcome] = least * PER / people
        else:  # of those ill at the start, whose number is not in the table; money a person
            found[outcome] = least / people if unit.endswith("a person") else 0.0
    return found


def _table(
    numbers: Mapping[tuple[str, str], GroupFigures],
    units: Mapping[tuple[str, str], str],
    groups: Sequence[str],
    smallest: Mapping[str, float],
) -> GroupTable:
    rows = []
    for outcome, shown in FAIRNESS.items():
        if (outcome, EVERYBODY) in numbers:
            unit = units[outcome, EVERYBODY]
            cells = [_cell(group, numbers[outcome, group], shown.better, smallest[outcome]) for group in groups]
            baseline = readable(numbers[outcome, EVERYBODY].baseline)
            rows.append(GroupRow(shown.title, unit, baseline, cells))
    labels = [GAP_LABEL if group == GAP else group_label(group).capitalize() for group in groups]
    return GroupTable(labels, rows)


def _cell(group: str, numbers: GroupFigures, better: str, smallest: float) -> GroupCell:
    baseline, value, difference, low, high = numbers
    decimals = shared_decimals((difference, low, high))
    effect = Effect("", "", difference, low, high, "", better)
    interval = "" if not effect.has_interval or low == high else range_words(low, high, decimals)
    number = number_words(difference, decimals, signed=True)
    if not effect.clear or abs(difference) < smallest:
        return GroupCell(number, interval, "", "")
    if group == GAP:  # without a tone: a wider gap in care can be fair, since the more deprived are ill more often
        return GroupCell(number, interval, verdict(GAP, baseline, value, low, high), "")
    return GroupCell(number, interval, effect.verdict, effect.verdict if effect.verdict in TONES else "")
