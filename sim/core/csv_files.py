"""Tables as CSV for people and programs."""

from pathlib import Path

import pandas as pd


def write_csv(table: pd.DataFrame, path: Path, float_format: str | None = None) -> None:
    """Write a table as CSV in UTF-8, the same bytes on every system.

    Args:
        table: the table; its index is left out.
        path: the file.
        float_format: how broken numbers are written; None: exactly.
    """
    # Excel takes a CSV file for Windows-1252 unless a byte-order mark says UTF-8, and garbles umlauts; R's read.csv and
    # other plain readers stumble over the mark. So it stands only where there is a letter beyond ASCII: where it is
    # needed, and where readers must be given an encoding anyway. pandas, readr and our own readers skip it.
    encoding = "utf-8" if _is_ascii(table) else "utf-8-sig"
    table.to_csv(path, index=False, lineterminator="\n", float_format=float_format, encoding=encoding)


def _is_ascii(table: pd.DataFrame) -> bool:
    """Whether names of columns and all words of a table are plain ASCII."""
    if not all(str(name).isascii() for name in table.columns):
        return False
    worded = table.select_dtypes(exclude=["number", "bool"])
    return all(str(value).isascii() for name in worded.columns for value in worded[name].unique())
