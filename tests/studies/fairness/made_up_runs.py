"""Runs that are made up, so that who gains is known."""

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd

from sim.outcomes.catalogue import SUMMARY
from sim.outcomes.count import GROUP_MEASURES, Measure
from sim.outcomes.courses import no_courses
from sim.outcomes.groups import DEPRIVATION_GROUPS, GROUPS
from sim.outcomes.health import HEALTH_CLASSES
from sim.outcomes.rates import group_figures
from sim.report.words.fairness import FairnessNote, fairness_notes
from sim.scenario.scenario import Scenario
from sim.studies.comparison.comparison import Comparison
from sim.studies.comparison.fairness import Values, verdict
from sim.studies.runs.courses import log_of
from sim.studies.runs.group_totals import Fifths, with_everybody
from sim.studies.runs.run import RunResult

EQUAL = np.full(5, 100.0)
BY_GROUP = (
    "recovered", "people_treated", "weeks_waited", "public_stigma", "self_stigma", "qalys", "years_with_disability",
    "cost",
)  # fmt: skip
FUNNEL: dict[str, float] = {}
NO_FIFTHS = Fifths(np.zeros(0), np.zeros(0, np.float32), np.zeros(0, np.float32), np.zeros(0), np.zeros(0))  # unread


def fifths(*values: float) -> Values:
    return np.array(values, np.float64)


def made_run(ill: Values, weeks: int = 60, size: float = 100.0, empty: int | None = None) -> RunResult:
    """A run in which each deprivation fifth has a constant share of ill people (%), and other groups the mean share.

    Args:
        ill: share of each fifth, %.
        weeks: length.
        size: people of each fifth; men are all, and women nobody.
        empty: a group of nobody.
    """
    counts = np.zeros((weeks, GROUPS, GROUP_MEASURES))
    counts[:, :, Measure.PEOPLE] = size
    counts[:, 0, Measure.PEOPLE], counts[:, 1, Measure.PEOPLE] = 5 * size, 0.0
    if empty is not None:
        counts[:, empty, Measure.PEOPLE] = 0.0
    shares = np.full(GROUPS, ill.mean() / 100.0)
    shares[DEPRIVATION_GROUPS:] = ill / 100.0
    counts[:, :, Measure.ILL] = shares * counts[:, :, Measure.PEOPLE]
    counts[:, :, Measure.SELF_EFFICACY] = 30.0 * counts[:, :, Measure.PEOPLE]
    counts[:, :, Measure.STARTED] = 0.01 * counts[:, :, Measure.PEOPLE]
    health = np.zeros((weeks, HEALTH_CLASSES))
    return RunResult(
        np.zeros((weeks, 0)),
        group_figures(counts),
        {},
        {name: np.where(with_everybody(counts[0, :, 0] if weeks else shares) > 0, 1.0, math.nan) for name in BY_GROUP},
        FUNNEL,
        {},
        health,
        log_of(no_courses(int(5 * size), weeks), []),
        int(5 * size),
        NO_FIFTHS,
    )


def made(changes: Mapping[str, Values], replicates: int = 12) -> Comparison:
    """A made-up comparison: what each scenario changes in the share of ill people of each fifth, with some noise."""
    rng = np.random.default_rng(1)
    start = fifths(4, 6, 8, 10, 12)
    results = {}
    for replicate in range(replicates):
        if replicate % 2 == 0:
            noise = {name: rng.normal(0.0, 0.05, 5) for name in ("baseline", *changes)}
        else:  # what was too much is now too little: over an even number of replicates noise averages out
            noise = {name: -error for name, error in noise.items()}
        base = start + 10.0 * noise["baseline"]
        results["baseline", replicate] = made_run(base)
        for name, change in changes.items():
            results[name, replicate] = made_run(base + change + noise[name])
    for result in results.values():  # nothing but groups is asked of these runs
        result.totals.update(dict.fromkeys(SUMMARY, 1.0))
    scenarios = [Scenario(name=name, title=name.capitalize(), description="") for name in ("baseline", *changes)]
    comparison = Comparison(scenarios, 500, 60, 1, list(range(replicates)), results)
    comparison.settings = {"people": 500, "weeks": 60, "replicates": replicates, "represented_population": 1_000_000}
    return comparison


CHANGES = {
    "downward": fifths(0, 0, 0, 0, -3),  # only the most deprived gain
    "upward": fifths(-3, 0, 0, 0, 0),
    "nothing": np.zeros(5),
    "harm": fifths(1, 1, 1, 1, 1),
}


def cell(table: pd.DataFrame, scenario: str, group: str, outcome: str = "weeks_of_illness") -> pd.Series:
    found = table[(table["scenario"] == scenario) & (table["outcome"] == outcome) & (table["group"] == group)]
    assert len(found) == 1
    return found.iloc[0]


def verdict_of(table: pd.DataFrame, scenario: str, index: str) -> str:
    row = cell(table, scenario, index)
    return verdict(index, row["baseline"], row["value"], row["low"], row["high"])


def notes_of(comparison: Comparison) -> dict[str, FairnessNote]:
    return {note.title.lower(): note for note in fairness_notes(comparison)}
