"""How far predictions of a service's later years are off, beside what one would expect without a model.

Errors are computed by section 6 of `docs/OUT_OF_SAMPLE.md` from the table of predictions, so that a stored table can be
judged again.
"""

import math
from typing import NamedTuple

import numpy as np
import pandas as pd

PREDICTORS = {
    "model": "model", "models_change": "model's change", "last_year": "as last year", "first_year": "as {first}",
}  # fmt: skip  # columns of the table, and what they are called
RIVAL = "last_year"
FEWEST_CHANGES = 2  # for a usual change
YEAR_MONTHS = 12


class Overall(NamedTuple):
    """The mean of scaled errors over figures, by what predicts."""

    figures: int
    errors: dict[str, float]


def usual_change(published: "pd.Series[float]") -> float:
    """How much a figure changes from one published year to the next published one: root mean square.

    Args:
        published: values of years in order; NaN where nothing was published.

    Returns:
        In the figure's unit; NaN with fewer than two changes.
    """
    changes = np.diff(published.dropna().to_numpy(np.float64))
    return float(np.sqrt(np.mean(changes**2))) if len(changes) >= FEWEST_CHANGES else math.nan


def mean_errors(table: pd.DataFrame) -> pd.DataFrame:
    """Mean absolute errors of each figure over the periods that count.

    Args:
        table: as from `sim.studies.validation.out_of_sample.study.prediction_table`.

    Returns:
        One row per figure: figure, unit, follows, periods (counted, published, and with a value of the rival), the mean
        error of each of `PREDICTORS`, and usual_change. A figure that the model cannot give has no mean error.
    """
    rows = []
    for name, mine in table.groupby("figure", sort=False):
        compared = mine[counted(mine) & mine["published"].notna() & mine[RIVAL].notna()]
        errors = [
            float((compared[column] - compared["published"]).abs().mean(skipna=False)) if len(compared) else math.nan
            for column in PREDICTORS
        ]
        usual = usual_change(mine.loc[mine["months"] == YEAR_MONTHS, "published"])
        rows.append((name, mine["unit"].iloc[0], bool(mine["follows"].iloc[0]), len(compared), *errors, usual))
    return pd.DataFrame(rows, columns=["figure", "unit", "follows", "periods", *PREDICTORS, "usual_change"])


def counted(table: pd.DataFrame) -> "pd.Series[bool]":
    """Which rows are of a period that counts."""
    return table["apart"].isna() | (table["apart"] == "")


def overall(errors: pd.DataFrame) -> Overall:
    """The mean over figures of mean errors in usual changes; what follows from what is given is left out.

    Args:
        errors: as from `mean_errors`.
    """
    mine = errors[~errors["follows"] & errors["usual_change"].notna() & (errors["periods"] > 0)]
    scaled = {name: mine[name] / mine["usual_change"] for name in PREDICTORS}
    means = {name: float(values.mean(skipna=False)) if len(values) else math.nan for name, values in scaled.items()}
    return Overall(len(mine), means)


def verdict(errors: pd.DataFrame) -> str:
    """Whether the model errs less than the rival, in a sentence or two.

    Args:
        errors: as from `mean_errors`.
    """
    compared = errors[errors["periods"] > 0]
    free = compared[~compared["follows"]]
    better = int((free["model"] < free[RIVAL]).sum())
    figures, of = overall(errors)
    if not figures or math.isnan(of["model"]):
        return "No overall error: the model or the published figures say too little."
    return (
        f"The model errs less than 'as last year' in {better} of {len(free)} figures. Overall error, in usual yearly "
        f"changes: model {of['model']:.2f}, 'as last year' {of[RIVAL]:.2f}."
    )
