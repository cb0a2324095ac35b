"""What the model predicted of England's service after the year of the fit, as tables; a sentence where it has not."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from sim.reference.fit_tables import not_yet
from sim.reference.markdown import figure, table
from sim.reference.parameter_tables import FITTED, span
from sim.studies.validation.out_of_sample.errors import PREDICTORS, mean_errors, overall, verdict
from sim.studies.validation.out_of_sample.figures import FIGURES

STORED = "out_of_sample.csv"  # as the command `out-of-sample` writes it


def stored(folder: Path, write: Callable[[pd.DataFrame], str]) -> str:
    """What is written of the stored predictions; the sentence where there are none."""
    path = folder / STORED
    if not path.exists():
        return not_yet(path)
    return write(pd.read_csv(path, keep_default_na=False, na_values={name: [""] for name in NUMBERS}))


NUMBERS = (
    "published", "model", "low", "high", "models_change", "last_year", "first_year", "referrals_given",
    "referrals_simulated", "strength", "hours_given",
)  # fmt: skip  # columns in which an empty cell means that there is no number


def given_table(folder: Path = FITTED) -> str:
    """What each period was given, and where it comes from."""
    return stored(folder, _given)


def _given(found: pd.DataFrame) -> str:
    rows = [
        (
            row["period"], row["apart"], figure(row["referrals_given"], 3), row["referrals_of"],
            figure(row["referrals_simulated"], 3), figure(row["strength"], 3), figure(row["hours_given"], 3),
            row["finished_of"], row["sessions_of"],
        )
        for row in found.drop_duplicates("period").to_dict("records")
    ]  # fmt: skip
    head = (
        "period", "shown apart", "referrals given", "of", "referrals simulated", "strength of demand",
        "staff hours given", "courses of", "sessions of",
    )  # fmt: skip
    return table(head, rows, (head[2], *head[4:7]))


def value_table(folder: Path = FITTED) -> str:
    """What was published, and what the model and the rival expected."""
    return stored(folder, _values)


def _values(found: pd.DataFrame) -> str:
    rows = [
        (
            f"{FIGURES[row['figure']].title}, {row['unit']}", row["period"], row["apart"], figure(row["published"], 3),
            figure(row["model"], 3), span(row["low"], row["high"]) if row["low"] == row["low"] else "",
            figure(row["last_year"], 3),
        )
        for row in found[found["published"].notna()].to_dict("records")
    ]  # fmt: skip
    head = ("figure", "period", "shown apart", "published", "model", "95 % interval", "as last year")
    return table(head, rows, head[3:])


def error_table(folder: Path = FITTED) -> str:
    """Mean errors over the periods that count, and whether the model is better."""
    return stored(folder, _errors)


def _errors(found: pd.DataFrame) -> str:
    errors, first = mean_errors(found), found["period"].iloc[0]
    named = [words.format(first=first) for words in PREDICTORS.values()]
    rows: list[tuple[object, ...]] = [
        (
            f"{FIGURES[row['figure']].title}, {row['unit']}{' (follows from the hours)' if row['follows'] else ''}",
            row["periods"], *(figure(row[name], 2) for name in (*PREDICTORS, "usual_change")),
        )
        for row in errors.to_dict("records")
    ]  # fmt: skip
    figures, means = overall(errors)
    rows.append(
        (f"overall, {figures} figures, in usual changes", "", *(figure(means[name], 2) for name in PREDICTORS), "")
    )
    head = ("mean error", "periods", *named, "usual change")
    return f"{table(head, rows, head[1:])}\n\n{verdict(errors)}"
