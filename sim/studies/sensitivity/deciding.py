"""Which parameters decide what a policy averts, out of societies that differ in each of them at once.

A linear emulator (ridge regression) is trained on standardised parameters. A parameter's coefficient is corrected by
societies that the emulator was not trained on: what they averted, less what the emulator makes of all other parameters,
is regressed on this one alone. So no coefficient is shrunk, one without effect is as often above as below 0, and a
bootstrap over societies gives its interval (cross-fitting; Chernozhukov et al. 2018, Econometrics Journal 21:C1-C68).
The share of the variance is the squared coefficient, less what its error adds on average.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import t

from sim.studies.runs.statistics import bootstrap_rows, middle_interval
from sim.studies.sensitivity.analysis import cannot_be_distinguished

FOLDS = 10
FEWEST = 40  # societies, for anything to be said
FEWEST_TWICE = 10  # societies that live twice, for anything to be said of chance
RIDGES = np.logspace(-1, 4, 16)
TREES = 100
ERROR_RATE = 0.05  # of naming any parameter that decides nothing, over all parameters of a policy
DECIDING = 10  # parameters that are reported of each policy
SPREAD = 12.0**0.5  # of a uniform range in standard deviations
COLUMNS = (
    "scenario", "parameter", "share", "low", "high", "direction", "effect", "clear", "explained", "bends", "chance",
    "averted", "spread", "sets",
)  # fmt: skip

type Array = npt.NDArray[np.float64]


class Decided(NamedTuple):
    """What decides about one policy.

    Attributes:
        table: parameter; share (of the variance between societies), low and high (95 %); direction (`more` or `less`:
            what the policy averts where the parameter is higher); effect (weeks averted per 1,000 people, from the low
            to the high end of the range); clear (its effect differs from 0 with 95 % confidence, all parameters
            together); largest share first.
        explained: share of the variance that the emulator explains in societies that it was not trained on; it may lie
            below 0.
        bends: what a random forest explains beyond it: bends and interactions, which are no parameter's own.
        chance: share that random numbers alone make; NaN where few societies lived twice.
        averted: mean over societies.
        spread: their standard deviation.
        sets: societies.
    """

    table: pd.DataFrame
    explained: float
    bends: float
    chance: float
    averted: float
    spread: float
    sets: int

    @property
    def clear(self) -> pd.DataFrame:
        """Parameters with a clear effect, largest share first."""
        return self.table[self.table["clear"]]


def decides(unit: Array, names: list[str], averted: Array, again: Array, seed: int = 1) -> Decided:
    """Which parameters decide about one policy.

    Args:
        unit: where societies lie in the ranges of the parameters, drawn evenly and independently, 0 to 1 (n by p).
        names: of the parameters.
        averted: weeks averted per 1,000 people (n); NaN where a society failed.
        again: the same with other random numbers (n); NaN where a society lived once.
        seed: of folds and resamples.
    """
    known = ~np.isnan(averted)
    x, gave, count = (unit[known] - 0.5) * SPREAD, averted[known], int(known.sum())
    chance = chance_share(averted, again)
    spread = float(gave.std(ddof=1)) if count > 1 else 0.0
    middle = float(gave.mean()) if count else float("nan")
    if count < FEWEST or spread == 0.0:
        nothing = np.zeros(len(names))
        table = _table(names, nothing, nothing, nothing, nothing, 0.0, FEWEST)
        return Decided(table, 0.0, 0.0, chance, middle, spread, count)
    y = (gave - middle) / spread
    predicted, coefficients = _cross_fitted(x, y, seed)
    explained = 1.0 - float(((y - predicted) ** 2).sum() / (y**2).sum())
    left = y - predicted
    own = x * (left[:, None] + x * coefficients)  # of each society: the parameter times what is left without it
    found = own.sum(axis=0) / (x**2).sum(axis=0)
    rows = bootstrap_rows(count, seed, 64)
    counts = np.apply_along_axis(np.bincount, 1, rows, minlength=count).astype(np.float64)
    scatter = np.sqrt(np.maximum(counts @ y**2 / count - (counts @ y / count) ** 2, 1e-12))
    resampled = (counts @ own) / (counts @ x**2) / scatter[:, None]
    rest = left[:, None] + x * (coefficients - found)
    least = np.sqrt((rest**2).sum(axis=0) / (count - 2) / (x**2).sum(axis=0))
    error = np.maximum(resampled.std(axis=0, ddof=1), least)  # a bootstrap of few societies is too sure now and then
    low, high = middle_interval(resampled, axis=0)
    table = _table(names, found, error, low, high, spread, count)
    return Decided(table, explained, bends(x, left, seed), chance, middle, spread, count)


def chance_share(averted: Array, again: Array) -> float:
    """The share of the variance between societies that random numbers alone make; NaN where few lived twice."""
    both = ~np.isnan(averted) & ~np.isnan(again)
    if np.count_nonzero(both) < FEWEST_TWICE:
        return float("nan")
    variance = float(np.nanvar(averted, ddof=1))
    return min(1.0, float(np.mean((averted - again)[both] ** 2)) / 2.0 / variance) if variance > 0.0 else float("nan")


def _cross_fitted(x: Array, y: Array, seed: int) -> tuple[Array, Array]:
    """Of each society, by an emulator trained without it: what is predicted (n), and the coefficients (n by p)."""
    from sklearn.linear_model import RidgeCV
    from sklearn.model_selection import KFold

    predicted, coefficients = np.empty(len(y)), np.empty_like(x)
    for trained, held in KFold(FOLDS, shuffle=True, random_state=seed % 2**32).split(x):
        emulator = RidgeCV(RIDGES).fit(x[trained], y[trained])
        predicted[held], coefficients[held] = emulator.predict(x[held]), emulator.coef_
    return predicted, coefficients


def bends(x: Array, left: Array, seed: int) -> float:
    """The share of the variance that a random forest explains of what the linear emulator leaves; 0 or more."""
    from sklearn.ensemble import RandomForestRegressor
    from sklearn.model_selection import KFold, cross_val_predict

    forest = RandomForestRegressor(TREES, min_samples_leaf=3, max_features=1.0 / 3.0, random_state=seed % 2**32)
    folds = KFold(FOLDS // 2, shuffle=True, random_state=seed % 2**32)
    gone = left - cross_val_predict(forest, x, left, cv=folds)
    return max(0.0, float((left**2).sum() - (gone**2).sum()) / max(1, len(left) - 1))


def _table(
    names: list[str], found: Array, error: Array, low: Array, high: Array, spread: float, count: int
) -> pd.DataFrame:
    """Coefficients (of standardised parameters, in standard deviations of what is averted) as shares."""
    one_sided = np.sign(low) == np.sign(high)
    ends = np.sort(np.square([low, high]), axis=0)
    limit = float(t.ppf(1.0 - ERROR_RATE / 2.0 / max(1, len(names)), count - 2))
    table = pd.DataFrame(
        {
            "parameter": names,
            "share": np.clip(found**2 - error**2, 0.0, 1.0),
            "low": np.where(one_sided, ends[0], 0.0),
            "high": np.minimum(ends[1], 1.0),
            "direction": np.where(found >= 0.0, "more", "less"),
            "effect": found * spread * SPREAD,
            "clear": (error > 0.0) & (np.abs(found) > limit * error),
        }
    )
    size = table["share"] + 1e-9 * np.abs(found)  # those with a share of 0 by their coefficient
    return table.loc[size.sort_values(ascending=False, kind="stable").index].reset_index(drop=True)


def as_table(decided: dict[str, Decided], most: int | None = DECIDING) -> pd.DataFrame:
    """All policies in one table: `COLUMNS`.

    Args:
        decided: policy to what decides about it.
        most: parameters of each; None: all.
    """
    parts = []
    for name, one in decided.items():
        whole = {"scenario": name, **{column: getattr(one, column) for column in COLUMNS[8:]}}
        parts.append(one.table[slice(most)].assign(**whole))
    return pd.concat(parts, ignore_index=True)[list(COLUMNS)] if parts else pd.DataFrame(columns=list(COLUMNS))


def cannot_be_ranked(one: Decided) -> list[tuple[str, str]]:
    """Neighbours among the clear parameters whose order is open, as their intervals overlap."""
    clear = one.clear.rename(columns={"share": "value"})
    return cannot_be_distinguished(clear) if len(clear) > 1 else []
