"""A sweep's sensitivity analysis: one long table, and warnings where it does not determine a ranking."""

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import pandas as pd

from sim.studies.runs.statistics import Z95
from sim.studies.sensitivity.pawn import moved
from sim.studies.sensitivity.sampled import Sampled
from sim.studies.sensitivity.screening import screened
from sim.studies.sensitivity.variance import Indices, indices
from sim.studies.sweeps.design import Method

COLUMNS = ["outcome", "method", "measure", "parameter", "other", "value", "low", "high"]
IRRELEVANT = 0.05  # of the largest: the order of such parameters is nobody's question
WIDE = 0.15  # half-width of a total index that says little
TAIL = 0.25  # of a range: points below it count as low, points above one minus it as high
MUCH_CHANCE = 0.25  # of the variance between points


@dataclass
class Sensitivity:
    """What was found.

    Attributes:
        table: outcome, method, measure, parameter, other (of a pair), value, low, high.
        ranking: outcome to a table of parameter, value, low, high by the method's main measure, largest first.
        measure: that measure in words.
        ends: outcome to what `ends` gives.
        variance: outcome to Sobol indices; empty for other methods.
        dummy: outcome to the PAWN index of a parameter that does nothing.
        warnings: what the results leave open, in sentences.
    """

    table: pd.DataFrame
    measure: str
    ranking: dict[str, pd.DataFrame] = field(default_factory=dict)
    ends: dict[str, tuple[pd.DataFrame, float]] = field(default_factory=dict)
    variance: dict[str, Indices] = field(default_factory=dict)
    dummy: dict[str, float] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)


def analyse(found: Sampled) -> Sensitivity:
    """Every analysis that a sweep's method allows: Morris or Sobol for such designs, PAWN for all.

    Args:
        found: the sweep.
    """
    method = found.design.method
    measure = {
        Method.MORRIS: "mean absolute effect over the range (Morris)",
        Method.SOBOL: "share of variance with all interactions (Sobol, total)",
    }.get(method, "distance of distributions (PAWN)")
    result = Sensitivity(pd.DataFrame(columns=COLUMNS), measure)
    parts = []

    def add(outcome: str, kind: str, name: str, table: pd.DataFrame, value: str, low: str, high: str) -> None:
        part = table.assign(outcome=outcome, method=kind, measure=name)
        part = part.rename(columns={value: "value", low: "low", high: "high"})
        parts.append(part.reindex(columns=COLUMNS).astype({"other": object}))

    for outcome in found.design.outcomes:
        pawn, result.dummy[outcome] = moved(found, outcome)
        add(outcome, "pawn", "median distance", pawn, "value", "low", "high")
        ranking = pawn
        if method is Method.MORRIS:
            table = screened(found, outcome)
            add(outcome, "morris", "effect", table, "effect", "low", "high")
            add(outcome, "morris", "signed effect", table[["parameter", "signed"]], "signed", "", "")
            add(outcome, "morris", "scatter", table[["parameter", "scatter"]], "scatter", "", "")
            ranking = table.rename(columns={"effect": "value"})
        elif method is Method.SOBOL:
            sobol = indices(found, outcome)
            each = sobol.each
            first, total = (each[["parameter", kind, f"{kind}_low", f"{kind}_high"]] for kind in ("first", "total"))
            add(outcome, "sobol", "first order", first, "first", "first_low", "first_high")
            add(outcome, "sobol", "total", total, "total", "total_low", "total_high")
            if len(sobol.pairs):
                add(outcome, "sobol", "pair", sobol.pairs, "value", "low", "high")
            ranking = total.set_axis(["parameter", "value", "low", "high"], axis=1)
            result.variance[outcome] = sobol
        result.ranking[outcome] = ranking[["parameter", "value", "low", "high"]]
        result.ends[outcome] = ends(found, outcome)
        result.warnings += warnings_of(outcome, result.ranking[outcome], found, sobol=method is Method.SOBOL)
    result.table = pd.concat(parts, ignore_index=True)
    return result


def warnings_of(outcome: str, ranking: pd.DataFrame, found: Sampled, *, sobol: bool) -> list[str]:
    """What the results for one outcome leave open."""
    lost = int(found.means[outcome].size - (~pd.isna(found.means[outcome])).sum())
    said = []
    if lost:
        said.append(f"{outcome}: {lost} of {found.means[outcome].size} points have no finished run and are left out.")
    known = ranking.dropna()
    if known.empty or float(known["value"].max()) <= 0.0:
        return [*said, f"{outcome}: it does not vary, or too few runs are finished, so nothing can be ranked."]
    overlaps = cannot_be_distinguished(known)
    if overlaps:
        pairs = ", ".join(f"{one} and {other}" for one, other in overlaps[:3])
        more = f" and {len(overlaps) - 3} further pairs" if len(overlaps) > 3 else ""
        said.append(
            f"{outcome}: the intervals are too wide to rank {pairs}{more}. Four times the samples "
            f"(now {found.design.samples}) halve them."
        )
    half = float((known["high"] - known["low"]).max()) / 2.0
    if sobol and half > WIDE:
        said.append(f"{outcome}: the widest total index is known to +-{half:.2f} only.")
    if found.chance[outcome] > MUCH_CHANCE:
        said.append(
            f"{outcome}: {100.0 * found.chance[outcome]:.0f} % of the variance between points is chance; more "
            "replicates or people would help more than more points."
        )
    return said


def cannot_be_distinguished(ranking: pd.DataFrame) -> list[tuple[str, str]]:
    """Neighbours of a ranking whose intervals overlap, those left out that hardly matter anyway.

    Args:
        ranking: parameter, value, low, high, largest first.
    """
    largest = float(ranking["value"].max())
    rows = ranking.to_dict("records")
    return [
        (str(one["parameter"]), str(other["parameter"]))
        for one, other in pairwise(rows)
        if one["low"] < other["high"] and one["value"] > IRRELEVANT * largest
    ]


def ends(found: Sampled, outcome: str) -> tuple[pd.DataFrame, float]:
    """Means at both ends of each parameter.

    Args:
        found: a sweep of any method.
        outcome: one of its outcomes.

    Returns:
        parameter, at_low, at_high, low_error, high_error (half-widths of 95 % intervals), span (their difference),
        widest first; and the mean over all points. NaN where an end has fewer than two points.
    """
    gave = found.means[outcome]
    known = ~np.isnan(gave)
    rows = []
    for column, name in enumerate(found.names):
        place = found.unit[:, column]
        low, high = gave[known & (place <= TAIL)], gave[known & (place >= 1.0 - TAIL)]
        each = [
            (float(one.mean()), Z95 * float(one.std(ddof=1)) / len(one) ** 0.5) if len(one) > 1 else (np.nan, np.nan)
            for one in (low, high)
        ]
        rows.append((name, each[0][0], each[1][0], each[0][1], each[1][1], abs(each[1][0] - each[0][0])))
    table = pd.DataFrame(rows, columns=["parameter", "at_low", "at_high", "low_error", "high_error", "span"])
    middle = float(gave[known].mean()) if known.any() else float("nan")
    return table.sort_values("span", ascending=False, ignore_index=True, kind="stable"), middle
