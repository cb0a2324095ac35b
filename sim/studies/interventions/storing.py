"""Putting measured rows into the table that cards quote."""

from pathlib import Path

import pandas as pd

from sim.core.csv_files import write_csv
from sim.errors import UserInputError
from sim.studies.interventions.stored import COLUMNS, FILE, stored
from sim.studies.interventions.trials import own_trials


def store(table: pd.DataFrame, path: Path = FILE) -> None:
    """Put measured rows into the stored table: they replace those of the same interventions, all others stay.

    Raises:
        UserInputError: it cannot be written.
    """
    rows = [row._asdict() for name, row in stored(path).items() if name not in set(table["intervention"])]
    whole = pd.DataFrame([*rows, *table.to_dict("records")], columns=list(COLUMNS))
    order = {name: place for place, name in enumerate(own_trials())}
    whole = whole.sort_values("intervention", key=lambda names: names.map(order), kind="stable", ignore_index=True)
    try:
        write_csv(whole, path)
    except OSError as problem:
        raise UserInputError(f"{path}: cannot be written ({problem.strerror}).") from None
